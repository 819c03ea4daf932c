//! Folders to and from hosts, transfers that are verified, and those that break off and go on.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use rebe_shell::session::Report;

use crate::fleet_transfer::{Rows, bytes, mode, names, one, run, sshd};
use crate::support::sshd::Sshd;
use crate::support::{Folder, target};

/// All paths below `folder`, sorted, folders with a `/` at the end.
fn all(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    for name in names(folder) {
        let path = folder.join(&name);
        if fs::symlink_metadata(&path).unwrap().is_dir() {
            all.extend(self::all(&path).into_iter().map(|below| format!("{name}/{below}")));
            all.push(format!("{name}/"));
        } else {
            all.push(name);
        }
    }
    all.sort();
    all
}

fn host(sshd: &Sshd) -> String {
    target("127.0.0.1", sshd.port).name.clone()
}

#[test]
fn a_folder_comes_back_as_it_was() {
    let sshd = sshd();
    let here = Folder::new();
    let out = here.join("app");
    fs::create_dir_all(out.join("a/b c/empty")).unwrap();
    for (name, length) in [("top", 10), ("a/.hidden", 0), ("a/b c/ü", 70_000), ("a/run", 3)] {
        fs::write(out.join(name), bytes(length)).unwrap();
    }
    symlink("top", out.join("link")).unwrap();
    fs::set_permissions(out.join("a/run"), fs::Permissions::from_mode(0o750)).unwrap();
    fs::set_permissions(out.join("a"), fs::Permissions::from_mode(0o700)).unwrap();
    let there = sshd.folder.join("there");
    fs::create_dir(&there).unwrap();
    let (out, to, back) = (out.display(), there.display(), here.join("back"));
    let text = format!(
        "hosts | upload {out} {to}/ -r; hosts | upload {out} {to}/other --recursive; \
         hosts | download {to}/app/ {} -r; hosts | download {to}/o* {1} -r",
        back.display(),
        back.display()
    );
    let (report, rows) = one(&sshd, &text);
    assert!(report.all.iter().all(|one| one.label() == "ok"), "{:?}", report.all);
    assert_eq!(rows.len(), 20);
    let tree = ["a/", "a/.hidden", "a/b c/", "a/b c/empty/", "a/b c/ü", "a/run", "link", "top"];
    let own = back.join(host(&sshd));
    for place in [there.join("app"), there.join("other"), own.join("app"), own.join("other")] {
        assert_eq!(all(&place), tree, "{}", place.display());
        for file in ["top", "a/b c/ü", "link"] {
            assert!(
                fs::read(place.join(file)).unwrap()
                    == fs::read(here.join("app").join(file)).unwrap()
            );
        }
        // What a link led to has become a file of its own.
        assert!(fs::symlink_metadata(place.join("link")).unwrap().is_file());
        assert_eq!(mode(&place.join("a/run")), 0o750);
    }
    assert_eq!(mode(&there.join("app/a")), 0o700);
}

#[test]
fn what_is_neither_file_nor_folder_is_told() {
    let sshd = sshd();
    let here = Folder::new();
    let there = sshd.folder.join("odd");
    fs::create_dir_all(there.join("sub")).unwrap();
    fs::write(there.join("sub/file"), "x").unwrap();
    symlink("nowhere", there.join("dangling")).unwrap();
    symlink("..", there.join("sub/up")).unwrap();
    assert!(Command::new("mkfifo").arg(there.join("pipe")).status().unwrap().success());
    let _listener = std::os::unix::net::UnixListener::bind(there.join("socket")).unwrap();
    let back = here.join("back");
    let download = format!("hosts | download {} {} -r", there.display(), back.display());
    let (report, rows) = one(&sshd, &download);
    let outcome = &report.all[0];
    assert_eq!((outcome.label().as_str(), rows.len()), ("failed(1)", 1));
    let words = "dangling` of the host is a link that leads nowhere; 3 more files were not";
    assert!(outcome.message.contains(words), "{}", outcome.message);
    assert_eq!(all(&back.join(host(&sshd))), ["odd/", "odd/sub/", "odd/sub/file"]);
    // Of this machine, nothing is sent at all.
    for (left, words) in [
        ("dangling", "cannot be looked at"),
        ("pipe", "is no plain file"),
        ("socket", "is no plain file"),
        ("sub/up", "is a link to a folder"),
    ] {
        let only = here.join("only");
        fs::create_dir_all(only.join("sub")).unwrap();
        fs::rename(there.join(left), only.join(left)).unwrap();
        let text = format!("hosts | upload {} {}/to/ -r", only.display(), there.display());
        let report = failing(&sshd, &text);
        assert!(report.errors[0].message.contains(words), "{left}: {:?}", report.errors);
        fs::remove_file(only.join(left)).unwrap();
    }
    assert_eq!(all(&there), ["sub/", "sub/file"]);
}

