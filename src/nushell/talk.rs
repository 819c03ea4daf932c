//! One process of a plugin, from its start to its end, and what is said to and fro.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use futures_util::StreamExt;
use futures_util::future::{BoxFuture, Either, select};
use futures_util::stream;
use nu_plugin_core::EncodingType;
use nu_plugin_protocol::{PluginInput, PluginOutput, ProtocolInfo};
use tokio::sync::mpsc::{self, UnboundedSender};
use tokio::sync::oneshot;

use super::limits;
use super::wire::{self, Incoming, Silent};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Completed, Limits, Program, World};
use crate::plugin::plain;

/// Whom a process is started for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What it is called in messages, as in "the plugin `inc`".
    pub who: String,
    /// The program.
    pub path: PathBuf,
}

/// Why a conversation came to no result.
#[derive(Debug)]
pub enum Broken {
    /// The program has ended.
    Ended,
    /// What went wrong is known.
    Problem(Box<Diagnostic>),
}

impl From<Box<Diagnostic>> for Broken {
    fn from(problem: Box<Diagnostic>) -> Self {
        Self::Problem(problem)
    }
}

/// Says things to a plugin. Copies go to whoever feeds it.
#[derive(Clone)]
pub struct Voice {
    who: String,
    encoding: EncodingType,
    outgoing: UnboundedSender<Result<Vec<u8>>>,
}

impl Voice {
    /// Say `message`.
    pub fn say(&self, message: &PluginInput) -> Result<(), Broken> {
        let mut bytes = Vec::new();
        self.write(message, &mut bytes)?;
        self.send(Ok(bytes))
    }

    /// Put `message` behind `bytes`, which [`Self::send`] sends.
    ///
    /// # Errors
    /// There is something in it that plugins of Nushell cannot be given.
    pub fn write(&self, message: &PluginInput, bytes: &mut Vec<u8>) -> Result<()> {
        wire::write(self.encoding, message, bytes).map_err(|wrong| {
            let message = format!("{} cannot be told this: {}", self.who, plain(&wrong, 200));
            Diagnostic::error(codes::PLUGIN_INPUT, message).into()
        })
    }

    /// Send these bytes, or stop the program for this reason.
    pub fn send(&self, bytes: Result<Vec<u8>>) -> Result<(), Broken> {
        self.outgoing.send(bytes).map_err(|_| Broken::Ended)
    }
}

/// One side of a conversation.
pub struct Talk {
    /// Says things.
    pub voice: Voice,
    /// Ends what this side does besides when nobody needs it any more.
    pub cancel: Cancel,
    who: String,
    incoming: Incoming,
}

impl Talk {
    /// Greet the program that is called `who` in messages.
    fn begin(
        who: String,
        mut incoming: Incoming,
        outgoing: UnboundedSender<Result<Vec<u8>>>,
        cancel: Cancel,
    ) -> Result<Self, Broken> {
        let encoding = incoming.encoding().map_err(|silent| broken(&who, silent))?;
        let voice = Voice { who: who.clone(), encoding, outgoing };
        let mut talk = Self { voice, cancel, who, incoming };
        let own = ProtocolInfo::default();
        talk.voice.say(&PluginInput::Hello(own.clone()))?;
        let PluginOutput::Hello(other) = talk.hear()? else {
            return Err(talk.forged("something else than a greeting"));
        };
        if !own.is_compatible_with(&other).unwrap_or(false) {
            let (version, own) = (plain(&other.version, 40), own.version);
            let message = format!("{} is made for Nushell {version}", talk.who);
            let help = format!("get or build one that is made for Nushell {own}");
            let problem = Diagnostic::error(codes::PLUGIN_VERSION, message).help(help);
            return Err(Broken::Problem(problem.into()));
        }
        Ok(talk)
    }

    /// The next thing that it says.
    pub fn hear(&mut self) -> Result<PluginOutput, Broken> {
        self.incoming.message(self.voice.encoding).map_err(|silent| broken(&self.who, silent))
    }

    /// It says what cannot be.
    pub fn forged(&self, what: &str) -> Broken {
        Broken::Problem(forged(&self.who, what))
    }

    /// What it is called in messages.
    pub fn who(&self) -> &str {
        &self.who
    }
}

/// A plugin called `who` gives `what` cannot be used.
pub fn forged(who: &str, what: &str) -> Box<Diagnostic> {
    let message = format!("{who} gave back what cannot be used: {what}");
    let help = "it is a defect of the plugin: tell its author";
    Diagnostic::error(codes::PLUGIN_DATA, message).help(help).into()
}

