//! Files to and from hosts: with a real server, with one that breaks, and with one that lies.

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rebe_shell::effect::Target;
use rebe_shell::fleet::FleetSettings;
use rebe_shell::render::{Form, Format, Look, Screen};
use rebe_shell::session::{Mode, Options, Report, Session};
use russh::server::{
    Auth, ChannelOpenHandle, Handler, Msg, Server, Session as Ssh, VerifiedPublicKey,
};
use russh::{Channel, ChannelId};
use russh_sftp::protocol::{
    Attrs, Data, File, FileAttributes, Handle, Name, OpenFlags, Status, StatusCode, Version,
};

use crate::support::server::serve;
use crate::support::sshd::Sshd;
use crate::support::{Folder, Text, target};

const SFTP: &str = "Subsystem sftp internal-sftp\n";

pub(crate) fn sshd() -> Sshd {
    Sshd::start_with(|_| SFTP.to_owned())
}

pub(crate) type Rows = Vec<HashMap<String, serde_json::Value>>;

pub(crate) fn run(settings: FleetSettings, targets: Vec<Target>, text: &str) -> (Report, Rows) {
    let options = Options { targets: Some(targets), fleet: settings, ..Options::default() };
    let mut session = Session::new(options);
    let prepared = session.prepare("test", text, Mode::Run);
    assert!(!prepared.is_wrong(), "{:?}", prepared.diagnostics);
    let out = Text::default();
    let screen = Screen::new(Form::Data(Format::Ndjson), Look::plain(), Box::new(out.clone()));
    let report = session.run(&prepared, Arc::new(Mutex::new(screen)));
    assert!(report.errors.is_empty(), "{:?}", report.errors);
    let rows = out.text().lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    (report, rows)
}

pub(crate) fn one(sshd: &Sshd, text: &str) -> (Report, Rows) {
    run(sshd.settings(), vec![(*target("127.0.0.1", sshd.port)).clone()], text)
}

/// The names in `folder`, sorted; none where it is not there.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let Ok(listed) = fs::read_dir(folder) else { return Vec::new() };
    let mut names =
        listed.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>();
    names.sort();
    names
}

