//! Calls of services, and of what is no service.
#![expect(clippy::disallowed_methods, reason = "it tries what no plugin can do")]

use rebe_plugin::services::{self, Answer, Command as OnHost, Error, File, Request, Uses};
use rebe_plugin::{Batch, Call, Command, Description, Flag, Param, Problem, Schema, Type};

use crate::{answer, rows};

/// What came of a call, as one line.
fn told<T>(answer: Answer<T>, line: impl FnOnce(T) -> String) -> String {
    match answer {
        Ok(value) => format!("ok: {}", line(value)),
        Err(Error::Denied(text)) => format!("denied: {text}"),
        Err(Error::Failed(text)) => format!("failed: {text}"),
        Err(Error::Missing(text)) => format!("missing: {text}"),
        Err(Error::TooLarge(text)) => format!("too large: {text}"),
        Err(Error::TimedOut(text)) => format!("timed out: {text}"),
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A command that begins a pipeline, calls something once, and tells what came of it.
macro_rules! tries {
    ($type:ident, $name:literal, $uses:expr, [$($param:literal),*], |$call:ident| $does:expr) => {
        /// One try.
        pub struct $type(Call);

        impl Command for $type {
            const NAME: &'static str = $name;

            fn describe() -> Description {
                let uses: &[Uses] = &$uses;
                let description = Description::of_source("try it").output(answer());
                let description = uses.iter().fold(description, |all, uses| all.uses(*uses));
                let params: &[&str] = &[$($param),*];
                params.iter().fold(description, |all, param| {
                    all.param(Param::value(param, &Type::String, "what to try"))
                })
            }

            fn output(_: &Call, _: &Schema) -> Result<Schema, Problem> {
                Ok(answer())
            }

            fn open(call: &Call, _: &Schema) -> Result<Self, Problem> {
                Ok(Self(call.clone()))
            }

            fn push(&mut self, _: Batch) -> Result<Vec<Batch>, Problem> {
                Ok(Vec::new())
            }

            fn finish(&mut self) -> Result<Vec<Batch>, Problem> {
                let $call = &self.0;
                Ok(rows($does))
            }
        }
    };
}

fn given<'a>(call: &'a Call, name: &str) -> &'a str {
    call.text(name).unwrap_or_default()
}

tries!(Read, "attempt read", [Uses::ReadFiles], ["path"], |call| {
    [told(services::read(given(call, "path")), text)]
});

tries!(Listed, "attempt list", [Uses::ReadFiles], ["path"], |call| {
    let names = |entries: Vec<services::Entry>| {
        entries.into_iter().map(|entry| entry.name).collect::<Vec<_>>().join(" ")
    };
    [told(services::list(given(call, "path")), names)]
});

tries!(Wrote, "attempt write", [Uses::WriteFiles], ["path", "content"], |call| {
    let written = services::write(given(call, "path"), given(call, "content").as_bytes());
    [told(written, |()| "written".to_owned())]
});

tries!(Secret, "attempt secret", [Uses::Secrets], ["name"], |call| {
    [told(services::secret(given(call, "name")), |secret| secret)]
});

tries!(
    Sent,
    "attempt send",
    [Uses::QueryNetwork, Uses::ChangeNetwork],
    ["method", "url"],
    |call| {
        let header =
            |name: &str, value: &str| services::Header { name: name.into(), value: value.into() };
        let asked = services::send(&Request {
            method: given(call, "method").to_owned(),
            url: given(call, "url").to_owned(),
            headers: vec![header("authorization", "Bearer x")],
            body: (given(call, "method") == "POST").then(|| b"hello".to_vec()),
            timeout: Some(2_000),
        });
        [told(asked, |answer| format!("{} {}", answer.status, text(answer.body)))]
    }
);

tries!(Kept, "attempt keep", [Uses::Cache], ["key", "value"], |call| {
    let key = given(call, "key");
    let before = services::kept(key).map(|before| before.map_or("nothing".to_owned(), text));
    let kept = services::keep(key, given(call, "value").as_bytes(), 60);
    let after = services::kept(key).map(|after| after.map_or("nothing".to_owned(), text));
    [told(before, |text| text), told(kept, |()| "kept".to_owned()), told(after, |text| text)]
});

