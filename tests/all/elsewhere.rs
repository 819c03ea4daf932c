//! Files on web servers and in object stores, by real requests to a server on this machine.

use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::support::Folder;
use crate::support::web::{Answer, Web};

const CSV: &str = "host,cores\nweb1,4\ndb1,16\n";

/// Run `text` where object stores are those of `web`.
fn rebe(web: &Web, text: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rebe"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.to_lowercase().ends_with("_proxy")) {
        command.env_remove(name);
    }
    command
        .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", web.port))
        .env("AWS_ALLOW_HTTP", "true")
        .env("AWS_ACCESS_KEY_ID", "key")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_REGION", "us-east-1");
    command.args(["-o", "ndjson", "-c", text]).output().unwrap()
}

#[track_caller]
fn printed(web: &Web, text: &str) -> String {
    let output = rebe(web, text);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), stderr.as_str()), (Some(0), ""), "{text}");
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

#[track_caller]
fn refused(web: &Web, text: &str, code: &str, words: &[&str]) {
    let output = rebe(web, text);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(matches!(output.status.code(), Some(1 | 2)), "{text}: {stderr}");
    let told = stderr.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
    for word in words.iter().chain([&code]) {
        assert!(told.contains(word), "no `{word}` in: {told}");
    }
    assert_eq!(output.stdout, b"", "{text}");
}

#[test]
fn a_file_of_a_web_server_is_read_as_any_other() {
    let json = |text: &str| Answer::Give("application/json; charset=utf-8", text.into());
    let web = Web::start(&[
        ("hosts.csv", Answer::Give("text/csv", CSV.into())),
        ("api", json("{\"n\": 5}")),
        ("moved", Answer::Redirect("/hosts.csv".to_owned())),
        ("busy.csv", Answer::Status(503, 2, CSV.into())),
        ("secret.json", Answer::Ask("Basic bWU6cHc=", b"[1]".to_vec())),
    ]);
    let url = |path: &str| web.url(path);
    assert_eq!(printed(&web, &format!("open {} | get cores | math sum", url("hosts.csv"))), "20");
    assert_eq!(printed(&web, &format!("open \"{}\" | length", url("hosts.csv?sig=x"))), "2");
    assert_eq!(printed(&web, &format!("open {} | get n", url("api"))), "5");
    assert_eq!(printed(&web, &format!("open {} --format csv | length", url("moved"))), "2");
    assert_eq!(printed(&web, &format!("open {} | length", url("busy.csv"))), "2");
    assert_eq!(printed(&web, &format!("open --raw {} | str length", url("api"))), "8");
    let known = url("secret.json").replace("http://", "http://me:pw@");
    assert_eq!(printed(&web, &format!("open {known} | length")), "1");
    let text = format!("let u = \"{}\"; open $u | get host | get 0", url("hosts.csv"));
    assert_eq!(printed(&web, &text), "\"web1\"");
}

#[test]
fn what_breaks_off_is_gone_on_with() {
    let rows = (0..100_000).map(|n| format!("{n},{n}\n")).collect::<String>();
    let whole = format!("a,b\n{rows}");
    let web = Web::start(&[("big.csv", Answer::Break(500_000, whole.into_bytes()))]);
    let text = format!("open {} | get b | math sum", web.url("big.csv"));
    assert_eq!(printed(&web, &text), "4999950000");
    assert_eq!(web.asked(), ["GET big.csv", "GET big.csv bytes=500000-"]);
}

