//! Who made what: keys and signatures, as minisign writes them.
//!
//! `minisign -Vm FILE -P KEY` verifies what is signed here, and what `minisign -Sm FILE` signed is
//! verified here. Signatures over the whole content instead of a hash of it, which minisign once
//! made, are refused.

use std::fmt;
use std::io::Cursor;

use data_encoding::BASE64;
use minisign::{KeyPair, PublicKey, SecretKey, SecretKeyBox, SignatureBox};

/// Bytes of a signature or a key, as a file.
pub const SMALL: u64 = 8 << 10;
/// Bytes that a key signs with.
const SIGNED: usize = 64;

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// From how it is written: in base64, or the two lines of a file `*.pub`.
    ///
    /// # Errors
    /// It is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let line = text.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
        let key = PublicKey::from_base64(line);
        let key = key.ok().filter(|key| key.to_bytes().starts_with(b"Ed"));
        let wrong =
            || "it is no public key: one of minisign begins with `RW` and has 56 characters";
        key.map(|key| Self(key.to_base64())).ok_or_else(|| wrong().to_owned())
    }

    fn key(&self) -> Result<PublicKey, String> {
        PublicKey::from_base64(&self.0).map_err(|error| error.to_string())
    }

    /// The text of a file `*.pub`.
    pub fn to_file(&self) -> String {
        format!("untrusted comment: minisign public key\n{}\n", self.0)
    }

    /// Whether `signature`, the text of a file `*.minisig`, is one of it over `bytes`.
    ///
    /// # Errors
    /// It is not, as a fragment for people.
    pub fn verify(&self, bytes: &[u8], signature: &str) -> Result<(), String> {
        let key = self.key()?;
        let none = || "its signature is none of minisign".to_owned();
        // The library takes it for granted that there are as many bytes as there should be.
        let whole = signature.lines().nth(3).map(|line| BASE64.decode(line.trim().as_bytes()));
        if !matches!(whole, Some(Ok(bytes)) if bytes.len() == SIGNED) {
            return Err(none());
        }
        let signature = SignatureBox::from_string(signature).map_err(|_| none())?;
        if signature.keynum() != key.keynum() {
            return Err("it is signed with another key".to_owned());
        }
        minisign::verify(&key, &signature, Cursor::new(bytes), true, false, false)
            .map_err(|_| "its signature is not one of this content".to_owned())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A secret key, which signs.
pub struct Secret(SecretKey);

impl Secret {
    /// A new one: the text of its file, locked with `password` if there is one, and its public key.
    ///
    /// # Errors
    /// The system gives nothing that nobody can guess.
    pub fn generate(password: Option<String>) -> Result<(String, Key), String> {
        let pair = match password {
            Some(password) => KeyPair::generate_encrypted_keypair(Some(password)),
            None => KeyPair::generate_unencrypted_keypair(),
        };
        let pair = pair.map_err(|error| error.to_string())?;
        let text = pair.sk.to_box(Some("minisign secret key"));
        let text = text.map_err(|error| error.to_string())?.into_string();
        Ok((text, Key(pair.pk.to_base64())))
    }

    /// From the text of its file. `password` is asked for one where it is locked.
    ///
    /// # Errors
    /// It is none, or the password is another one.
    pub fn open(text: &str, password: impl FnOnce() -> Option<String>) -> Result<Self, String> {
        let boxed = || SecretKeyBox::from(text.to_owned());
        if let Ok(secret) = boxed().into_unencrypted_secret_key() {
            return Ok(Self(secret));
        }
        let line = text.lines().nth(1).unwrap_or_default();
        // The second letters tell how it is locked.
        if !line.starts_with("RWRTY") {
            return Err("it is no secret key of minisign".to_owned());
        }
        let password = password().ok_or("it is locked with a password, and nobody gives it")?;
        let secret = boxed().into_secret_key(Some(password));
        secret.map(Self).map_err(|_| "the password is another one".to_owned())
    }

    /// Its public key.
    ///
    /// # Errors
    /// The secret key is broken.
    pub fn key(&self) -> Result<Key, String> {
        let key = PublicKey::from_secret_key(&self.0).map_err(|error| error.to_string())?;
        Ok(Key(key.to_base64()))
    }

    /// The text of a file `*.minisig` for `bytes`, with a `comment` that is signed, too.
    ///
    /// # Errors
    /// The system gives nothing that nobody can guess.
    pub fn sign(&self, bytes: &[u8], comment: &str) -> Result<String, String> {
        let signed = minisign::sign(
            None,
            &self.0,
            Cursor::new(bytes),
            Some(comment),
            Some("signature of minisign"),
        );
        signed.map(SignatureBox::into_string).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_key_signed_is_of_that_key_and_of_that_content() {
        let (text, key) = Secret::generate(None).unwrap();
        let secret = Secret::open(&text, || None).unwrap();
        assert_eq!(secret.key().unwrap(), key);
        let signature = secret.sign(b"content", "of a test").unwrap();
        assert_eq!(key.verify(b"content", &signature), Ok(()));
        assert_eq!(Key::parse(&key.to_file()), Ok(key.clone()));
        assert_eq!(Key::parse(&format!("  {key}\n\n")), Ok(key.clone()));
        let (_, other) = Secret::generate(None).unwrap();
        assert_eq!(
            other.verify(b"content", &signature),
            Err("it is signed with another key".into())
        );
        let not = Err("its signature is not one of this content".to_owned());
        assert_eq!(key.verify(b"contents", &signature), not);
        assert_eq!(key.verify(b"content", &signature.replace("of a test", "of a rest")), not);
        // What anybody can write to a signature, without a panic.
        for at in 0..signature.trim_end().len() {
            let mut bad = signature.clone().into_bytes();
            bad[at] ^= 1;
            let told = key.verify(b"content", &String::from_utf8_lossy(&bad));
            let comment = at < signature.find('\n').unwrap();
            assert!(told.is_err() || comment, "{at}: {}", String::from_utf8_lossy(&bad));
            let cut = String::from_utf8_lossy(&signature.as_bytes()[..at]).into_owned();
            assert!(key.verify(b"content", &cut).is_err(), "{at}: {cut}");
        }
        for bad in ["", "\n\n", "RWx", "untrusted comment: é\né\né\né", &"A".repeat(56)] {
            assert!(Key::parse(bad).is_err(), "{bad}");
            assert!(key.verify(b"", bad).is_err(), "{bad}");
            assert!(Secret::open(bad, || Some(String::new())).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_password_locks_a_key() {
        let (text, key) = Secret::generate(Some("word".to_owned())).unwrap();
        let open = |word: Option<&str>| {
            Secret::open(&text, || word.map(str::to_owned)).and_then(|secret| secret.key())
        };
        assert_eq!(open(Some("word")), Ok(key));
        assert_eq!(open(Some("ward")), Err("the password is another one".to_owned()));
        assert!(open(None).is_err());
    }
}
