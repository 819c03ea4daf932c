//! Names of hosts that a `known_hosts` file keeps as hashes, so that nobody can read them there.

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// What stands before such a name.
pub(super) const MARK: &str = "|1|";

/// A name that can be recognised and not read.
pub(super) struct Hashed {
    /// The state of HMAC-SHA1 that the salt has gone into.
    salted: Hmac<Sha1>,
    hash: Vec<u8>,
}

impl Hashed {
    /// What follows the mark.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (salt, hash) = text.split_once('|')?;
        let decode = |text: &str| BASE64.decode(text.as_bytes()).ok();
        let (salt, hash) = (decode(salt)?, decode(hash)?);
        Some(Self { salted: Hmac::new_from_slice(&salt).ok()?, hash })
    }

    /// Whether this is the HMAC-SHA1 of `name`.
    pub(super) fn is(&self, name: &str) -> bool {
        let mut mac = self.salted.clone();
        mac.update(name.as_bytes());
        mac.verify_slice(&self.hash).is_ok()
    }
}

impl std::fmt::Debug for Hashed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hashed").finish_non_exhaustive()
    }
}

/// The name as a file records it where nobody is to read it there: salted with these bytes.
pub(super) fn name(name: &str, salt: [u8; 20]) -> String {
    // A key of any length will do.
    let hash = Hmac::<Sha1>::new_from_slice(&salt).map(|mut mac| {
        mac.update(name.as_bytes());
        mac.finalize().into_bytes()
    });
    let hash = hash.map(|hash| BASE64.encode(&hash)).unwrap_or_default();
    format!("{MARK}{}|{hash}", BASE64.encode(&salt))
}
