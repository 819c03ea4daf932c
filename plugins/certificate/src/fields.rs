//! What is told of a certificate, as columns.

use std::fmt::Write;
use std::net::IpAddr;

use rebe_plugin::{Column, Field, Problem, Schema, Type};
use sha2::{Digest, Sha256};
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode, Encode, SliceReader};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{BasicConstraints, SubjectAltName};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

/// What is told of one certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Whom it is for, as RFC 4514 writes it.
    pub subject: String,
    /// Who has signed it.
    pub issuer: String,
    /// Its number, in hexadecimal.
    pub serial: String,
    /// Since when it holds, in nanoseconds since 1970.
    pub not_before: i64,
    /// Until when it holds.
    pub not_after: i64,
    /// The names and addresses that it is for.
    pub names: Vec<String>,
    /// Its key, such as `RSA 2048`.
    pub key: String,
    /// How it is signed, such as `sha256WithRSAEncryption`.
    pub signature: String,
    /// Whether it may sign others.
    pub is_ca: bool,
    /// The SHA-256 of it, in hexadecimal.
    pub fingerprint: String,
}

/// The columns of certificates.
pub fn schema() -> Schema {
    Schema::new([
        Field::new("subject", Type::String),
        Field::new("issuer", Type::String),
        Field::new("serial", Type::String),
        Field::new("not_before", Type::Date),
        Field::new("not_after", Type::Date),
        Field::new("names", Type::String.list()),
        Field::new("key", Type::String),
        Field::new("signature", Type::String),
        Field::new("is_ca", Type::Bool),
        Field::new("fingerprint", Type::String),
    ])
}

/// The cells of `all`, in the order of [`schema`].
pub fn columns(all: &[Certificate]) -> Vec<Column> {
    let texts =
        |of: fn(&Certificate) -> &str| Column::of_texts(all.iter().map(|one| Some(of(one))));
    vec![
        texts(|one| &one.subject),
        texts(|one| &one.issuer),
        texts(|one| &one.serial),
        Column::of_ints(all.iter().map(|one| Some(one.not_before))),
        Column::of_ints(all.iter().map(|one| Some(one.not_after))),
        Column::of_texts(all.iter().map(|one| Some(json(&one.names)))),
        texts(|one| &one.key),
        texts(|one| &one.signature),
        Column::of_bools(all.iter().map(|one| Some(one.is_ca))),
        texts(|one| &one.fingerprint),
    ]
}

/// A list of texts as JSON.
fn json(texts: &[String]) -> String {
    let texts = texts.iter().map(|text| {
        let mut quoted = String::from("\"");
        for char in text.chars() {
            match char {
                '"' | '\\' => quoted.extend(['\\', char]),
                control if control.is_control() => {
                    let _ = write!(quoted, "\\u{:04x}", u32::from(control));
                }
                char => quoted.push(char),
            }
        }
        quoted + "\""
    });
    format!("[{}]", texts.collect::<Vec<_>>().join(","))
}

impl Certificate {
    /// The certificates in `bytes`: one as DER, or any number as PEM, whatever stands between them.
    ///
    /// # Errors
    /// There is none, or one of them cannot be read; which.
    pub fn all_in(bytes: &[u8]) -> Result<Vec<Self>, Problem> {
        // DER begins with a sequence, which is no letter of PEM.
        if bytes.first() == Some(&0x30) {
            return Self::of_der(bytes).map(|one| vec![one]).map_err(Problem::new);
        }
        let blocks = pem(bytes);
        if blocks.is_empty() {
            return Err(Problem::new("there is no certificate in it, neither as PEM nor as DER")
                .help("a certificate as PEM begins with `-----BEGIN CERTIFICATE-----`"));
        }
        let read = blocks.iter().enumerate().map(|(at, der)| {
            let der = der.as_ref().map_err(|wrong| (*wrong).to_owned());
            der.and_then(|der| Self::of_der(der))
                .map_err(|wrong| Problem::new(format!("certificate {}: {wrong}", at + 1)))
        });
        read.collect()
    }

    /// The certificate that is `der`.
    fn of_der(der: &[u8]) -> Result<Self, String> {
        let wrong = |error: x509_cert::der::Error| format!("it is damaged: {error}");
        let mut reader = SliceReader::new(der).map_err(wrong)?;
        let read = x509_cert::Certificate::decode(&mut reader).map_err(wrong)?;
        let body = read.tbs_certificate();
        let validity = body.validity();
        let names = body.get_extension::<SubjectAltName>().map_err(wrong)?;
        let names = names.map(|(_, names)| names.0).unwrap_or_default();
        let constraints = body.get_extension::<BasicConstraints>().map_err(wrong)?;
        let instant = |time: &x509_cert::time::Time| {
            i64::try_from(time.to_unix_duration().as_nanos()).unwrap_or(i64::MAX)
        };
        Ok(Self {
            subject: body.subject().to_string(),
            issuer: body.issuer().to_string(),
            serial: hex(body.serial_number().as_bytes()),
            not_before: instant(&validity.not_before),
            not_after: instant(&validity.not_after),
            names: names.iter().filter_map(name).collect(),
            key: key(body.subject_public_key_info()),
            signature: called(read.signature_algorithm().oid),
            is_ca: constraints.is_some_and(|(_, constraints)| constraints.ca),
            fingerprint: hex(&Sha256::digest(der)),
        })
    }
}

