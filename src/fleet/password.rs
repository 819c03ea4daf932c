//! Passwords, and answers to what a host asks: where they come from, and how it is kept from
//! locking an account.
//!
//! Invariant: until a host has accepted the password, it is tried on one host at a time; once it
//! was refused twice without ever having been accepted, it is tried on no other. A fleet that shares
//! its accounts would otherwise count a slip of the finger a thousand times.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use russh::client::{AuthResult, KeyboardInteractiveAuthResponse as Response, Prompt as Question};
use tokio::process::Command;
use tokio::sync::{Mutex, MutexGuard, OnceCell};

use super::auth::Login;
use super::classify::Trouble;
use super::settings::PasswordSource;
use crate::effect::{Files, Method, Prompt};

/// Refusals after which a password that nobody has accepted yet is given up.
const MOST_REFUSALS: u32 = 2;

/// Rounds of questions that a host may ask.
const MOST_ROUNDS: usize = 8;

/// How long the command that prints the password may take: it may ask a person.
const DEADLINE: Duration = Duration::from_secs(120);

/// The longest password, in bytes.
const LONGEST: u64 = 4096;

/// The right to try the password on one host. While nobody has accepted it, there is one at a time.
pub(super) struct Offer<'a> {
    pub(super) password: Arc<str>,
    passwords: &'a Passwords,
    _turn: Option<MutexGuard<'a, ()>>,
}

impl Offer<'_> {
    /// Tell how the host took it.
    pub(super) fn tell(self, accepted: bool) {
        self.passwords.tell(accepted);
    }
}

/// The password of a run.
pub(super) struct Passwords {
    source: PasswordSource,
    /// How the person at the terminal is asked.
    question: &'static str,
    files: Arc<dyn Files>,
    prompt: Arc<dyn Prompt>,
    password: OnceCell<Result<Arc<str>, String>>,
    accepted: AtomicBool,
    refusals: AtomicU32,
    /// Whoever holds it tries a password that nobody has accepted yet.
    turn: Mutex<()>,
}

impl Passwords {
    pub(super) fn new(
        source: PasswordSource,
        question: &'static str,
        files: Arc<dyn Files>,
        prompt: Arc<dyn Prompt>,
    ) -> Self {
        Self {
            source,
            question,
            files,
            prompt,
            password: OnceCell::new(),
            accepted: AtomicBool::new(false),
            refusals: AtomicU32::new(0),
            turn: Mutex::new(()),
        }
    }

    /// Wait until it may be tried on one more host; the error says why it is not.
    pub(super) async fn offer(&self) -> Result<Offer<'_>, String> {
        let turn = self.turn().await;
        if self.is_given_up() {
            let note = "the password was refused by other hosts and is not tried on this one, so \
                        that no account is locked";
            return Err(note.to_owned());
        }
        let password = self.get().await?;
        Ok(Offer { password, passwords: self, _turn: turn })
    }

    /// Wait for the turn of one more host.
    async fn turn(&self) -> Option<MutexGuard<'_, ()>> {
        if self.accepted.load(Ordering::Acquire) {
            return None;
        }
        let turn = self.turn.lock().await;
        (!self.accepted.load(Ordering::Acquire)).then_some(turn)
    }

    fn is_given_up(&self) -> bool {
        !self.accepted.load(Ordering::Acquire)
            && self.refusals.load(Ordering::Acquire) >= MOST_REFUSALS
    }

    fn tell(&self, accepted: bool) {
        if accepted {
            self.accepted.store(true, Ordering::Release);
        } else {
            self.refusals.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// The password; the error says why there is none.
    async fn get(&self) -> Result<Arc<str>, String> {
        self.password.get_or_init(|| self.read()).await.clone()
    }

    async fn read(&self) -> Result<Arc<str>, String> {
        match &self.source {
            PasswordSource::Ask => {
                let asked = self.ask(self.question.to_owned()).await;
                asked.ok_or_else(|| "nobody could be asked for the password".to_owned())
            }
            PasswordSource::Descriptor(number) => {
                let (files, path) = (Arc::clone(&self.files), format!("/dev/fd/{number}"));
                let path = PathBuf::from(path);
                let read = move || files.read_at_most(&path, LONGEST);
                let read = tokio::task::spawn_blocking(read).await;
                let read = read.unwrap_or_else(|_| Err(std::io::ErrorKind::Other.into()));
                let read = read.map_err(|error| {
                    format!("no password can be read from file descriptor {number}: {error}")
                })?;
                first_line(read)
            }
            PasswordSource::Command(command) => {
                let output = Command::new("/bin/sh")
                    .args(["-c", command])
                    .stdin(Stdio::null())
                    .stderr(Stdio::inherit())
                    .kill_on_drop(true)
                    .output();
                let failed = |why: String| format!("the command for the password {why}");
                let output = tokio::time::timeout(DEADLINE, output).await;
                let output =
                    output.map_err(|_| failed("took longer than two minutes".to_owned()))?;
                let output = output.map_err(|error| failed(format!("cannot be run: {error}")))?;
                if !output.status.success() {
                    return Err(failed(format!("failed ({})", output.status)));
                }
                first_line(output.stdout)
            }
        }
    }

    /// Ask the person at the terminal.
    async fn ask(&self, question: String) -> Option<Arc<str>> {
        let prompt = Arc::clone(&self.prompt);
        let asked = tokio::task::spawn_blocking(move || prompt.secret(&question)).await;
        asked.ok().flatten().map(Arc::from)
    }
}

fn first_line(bytes: Vec<u8>) -> Result<Arc<str>, String> {
    let text = String::from_utf8(bytes).map_err(|_| "the password is no UTF-8 text".to_owned())?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(line.into()),
        _ => Err("the password is empty".to_owned()),
    }
}

