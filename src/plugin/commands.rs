//! A plugin as commands of the shell.

use super::arguments::invocation;
use super::failure::Failure;
use super::guest::drive;
use super::loaded::{Granted, Loaded, fit};
use super::manifest::Fit;
use super::wit::Manifest;
use super::{notation, stage};
use crate::command::{Allowed, Body, Checking, Command, Registry, Signature};
use crate::diag::{Diagnostic, Result};
use crate::effect::{Cancel, Capability, World};
use crate::value::{Schema, Type};

/// One command of a plugin. It lives as long as the process.
pub(super) struct Called {
    pub plugin: &'static Loaded,
    pub signature: Signature,
    /// The columns that it yields, where they are always the same.
    pub output: Option<Schema>,
    /// What it uses of what the plugin wants.
    pub uses: Vec<Capability>,
}

impl Called {
    /// What it is called in messages.
    pub fn who(&self) -> String {
        format!("the command `{}`", self.signature.name)
    }
}

/// A plugin as the shell knows it. It lives as long as the process.
pub struct Plugged {
    /// Its commands.
    pub commands: Vec<&'static Command>,
    /// What each of them was granted.
    pub allowed: Vec<Allowed>,
    plugin: &'static Loaded,
}

impl Plugged {
    /// What it says about itself.
    pub fn manifest(&self) -> &'static Manifest {
        self.plugin.manifest()
    }

    /// Its command called `name`.
    pub fn command(&self, name: &str) -> Option<&'static Command> {
        self.commands.iter().copied().find(|command| command.signature.name == name)
    }

    /// Why its probes must not run, if they must not: a script may do anything on a host.
    pub fn probes_denied(&self) -> impl Fn() -> Option<Box<Diagnostic>> + Send + Sync + 'static {
        let plugin = self.plugin;
        move || plugin.lacks(Capability::RunOnHosts)
    }
}

/// The commands of `plugin`, none of which may be in `registry`.
///
/// # Errors
/// What it says about itself cannot be used.
pub fn commands(plugin: Granted, world: &World, registry: Registry) -> Result<Plugged> {
    let (wanted, commands) = fit(&plugin.name, &plugin.manifest, registry)?;
    let plugin: &'static Loaded = Box::leak(Box::new(Loaded::new(plugin, wanted, world)));
    let allowed = commands
        .iter()
        .map(|fit| Allowed { command: fit.signature.name, grants: plugin.grants(&fit.uses) });
    let allowed = allowed.collect();
    let commands = commands.into_iter().map(|fit| command(plugin, fit)).collect();
    Ok(Plugged { commands, allowed, plugin })
}

fn command(plugin: &'static Loaded, fit: Fit) -> &'static Command {
    let Fit { signature, output, uses } = fit;
    let called: &'static Called = Box::leak(Box::new(Called { plugin, signature, output, uses }));
    Box::leak(Box::new(Command {
        signature,
        output: Box::leak(Box::new(move |checking: &mut Checking<'_>| checked(called, checking))),
        body: Body::Stream(Box::leak(Box::new(move |input, args: &_, context: &_| {
            stage::run(called, input, args, context)
        }))),
    }))
}

/// The type of what a call yields. While something about it is not known, neither are its columns:
/// they are once it runs.
fn checked(called: &Called, checking: &mut Checking<'_>) -> Type {
    let span = checking.args.span;
    if let Some(missing) = called.plugin.missing(&called.uses) {
        checking.problem(*missing.or_at(span));
    }
    let on_hosts = [Capability::QueryHosts, Capability::RunOnHosts];
    if on_hosts.iter().any(|capability| called.uses.contains(capability))
        && let Err(problem) = checking.world.directory.all()
    {
        checking.problem(*problem);
    }
    let columns = match notation::given(checking.input) {
        Ok(columns) => columns,
        Err(problem) => {
            checking.problem(*problem.or_at(span));
            return Type::Unknown;
        }
    };
    if let Some(schema) = &called.output {
        return Type::Table(schema.clone());
    }
    let (Some(columns), Some(call)) = (columns, invocation(&called.signature, checking.args))
    else {
        return Type::Table(Schema::open());
    };
    let asked = drive(async {
        let mut guest = called.plugin.guest(Cancel::new()).await?;
        let promised = guest.output(&call, &columns).await?;
        notation::promised(promised, &columns).map_err(Failure::Forged)
    });
    match asked {
        Ok(schema) => Type::Table(schema.as_ref().clone()),
        Err(failure) => {
            let problem = failure.diagnostic(&called.who(), Some(checking.args));
            checking.problem(*problem.or_at(span));
            Type::Unknown
        }
    }
}