pub(crate) fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Bytes that are not the same anywhere near each other.
pub(crate) fn bytes(length: u32) -> Vec<u8> {
    (0..length).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

#[test]
fn what_comes_back_is_what_was_sent() {
    let sshd = sshd();
    let here = Folder::new();
    let there = sshd.folder.join("there");
    fs::create_dir(here.join("out")).unwrap();
    for (name, length) in [("empty", 0), ("one", 1), ("big ü'\"", (5 << 20) + 77)] {
        fs::write(here.join("out").join(name), bytes(length)).unwrap();
    }
    fs::write(here.join("out/.hidden"), "x").unwrap();
    fs::set_permissions(here.join("out/one"), fs::Permissions::from_mode(0o640)).unwrap();
    let (out, back) = (here.join("out"), here.join("back"));
    let text = format!(
        "hosts | upload {}/* {}/deep/er/ --make-folders | length; hosts | download {1}/deep/er/* {} | \
         length",
        out.display(),
        there.display(),
        back.display()
    );
    let (report, _) = one(&sshd, &text);
    assert!(report.all.iter().all(|one| one.label() == "ok"), "{:?}", report.all);
    let placed = there.join("deep/er");
    // Nothing else is left there, hidden or not.
    assert_eq!(names(&placed), ["big ü'\"", "empty", "one"]);
    let folder = back.join(&report.all[0].host);
    assert_eq!(names(&folder), ["big ü'\"", "empty", "one"]);
    for name in names(&folder) {
        assert!(fs::read(out.join(&name)).unwrap() == fs::read(folder.join(&name)).unwrap());
    }
    assert_eq!((mode(&placed.join("one")), mode(&folder.join("one"))), (0o640, 0o640));
}

#[test]
fn what_is_replaced_hands_its_mode_on_and_a_link_stays_one() {
    let sshd = sshd();
    let there = sshd.folder.path();
    fs::write(there.join("old"), "old").unwrap();
    fs::set_permissions(there.join("old"), fs::Permissions::from_mode(0o604)).unwrap();
    std::os::unix::fs::symlink(there.join("old"), there.join("link")).unwrap();
    fs::write(there.join("new"), "new").unwrap();
    let at = there.display();
    let (report, rows) = one(&sshd, &format!("hosts | upload {at}/new {at}/link"));
    assert_eq!(report.all[0].label(), "ok", "{}", report.all[0].message);
    assert_eq!((rows[0]["size"].as_i64(), mode(&there.join("old"))), (Some(3), 0o604));
    assert!(fs::symlink_metadata(there.join("link")).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(there.join("old")).unwrap(), "new");
    one(&sshd, &format!("hosts | upload {at}/new {at}/old --mode '751'"));
    assert_eq!(mode(&there.join("old")), 0o751);
}

#[test]
fn what_is_here_already_is_left_alone_and_the_other_files_come() {
    let sshd = sshd();
    let here = Folder::new();
    let there = sshd.folder.path();
    for name in ["a.txt", "b.txt"] {
        fs::write(there.join(name), name).unwrap();
    }
    let host = target("127.0.0.1", sshd.port).name.clone();
    let own = here.join(&host);
    fs::create_dir(&own).unwrap();
    fs::write(own.join("a.txt"), "mine").unwrap();
    let text = format!("hosts | download {}/*.txt {}", there.display(), here.path().display());
    let (report, rows) = one(&sshd, &text);
    let outcome = &report.all[0];
    assert_eq!((outcome.label().as_str(), rows.len()), ("failed(1)", 1));
    assert!(outcome.message.contains("`--force` writes over it"), "{}", outcome.message);
    assert_eq!(fs::read_to_string(own.join("a.txt")).unwrap(), "mine");
    assert_eq!(fs::read_to_string(own.join("b.txt")).unwrap(), "b.txt");
    let (report, _) = one(&sshd, &format!("{text} --force"));
    assert_eq!(report.all[0].label(), "ok");
    assert_eq!(fs::read_to_string(own.join("a.txt")).unwrap(), "a.txt");
}

#[test]
fn what_cannot_be_carried_is_told_with_its_path() {
    let sshd = sshd();
    let here = Folder::new();
    let there = sshd.folder.path().display();
    fs::write(here.join("f"), bytes(3000)).unwrap();
    let (f, back) = (here.join("f"), here.join("back"));
    let (f, back) = (f.display(), back.display());
    let cases = [
        (format!("upload {f} {there}/no/such/f"), "no such file or folder"),
        (format!("upload {f} {there}"), "is a folder; end it in `/`"),
        (format!("upload {f} {there}/host/f --make-folders"), "is no folder"),
        (format!("download {there}/nothing {back}"), "the host has no `"),
        (format!("download {there}/*.none {back}"), "no file of the host matches"),
        (format!("download {there} {back}"), "is a folder; name files"),
        (format!("download /dev/null {back}"), "is no plain file"),
        (format!("download {there}/host {f}"), "of this machine cannot be written"),
        (format!("download {there}/host {back} --max-size 100B"), "`--max-size` allows more"),
    ];
    for (command, words) in cases {
        let (report, rows) = one(&sshd, &format!("hosts | {command}"));
        let outcome = &report.all[0];
        assert!(outcome.message.contains(words), "{command}: {outcome:?}");
        assert!(rows.is_empty() && outcome.kind.is_failure(), "{command}: {outcome:?}");
    }
    assert_eq!(names(&here.join("back").join(&target("127.0.0.1", sshd.port).name)), [""; 0]);
    let without = Sshd::start();
    let (report, _) = one(&without, &format!("hosts | upload {f} {there}/f"));
    assert!(report.all[0].message.contains("`Subsystem sftp`"), "{}", report.all[0].message);
}

#[test]
fn fifty_hosts_at_once_are_kept_apart() {
    let sshd = sshd();
    let here = Folder::new();
    let there = sshd.folder.join("data");
    let data = bytes(300_000);
    fs::write(&there, &data).unwrap();
    let hosts = crate::support::targets(50, sshd.port);
    let hosts = hosts.iter().map(|target| (**target).clone()).collect();
    let text = format!("hosts | download {} {} | length", there.display(), here.path().display());
    let (report, _) = run(sshd.settings(), hosts, &text);
    assert!(report.all.iter().all(|one| one.label() == "ok"), "{:?}", report.all);
    let folders = names(here.path());
    assert_eq!(folders.len(), 50);
    assert!(folders.iter().all(|host| fs::read(here.join(host).join("data")).unwrap() == data));
}

#[test]
fn a_host_that_goes_down_leaves_nothing_half() {
    let mut sshd = sshd();
    let here = Folder::new();
    let there = sshd.folder.join("endless");
    // Far more than goes over before the host does.
    fs::File::create(&there).unwrap().set_len(1 << 40).unwrap();
    let text =
        format!("hosts | download {} {} --max-size 1TiB", there.display(), here.path().display());
    let (settings, host) = (sshd.settings(), (*target("127.0.0.1", sshd.port)).clone());
    let own = here.join(&host.name);
    let (report, _) = std::thread::scope(|scope| {
        let asked = scope.spawn(|| run(settings, vec![host], &text));
        while !names(&own).iter().any(|name| name.ends_with(".part")) {
            std::thread::sleep(Duration::from_millis(10));
        }
        sshd.crash();
        asked.join().unwrap()
    });
    assert_eq!(report.all[0].label(), "unreachable", "{:?}", report.all);
    // The thread that writes hears of it a moment later.
    let gone = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(20));
        names(&own).is_empty()
    });
    assert!(gone, "{:?}", names(&own));
}

