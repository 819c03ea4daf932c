//! `sudo` on a host: it is answered at its own question, once, and what it says is kept apart from
//! what the command says.
//!
//! `sudo` is told to ask by a text that nobody else can know, so that no language of the host
//! matters, and the command begins with another such text. Whatever comes on stderr before that is
//! `sudo` speaking. A second question means that the password was refused: no host is told it
//! twice.

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::classify::Trouble;
use super::deadline::{Deadlines, Until};
use super::fleet::Core;
use super::password::Offer;
use crate::effect::{OutcomeKind, Sudo};

/// How much `sudo` may say before the command begins, in bytes.
const MOST: usize = 64 << 10;

/// How much of it a message tells, in characters.
const TOLD: usize = 300;

/// What stands between the beginning of `sudo` and that of the command.
pub(super) struct Door<'a> {
    sudo: &'a Sudo,
    /// The password, or why there is none; taken when it is given.
    offer: Option<Result<Offer<'a>, String>>,
    /// What was heard so far, without questions that were answered.
    heard: Vec<u8>,
    /// Whether the password was given; then it waits for the verdict.
    given: Option<Offer<'a>>,
    /// Takes what `sudo` is to read. Dropped when the command begins.
    answers: Option<UnboundedSender<Vec<u8>>>,
}

/// What a command reads before its own input: what comes here, until it ends.
pub(super) type Answers = UnboundedReceiver<Vec<u8>>;

/// Where a command begins.
pub(super) struct Entrance<'a> {
    /// None for a command that begins at once.
    pub(super) door: Option<Door<'a>>,
    pub(super) answers: Answers,
}

impl<'a> Entrance<'a> {
    /// The entrance of a command. With `sudo` it waits for the password first, where one may be had:
    /// a person may be asked, and until a host has accepted it, it is tried on one host at a time.
    pub(super) async fn new(
        core: &'a Core,
        sudo: Option<&'a Sudo>,
        deadlines: &mut Deadlines,
        until: &mut Until,
    ) -> Result<Self, Trouble> {
        let (sender, answers) = unbounded_channel();
        let Some(sudo) = sudo else { return Ok(Self { door: None, answers }) };
        let offer = match &core.sudo {
            Some(passwords) => deadlines.off_the_clock(until, passwords.offer()).await?,
            None => Err("none is given: add `--ask-become-password`, `--become-password-fd` or \
                         `--become-password-command`"
                .to_owned()),
        };
        let (offer, answers_to) = (Some(offer), Some(sender));
        let door = Door { sudo, offer, heard: Vec::new(), given: None, answers: answers_to };
        Ok(Self { door: Some(door), answers })
    }
}

impl Door<'_> {
    /// Take what came on stderr; what of it is the command's.
    pub(super) fn hear(&mut self, data: &[u8]) -> Result<Vec<u8>, Trouble> {
        if self.answers.is_none() {
            return Ok(data.to_vec());
        }
        self.heard.extend_from_slice(data);
        loop {
            let started = find(&self.heard, self.sudo.started.as_bytes());
            let asked = find(&self.heard, self.sudo.question.as_bytes());
            match (started, asked) {
                (Some(at), asked) if asked.is_none_or(|asked| at < asked) => {
                    self.answers = None;
                    if let Some(offer) = self.given.take() {
                        offer.tell(true);
                    }
                    self.offer = None;
                    let rest = self.heard.split_off(at + self.sudo.started.len());
                    return Ok(rest);
                }
                (_, Some(at)) => {
                    self.heard.drain(at..at + self.sudo.question.len());
                    self.answer()?;
                }
                _ if self.heard.len() > MOST => {
                    return Err(refused("`sudo` of the host says more than it should", ""));
                }
                _ => return Ok(Vec::new()),
            }
        }
    }

    fn answer(&mut self) -> Result<(), Trouble> {
        if let Some(offer) = self.given.take() {
            offer.tell(false);
            let said = self.said();
            return Err(refused("`sudo` of the host refused the password", &said));
        }
        match self.offer.take() {
            Some(Ok(offer)) => {
                let line = format!("{}\n", offer.password);
                // Whoever reads it is gone only when the connection is, and that is noticed there.
                let _ = self.answers.as_ref().map(|answers| answers.send(line.into_bytes()));
                self.given = Some(offer);
                Ok(())
            }
            Some(Err(why)) => {
                Err(refused(&format!("`sudo` of the host wants a password, and {why}"), ""))
            }
            None => Err(Trouble::internal()),
        }
    }

    /// `sudo` ended, and the command has not begun.
    pub(super) fn shut(&mut self) -> Option<Trouble> {
        self.answers.as_ref()?;
        let said = self.said();
        Some(match self.given.take() {
            Some(offer) => {
                offer.tell(false);
                refused("`sudo` of the host did not take the password", &said)
            }
            None => refused("`sudo` of the host did not start the command", &said),
        })
    }

    /// `trouble`, with what is known about it when the command has not begun.
    pub(super) fn explain(&self, trouble: Trouble) -> Trouble {
        match trouble.kind {
            OutcomeKind::Timeout(_) if self.answers.is_some() => {
                let said = self.said();
                let told = if said.is_empty() { String::new() } else { format!(" (`{said}`)") };
                let message = format!(
                    "`sudo` of the host did not start the command in time; it may ask for \
                     something else than a password{told}"
                );
                Trouble { message, ..trouble }
            }
            _ => trouble,
        }
    }

    /// The last words of `sudo`, in one line.
    fn said(&self) -> String {
        let text = String::from_utf8_lossy(&self.heard);
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let skipped = words.chars().count().saturating_sub(TOLD);
        words.chars().skip(skipped).collect()
    }
}

/// The account may not do it: nothing that trying again would mend, and nothing about the way to
/// the host.
fn refused(what: &str, said: &str) -> Trouble {
    let said = if said.is_empty() { String::new() } else { format!(": {said}") };
    let next = "look at the sudoers of the host, and at the password";
    let message = format!("{what}{said}; {next}");
    Trouble { elsewhere: true, ..Trouble::auth(message) }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}