/// The report of a text that stops with an error.
fn failing(sshd: &Sshd, text: &str) -> Report {
    use rebe_shell::render::{Form, Format, Look, Screen};
    use rebe_shell::session::{Mode, Options, Session};
    let targets = Some(vec![(*target("127.0.0.1", sshd.port)).clone()]);
    let options = Options { targets, fleet: sshd.settings(), ..Options::default() };
    let mut session = Session::new(options);
    let prepared = session.prepare("test", text, Mode::Run);
    let screen = Screen::new(Form::Data(Format::Ndjson), Look::plain(), Box::new(Vec::new()));
    session.run(&prepared, std::sync::Arc::new(std::sync::Mutex::new(screen)))
}

#[test]
fn both_sides_have_the_digest_that_is_told() {
    // One on which `sha256sum` is asked, and two on which the file has to be read back.
    for more in [
        "Subsystem sftp internal-sftp\n",
        "Subsystem sftp internal-sftp\nMaxSessions 1\n",
        "Subsystem sftp internal-sftp\nForceCommand internal-sftp\n",
    ] {
        let sshd = Sshd::start_with(|_| more.to_owned());
        let here = Folder::new();
        let (file, there) = (here.join("it's"), sshd.folder.join("it's there"));
        fs::write(&file, bytes(3_000_000)).unwrap();
        let (file, to, back) = (file.display(), there.display(), here.path().display());
        let text = format!(
            "hosts | upload \"{file}\" \"{to}\" --verify; hosts | download \"{to}\" {back} --verify"
        );
        let (report, rows) = one(&sshd, &text);
        assert!(report.all.iter().all(|one| one.label() == "ok"), "{more}: {:?}", report.all);
        let sum = Command::new("sha256sum").arg(&there).output().unwrap().stdout;
        let sum = String::from_utf8(sum).unwrap()[..64].to_owned();
        for row in rows {
            assert_eq!(row["sha256"], sum.as_str(), "{more}");
        }
    }
}

/// A big file whose pieces are not alike, most of it a hole.
fn big(path: &Path) -> PathBuf {
    use std::io::{Seek, Write};
    let mut file = fs::File::create(path).unwrap();
    for at in 0..64u32 {
        file.seek(std::io::SeekFrom::Start(u64::from(at) * (2 << 20))).unwrap();
        file.write_all(&bytes(100_000 + at)).unwrap();
    }
    file.set_len(128 << 20).unwrap();
    path.to_owned()
}

