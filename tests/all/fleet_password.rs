//! Passwords and questions of a host; the name of the account tells what it wants. No account is
//! ever locked by a slip of the finger.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rebe_shell::effect::{Prompt, Target};
use rebe_shell::fleet::{Fleet, FleetSettings, PasswordSource};
use russh::server::{
    Auth, ChannelOpenHandle, Handler, Msg, Response, Server, Session, VerifiedPublicKey,
};
use russh::{Channel, ChannelId, MethodKind, MethodSet};

use crate::support::server::{Served, serve};
use crate::support::{fleet_with, job, run, run_one, target};

#[derive(Clone, Default)]
struct Guarded {
    /// How often a password was given, right or wrong.
    tried: Arc<AtomicUsize>,
    /// The key was accepted, and a second proof is wanted.
    halfway: bool,
    round: usize,
}

impl Server for Guarded {
    type Handler = Self;

    fn new_client(&mut self, _: Option<std::net::SocketAddr>) -> Self {
        self.clone()
    }
}

fn reject(methods: &[MethodKind], partial_success: bool) -> Auth {
    Auth::Reject { proceed_with_methods: Some(MethodSet::from(methods)), partial_success }
}

impl Handler for Guarded {
    type Error = russh::Error;

    async fn auth_publickey(
        &mut self,
        user: &str,
        _: VerifiedPublicKey<'_>,
    ) -> Result<Auth, russh::Error> {
        Ok(match user {
            "both" => {
                self.halfway = true;
                reject(&[MethodKind::Password], true)
            }
            "asks" | "code" | "endless" => reject(&[MethodKind::KeyboardInteractive], false),
            _ => reject(&[MethodKind::Password], false),
        })
    }

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, russh::Error> {
        self.tried.fetch_add(1, Ordering::SeqCst);
        let enough = user != "both" || self.halfway;
        let right = password == "right" && enough;
        Ok(if right { Auth::Accept } else { reject(&[MethodKind::Password], false) })
    }

    async fn auth_keyboard_interactive<'a>(
        &'a mut self,
        user: &str,
        _: &str,
        response: Option<Response<'a>>,
    ) -> Result<Auth, russh::Error> {
        let answers = response.map(|all| {
            all.map(|bytes| String::from_utf8(bytes.to_vec()).unwrap()).collect::<Vec<_>>()
        });
        let questions: &[(&'static str, bool)] = match user {
            "code" => &[("Password: ", false), ("\u{1b}[31mCode: ", true)],
            _ => &[("Passwort: ", false)],
        };
        self.round += 1;
        let wanted: &[&str] = if user == "code" { &["right", "123"] } else { &["right"] };
        Ok(match answers {
            Some(answers) if user != "endless" => {
                self.tried.fetch_add(1, Ordering::SeqCst);
                if answers == wanted {
                    Auth::Accept
                } else {
                    reject(&[MethodKind::KeyboardInteractive], false)
                }
            }
            _ => Auth::Partial {
                name: "login".into(),
                instructions: "".into(),
                prompts: questions.iter().map(|(text, echo)| ((*text).into(), *echo)).collect(),
            },
        })
    }

    async fn channel_open_session(
        &mut self,
        _: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), russh::Error> {
        reply.accept().await;
        Ok(())
    }

    async fn exec_request(
        &mut self,
        id: ChannelId,
        _: &[u8],
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        session.channel_success(id)?;
        session.exit_status_request(id, 0)?;
        session.eof(id)?;
        session.close(id)
    }
}

/// A person who gives these answers, and what they were asked.
#[derive(Default)]
struct Person {
    answers: Mutex<Vec<&'static str>>,
    asked: Mutex<Vec<String>>,
}

impl Person {
    fn of(answers: &[&'static str]) -> Arc<Self> {
        let answers = answers.iter().rev().copied().collect();
        Arc::new(Self { answers: Mutex::new(answers), asked: Mutex::default() })
    }
}

impl Prompt for Person {
    fn secret(&self, question: &str) -> Option<String> {
        self.asked.lock().unwrap().push(question.to_owned());
        self.answers.lock().unwrap().pop().map(str::to_owned)
    }
}

/// The server, and what it has seen.
struct Guard {
    served: Served,
    tried: Arc<AtomicUsize>,
}

impl Guard {
    fn start() -> Self {
        let server = Guarded::default();
        let tried = Arc::clone(&server.tried);
        Self { served: serve(server), tried }
    }

    fn fleet(&self, password: Option<PasswordSource>, person: Arc<Person>) -> Fleet {
        let settings = FleetSettings { password, ..self.served.settings() };
        fleet_with(self.served.folder.path(), settings, &[], person)
    }