/// Speaks SFTP and does what the name of the account says.
#[derive(Clone)]
struct Liar {
    how: String,
    channels: Arc<Mutex<HashMap<ChannelId, Channel<Msg>>>>,
}

impl Server for Liar {
    type Handler = Self;

    fn new_client(&mut self, _: Option<std::net::SocketAddr>) -> Self {
        self.clone()
    }
}

impl Handler for Liar {
    type Error = russh::Error;

    async fn auth_publickey(
        &mut self,
        user: &str,
        _: VerifiedPublicKey<'_>,
    ) -> Result<Auth, russh::Error> {
        user.clone_into(&mut self.how);
        Ok(Auth::Accept)
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Ssh,
    ) -> Result<(), russh::Error> {
        reply.accept().await;
        self.channels.lock().unwrap().insert(channel.id(), channel);
        Ok(())
    }

    async fn subsystem_request(
        &mut self,
        id: ChannelId,
        _: &str,
        session: &mut Ssh,
    ) -> Result<(), russh::Error> {
        let channel = self.channels.lock().unwrap().remove(&id).unwrap();
        session.channel_success(id)?;
        if self.how == "garbage" {
            session.data(id, b"\0\0\0\x05hello, this is no SFTP".to_vec())?;
            return Ok(());
        }
        let files = Files { how: self.how.clone(), told: false };
        russh_sftp::server::run(channel.into_stream(), files).await;
        Ok(())
    }
}

struct Files {
    how: String,
    told: bool,
}

impl russh_sftp::server::Handler for Files {
    type Error = StatusCode;

    fn unimplemented(&self) -> StatusCode {
        StatusCode::OpUnsupported
    }

    async fn init(&mut self, _: u32, _: HashMap<String, String>) -> Result<Version, StatusCode> {
        Ok(Version::new())
    }

    async fn stat(&mut self, id: u32, _: String) -> Result<Attrs, StatusCode> {
        let mut attrs = FileAttributes::empty();
        (attrs.permissions, attrs.size) = (Some(0o104_777), Some(7));
        Ok(Attrs { id, attrs })
    }

    async fn open(
        &mut self,
        id: u32,
        _: String,
        _: OpenFlags,
        _: FileAttributes,
    ) -> Result<Handle, StatusCode> {
        Ok(Handle { id, handle: "h".to_owned() })
    }