#[test]
fn what_cannot_be_had_is_said_without_secrets() {
    let web = Web::start(&[
        ("down.csv", Answer::Status(500, 99, Vec::new())),
        ("who.csv", Answer::Status(403, 99, Vec::new())),
        ("login.csv", Answer::Give("text/html; charset=utf-8", b"<html>".to_vec())),
        ("text", Answer::Give("text/plain", b"a b".to_vec())),
        ("round", Answer::Redirect("/round".to_owned())),
    ]);
    let open = |path: &str| format!("open \"{}\"", web.url(path));
    refused(&web, &open("none.csv"), "E0601", &["there is nothing at"]);
    refused(&web, &open("down.csv"), "E0602", &["the server answers 500", "again later"]);
    refused(&web, &open("who.csv?token=hush"), "E0602", &["answers 403", "PASSWORD"]);
    refused(&web, &open("login.csv"), "E0603", &["a page of HTML", "--raw"]);
    refused(&web, &open("text"), "E0604", &["--format"]);
    refused(&web, &open("round"), "E0602", &["redirected too often", "check the address"]);
    refused(
        &web,
        "open http://127.0.0.1:1/x.csv",
        "E0602",
        &["cannot be reached", "refused", "the name and the port"],
    );
    refused(&web, "open ftp://a/x.csv", "E0403", &["ftp://", "known are"]);
    refused(&web, "open \"http://[x/a.csv\"", "E0602", &["cannot be understood"]);
    refused(&web, &format!("1 | save {}", web.url("x.json")), "E0403", &["takes none"]);
    for path in ["who.csv?token=hush", "down.csv?token=hush"] {
        let told = rebe(&web, &open(path).replace("http://", "http://me:hush@")).stderr;
        let told = String::from_utf8(told).unwrap();
        // The line of the text that it points to is the user's own.
        let told = told.lines().filter(|line| !line.contains("open \""));
        assert!(!told.collect::<String>().contains("hush"));
    }
}

#[test]
fn objects_are_found_read_and_written() {
    let web = Web::start(&[]);
    web.put("logs/year=2025/a.csv", b"n\n1\n");
    web.put("logs/year=2026/b.csv", b"n\n2\n");
    web.put("logs/year=2026/_SUCCESS", b"");
    web.put("logs/year=2026/c.json", b"[]");
    web.put("one.json", b"{\"a\": 1}");
    assert_eq!(printed(&web, "open s3://data/one.json | get a"), "1");
    let all = "open s3://data/logs/*/*.csv | sort-by n";
    let rows = "{\"n\":1,\"year\":2025}\n{\"n\":2,\"year\":2026}";
    assert_eq!(printed(&web, all), rows);
    assert_eq!(printed(&web, "open \"s3://data/logs/year=202?/b.csv\" | length"), "1");
    refused(&web, "open s3://data/logs/", "E0604", &["several formats"]);
    refused(&web, "open s3://data/none/", "E0601", &["there is nothing at"]);
    refused(&web, "open s3://data/none.csv", "E0601", &["there is nothing at"]);

    printed(&web, "[[a b]; [1 \"x\"] [2 \"y\"]] | save s3://data/new/t.csv");
    assert_eq!(web.object("new/t.csv").unwrap(), b"a,b\n1,x\n2,y\n");
    refused(&web, "[[a]; [1]] | save s3://data/new/t.csv", "E0605", &["is there already"]);
    printed(&web, "[[a]; [1]] | save --force s3://data/new/t.csv; \"hi\" | save s3://data/t.txt");
    assert_eq!(web.object("new/t.csv").unwrap(), b"a\n1\n");
    assert_eq!(web.object("t.txt").unwrap(), b"hi");
    printed(&web, "open s3://data/new/t.csv | save s3://data/t.parquet");
    assert_eq!(printed(&web, "open s3://data/t.parquet"), "{\"a\":1}");
    refused(&web, "[[a]; [1]] | save --append s3://data/t.csv", "E0403", &["as a whole"]);
    (0..401).for_each(|at| web.put(&format!("many/{at}.csv"), b"n\n1\n"));
    refused(&web, "open s3://data/many/", "E0909", &["stands for 401 objects", "400 at most"]);
    assert_eq!(printed(&web, "open s3://data/many/1*.csv | length"), "111");
    refused(&web, "open s3://", "E0403", &["s3://BUCKET/PATH"]);
}

#[test]
fn a_silent_server_is_left_when_the_run_is_cancelled() {
    let web = Web::start(&[("never.csv", Answer::Silence)]);
    let begun = Instant::now();
    let folder = Folder::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_rebe"));
    command.current_dir(folder.path()).args(["--deadline", "1s", "-c"]);
    let output = command.arg(format!("open {}", web.url("never.csv"))).output().unwrap();
    assert_eq!(output.status.code(), Some(124), "{output:?}");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}