    fn account(&self, name: &str, at: usize) -> Arc<Target> {
        let target = (*target(&format!("127.0.2.{at}"), self.served.port)).clone();
        Arc::new(Target { user: Some(name.to_owned()), ..target })
    }

    fn ended(&self, fleet: &Fleet, name: &str) -> (String, String) {
        let outcome = run_one(fleet, job("true"), self.account(name, 1)).outcome;
        (outcome.label(), outcome.message)
    }

    fn tried(&self) -> usize {
        self.tried.swap(0, Ordering::SeqCst)
    }
}

#[test]
fn a_password_is_asked_for_once_and_opens_all_hosts() {
    let guard = Guard::start();
    let person = Person::of(&["right"]);
    let fleet = guard.fleet(Some(PasswordSource::Ask), Arc::clone(&person));
    let hosts = (1..=30).map(|at| guard.account("plain", at)).collect();
    for reply in run(&fleet, job("true"), hosts) {
        assert_eq!(reply.outcome.label(), "ok", "{}", reply.outcome.message);
    }
    assert_eq!(*person.asked.lock().unwrap(), ["Password: "]);
    assert_eq!(guard.tried(), 30);
    assert_eq!(guard.ended(&fleet, "asks").0, "ok", "a host that asks for it is answered");
    assert_eq!(guard.ended(&fleet, "both").0, "ok", "a key and a password together");
    let (label, message) = guard.ended(&fleet, "endless");
    assert_eq!(label, "auth_failed");
    assert!(message.contains("nobody could answer"), "{message}");
}

#[test]
fn a_wrong_password_is_not_tried_on_every_host() {
    let guard = Guard::start();
    let fleet = guard.fleet(Some(PasswordSource::Ask), Person::of(&["wrong", "right"]));
    let hosts = (1..=30).map(|at| guard.account("plain", at)).collect();
    let replies = run(&fleet, job("true"), hosts);
    assert!(replies.iter().all(|reply| reply.outcome.label() == "auth_failed"));
    assert_eq!(guard.tried(), 2);
    let spared = |reply: &&rebe_shell::effect::Reply| {
        reply.outcome.message.contains("was refused by other hosts and is not tried on this one")
    };
    assert_eq!(replies.iter().filter(spared).count(), 28);
}

#[test]
fn a_person_answers_what_no_password_does() {
    let guard = Guard::start();
    let person = Person::of(&["right", "123"]);
    let fleet = guard.fleet(Some(PasswordSource::Ask), Arc::clone(&person));
    let (label, message) = guard.ended(&fleet, "code");
    assert_eq!(label, "ok", "{message}");
    assert_eq!(*person.asked.lock().unwrap(), ["Password: ", "The host asks: [31mCode: "]);
}

#[test]
fn passwords_come_from_descriptors_and_commands_too() {
    let guard = Guard::start();
    let nobody = Person::of(&[]);
    let ended = |source| guard.ended(&guard.fleet(Some(source), Arc::clone(&nobody)), "plain");
    let command = |text: &str| PasswordSource::Command(text.to_owned());
    assert_eq!(ended(command("echo right; echo more")).0, "ok");
    let path = guard.served.folder.join("secret");
    std::fs::write(&path, "right\n").unwrap();
    let file = std::fs::File::open(&path).unwrap();
    let number = std::os::fd::AsRawFd::as_raw_fd(&file);
    assert_eq!(ended(PasswordSource::Descriptor(u32::try_from(number).unwrap())).0, "ok");
    assert_eq!(guard.tried(), 2);
    for (source, why) in [
        (command("exit 3"), "the command for the password failed (exit status: 3)"),
        (command("true"), "the password is empty"),
        (PasswordSource::Descriptor(999), "no password can be read from file descriptor 999"),
        (PasswordSource::Ask, "nobody could be asked for the password"),
    ] {
        let (label, message) = ended(source);
        assert_eq!(label, "auth_failed");
        assert!(message.contains(why), "{message}");
    }
    assert_eq!(guard.tried(), 0);
}

#[test]
fn without_a_source_no_password_is_given_and_the_message_says_how() {
    let guard = Guard::start();
    let fleet = guard.fleet(None, Person::of(&["right"]));
    let (label, message) = guard.ended(&fleet, "plain");
    assert_eq!(label, "auth_failed");
    assert!(message.contains("the host only takes password"), "{message}");
    assert!(message.ends_with("or give a password with --ask-password"), "{message}");
    let (_, message) = guard.ended(&fleet, "both");
    assert!(message.contains("the login as both is not complete"), "{message}");
    assert_eq!(guard.tried(), 0);
}
