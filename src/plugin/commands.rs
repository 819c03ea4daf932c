//! A plugin as commands of the shell.

use std::sync::{Arc, Mutex, PoisonError};

use super::arguments::invocation;
use super::failure::Failure;
use super::guest::{Guest, drive};
use super::loaded::{Granted, Loaded, fit};
use super::manifest::Fit;
use super::wit::{ColumnType, Invocation, Manifest};
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
    output: Option<Arc<Schema>>,
    /// What it uses of what the plugin wants.
    pub uses: Vec<Capability>,
    /// What it answered last.
    promised: Mutex<Option<Promised>>,
}

/// The columns that a call yields, which depend on nothing else.
struct Promised {
    call: Invocation,
    input: Vec<ColumnType>,
    output: Arc<Schema>,
}

impl Called {
    /// What it is called in messages.
    pub fn who(&self) -> String {
        format!("the command `{}`", self.signature.name)
    }

    /// The columns that `call` yields, where it need not be asked. A text is checked at every key that
    /// is pressed, and once more before it is run.
    pub fn known(&self, call: &Invocation, input: &[ColumnType]) -> Option<Arc<Schema>> {
        if let Some(output) = &self.output {
            return Some(Arc::clone(output));
        }
        let promised = self.promised.lock().unwrap_or_else(PoisonError::into_inner);
        let promised = promised.as_ref()?;
        (promised.call == *call && promised.input == input).then(|| Arc::clone(&promised.output))
    }

    /// The columns that `call` yields, as `guest` says.
    ///
    /// # Errors
    /// The call cannot work, or what the guest says cannot be.
    pub async fn ask(
        &self,
        guest: &mut Guest,
        call: &Invocation,
        input: &[ColumnType],
    ) -> Result<Arc<Schema>, Failure> {
        let promised = guest.output(call, input).await?;
        let output = notation::promised(promised, input).map_err(Failure::Forged)?;
        let (call, input) = (call.clone(), input.to_vec());
        let promised = Promised { call, input, output: Arc::clone(&output) };
        *self.promised.lock().unwrap_or_else(PoisonError::into_inner) = Some(promised);
        Ok(output)
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
    let (output, promised) = (output.map(Arc::new), Mutex::new(None));
    let called = Called { plugin, signature, output, uses, promised };
    let called: &'static Called = Box::leak(Box::new(called));
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
        return Type::Table(schema.as_ref().clone());
    }
    let (Some(columns), Some(call)) = (columns, invocation(&called.signature, checking.args))
    else {
        return Type::Table(Schema::open());
    };
    if let Some(schema) = called.known(&call, &columns) {
        return Type::Table(schema.as_ref().clone());
    }
    let asked = drive(async {
        let mut guest = called.plugin.guest(Cancel::new()).await?;
        called.ask(&mut guest, &call, &columns).await
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
