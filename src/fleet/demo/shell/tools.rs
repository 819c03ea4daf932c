//! The tools that technicians ask machines with: services, disks, certificates, and lines of files.

use std::fmt::Write;

use chrono::DateTime;

use super::super::machine::{Machine, State};
use super::run::Answer;

/// `systemctl VERB UNIT…`, with the exit codes that systemd documents.
pub fn systemctl(machine: &Machine, arguments: &[&str]) -> Answer {
    let words = arguments.iter().filter(|word| !word.starts_with('-')).copied();
    let words = words.collect::<Vec<_>>();
    let Some((verb, units)) = words.split_first() else {
        return Answer::error(1, "Too few arguments.");
    };
    if units.is_empty() {
        return Answer::error(1, "Too few arguments.");
    }
    match *verb {
        "is-active" => asked(machine, units, 3, |state| state == Some(State::Active)),
        "is-failed" => asked(machine, units, 1, |state| state == Some(State::Failed)),
        "is-enabled" => enabled(machine, units),
        "start" | "restart" | "reload" | "stop" => changed(machine, verb, units),
        other => Answer::error(1, &format!("Unknown command verb {other}.")),
    }
}

/// The states of `units`, a line each; success when one of them is as `wanted`.
fn asked(
    machine: &Machine,
    units: &[&str],
    otherwise: u8,
    wanted: fn(Option<State>) -> bool,
) -> Answer {
    let states = units.iter().map(|unit| machine.state(unit)).collect::<Vec<_>>();
    let name = |state: &Option<State>| state.map_or("inactive", State::name);
    let lines = states.iter().map(|state| format!("{}\n", name(state))).collect::<String>();
    let code = match states.iter().any(|state| wanted(*state)) {
        true => 0,
        // Nobody knows the unit.
        false if states.iter().all(Option::is_none) => 4,
        false => otherwise,
    };
    Answer { code, ..Answer::out(lines) }
}

fn enabled(machine: &Machine, units: &[&str]) -> Answer {
    let mut lines = String::new();
    let mut code = 1;
    for unit in units {
        let known = machine.state(unit).is_some();
        lines.push_str(if known { "enabled\n" } else { "not-found\n" });
        code = if known { 0 } else { code };
    }
    Answer { code, ..Answer::out(lines) }
}

fn changed(machine: &Machine, verb: &str, units: &[&str]) -> Answer {
    for unit in units {
        let service = format!("{}.service", unit.strip_suffix(".service").unwrap_or(unit));
        let done = match verb {
            "stop" => machine.stop(unit).map(|()| true),
            _ => machine.start(unit),
        };
        match done {
            Some(true) => {}
            Some(false) => {
                let message = format!(
                    "Job for {service} failed because the control process exited with error \
                     code.\nSee \"systemctl status {service}\" and \"journalctl -xeu {service}\" \
                     for details."
                );
                return Answer::error(1, &message);
            }
            None => {
                let message = format!("Failed to {verb} {service}: Unit {service} not found.");
                return Answer::error(5, &message);
            }
        }
    }
    Answer::default()
}

/// `df`, in the form that POSIX knows, of all filesystems or of those at the paths.
pub fn df(machine: &Machine, arguments: &[&str]) -> Answer {
    let mut paths = Vec::new();
    let mut kinds = false;
    for word in arguments {
        match word.strip_prefix('-') {
            Some(letters) if !letters.is_empty() && letters.chars().all(|c| "PkT".contains(c)) => {
                kinds |= letters.contains('T');
            }
            Some(letters) if !letters.is_empty() => {
                return Answer::error(1, &format!("df: invalid option -- '{letters}'"));
            }
            _ => paths.push(*word),
        }
    }
    let mounts = machine.mounts();
    let mut shown = Vec::new();
    for path in &paths {
        // The longest place that the path is below.
        let below = |at: &str| {
            at == "/" || path.strip_prefix(at).is_some_and(|r| r.is_empty() || r.starts_with('/'))
        };
        let mount = mounts.iter().filter(|mount| path.starts_with('/') && below(mount.at));
        match mount.max_by_key(|mount| mount.at.len()) {
            Some(mount) => shown.push(mount),
            None => return Answer::error(1, &format!("df: {path}: No such file or directory")),
        }
    }
    if paths.is_empty() {
        shown = mounts.iter().collect();
    }
    let kind = |kind: &str| if kinds { format!(" {kind:8}") } else { String::new() };
    let mut text = format!(
        "Filesystem    {} 1024-blocks       Used  Available Capacity Mounted on\n",
        kind("Type")
    );
    for mount in shown {
        let free = mount.size - mount.used;
        let percent = (mount.used * 100).div_ceil(mount.size.max(1));
        let _ = writeln!(
            text,
            "{:14}{} {:11} {:10} {free:10} {percent:7}% {}",
            mount.device,
            kind(mount.kind),
            mount.size,
            mount.used,
            mount.at
        );
    }
    Answer::out(text)
}

