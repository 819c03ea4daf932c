//! Certificates that OpenSSL has made, held against what OpenSSL says of them.

use rebe_plugin::services::{Ended, Error};
use rebe_plugin::testing::{Outside, Table, run};
use rebe_plugin::{Batch, Call, Column, Field, Problem, Schema, Type};

use super::*;

const RSA: &[u8] = include_bytes!("rsa.pem");
const DER: &[u8] = include_bytes!("rsa.der");
const EC: &[u8] = include_bytes!("ec.pem");
const ED: &[u8] = include_bytes!("ed.pem");

fn rsa() -> Certificate {
    let name = "CN=web01.example.com,O=Example\\, \\\"x\\\",C=DE";
    Certificate {
        subject: name.to_owned(),
        issuer: name.to_owned(),
        serial: "47d81e8bb098d46b50b295cda22cfaca058bca3a".to_owned(),
        not_before: 1_796_052_313_000_000_000,
        not_after: 4_949_652_313_000_000_000,
        names: ["web01.example.com", "10.0.0.1", "::1", "a@example.com"].map(str::to_owned).into(),
        key: "RSA 2048".to_owned(),
        signature: "sha256WithRSAEncryption".to_owned(),
        is_ca: true,
        fingerprint: "47db9f8006ebe8d3f27c9df64edc71f710ac04e7440e752d6523ae5949992d60".to_owned(),
    }
}

#[test]
fn fields_are_those_that_openssl_tells() {
    assert_eq!(Certificate::all_in(RSA).unwrap(), [rsa()]);
    assert_eq!(Certificate::all_in(DER).unwrap(), [rsa()]);
    let ec = Certificate::all_in(EC).unwrap().remove(0);
    assert_eq!((ec.subject.as_str(), ec.key.as_str()), ("CN=root", "EC P-256"));
    assert_eq!((ec.signature.as_str(), ec.is_ca), ("ecdsa-with-SHA256", true));
    let ed = Certificate::all_in(ED).unwrap().remove(0);
    assert_eq!((ed.key.as_str(), ed.signature.as_str()), ("Ed25519", "Ed25519"));
    assert_eq!(ed.not_after, 1_827_588_313_000_000_000);
}

#[test]
fn several_are_read_whatever_stands_between_them() {
    let key = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    let all = [b"\xffbundle\r\n", key.as_slice(), RSA, b"\n# more\n", EC].concat();
    assert_eq!(Certificate::all_in(&all).unwrap().len(), 2);
    let windows = String::from_utf8(EC.to_vec()).unwrap().replace('\n', "\r\n");
    assert_eq!(Certificate::all_in(windows.as_bytes()).unwrap(), Certificate::all_in(EC).unwrap());
}

#[test]
fn what_is_damaged_is_told() {
    let told = |bytes: &[u8]| Certificate::all_in(bytes).unwrap_err().message;
    assert!(told(b"").starts_with("there is no certificate in it"));
    assert!(told(b"hello").starts_with("there is no certificate in it"));
    let cut = [RSA, &EC[..100]].concat();
    assert_eq!(told(&cut), "certificate 2: its end is missing");
    let wrong = b"-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----";
    assert_eq!(told(wrong), "certificate 1: its text is no base64");
    let short = b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
    assert!(told(short).starts_with("certificate 1: it is damaged: "));
    // Any byte may be another one, and any end may come early: it is read or told.
    for at in 0..DER.len() {
        let mut bad = DER.to_vec();
        bad[at] ^= 0x55;
        let _ = Certificate::all_in(&bad);
        let _ = Certificate::all_in(&DER[..at]);
    }
}

#[test]
fn pieces_are_put_together() {
    let input = Schema::new([Field::new("bytes", Type::Binary)]);
    let pieces = RSA.chunks(100).map(|piece| Batch::new([Column::of_bytes([Some(piece)])]));
    let table = run::<Read>(&Call::of("certificate read"), &input, pieces).unwrap();
    assert_eq!(table.texts("key"), [Some("RSA 2048".to_owned())]);
    let names = table.texts("names").remove(0).unwrap();
    assert_eq!(names, r#"["web01.example.com","10.0.0.1","::1","a@example.com"]"#);
}

#[test]
fn hosts_are_asked_together() {
    let input = Schema::new([Field::new("host", Type::String)]);
    let rows = || Batch::new([Column::of_texts(["a", "b", "c"].map(Some))]);
    let call = Call::of("certificate of").with_text("path", "/x.pem");
    let asked = |outside: Outside| -> (Result<Table, Problem>, Vec<(String, String)>) {
        outside.during(|| (run::<OfHosts>(&call, &input, [rows()]), Outside::failed()))
    };
    let both = [EC, ED].concat();
    let outside = Outside::new().file_of("a", "/x.pem", &both).file_of("b", "/x.pem", RSA);
    let (table, failed) = asked(outside.file_of("c", "/x.pem", b"nothing"));
    let hosts = table.unwrap().texts("host");
    assert_eq!(hosts, ["a", "a", "b"].map(|name| Some(name.to_owned())));
    assert_eq!(failed.len(), 1);
    assert!(failed[0].1.starts_with("/x.pem: there is no certificate in it"), "{failed:?}");
    assert!(asked(Outside::new()).0.is_err());
    // Nothing is run on a host.
    let hosts = Outside::new().hosts(|_| -> Result<Ended, Error> { unreachable!() });
    assert!(asked(hosts).0.is_err());
    let none = run::<OfHosts>(&call, &Schema::default(), []).unwrap_err();
    assert!(none.message.contains("no column `host`"));
}