    async fn opendir(&mut self, id: u32, _: String) -> Result<Handle, StatusCode> {
        Ok(Handle { id, handle: "d".to_owned() })
    }

    async fn close(&mut self, id: u32, _: String) -> Result<Status, StatusCode> {
        let (error_message, language_tag) = (String::new(), String::new());
        Ok(Status { id, status_code: StatusCode::Ok, error_message, language_tag })
    }

    async fn read(
        &mut self,
        id: u32,
        _: String,
        offset: u64,
        len: u32,
    ) -> Result<Data, StatusCode> {
        match self.how.as_str() {
            "silent" => {
                tokio::time::sleep(Duration::from_secs(60)).await;
                Err(StatusCode::Failure)
            }
            "more" => Ok(Data { id, data: vec![7; len as usize + 1] }),
            "nothing" => Ok(Data { id, data: Vec::new() }),
            // Half of what is asked for, up to the end of seven bytes.
            "short" if offset < 7 => Ok(Data { id, data: vec![b'x'; 2.min(7 - offset as usize)] }),
            "endless" => Ok(Data { id, data: vec![7; len as usize] }),
            _ => Err(StatusCode::Eof),
        }
    }

    async fn readdir(&mut self, id: u32, _: String) -> Result<Name, StatusCode> {
        let name = match self.how.as_str() {
            "up" => "../../evil",
            "root" => "/etc/evil",
            "control" => "a\u{1b}[2Jb",
            "many" => {
                let file = |at: usize| File::new(format!("f{at}"), FileAttributes::empty());
                return Ok(Name { id, files: (0..2000).map(file).collect() });
            }
            _ => "plain",
        };
        let files = vec![File::new(name, FileAttributes::empty())];
        if std::mem::replace(&mut self.told, true) {
            Err(StatusCode::Eof)
        } else {
            Ok(Name { id, files })
        }
    }
}

#[test]
fn a_host_that_lies_harms_nobody() {
    let liar = Liar { how: String::new(), channels: Arc::default() };
    let served = serve(liar);
    let here = Folder::new();
    let inside = here.join("inside");
    let cases = [
        ("more", "file", "invalid", "for 32768"),
        ("nothing", "file", "invalid", "sent 0 bytes"),
        ("endless", "file", "truncated", "longer than 1000000 bytes"),
        ("silent", "file", "timeout(exec)", "had not come over within 1 s"),
        ("garbage", "file", "invalid", "does not speak SFTP as it should"),
        ("up", "*", "invalid", "is no name of one"),
        ("root", "*", "invalid", "is no name of one"),
        ("control", "*", "invalid", "is no name of one"),
        ("many", "*", "invalid", "more than 100000 names"),
    ];
    for (how, place, label, words) in cases {
        let mut host = (*target("127.0.0.1", served.port)).clone();
        (host.name, host.user) = (how.to_owned(), Some(how.to_owned()));
        let text = format!(
            "hosts | download \"{place}\" {} --timeout {} --max-size 1MB",
            inside.display(),
            if how == "silent" { "1s" } else { "20s" }
        );
        let (report, rows) = run(served.settings(), vec![host], &text);
        let outcome = &report.all[0];
        assert_eq!(outcome.label(), label, "{how}: {outcome:?}");
        assert!(outcome.message.contains(words), "{how}: {}", outcome.message);
        assert!(rows.is_empty(), "{how}");
        assert!(names(&inside.join(how)).iter().all(|name| name.ends_with(".part")), "{how}");
    }
    assert!(names(here.path()).iter().all(|name| name == "inside"), "{:?}", names(here.path()));
    let mut host = (*target("127.0.0.1", served.port)).clone();
    (host.name, host.user) = ("short".to_owned(), Some("short".to_owned()));
    let (report, _) =
        run(served.settings(), vec![host], &format!("hosts | download file {}", inside.display()));
    assert_eq!(report.all[0].label(), "ok", "{:?}", report.all);
    let file = inside.join("short/file");
    assert_eq!((fs::read_to_string(&file).unwrap().as_str(), mode(&file)), ("xxxxxxx", 0o777));
}