/// The file of `folder` that is not in place yet, once more than 16 MiB of it are there.
fn part(folder: &Path) -> PathBuf {
    for _ in 0..4000 {
        let part = names(folder).into_iter().find(|name| name.ends_with(".part"));
        let part = part.map(|name| folder.join(name));
        if let Some(part) =
            part.filter(|part| fs::metadata(part).is_ok_and(|one| one.len() > 16 << 20))
        {
            return part;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("nothing comes to {}", folder.display());
}

/// Run `text` on the host and do `harm` when much of the file that it writes to `folder` is there.
fn harmed(
    sshd: &mut Sshd,
    text: &str,
    folder: &Path,
    harm: impl FnOnce(&mut Sshd, &Path),
) -> (Report, Rows) {
    let (settings, host) = (sshd.settings(), (*target("127.0.0.1", sshd.port)).clone());
    std::thread::scope(|scope| {
        let asked = scope.spawn(|| run(settings, vec![host], text));
        harm(sshd, &part(folder));
        asked.join().unwrap()
    })
}

/// Whether two files have the same content.
fn same(one: &Path, other: &Path) -> bool {
    Command::new("cmp").arg(one).arg(other).status().unwrap().success()
}

#[test]
fn a_transfer_goes_on_where_it_broke_off() {
    let mut sshd = sshd();
    let here = Folder::new();
    let (from, to) = (here.join("from"), sshd.folder.join("to"));
    let own = here.join("got").join(host(&sshd));
    for folder in [&from, &to, &own] {
        fs::create_dir_all(folder).unwrap();
    }
    let file = big(&from.join("big"));
    let sent = to.join("big");
    let upload = format!("hosts | upload {} {}/ --resume", file.display(), to.display());
    let download =
        format!("hosts | download {} {} --resume", sent.display(), here.join("got").display());
    for (text, folder, came) in [(upload, &to, &sent), (download, &own, &own.join("big"))] {
        let (report, rows) = harmed(&mut sshd, &text, folder, |sshd, _| sshd.crash());
        assert_eq!((report.all[0].label().as_str(), rows.len()), ("unreachable", 0));
        // The name that the begun file has under our feet tells later whether it was gone on with.
        let begun = part(folder);
        let (kept, length) = (here.join("kept"), fs::metadata(&begun).unwrap().len());
        assert!(length < 128 << 20 && mode(&begun) == 0o600);
        fs::hard_link(&begun, &kept).unwrap();
        sshd.restart();
        let (report, rows) = one(&sshd, &text);
        assert_eq!(report.all[0].label(), "ok", "{}", report.all[0].message);
        assert_eq!(rows[0]["size"], 128 << 20);
        assert!(same(&file, came) && names(folder) == ["big"], "{:?}", names(folder));
        assert_eq!(fs::metadata(came).unwrap().ino(), fs::metadata(&kept).unwrap().ino());
        fs::remove_file(kept).unwrap();
        // What is there already, and is the same, is done.
        let before = fs::metadata(came).unwrap().ino();
        let (report, rows) = one(&sshd, &text);
        assert_eq!((report.all[0].label().as_str(), rows.len()), ("ok", 1));
        assert_eq!(fs::metadata(came).unwrap().ino(), before);
    }
    fs::write(own.join("big"), "something else").unwrap();
    let download =
        format!("hosts | download {} {} --resume", sent.display(), here.join("got").display());
    let (report, _) = one(&sshd, &download);
    assert!(report.all[0].message.contains("`--force` writes over it"), "{:?}", report.all);
}

#[test]
fn what_was_begun_and_is_something_else_is_begun_anew() {
    let mut sshd = sshd();
    let here = Folder::new();
    let (from, to) = (here.join("from"), sshd.folder.join("to"));
    let own = here.join("got").join(host(&sshd));
    for folder in [&from, &to, &own] {
        fs::create_dir_all(folder).unwrap();
    }
    let file = big(&from.join("big"));
    let sent = to.join("big");
    let upload = format!("hosts | upload {} {}/ --resume", file.display(), to.display());
    let download =
        format!("hosts | download {} {} --resume", sent.display(), here.join("got").display());
    for (text, folder, came) in [(upload, &to, &sent), (download, &own, &own.join("big"))] {
        harmed(&mut sshd, &text, folder, |sshd, _| sshd.crash());
        let begun = part(folder);
        let mut wrong = fs::read(&begun).unwrap();
        wrong[3] ^= 1;
        fs::write(&begun, wrong).unwrap();
        sshd.restart();
        let (report, _) = one(&sshd, &text);
        assert_eq!(report.all[0].label(), "ok", "{}", report.all[0].message);
        assert!(same(&file, came) && names(folder) == ["big"], "{:?}", names(folder));
    }
}

#[test]
fn a_connection_that_breaks_is_made_again_by_itself() {
    let mut sshd = sshd();
    let here = Folder::new();
    let (from, to) = (here.join("from"), sshd.folder.join("to"));
    let own = here.join("got").join(host(&sshd));
    for folder in [&from, &to, &own] {
        fs::create_dir_all(folder).unwrap();
    }
    let file = big(&from.join("z-big"));
    fs::write(from.join("a-small"), "small").unwrap();
    let got = here.join("got");
    for flag in ["", "--resume"] {
        let upload = format!("hosts | upload {}/* {}/ {flag}", from.display(), to.display());
        let download = format!("hosts | download {}/* {} {flag}", to.display(), got.display());
        for (text, folder) in [(upload, &to), (download, &own)] {
            let (report, rows) =
                harmed(&mut sshd, &text, folder, |sshd, _| sshd.kill_connections());
            let outcome = &report.all[0];
            assert_eq!((outcome.label().as_str(), outcome.attempts), ("ok", 2), "{outcome:?}");
            // What was in place by then is told once, and is not in its own way.
            assert_eq!(rows.len(), 2, "{text}");
            assert!(same(&file, &folder.join("z-big")));
            assert_eq!(names(folder), ["a-small", "z-big"]);
        }
        for folder in [&to, &own] {
            names(folder).iter().for_each(|name| fs::remove_file(folder.join(name)).unwrap());
        }
    }
}