/// `openssl x509 -noout -enddate -in FILE`.
pub fn openssl(machine: &Machine, arguments: &[&str]) -> Answer {
    let ["x509", rest @ ..] = arguments else {
        return Answer::error(1, "openssl: this demo knows `x509` alone");
    };
    let at = rest.iter().position(|word| *word == "-in").and_then(|at| rest.get(at + 1));
    let Some(path) = at.copied() else {
        return Answer::error(1, "openssl: this demo reads no certificate from standard input");
    };
    let Some(end) = machine.certificate(path) else {
        let message = format!(
            "Could not open file or uri for loading certificate from {path}\n{path}: No such file \
             or directory"
        );
        return Answer::error(1, &message);
    };
    if !rest.contains(&"-enddate") {
        return Answer::error(1, "openssl: this demo knows `-enddate` alone");
    }
    let end = DateTime::from_timestamp(end, 0).unwrap_or_default();
    Answer::out(end.format("notAfter=%b %e %H:%M:%S %Y GMT\n").to_string())
}

/// `grep [-i] [-c] [-E] [-F] [-h] PATTERN FILE…`, with the patterns of ERE.
pub fn grep(machine: &Machine, arguments: &[&str]) -> Answer {
    let flags = arguments.iter().take_while(|word| word.len() > 1 && word.starts_with('-'));
    let letters = flags.clone().flat_map(|flag| flag.trim_start_matches('-').chars());
    let letters = letters.collect::<String>();
    if let Some(other) = letters.chars().find(|c| !"icEFhs".contains(*c)) {
        return Answer::error(2, &format!("grep: invalid option -- '{other}'"));
    }
    let words = arguments.get(flags.count()..).unwrap_or_default();
    let [pattern, paths @ ..] = words else {
        return Answer::error(2, "Usage: grep [OPTION]... PATTERNS [FILE]...");
    };
    let text = if letters.contains('F') { regex::escape(pattern) } else { (*pattern).to_owned() };
    let built = regex::RegexBuilder::new(&text).case_insensitive(letters.contains('i')).build();
    let Ok(wanted) = built else {
        return Answer::error(2, &format!("grep: {pattern}: Invalid regular expression"));
    };
    let (mut found, mut missing) = (String::new(), String::new());
    let mut count = 0_usize;
    for path in paths {
        let Some(text) = machine.read(path) else {
            missing.push_str(&format!("grep: {path}: No such file or directory\n"));
            continue;
        };
        for line in text.lines().filter(|line| wanted.is_match(line)) {
            count += 1;
            if paths.len() > 1 && !letters.contains('h') {
                found.push_str(&format!("{path}:"));
            }
            found.push_str(line);
            found.push('\n');
        }
    }
    if letters.contains('c') {
        found = format!("{count}\n");
    }
    let mut answer = Answer::out(found);
    answer.code = u8::from(count == 0);
    if !missing.is_empty() {
        answer.code = 2;
        if !letters.contains('s') {
            answer.steps.push(super::run::Step::Err(missing.into_bytes()));
        }
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::super::super::machine::Kind;
    use super::super::super::random::Random;
    use super::*;

    fn machine(name: &str, kind: Kind, seed: u64) -> Machine {
        Machine::new(name, kind, &mut Random::new(seed, 0))
    }

    fn out(answer: &Answer) -> String {
        String::from_utf8(answer.stdout()).unwrap()
    }

    #[test]
    fn what_is_stopped_is_inactive_until_it_is_started() {
        let sound = (0..).map(|seed| machine("web01", Kind::Vm, seed));
        let sound = sound.take(100).find(|m| m.state("nginx") == Some(State::Active)).unwrap();
        assert_eq!(systemctl(&sound, &["stop", "nginx"]), Answer::default());
        let answer = systemctl(&sound, &["is-active", "nginx.service", "ssh"]);
        assert_eq!((out(&answer).as_str(), answer.code), ("inactive\nactive\n", 0));
        assert_eq!(systemctl(&sound, &["is-active", "nginx"]).code, 3);
        assert_eq!(systemctl(&sound, &["restart", "nginx"]).code, 0);
        assert_eq!(out(&systemctl(&sound, &["is-active", "nginx"])), "active\n");
        assert_eq!(systemctl(&sound, &["restart", "nosuch"]).code, 5);
        assert_eq!(systemctl(&sound, &["is-active", "nosuch"]).code, 4);
    }

    #[test]
    fn some_services_cannot_be_started() {
        let drawn = (0..200).map(|seed| machine("db01", Kind::Server, seed));
        let codes = drawn.map(|m| systemctl(&m, &["restart", "postgresql"]).code);
        let broken = codes.filter(|code| *code == 1).count();
        assert!((1..40).contains(&broken), "{broken} of 200 are broken");
    }

    #[test]
    fn a_path_is_on_the_filesystem_that_it_is_below() {
        let machine = machine("db01", Kind::Server, 1);
        let lines = |words: &[&str]| out(&df(&machine, words)).lines().count();
        assert_eq!((lines(&["-P"]), lines(&["-kP", "/var/log", "/etc"])), (4, 3));
        assert!(out(&df(&machine, &["-P", "/var/lib/postgresql/16"])).contains("postgresql\n"));
        assert_eq!(df(&machine, &["-x"]).code, 1);
    }

    #[test]
    fn lines_are_found_as_grep_finds_them() {
        let machine = machine("web01", Kind::Vm, 1);
        let file = "/etc/ssh/sshd_config";
        assert!(out(&grep(&machine, &["-i", "^permitroot", file])).starts_with("PermitRootLogin"));
        assert_eq!(out(&grep(&machine, &["-cF", "^Permit", file])), "0\n");
        assert_eq!(grep(&machine, &["x", "/nosuch"]).code, 2);
        assert_eq!(grep(&machine, &["nosuch", file]).code, 1);
    }
}
