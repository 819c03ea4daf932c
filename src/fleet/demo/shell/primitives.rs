//! The vocabulary of the script of probes, with the exit codes that dash and GNU grep have.

use super::super::machine::{Machine, expand};
use super::commands;

/// What a primitive writes and how it ends.
pub type Written = (String, u8);

/// Run the primitive that `call` names. `None` when it names none.
pub fn run(machine: &Machine, call: &[&str]) -> Option<Written> {
    Some(match call {
        ["file", paths @ ..] => match paths.iter().find_map(|path| machine.read(path)) {
            Some(text) => (text, 0),
            None => (String::new(), 1),
        },
        ["line", path] => line(machine, path),
        ["keys", keys, path] => with_keys(machine, keys, path),
        ["lines", base, patterns @ ..] => lines(machine, base, patterns),
        ["cgroup", controller, files @ ..] => cgroup(machine, controller, files),
        ["uname", flags @ ..] => {
            let answer = commands::uname(machine, flags);
            (String::from_utf8_lossy(&answer.stdout()).into_owned(), answer.code)
        }
        _ => return None,
    })
}

fn line(machine: &Machine, path: &str) -> Written {
    match machine.read(path) {
        None => (String::new(), 2),
        Some(text) => match text.split_once('\n') {
            Some((first, _)) => (format!("{first}\n"), 0),
            None => (String::new(), 1),
        },
    }
}

fn with_keys(machine: &Machine, keys: &str, path: &str) -> Written {
    let Some(text) = machine.read(path) else { return (String::new(), 2) };
    let keys = keys.split('|').collect::<Vec<_>>();
    let mut found = String::with_capacity(text.len() / 2);
    for line in text.lines() {
        if let Some((key, _)) = line.split_once(':')
            && keys.contains(&key.trim_end())
        {
            found.push_str(line);
            found.push('\n');
        }
    }
    let code = u8::from(found.is_empty());
    (found, code)
}

/// `grep .` over files: a file that is missing makes it end with 2, no line at all with 1.
fn grep<'a>(files: impl Iterator<Item = (&'a str, Option<String>)>) -> Written {
    let (mut found, mut missing) = (String::new(), false);
    for (name, text) in files {
        missing |= text.is_none();
        for line in text.iter().flat_map(|text| text.lines()).filter(|line| !line.is_empty()) {
            found.extend([name, ":", line, "\n"]);
        }
    }
    let code = if missing { 2 } else { u8::from(found.is_empty()) };
    (found, code)
}

fn lines(machine: &Machine, base: &str, patterns: &[&str]) -> Written {
    if machine.folder(base).is_empty() {
        return (String::new(), 2);
    }
    let read = |name: &str| machine.read(&format!("{base}/{name}"));
    let mut all = Vec::new();
    for pattern in patterns {
        let before = all.len();
        for name in expand(machine, base, pattern) {
            if let Some(text) = read(&name) {
                all.push((name, Some(text)));
            }
        }
        if all.len() == before {
            // A shell hands over a pattern that names nothing as it is.
            all.push(((*pattern).to_owned(), None));
        }
    }
    grep(all.iter().map(|(name, text)| (name.as_str(), text.clone())))
}

fn cgroup(machine: &Machine, controller: &str, files: &[&str]) -> Written {
    let mut found = Vec::new();
    for line in machine.read("/proc/self/cgroup").unwrap_or_default().lines() {
        let mut fields = line.splitn(3, ':').skip(1);
        let (Some(controllers), Some(path)) = (fields.next(), fields.next()) else { continue };
        let roots = if controllers.is_empty() {
            ["/sys/fs/cgroup".to_owned(), "/sys/fs/cgroup/unified".to_owned()]
        } else if controllers.split(',').any(|name| name == controller) {
            [controller, controllers].map(|name| format!("/sys/fs/cgroup/{name}"))
        } else {
            continue;
        };
        for root in roots {
            let mut folder = if path == "/" { "" } else { path };
            loop {
                for file in files {
                    let path = format!("{root}{folder}/{file}");
                    if let Some(text) = machine.read(&path) {
                        found.push((path, text));
                    }
                }
                match folder.rsplit_once('/') {
                    Some((above, _)) => folder = above,
                    None => break,
                }
            }
        }
    }
    grep(found.iter().map(|(path, text)| (path.as_str(), Some(text.clone()))))
}
