//! Fixtures: the files of a machine in one text, laid out in a folder so that a shell can read
//! them.
//!
//! `@ PATH TEXT` is a file of one line. `-- PATH --` begins a file of the lines that follow; `\0`
//! in it is a NUL, and a last line of `\` alone takes away the newline before it. The file `uname`
//! is what `uname -srm` says there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rebe_shell::probe::{self, Probe, Script};

/// A machine laid out below a folder of its own.
pub struct Machine {
    pub name: String,
    root: PathBuf,
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/machines")
}

/// The names of all machines, sorted.
pub fn names() -> Vec<String> {
    let folders = fs::read_dir(fixtures()).expect("fixtures");
    let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
    let mut names =
        folders.map(|entry| name(entry).to_string_lossy().into_owned()).collect::<Vec<_>>();
    names.sort();
    names
}

#[expect(clippy::disallowed_methods, reason = "a test reads its fixtures")]
fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a fixture")
}

/// The values that are expected of the machine, by column.
pub fn expected(name: &str) -> serde_json::Value {
    let text = read(&fixtures().join(name).join("expected.json"));
    serde_json::from_str(&text).expect("JSON")
}

/// The files of a fixture.
fn files(text: &str) -> Vec<(String, String)> {
    let mut files = Vec::<(String, String)>::new();
    for line in text.split_inclusive('\n') {
        if let Some(rest) = line.strip_prefix("@ ") {
            let (path, value) = rest.split_once(' ').expect("a path and a value");
            files.push((path.to_owned(), value.to_owned()));
        } else if let Some(path) =
            line.trim_end().strip_prefix("-- ").and_then(|path| path.strip_suffix(" --"))
        {
            files.push((path.to_owned(), String::new()));
        } else if line == "\\\n" {
            files.last_mut().expect("a file").1.pop();
        } else {
            files.last_mut().expect("a file").1.push_str(&line.replace("\\0", "\0"));
        }
    }
    files
}

#[expect(clippy::disallowed_methods, reason = "a test lays out its fixtures")]
fn lay(path: &Path, content: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    fs::write(path, content).expect("a file");
}

impl Machine {
    /// Lay out the fixture called `name`; `purpose` keeps tests that run at once apart.
    pub fn new(name: &str, purpose: &str) -> Self {
        Self::of(name, purpose, &files(&read(&fixtures().join(name).join("files.txt"))))
    }

    /// Lay out these files.
    pub fn of(name: &str, purpose: &str, files: &[(String, String)]) -> Self {
        let root = std::env::temp_dir()
            .join(format!("rebe-probe-{}-{purpose}-{name}", std::process::id()));
        let machine = Self { name: name.to_owned(), root };
        for (path, content) in files {
            lay(&machine.root.join(path.trim_start_matches('/')), content);
        }
        // Links, for a program that was just written can be busy when it is to be run.
        machine.link("bin/uname", &fixtures().with_file_name("uname"));
        for applet in ["busybox/cat", "busybox/grep"] {
            machine.link(applet, Path::new("/bin/busybox"));
        }
        machine
    }

    #[expect(clippy::disallowed_methods, reason = "a test lays out its fixtures")]
    fn link(&self, path: &str, to: &Path) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::os::unix::fs::symlink(to, path).expect("a link");
    }

    /// An answer as it would be if the machine's folder were the root.
    pub fn without_root(&self, answer: &[u8]) -> Vec<u8> {
        let root = self.root.to_str().expect("UTF-8");
        String::from_utf8_lossy(answer).replace(root, "").into_bytes()
    }

    /// The script with the folders of the system put below this machine's folder.
    fn rewrite(&self, text: &str) -> String {
        let root = self.root.to_str().expect("UTF-8");
        let mut text = text.replacen("PATH=", &format!("PATH={root}/bin:"), 1);
        text = text.replace("/proc/sys/", "/proc/SYS/");
        for folder in ["/proc/", "/sys/", "/etc/", "/usr/lib/os-release"] {
            text = text.replace(folder, &format!("{root}{folder}"));
        }
        text.replace("/proc/SYS/", "/proc/sys/")
    }

    /// What `shell` writes when it is given the script, in this locale.
    pub fn run(&self, shell: &[&str], locale: &str, script: &Script) -> Vec<u8> {
        let text = self.rewrite(&script.stdin);
        // Programs of BusyBox too, not its shell alone.
        let text = match shell {
            ["busybox", ..] => text.replacen("/bin:", "/busybox:", 1).replacen(
                "PATH=",
                &format!("PATH={}/bin:", self.root.display()),
                1,
            ),
            _ => text,
        };
        run(shell, locale, text)
    }
}

/// What `shell` writes when it is given `stdin`. The script is bigger than no pipe, so it is
/// written before the answer is read.
#[expect(clippy::disallowed_methods, reason = "a test runs real shells")]
pub fn run(shell: &[&str], locale: &str, stdin: String) -> Vec<u8> {
    let mut child = Command::new(shell[0])
        .args(&shell[1..])
        .arg("-s")
        .env("LC_ALL", locale)
        .env("LANG", locale)
        .env("GREP_OPTIONS", "--color=always")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell");
    let mut pipe = child.stdin.take().expect("a pipe");
    std::io::Write::write_all(&mut pipe, stdin.as_bytes()).expect("written");
    drop(pipe);
    let output = child.wait_with_output().expect("output");
    assert!(output.status.success(), "{shell:?}: {:?}", output.status);
    output.stdout
}

/// The shells that are installed here, of those that hosts have.
#[expect(clippy::disallowed_methods, reason = "a test looks for real shells")]
pub fn shells() -> Vec<Vec<&'static str>> {
    let all = [vec!["dash"], vec!["busybox", "sh"], vec!["bash"], vec!["bash", "--posix"]];
    let installed = |shell: &Vec<&str>| {
        let runs = Command::new(shell[0]).args(&shell[1..]).args(["-c", "exit 0"]).output();
        runs.is_ok_and(|output| output.status.success())
    };
    all.into_iter().filter(installed).collect()
}

/// The answer as JSON, one field a column, sizes in bytes.
pub fn answer(
    probes: &[&Probe],
    marker: &str,
    stdout: &[u8],
) -> Result<serde_json::Value, probe::Invalid> {
    use rebe_shell::value::Value;
    let cells = probe::parse(probes, marker, stdout)?;
    let schema = probe::schema(probes);
    assert_eq!(schema.columns()[0].name, "host");
    assert_eq!(schema.columns().len(), cells.len() + 1);
    let json = |value: &Value| match value {
        Value::Nothing { .. } => serde_json::Value::Null,
        Value::Int { val, .. } => (*val).into(),
        Value::Filesize { val, .. } => val.get().into(),
        Value::Float { val, .. } => (*val).into(),
        Value::String { val, .. } => val.clone().into(),
        other => panic!("no probe has such a cell: {other:?}"),
    };
    let names = schema.columns().iter().skip(1).map(|column| column.name.clone());
    Ok(names.zip(cells.iter().map(json)).collect::<serde_json::Map<_, _>>().into())
}
