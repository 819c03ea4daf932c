//! The examples of all commands do what they say.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use futures_util::stream::BoxStream;
use rebe_shell::builtin;
use rebe_shell::effect::memory::{MemoryEnvironment, MemoryProcesses, NoPrompt, StillClock};
use rebe_shell::effect::{
    Cancel, DirectRoutes, Files, Job, NoStores, NoWeb, Remote, RemoteEvent, Target, World,
};
use rebe_shell::inventory::Inventory;
use rebe_shell::session::{Options, Session};

use crate::support::target;

/// A transport that must not be used.
struct Untouched;

impl Remote for Untouched {
    fn run(
        &self,
        job: Job,
        _: BoxStream<'static, Arc<Target>>,
        _: Cancel,
    ) -> BoxStream<'static, RemoteEvent> {
        panic!("hosts were contacted: {:?}", job.task);
    }
}

/// A session that may read files and touch nothing else.
pub(crate) fn session(files: Arc<dyn Files>) -> Session {
    let targets = (1..=6).map(|at| Target {
        name: format!("web{at:02}"),
        groups: vec!["web".to_owned()],
        tags: vec!["prod".to_owned()],
        vars: None,
        ..(*target("127.0.0.1", 1)).clone()
    });
    let world = World {
        routes: Arc::new(DirectRoutes),
        files,
        clock: Arc::new(StillClock),
        environment: Arc::new(MemoryEnvironment::default()),
        prompt: Arc::new(NoPrompt),
        directory: Arc::new(Inventory::of_targets(targets.collect())),
        remote: Arc::new(Untouched),
        processes: Arc::new(MemoryProcesses::default().with("sh", |_| unreachable!())),
        stores: Arc::new(NoStores),
        web: Arc::new(NoWeb),
    };
    Session::in_world(world, Options::default())
}

#[test]
fn examples_print_what_they_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut count = 0;
    // It needs a terminal, which `explore.rs` has.
    let commands = builtin::ALL.iter().filter(|command| command.signature.name != "explore");
    for command in commands {
        for example in command.signature.examples {
            let output = Command::new(env!("CARGO_BIN_EXE_rebe"))
                .args(["demo", "--hosts", "6", "-o", "ndjson", "-c", example.text])
                .current_dir(root)
                .output()
                .unwrap();
            let stdout = String::from_utf8(output.stdout).unwrap();
            let stderr = String::from_utf8(output.stderr).unwrap();
            assert_eq!(
                (stdout.trim_end(), stderr.as_str()),
                (example.prints, ""),
                "{}",
                example.text
            );
            assert_eq!(output.status.code(), Some(0), "{}", example.text);
            count += 1;
        }
    }
    assert!(count >= builtin::ALL.len());
    // The example of `save` has to write somewhere.
    let _ = std::fs::remove_file("/tmp/rebe-example-save.csv");
}