impl Login<'_> {
    /// Give the password, plainly or as the answer to what the host asks; whether that was enough.
    pub(super) async fn secret(&mut self, method: Method) -> Result<bool, Trouble> {
        let Some(passwords) = &self.core.passwords else { return Ok(false) };
        let offer = self.deadlines.off_the_clock(&mut self.until, passwords.offer()).await?;
        let offer = match offer {
            Ok(offer) => offer,
            Err(why) => {
                self.passed.push(why);
                return Ok(false);
            }
        };
        let (result, given) = match method {
            Method::KeyboardInteractive => self.answer(passwords, &offer.password).await?,
            _ => {
                let offer = self.link.handle.authenticate_password(self.user, &*offer.password);
                match self.deadlines.within(self.until, offer).await? {
                    Ok(result) => (result, true),
                    Err(_) => return Err(self.broke().await),
                }
            }
        };
        let accepted = matches!(
            result,
            AuthResult::Success | AuthResult::Failure { partial_success: true, .. }
        );
        if given {
            offer.tell(accepted);
        } else {
            drop(offer);
        }
        let name = if method == Method::Password { "the password" } else { "the answers" };
        self.judge(result, name.to_owned()).await
    }

    /// Answer what the host asks: the password to the first question that hides its answer, and the
    /// person at the terminal answers the others. With it, whether the password was given.
    async fn answer(
        &mut self,
        passwords: &Passwords,
        password: &Arc<str>,
    ) -> Result<(AuthResult, bool), Trouble> {
        let start = self.link.handle.authenticate_keyboard_interactive_start(self.user, None);
        let mut response = self.deadlines.within(self.until, start).await?;
        let mut given = false;
        for _ in 0..MOST_ROUNDS {
            let prompts = match response {
                Ok(Response::Success) => return Ok((AuthResult::Success, given)),
                Ok(Response::Failure { remaining_methods, partial_success }) => {
                    return Ok((AuthResult::Failure { remaining_methods, partial_success }, given));
                }
                Ok(Response::InfoRequest { prompts, .. }) => prompts,
                Err(_) => return Err(self.broke().await),
            };
            let mut answers = Vec::with_capacity(prompts.len());
            for question in prompts {
                if !question.echo && !given {
                    given = true;
                    answers.push(password.to_string());
                } else {
                    answers.push(self.question(passwords, &question).await?);
                }
            }
            let respond = self.link.handle.authenticate_keyboard_interactive_respond(answers);
            response = self.deadlines.within(self.until, respond).await?;
        }
        Err(Trouble::auth("the host asks without end and accepts no answer"))
    }

    async fn question(
        &mut self,
        passwords: &Passwords,
        question: &Question,
    ) -> Result<String, Trouble> {
        let asked = match passwords.source {
            PasswordSource::Ask => {
                // The text is the host's: only plain characters of it reach the terminal.
                let plain = |char: &char| !char.is_control();
                let text = question.prompt.chars().filter(plain).take(200).collect::<String>();
                let asking = passwords.ask(format!("The host asks: {text}"));
                self.deadlines.off_the_clock(&mut self.until, asking).await?
            }
            _ => None,
        };
        asked.map(|answer| answer.to_string()).ok_or_else(|| {
            Trouble::auth(format!(
                "the host asks `{}`, which nobody could answer; run with --ask-password at a \
                 terminal",
                question.prompt.trim()
            ))
        })
    }
}
