//! The programs of a demo host.

use std::time::Duration;

use super::super::machine::Machine;
use super::run::{Answer, Step};
use super::tools;

/// The longest pause that `sleep` makes.
const LONGEST_SLEEP: f64 = 3600.0;

/// Run the program `name`.
pub fn run(machine: &Machine, name: &str, arguments: &[&str], input: &[u8]) -> Answer {
    match name {
        "true" | ":" => Answer::default(),
        "false" => Answer { code: 1, ..Answer::default() },
        "echo" => echo(arguments),
        "printf" => printf(arguments),
        "cat" => cat(machine, arguments, input),
        "head" => head(machine, arguments, input),
        "test" => test(machine, arguments),
        "uname" => uname(machine, arguments),
        "hostname" => Answer::out(format!("{}\n", machine.name)),
        "nproc" => Answer::out(format!("{}\n", machine.threads())),
        "whoami" => Answer::out("demo\n"),
        "id" => Answer::out("uid=1000(demo) gid=1000(demo) groups=1000(demo)\n"),
        "uptime" => uptime(machine),
        "sleep" => sleep(arguments),
        "df" => tools::df(machine, arguments),
        "grep" => tools::grep(machine, arguments),
        "openssl" => tools::openssl(machine, arguments),
        "systemctl" if machine.has_systemd() => tools::systemctl(machine, arguments),
        other => Answer::error(127, &format!("sh: 1: {other}: not found")),
    }
}

fn echo(arguments: &[&str]) -> Answer {
    match arguments {
        ["-n", words @ ..] => Answer::out(words.join(" ")),
        words => Answer::out(words.join(" ") + "\n"),
    }
}

/// `%s`, `%d`, `%%` and the usual escapes; the format is used once.
fn printf(arguments: &[&str]) -> Answer {
    let [format, values @ ..] = arguments else {
        return Answer::error(2, "sh: 1: printf: usage: printf format [arg ...]");
    };
    let mut text = String::new();
    let mut values = values.iter();
    let mut rest = format.chars();
    while let Some(c) = rest.next() {
        match c {
            '%' => match rest.next() {
                Some('s' | 'd') => text.push_str(values.next().copied().unwrap_or_default()),
                Some(other) => text.push(other),
                None => text.push('%'),
            },
            '\\' => match rest.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some('0') => text.push('\0'),
                Some(other) => text.push(other),
                None => text.push('\\'),
            },
            c => text.push(c),
        }
    }
    Answer::out(text)
}

fn cat(machine: &Machine, paths: &[&str], input: &[u8]) -> Answer {
    if paths.is_empty() {
        return Answer::out(input);
    }
    let mut answer = Answer::default();
    for path in paths {
        match machine.read(path) {
            Some(text) => answer.steps.push(Step::Out(text.into_bytes())),
            None => {
                let message = format!("cat: {path}: No such file or directory\n");
                answer.steps.push(Step::Err(message.into_bytes()));
                answer.code = 1;
            }
        }
    }
    answer
}

/// The first bytes or lines of a file, or of the input.
fn head(machine: &Machine, arguments: &[&str], input: &[u8]) -> Answer {
    let (unit, count, paths) = match arguments {
        [unit @ ("-c" | "-n"), count, paths @ ..] => (*unit, count.parse().ok(), paths),
        paths => ("-n", Some(10), paths),
    };
    let Some(count) = count else {
        return Answer::error(1, "head: invalid number");
    };
    let answer = cat(machine, paths, input);
    let first = |bytes: Vec<u8>| match unit {
        "-c" => bytes.into_iter().take(count).collect(),
        _ => bytes.split_inclusive(|byte| *byte == b'\n').take(count).flatten().copied().collect(),
    };
    let steps = answer.steps.into_iter().map(|step| match step {
        Step::Out(bytes) => Step::Out(first(bytes)),
        other => other,
    });
    Answer { steps: steps.collect(), ..answer }
}

/// Whether a file is there.
fn test(machine: &Machine, arguments: &[&str]) -> Answer {
    let code = match arguments {
        ["-e" | "-f" | "-r", path] => u8::from(machine.read(path).is_none()),
        _ => 2,
    };
    Answer { code, ..Answer::default() }
}

/// The fields in their fixed order, whatever the order of the flags.
pub fn uname(machine: &Machine, flags: &[&str]) -> Answer {
    let mut asked = String::new();
    for flag in flags {
        match flag.strip_prefix('-') {
            Some(letters) if letters.chars().all(|c| "asnrvmo".contains(c)) => {
                asked.push_str(letters);
            }
            _ => return Answer::error(1, &format!("uname: extra operand '{flag}'")),
        }
    }
    if asked.is_empty() {
        asked.push('s');
    }
    let kernel = machine.kernel();
    let fields = [
        ('s', "Linux"),
        ('n', machine.name.as_str()),
        ('r', kernel.as_str()),
        ('v', "#1 SMP PREEMPT_DYNAMIC"),
        ('m', machine.arch()),
        ('o', "GNU/Linux"),
    ];
    let wanted = fields.iter().filter(|(flag, _)| asked.contains(['a', *flag]));
    let words = wanted.map(|(_, word)| *word).collect::<Vec<_>>();
    Answer::out(words.join(" ") + "\n")
}

fn uptime(machine: &Machine) -> Answer {
    let (days, hours) = (machine.up_hours / 24, machine.up_hours % 24);
    Answer::out(format!(
        " 12:00:00 up {days} days, {hours:2}:07,  1 user,  load average: 0.08, 0.12, 0.10\n"
    ))
}

fn sleep(arguments: &[&str]) -> Answer {
    let number = |text: &&str| text.parse::<f64>().ok().filter(|s| (0.0..).contains(s));
    let Some(seconds) = arguments.first().and_then(number) else {
        return Answer::error(1, "sleep: missing or invalid time interval");
    };
    let pause = Duration::from_secs_f64(seconds.min(LONGEST_SLEEP));
    Answer { steps: vec![Step::Sleep(pause)], code: 0 }
}