/// The DER of each certificate in a text of PEM (RFC 7468).
fn pem(text: &[u8]) -> Vec<Result<Vec<u8>, &'static str>> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let text = String::from_utf8_lossy(text);
    let (mut found, mut rest) = (Vec::new(), text.as_ref());
    while let Some((_, after)) = rest.split_once(BEGIN) {
        let Some((body, after)) = after.split_once(END) else {
            found.push(Err("its end is missing"));
            break;
        };
        found.push(base64(body).ok_or("its text is no base64"));
        rest = after;
    }
    found
}

/// The bytes that `text` stands for, with white space wherever it likes (RFC 4648).
fn base64(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => Some(u32::from(byte - b'A')),
        b'a'..=b'z' => Some(u32::from(byte - b'a') + 26),
        b'0'..=b'9' => Some(u32::from(byte - b'0') + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let digits = text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=');
    let digits = digits.map(digit).collect::<Option<Vec<_>>>()?;
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    for four in digits.chunks(4) {
        let value = four.iter().fold(0, |value, digit| value << 6 | digit);
        let value = value << (6 * (4 - four.len()));
        let [_, first, second, third] = value.to_be_bytes();
        bytes.extend([first, second, third].into_iter().take(four.len().checked_sub(1)?));
    }
    Some(bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn name(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::DnsName(name) => Some(name.to_string()),
        GeneralName::Rfc822Name(name) => Some(name.to_string()),
        GeneralName::UniformResourceIdentifier(name) => Some(name.to_string()),
        GeneralName::IpAddress(bytes) => {
            let bytes = bytes.as_bytes();
            let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
            let address = v4.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from));
            address.ok().map(|address| address.to_string())
        }
        _ => None,
    }
}

/// What a key is, by its algorithm and its size.
fn key(info: &SubjectPublicKeyInfoOwned) -> String {
    let algorithm = info.algorithm.oid.to_string();
    let bits = info.subject_public_key.raw_bytes();
    match algorithm.as_str() {
        "1.2.840.113549.1.1.1" => match modulus(bits) {
            Some(bits) => format!("RSA {bits}"),
            None => "RSA".to_owned(),
        },
        "1.2.840.10045.2.1" => {
            let curve = info.algorithm.parameters.as_ref();
            let curve = curve.and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
            match curve.map(|curve| curve.to_string()).as_deref() {
                Some("1.2.840.10045.3.1.7") => "EC P-256".to_owned(),
                Some("1.3.132.0.34") => "EC P-384".to_owned(),
                Some("1.3.132.0.35") => "EC P-521".to_owned(),
                Some(other) => format!("EC {other}"),
                None => "EC".to_owned(),
            }
        }
        "1.3.101.112" => "Ed25519".to_owned(),
        "1.3.101.113" => "Ed448".to_owned(),
        other => other.to_owned(),
    }
}

/// The bits of the modulus in a key of RSA (RFC 8017, A.1.1): a sequence that begins with it.
fn modulus(key: &[u8]) -> Option<usize> {
    let key = x509_cert::der::Any::from_der(key).ok()?;
    let mut inside = SliceReader::new(key.value()).ok()?;
    let modulus = x509_cert::der::asn1::Uint::decode(&mut inside).ok()?;
    let bytes = modulus.as_bytes();
    let first = bytes.first()?;
    let _ = modulus.to_der().ok()?;
    Some(bytes.len() * 8 - first.leading_zeros() as usize)
}

/// The names of how certificates are signed (RFC 3279, RFC 4055, RFC 5758, RFC 8410).
const SIGNATURES: [(&str, &str); 9] = [
    ("1.2.840.113549.1.1.5", "sha1WithRSAEncryption"),
    ("1.2.840.113549.1.1.10", "rsassaPss"),
    ("1.2.840.113549.1.1.11", "sha256WithRSAEncryption"),
    ("1.2.840.113549.1.1.12", "sha384WithRSAEncryption"),
    ("1.2.840.113549.1.1.13", "sha512WithRSAEncryption"),
    ("1.2.840.10045.4.3.2", "ecdsa-with-SHA256"),
    ("1.2.840.10045.4.3.3", "ecdsa-with-SHA384"),
    ("1.2.840.10045.4.3.4", "ecdsa-with-SHA512"),
    ("1.3.101.112", "Ed25519"),
];

fn called(oid: ObjectIdentifier) -> String {
    let oid = oid.to_string();
    let known = SIGNATURES.iter().find(|(known, _)| *known == oid);
    known.map_or(oid, |(_, name)| (*name).to_owned())
}
