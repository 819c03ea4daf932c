//! The commands of a plugin.

use std::path::PathBuf;
use std::sync::OnceLock;

use nu_protocol::Type as Theirs;

use super::call::{Call, value_of};
use super::described::{Described, LeftOut};
use super::engine::Engine;
use super::signature::{Fitted, fit};
use super::talk::Asked;
use super::values;
use crate::command::{Args, Body, Checking, Command, Context, Registry};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::World;
use crate::plugin::{digest_of, plain};
use crate::value::{Data, Type};

/// A plugin that somebody has asked for.
pub struct Native {
    /// What it says about itself.
    pub described: Described,
    /// The program.
    pub path: PathBuf,
    /// The digest that it had when it was asked for.
    pub digest: String,
    /// What mends it when it is another one, as a sentence.
    pub remedy: String,
}

/// A plugin with what was found out about it once. It lives as long as the process.
struct Loaded {
    native: Native,
    world: World,
    same: OnceLock<()>,
}

/// One command of one. It lives as long as the process.
struct Called {
    plugin: &'static Loaded,
    fitted: Fitted,
}

/// The commands of `native` that are to be had beside those in `registry`, and those that are not.
/// `taken` says why a name cannot be that of a command.
pub fn commands(
    native: Native,
    world: &World,
    registry: Registry,
    taken: &dyn Fn(&str) -> Option<String>,
) -> (Vec<&'static Command>, Vec<LeftOut>) {
    let loaded = Loaded { native, world: world.clone(), same: OnceLock::new() };
    let plugin: &'static Loaded = Box::leak(Box::new(loaded));
    let (mut commands, mut left) = (Vec::<&'static Command>::new(), Vec::new());
    for theirs in plugin.native.described.signatures() {
        let name = theirs.sig.name.as_str();
        let first = name.split(' ').next().unwrap_or(name);
        let known = [name, first].into_iter().find(|name| registry.find(name).is_some());
        let twice = commands.iter().any(|command| command.signature.name == name);
        let fitted = match (known, taken(name)) {
            (Some(known), _) => Err(format!("there is `{known}` already")),
            (None, Some(why)) => Err(why),
            (None, None) if twice => Err("it is there twice".to_owned()),
            (None, None) => fit(theirs),
        };
        match fitted {
            Ok(fitted) => commands.push(command(plugin, fitted)),
            Err(why) => left.push(LeftOut { name: plain(name, 64), why }),
        }
    }
    (commands, left)
}

fn command(plugin: &'static Loaded, fitted: Fitted) -> &'static Command {
    let called: &'static Called = Box::leak(Box::new(Called { plugin, fitted }));
    Box::leak(Box::new(Command {
        signature: called.fitted.signature,
        output: Box::leak(Box::new(|checking: &mut Checking<'_>| called.checked(checking))),
        body: Body::Stream(Box::leak(Box::new(|data, args: &_, context: &_| {
            called.run(data, args, context)
        }))),
    }))
}

impl Loaded {
    /// Whether the program is the one that was asked for; it is looked at once.
    ///
    /// # Errors
    /// It is another one, or cannot be read.
    fn same(&self) -> Result<()> {
        if self.same.get().is_some() {
            return Ok(());
        }
        let Native { path, digest: known, remedy, described } = &self.native;
        let found = self.world.files.open(path).and_then(digest_of).map_err(|error| {
            let message = format!("{} cannot be read: {error}", path.display());
            Diagnostic::error(codes::FILE_ACCESS, message).help(remedy)
        })?;
        if found != *known {
            let message =
                format!("the plugin `{}` was changed since it was asked for", described.name);
            let help = format!("it was not run; if you know who changed it, {remedy}");
            return Err(Diagnostic::error(codes::PLUGIN_CHANGED, message).help(help).into());
        }
        let _ = self.same.set(());
        Ok(())
    }
}

impl Called {
    /// What it makes of a value of type `ty`, as far as it says.
    fn promised(&self, ty: &Type) -> Option<Type> {
        let types = &self.fitted.types;
        if types.is_empty() {
            return Some(Type::Unknown);
        }
        let mut fit = types.iter().filter(|(input, _)| values::takes(input, ty));
        let (_, first) = fit.next()?;
        let first = values::promised(first);
        // Where several fit it may be any of them.
        let same = fit.all(|(_, output)| values::promised(output) == first);
        Some(if same { first } else { Type::Unknown })
    }

    /// The type of what a call yields.
    fn checked(&self, checking: &mut Checking<'_>) -> Type {
        let (signature, span) = (&self.fitted.signature, checking.args.span);
        for named in self.fitted.named.iter().filter(|named| named.required) {
            if checking.args.first(named.name).is_none() {
                let message = format!("`{}` needs `--{}`", signature.name, named.name);
                let help = format!("it is written `{}`", signature.usage());
                let problem = Diagnostic::error(codes::MISSING_ARGUMENT, message).at(span, "");
                checking.problem(problem.help(help));
            }
        }
        let home = checking.world.environment.home();
        for (arg, shape) in self.fitted.given(checking.args) {
            // What is not known yet is looked at when it runs.
            if arg.to_value().is_some()
                && let Err(problem) = value_of(arg, shape, home.as_deref())
            {
                checking.problem(*problem);
            }
        }
        self.promised(checking.input).unwrap_or_else(|| {
            let ty = checking.input;
            let wanted = self.fitted.types.iter().map(|(input, _)| match input {
                Theirs::Nothing => "nothing".to_owned(),
                other => plain(&other.to_string(), 100),
            });
            let mut wanted = wanted.collect::<Vec<_>>();
            wanted.dedup();
            let message = format!("`{}` does not take a value of type {ty}", signature.name);
            let help = format!("it takes {}, in the words of Nushell", wanted.join(", "));
            let problem = Diagnostic::error(codes::TYPE_CLASH, message).at(span, "").help(help);
            checking.problem(problem);
            Type::Unknown
        })
    }

    fn run(&self, data: Data, args: &Args, context: &Context) -> Result<Data> {
        self.plugin.same()?;
        let path = &self.plugin.native.path;
        let engine = Engine { world: context.world.clone(), usage: self.fitted.signature.usage() };
        let promised = self.promised(&data.ty()).unwrap_or(Type::Unknown);
        let call = Call::new(&self.fitted, args, engine, promised)?;
        let who = format!("the command `{}`", self.fitted.signature.name);
        Ok(call.run(Asked { who, path: path.clone() }, data, context))
    }
}
