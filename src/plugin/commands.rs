//! A plugin as commands of the shell.

use super::arguments::invocation;
use super::compile::compile;
use super::failure::{Failure, plain};
use super::guest::{Guest, State, drive};
use super::wit::PluginPre;
use super::{manifest, notation, stage};
use crate::command::{Body, Checking, Command, Registry, Signature};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Cancel;
use crate::value::{Schema, Type};

/// A plugin that may be called.
pub struct Loaded {
    /// What is instantiated for each stage.
    pub component: PluginPre<State>,
}

/// The commands of the component in `bytes`, known to people by `name`, none of which may be in
/// `registry`. They live as long as the process.
///
/// # Errors
/// It is no plugin, it wants something of the outside, it is made for another version, or what it
/// says about itself cannot be used.
pub fn load(name: &str, bytes: Vec<u8>, registry: Registry) -> Result<Vec<&'static Command>> {
    let component = compile(name, bytes)?;
    let described = drive(async {
        let mut guest = Guest::new(&component, Cancel::new()).await?;
        guest.describe().await
    });
    let who = format!("the plugin `{name}`");
    let described = described.map_err(|failure: Failure| failure.diagnostic(&who, None))?;
    if let Some(wanted) = manifest::wanted(&described) {
        let message = format!("`{name}` wants {wanted}, and nothing can be granted yet");
        return Err(Diagnostic::error(codes::PLUGIN_DENIED, message)
            .help("use a plugin that does without it")
            .into());
    }
    let signatures = manifest::signatures(described, registry).map_err(|wrong| {
        let message = format!("`{name}` describes itself with {}", plain(&wrong, 300));
        Diagnostic::error(codes::PLUGIN_MANIFEST, message)
            .help("tell its author; what is there already can be had once, from one plugin")
    })?;
    let plugin: &'static Loaded = Box::leak(Box::new(Loaded { component }));
    Ok(signatures.into_iter().map(|signature| command(plugin, signature)).collect())
}

fn command(plugin: &'static Loaded, signature: Signature) -> &'static Command {
    let output = move |checking: &mut Checking<'_>| output(plugin, &signature, checking);
    let run =
        move |input, args: &_, context: &_| stage::run(plugin, &signature, input, args, context);
    Box::leak(Box::new(Command {
        signature,
        output: Box::leak(Box::new(output)),
        body: Body::Stream(Box::leak(Box::new(run))),
    }))
}

/// The type of what a call yields. While something about it is not known, neither are its columns:
/// they are once it runs.
fn output(plugin: &Loaded, signature: &Signature, checking: &mut Checking<'_>) -> Type {
    let who = format!("the command `{}`", signature.name);
    let columns = match notation::given(checking.input, &who) {
        Ok(columns) => columns,
        Err(problem) => {
            checking.problem(*problem.or_at(checking.args.span));
            return Type::Unknown;
        }
    };
    let (Some(columns), Some(call)) = (columns, invocation(signature, checking.args)) else {
        return Type::Table(Schema::open());
    };
    let asked = drive(async {
        let mut guest = Guest::new(&plugin.component, Cancel::new()).await?;
        let promised = guest.output(&call, &columns).await?;
        notation::promised(promised, &columns).map_err(Failure::Forged)
    });
    match asked {
        Ok(schema) => Type::Table(schema.as_ref().clone()),
        Err(failure) => {
            let problem = failure.diagnostic(&who, Some(checking.args));
            checking.problem(*problem.or_at(checking.args.span));
            Type::Unknown
        }
    }
}
