//! The script under real shells.

use rebe_shell::probe::{self, ALL};
use rebe_shell::value::Type;
use serde_json::Value;

use super::fixture::{Machine, answer, expected, names, run, shells};

const NONCE: u128 = 0x0123_4567_89ab_cdef_0123_4567_89ab_cdef;

#[test]
fn every_machine_is_read_rightly_under_every_shell_and_locale() {
    let script = probe::script(ALL, NONCE);
    let shells = shells();
    assert!(!shells.is_empty(), "no shell to test with");
    assert!(names().len() >= 14, "fixtures are missing");
    for name in names() {
        let machine = Machine::new(&name, "all");
        for shell in &shells {
            // bash is the one among them that heeds locales.
            let locales = ["tr_TR.UTF-8", "C", "de_DE.UTF-8"];
            let locales = locales.iter().take(if shell == &["bash"] { 3 } else { 1 });
            for locale in locales {
                let stdout = machine.run(shell, locale, &script);
                let found = answer(ALL, &script.marker, &stdout)
                    .unwrap_or_else(|why| panic!("{} under {shell:?}: {why}", machine.name));
                let (found, wanted) = (sorted(&found), sorted(&expected(&name)));
                assert_eq!(found, wanted, "{} under {shell:?}", machine.name);
            }
        }
    }
}

fn sorted(value: &Value) -> String {
    let fields = value.as_object().expect("a record");
    let mut lines = fields.iter().map(|(k, v)| format!("{k}: {v}\n")).collect::<Vec<_>>();
    lines.sort();
    lines.concat()
}

#[test]
fn noise_around_and_between_the_sections_does_no_harm() {
    let script = probe::script(ALL, NONCE);
    let machine = Machine::new("container-cgroup2", "noise");
    let plain = machine.run(&shells()[0], "C", &script);
    let wanted = answer(ALL, &script.marker, &plain).expect("an answer");
    let noise = b"*** Welcome! ***\nrebe-ffffffffffffffffffffffffffffffff cpuinfo\nprocessor: 9";
    let mut noisy = noise.to_vec();
    noisy.extend_from_slice(&plain);
    noisy.extend_from_slice(b"\nbye \xff\xfe\n");
    assert_eq!(answer(ALL, &script.marker, &noisy).expect("an answer"), wanted);
}

#[test]
fn probes_asked_one_by_one_say_the_same_as_together() {
    let machine = Machine::new("x86-two-sockets", "alone");
    for probe in ALL {
        let script = probe::script(&[probe], NONCE);
        let stdout = machine.run(&shells()[0], "C", &script);
        let found = answer(&[probe], &script.marker, &stdout).expect("an answer");
        for (column, value) in found.as_object().expect("a record") {
            assert_eq!(value, &expected(&machine.name)[column], "{} of {}", column, probe.name);
        }
    }
}

#[test]
fn shared_columns_agree_in_type_and_value() {
    let mut shared = 0;
    for one in ALL {
        for other in ALL.iter().filter(|other| other.name > one.name) {
            for column in (one.columns)().columns() {
                let columns = (other.columns)();
                let Some(twin) = columns.get(&column.name) else { continue };
                assert_eq!(column.ty, twin.ty);
                shared += 1;
                let script = probe::script(&[one, other], NONCE);
                let stdout = Machine::new("s390x-z15", "shared").run(&shells()[0], "C", &script);
                let get = |probe| {
                    answer(&[probe], &script.marker, &strip(&stdout, &script.marker, probe))
                        .expect("an answer")[&column.name]
                        .clone()
                };
                assert_eq!(get(one), get(other));
            }
        }
    }
    assert_eq!(shared, 1, "`arch` is the one shared column");
    assert_eq!(probe::schema(ALL).get("arch").map(|column| &column.ty), Some(&Type::String));
}

/// The answer without the sections that `probe` did not ask for.
fn strip(stdout: &[u8], marker: &str, probe: &probe::Probe) -> Vec<u8> {
    let text = String::from_utf8_lossy(stdout);
    let mut keep = true;
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        if let Some(rest) = line.strip_prefix(marker) {
            let name = rest.split_whitespace().next().expect("a name");
            keep = probe.sections.iter().any(|section| section.name == name);
        }
        if keep {
            out.push_str(line);
        }
    }
    out.into_bytes()
}

#[test]
fn sections_of_one_name_have_one_call_and_probes_are_sorted() {
    assert!(ALL.windows(2).all(|pair| pair[0].name < pair[1].name));
    let mut calls = std::collections::BTreeMap::new();
    for section in ALL.iter().flat_map(|probe| probe.sections) {
        assert_eq!(*calls.entry(section.name).or_insert(section.call), section.call);
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test compares with what the machine says")]
#[cfg(target_os = "linux")]
fn this_very_machine_is_read_rightly() {
    let script = probe::script(ALL, NONCE);
    let stdout = run(&["sh"], "C", script.stdin.clone());
    let found = answer(ALL, &script.marker, &stdout).expect("an answer");
    let meminfo = std::fs::read_to_string("/proc/meminfo").expect("meminfo");
    let total = meminfo.lines().next().and_then(|line| line.split_whitespace().nth(1));
    let total = total.and_then(|number| number.parse::<i64>().ok()).expect("a number");
    assert_eq!(found["total"], Value::from(total * 1024));
    let says = |program: &str, argument: &str| {
        let output = std::process::Command::new(program).arg(argument).output().expect("output");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    assert_eq!(found["arch"], Value::from(says("uname", "-m")));
    assert_eq!(found["kernel"], Value::from(says("uname", "-r")));
    assert_eq!(found["threads"].to_string(), says("getconf", "_NPROCESSORS_ONLN"));
    // `nproc` knows affinity and not the quota, which can only make less of it.
    let nproc = says("nproc", "--ignore=0").parse::<f64>().expect("a number");
    assert!(found["effective_cores"].as_f64().is_some_and(|cores| cores > 0.0 && cores <= nproc));
}
