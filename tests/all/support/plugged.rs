//! `rebe` as a program with a home of its own, in which plugins may be installed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::Folder;

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) printed: String,
    pub(crate) told: String,
    pub(crate) code: i32,
}

impl Ended {
    /// What was told, in one line: messages are wrapped.
    pub(crate) fn line(&self) -> String {
        let words = self.told.split_whitespace().filter(|word| *word != "│");
        words.collect::<Vec<_>>().join(" ")
    }

    /// It must have ended with `code` and told each of `words`.
    #[track_caller]
    pub(crate) fn assert(&self, code: u8, words: &[&str]) {
        assert_eq!(self.code, i32::from(code), "{self:?}");
        for words in words {
            assert!(self.line().contains(words), "{words}: {self:?}");
        }
    }

    /// It must have ended well and printed this.
    #[track_caller]
    pub(crate) fn prints(&self, printed: &str) {
        assert_eq!((self.printed.as_str(), self.code), (printed, 0), "{self:?}");
    }
}

/// A home.
pub(crate) struct Home {
    folder: Folder,
    variables: Vec<(String, String)>,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self { folder: Folder::new(), variables: Vec::new() }
    }

    /// The same, where `name` is `value`.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Write a file of this home.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The files below `folder` of this home, with their folders.
    pub(crate) fn files(&self, folder: &str) -> Vec<PathBuf> {
        let (mut folders, mut files) = (vec![self.join(folder)], Vec::new());
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files.sort();
        files
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rebe"));
        command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", self.folder.path());
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.current_dir(self.folder.path()).stdin(Stdio::null()).args(arguments);
        command
    }

    /// Run `rebe` with these arguments, printing NDJSON. It has no terminal.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        let mut command = self.command(&["-o", "ndjson"]);
        // A terminal of whoever runs the tests is none of theirs.
        let output = setsid(command.args(arguments)).output().unwrap();
        Ended {
            printed: String::from_utf8(output.stdout).unwrap(),
            told: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code().unwrap_or(-1),
        }
    }
}

/// The same program, started without a terminal.
fn setsid(command: &Command) -> Command {
    let mut without = Command::new("setsid");
    without.arg("--wait").arg(command.get_program()).args(command.get_args());
    without.env_clear().stdin(Stdio::null());
    without.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    without.current_dir(command.get_current_dir().unwrap());
    without
}

/// The plugin `name`, which has to be built before.
pub(crate) fn built(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("target/plugins").join(format!("{name}.wasm"));
    let shown = path.display();
    assert!(path.exists(), "{shown} is missing: tests/run builds it, as plugins/build does");
    path.to_str().unwrap().to_owned()
}