fn broken(who: &str, silent: Silent) -> Broken {
    match silent {
        Silent::Ended => Broken::Ended,
        Silent::Flood => {
            let message = format!("{who} gave back more than it may and was stopped");
            let help = "let it work on less at once";
            Broken::Problem(Diagnostic::error(codes::PLUGIN_LIMIT, message).help(help).into())
        }
        Silent::Garbled(what) => {
            let what = format!("no message of Nushell's plugins ({})", plain(&what, 200));
            Broken::Problem(forged(who, &what))
        }
    }
}

/// What came of a conversation, and what the program printed to its errors.
pub type Said<T> = (T, String);

/// Start a process for `asked` and have `work` talk to it, which may block. The process has ended when
/// this has, and dropping it stops the process.
pub fn converse<T: Send + 'static>(
    asked: Asked,
    world: &World,
    limits: &Limits,
    most: usize,
    cancel: Cancel,
    work: impl FnOnce(&mut Talk) -> Result<T, Broken> + Send + 'static,
) -> BoxFuture<'static, Result<Said<T>>> {
    let (outgoing, input) = mpsc::unbounded_channel();
    let (output, pieces) = mpsc::channel(limits::WAITING);
    let (answer, answered) = oneshot::channel();
    // Whoever hears of it knows that the process has ended.
    let (alive, ended) = channel::<()>();
    let cancel = cancel.child_token();
    let guard = cancel.clone().drop_guard();
    let program = program(&asked, limits, input, output);
    let program = world.processes.start(program, cancel.clone());
    let Asked { who, path, .. } = asked;
    let talking = move || {
        let incoming = Incoming::new(pieces, most);
        let talk = Talk::begin(who, incoming, outgoing, cancel.clone());
        let result = talk.and_then(|mut talk| {
            let done = work(&mut talk);
            // It may have gone already.
            let _ = talk.voice.say(&PluginInput::Goodbye);
            done
        });
        let is_wrong = matches!(result, Err(Broken::Problem(_)));
        let _ = answer.send(result);
        part(&ended, is_wrong, &cancel);
    };
    let named = thread::Builder::new().name("nushell plugin".to_owned()).stack_size(limits::STACK);
    let spawned = named.spawn(talking).map(drop);
    Box::pin(async move {
        let _guard = guard;
        spawned.map_err(|error| {
            let message = format!("the system gives no thread to talk to a plugin with: {error}");
            Diagnostic::error(codes::PLUGIN_LIMIT, message)
        })?;
        let (answer, completed) = match select(answered, program).await {
            Either::Left((answer, program)) => (answer, program.await),
            Either::Right((completed, answered)) => {
                drop(alive);
                // What the program wrote before is still read.
                return result(&path, answered.await.ok(), completed);
            }
        };
        drop(alive);
        result(&path, answer.ok(), completed)
    })
}

/// What a conversation with the program at `path` came to.
fn result<T>(
    path: &Path,
    answer: Option<Result<T, Broken>>,
    completed: Result<Completed>,
) -> Result<Said<T>> {
    let errors =
        |completed: Completed| String::from_utf8_lossy(&completed.stderr).trim().to_owned();
    match (answer, completed) {
        (Some(Ok(value)), completed) => Ok((value, completed.map(errors).unwrap_or_default())),
        (Some(Err(Broken::Problem(problem))), _) => Err(problem),
        (Some(Err(Broken::Ended)), Ok(completed)) => {
            let name = path.display().to_string();
            completed.require_success(&name)?;
            let message = format!("`{name}` ended before it had answered");
            Err(Diagnostic::error(codes::PLUGIN_CRASHED, message)
                .help("is it a plugin of Nushell? `nu_plugin_NAME` is what they are called")
                .into())
        }
        (Some(Err(Broken::Ended)), Err(problem)) => Err(problem),
        (None, _) => {
            let message = "what talks to a plugin has crashed";
            Err(Diagnostic::error(codes::INTERNAL, message).into())
        }
    }
}

/// Nothing more is wanted of the process: once it has had time to end, or at once where it did
/// something wrong, it is stopped.
fn part(ended: &Receiver<()>, is_wrong: bool, cancel: &Cancel) {
    if !is_wrong {
        // Nothing is ever sent: it comes back when the other side is gone.
        let _ = ended.recv_timeout(limits::PARTING);
    }
    cancel.cancel();
}

/// How it is started.
fn program(
    asked: &Asked,
    limits: &Limits,
    input: mpsc::UnboundedReceiver<Result<Vec<u8>>>,
    output: mpsc::Sender<Vec<u8>>,
) -> Program {
    let path = asked.path.display().to_string();
    let input = stream::unfold(input, |mut input| async { Some((input.recv().await?, input)) });
    let program = Program::new(path, vec!["--stdio".into()], limits);
    Program { input: Some(input.boxed()), output: Some(output), ..program }
}