// It says that it uses nothing, and tries all the same.
tries!(Sneaked, "attempt sneak", [], ["path"], |call| {
    [told(services::read(given(call, "path")), text)]
});

tries!(Said, "attempt say", [], ["text"], |call| {
    let said = given(call, "text");
    (0..200).for_each(|_| services::warn(said));
    services::info("for people who ask");
    services::progress(1, Some(2));
    [services::config("greeting").unwrap_or_default()]
});

tries!(Ambient, "attempt ambient", [], [], |_call| {
    let environment = ["PATH", "HOME", "USER"].iter().any(|name| std::env::var_os(name).is_some());
    let file = std::fs::read("/etc/passwd").is_ok();
    let socket = std::net::TcpStream::connect("127.0.0.1:22").is_ok();
    let child = std::process::Command::new("true").spawn().is_ok();
    [format!("environment {environment}, file {file}, socket {socket}, child {child}")]
});

/// Asks for a file of each host.
pub struct OfHosts {
    host: usize,
    path: String,
    other: Option<String>,
    blame: Option<String>,
}

/// The column `host` of `input`.
fn hosts(input: &Schema) -> Result<usize, Problem> {
    input.index("host").ok_or_else(|| Problem::new("there is no column `host`"))
}

fn names(rows: &Batch, at: usize) -> Vec<String> {
    let texts = rows.column(at).into_iter().flat_map(|column| column.texts());
    texts.flatten().map(str::to_owned).collect()
}

impl Command for OfHosts {
    const NAME: &'static str = "attempt query";

    fn describe() -> Description {
        Description::of_table("try it")
            .output(answer())
            .uses(Uses::QueryHosts)
            .param(Param::value("path", &Type::String, "a file of hosts"))
            .flag(Flag::value("blame", &Type::String, "a host that failed"))
            .flag(Flag::value("other", &Type::String, "a host that is in no row"))
    }

    fn output(_: &Call, input: &Schema) -> Result<Schema, Problem> {
        hosts(input).map(|_| answer())
    }

    fn open(call: &Call, input: &Schema) -> Result<Self, Problem> {
        let text = |name| call.text(name).map(str::to_owned);
        let (other, blame) = (text("other"), text("blame"));
        Ok(Self { host: hosts(input)?, path: given(call, "path").to_owned(), other, blame })
    }

    fn push(&mut self, batch: Batch) -> Result<Vec<Batch>, Problem> {
        let asked = names(&batch, self.host).into_iter().chain(self.other.clone());
        let files = asked.map(|host| File { host, path: self.path.clone() }).collect::<Vec<_>>();
        let read = services::read_of_hosts(&files).into_iter();
        if let Some(blamed) = &self.blame {
            services::fail_host(blamed, "\u{1b}[2Jit is to blame");
        }
        Ok(rows(read.map(|read| told(read, text))))
    }
}

/// Runs a command on each host.
pub struct OnHosts {
    host: usize,
    line: String,
}

impl Command for OnHosts {
    const NAME: &'static str = "attempt run";

    fn describe() -> Description {
        Description::of_table("try it").output(answer()).uses(Uses::RunOnHosts).param(Param::value(
            "line",
            &Type::String,
            "a command for hosts",
        ))
    }

    fn output(_: &Call, input: &Schema) -> Result<Schema, Problem> {
        hosts(input).map(|_| answer())
    }

    fn open(call: &Call, input: &Schema) -> Result<Self, Problem> {
        Ok(Self { host: hosts(input)?, line: given(call, "line").to_owned() })
    }

    fn push(&mut self, batch: Batch) -> Result<Vec<Batch>, Problem> {
        let asked = names(&batch, self.host).into_iter();
        let commands =
            asked.map(|host| OnHost { host, line: self.line.clone(), input: Vec::new() });
        let ended = services::run_on_hosts(&commands.collect::<Vec<_>>()).into_iter();
        let line = |ended: services::Ended| {
            format!("{} {}{}", ended.code, text(ended.output), text(ended.errors))
        };
        Ok(rows(ended.map(|ended| told(ended, line))))
    }
}
