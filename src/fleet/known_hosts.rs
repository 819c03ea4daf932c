//! The format of `known_hosts` files, as an index in memory (see `sshd(8)`).
//!
//! Pure: text in, verdicts out. A line that cannot be read is skipped and remembered.

use std::collections::HashMap;

use data_encoding::BASE64;

use super::hashed::{self, Hashed};
use crate::effect::{PatternList, Target};

/// Names whose search is remembered.
const MOST_FOUND: usize = 4096;

/// The keys of hosts, from any number of files.
#[derive(Debug, Default)]
pub(super) struct KnownHosts {
    entries: Vec<Entry>,
    /// Entries by plain name.
    plain: HashMap<String, Vec<usize>>,
    hashed: Vec<(Hashed, usize)>,
    /// Entries with hashed names and with patterns that were found for a name. Finding them looks
    /// at every one, and each name is asked for more than once.
    found: HashMap<String, Vec<usize>>,
    patterns: Vec<(PatternList, usize)>,
    broken: Vec<Place>,
    /// Entries that sign certificates: mostly none, and then no host is looked up among them.
    signers: usize,
}

/// A line of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Number of the file, as given to [`KnownHosts::add`].
    pub(super) file: usize,
    /// The line, from 1.
    pub(super) line: usize,
}

/// What the records say of a host and a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// This key is on record for this host.
    Known,
    /// No key is on record for this host.
    Unknown,
    /// Other keys are on record for this host; one of them is here, of the same type if any is.
    Changed(Place),
    /// The key was revoked here.
    Revoked(Place),
}

#[derive(Debug)]
struct Entry {
    place: Place,
    marker: Marker,
    kind: String,
    blob: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marker {
    /// A key of the host.
    Key,
    /// A key that is not to be trusted any more.
    Revoked,
    /// A key that signs certificates of hosts, and must never pass for a host's own.
    Authority,
}

/// What files call a host: lower case, with the port when it is not 22.
pub(super) fn name_of(address: &str, port: u16) -> String {
    let address = address.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    if port == Target::SSH_PORT { address } else { format!("[{address}]:{port}") }
}

impl KnownHosts {
    /// Read the text of file number `file`.
    pub(super) fn add(&mut self, file: usize, text: &[u8]) {
        for (at, line) in text.split(|byte| *byte == b'\n').enumerate() {
            let place = Place { file, line: at + 1 };
            let line = String::from_utf8_lossy(line);
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if self.add_line(place, line).is_none() {
                self.broken.push(place);
            }
        }
    }

    /// Lines that could not be read.
    pub(super) fn broken(&self) -> &[Place] {
        &self.broken
    }

    /// Remember that `blob` is the key of the host.
    pub(super) fn accept(&mut self, place: Place, address: &str, port: u16, key: (&str, &[u8])) {
        let at = self.entries.len();
        let (kind, blob) = (key.0.to_owned(), key.1.to_owned());
        self.entries.push(Entry { place, marker: Marker::Key, kind, blob });
        self.plain.entry(name_of(address, port)).or_default().push(at);
    }

    /// What the records say of `blob`, a key of type `kind` that `address` showed.
    pub(super) fn judge(&mut self, address: &str, port: u16, kind: &str, blob: &[u8]) -> Verdict {
        let own = judge(&self.find(&name_of(address, port)), kind, blob);
        if port == Target::SSH_PORT || matches!(own, Verdict::Revoked(_) | Verdict::Known) {
            return own;
        }
        // As ssh does, an entry without a port vouches for the host on any port; that it has
        // another key there says nothing against this one.
        match judge(&self.find(&name_of(address, Target::SSH_PORT)), kind, blob) {
            bare @ (Verdict::Revoked(_) | Verdict::Known) => bare,
            _ => own,
        }
    }

    /// The types of the keys on record for a host, such as `ssh-ed25519`.
    pub(super) fn kinds(&mut self, address: &str, port: u16) -> Vec<String> {
        let kinds = |entries: Vec<&Entry>| {
            let keys = entries.into_iter().filter(|entry| entry.marker == Marker::Key);
            keys.map(|entry| entry.kind.clone()).collect::<Vec<_>>()
        };
        let own = kinds(self.find(&name_of(address, port)));
        if own.is_empty() && port != Target::SSH_PORT {
            return kinds(self.find(&name_of(address, Target::SSH_PORT)));
        }
        own
    }

    /// Whether `blob` is a key that signs certificates of this host.
    pub(super) fn is_authority(&mut self, address: &str, port: u16, blob: &[u8]) -> bool {
        self.authorities(address, port).iter().any(|entry| entry.blob == blob)
    }

    /// Whether any key signs certificates of this host.
    pub(super) fn has_authority(&mut self, address: &str, port: u16) -> bool {
        self.signers > 0 && !self.authorities(address, port).is_empty()
    }

    fn authorities(&mut self, address: &str, port: u16) -> Vec<&Entry> {
        let (own, bare) = (name_of(address, port), name_of(address, Target::SSH_PORT));
        let signs =
            |entries: Vec<&Entry>| entries.iter().any(|one| one.marker == Marker::Authority);
        let name = if signs(self.find(&own)) { own } else { bare };
        let entries = self.find(&name).into_iter();
        entries.filter(|entry| entry.marker == Marker::Authority).collect()
    }

    fn find(&mut self, name: &str) -> Vec<&Entry> {
        if !self.found.contains_key(name) {
            if self.found.len() >= MOST_FOUND {
                self.found.clear();
            }
            let hashed = self.hashed.iter().filter(|(hashed, _)| hashed.is(name)).map(|(_, at)| at);
            let patterns =
                self.patterns.iter().filter(|(list, _)| list.matches(name)).map(|(_, at)| at);
            let found = hashed.chain(patterns).copied().collect();
            self.found.insert(name.to_owned(), found);
        }
        let plain = self.plain.get(name).into_iter().flatten();
        let others = self.found.get(name).into_iter().flatten();
        plain.chain(others).filter_map(|at| self.entries.get(*at)).collect()
    }

    /// `[@marker] hosts type key [comment]`.
    fn add_line(&mut self, place: Place, line: &str) -> Option<()> {
        let mut words = line.split_ascii_whitespace();
        let mut hosts = words.next()?;
        let mut marker = Marker::Key;
        if hosts.starts_with('@') {
            marker = match hosts {
                "@revoked" => Marker::Revoked,
                "@cert-authority" => Marker::Authority,
                _ => return None,
            };
            hosts = words.next()?;
        }
        let kind = words.next()?;
        let blob = BASE64.decode(words.next()?.as_bytes()).ok()?;
        if blob_kind(&blob)? != kind.as_bytes() {
            return None;
        }
        let at = self.entries.len();
        self.add_hosts(hosts, at)?;
        self.signers += usize::from(marker == Marker::Authority);
        self.entries.push(Entry { place, marker, kind: kind.to_owned(), blob });
        Some(())
    }

    fn add_hosts(&mut self, hosts: &str, at: usize) -> Option<()> {
        if let Some(hash) = hosts.strip_prefix(hashed::MARK) {
            self.hashed.push((Hashed::read(hash)?, at));
            return Some(());
        }
        if hosts.starts_with('|') {
            return None;
        }
        let hosts = hosts.to_ascii_lowercase();
        if PatternList::is_needed(&hosts) {
            self.patterns.push((PatternList::new(&hosts), at));
        } else {
            for name in hosts.split(',').filter(|name| !name.is_empty()) {
                self.plain.entry(name.to_owned()).or_default().push(at);
            }
        }
        Some(())
    }
}

/// What these entries of one host say of a key.
fn judge(entries: &[&Entry], kind: &str, blob: &[u8]) -> Verdict {
    let of = |marker| entries.iter().filter(move |entry| entry.marker == marker);
    if let Some(entry) = of(Marker::Revoked).find(|entry| entry.blob == blob) {
        return Verdict::Revoked(entry.place);
    }
    if of(Marker::Key).any(|entry| entry.blob == blob) {
        return Verdict::Known;
    }
    let other = of(Marker::Key).find(|entry| entry.kind == kind);
    let other = other.or_else(|| of(Marker::Key).next());
    other.map_or(Verdict::Unknown, |entry| Verdict::Changed(entry.place))
}

/// The type that a key says of itself: it opens with a length of four bytes and the name.
fn blob_kind(blob: &[u8]) -> Option<&[u8]> {
    let (length, rest) = blob.split_first_chunk::<4>()?;
    rest.get(..usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A key blob of this type that ends in this byte, and its line in a file.
    fn key(kind: &str, last: u8) -> (Vec<u8>, String) {
        let mut blob = u32::try_from(kind.len()).unwrap().to_be_bytes().to_vec();
        blob.extend(kind.as_bytes());
        blob.push(last);
        let line = format!("{kind} {}", BASE64.encode(&blob));
        (blob, line)
    }

    fn of(text: &str) -> KnownHosts {
        let mut known = KnownHosts::default();
        known.add(0, text.as_bytes());
        known
    }

    const ED: &str = "ssh-ed25519";
    const RSA: &str = "ssh-rsa";

    fn at(line: usize) -> Place {
        Place { file: 0, line }
    }

    #[test]
    fn lists_ports_and_several_keys_of_one_host() {
        let ((ed, ed_line), (rsa, rsa_line)) = (key(ED, 1), key(RSA, 2));
        let (other, _) = key(ED, 3);
        let mut known = of(&format!(
            "# a comment\nweb1,10.0.0.1 {ed_line} me@here\n\nWEB1 {rsa_line}\n[web1]:2222 {rsa_line}"
        ));
        assert!(known.broken().is_empty());
        assert_eq!(known.judge("web1", 22, ED, &ed), Verdict::Known);
        assert_eq!(known.judge("Web1", 22, RSA, &rsa), Verdict::Known);
        assert_eq!(known.judge("10.0.0.1", 22, ED, &ed), Verdict::Known);
        assert_eq!(known.judge("web1", 22, ED, &other), Verdict::Changed(at(2)));
        assert_eq!(known.judge("10.0.0.1", 22, RSA, &rsa), Verdict::Changed(at(2)));
        assert_eq!(known.judge("web2", 22, ED, &ed), Verdict::Unknown);
        assert_eq!(known.judge("web1", 2222, RSA, &rsa), Verdict::Known);
        assert_eq!(known.judge("web1", 2222, ED, &other), Verdict::Changed(at(5)));
        assert_eq!(known.kinds("web1", 22), [ED, RSA]);
        assert_eq!(known.kinds("web1", 2222), [RSA]);
    }

    #[test]
    fn an_entry_without_port_vouches_on_any_port_and_accuses_on_none() {
        let (ed, line) = key(ED, 1);
        let (other, _) = key(ED, 2);
        let mut known = of(&format!("web1 {line}"));
        assert_eq!(known.judge("web1", 2222, ED, &ed), Verdict::Known);
        assert_eq!(known.judge("web1", 2222, ED, &other), Verdict::Unknown);
    }

    #[test]
    fn hashed_names_as_ssh_keygen_writes_them() {
        // What `ssh-keygen -H` made of `example.org` and of `[example.org]:2222`.
        let (ed, line) = key(ED, 1);
        let (other, other_line) = key(ED, 2);
        let plain = "|1|Ol/WF3Bqs9Emw+JOnqpXFcMtq00=|8TEE/PQPerSywD833QrjJgMn0cM=";
        let ported = "|1|1X6XuXFKRhF5R7TwTrm9NPSgLIg=|v/k6PAFf6u/ARUvKxP/gV0cGDlo=";
        let mut known = of(&format!("{plain} {line}\n{ported} {other_line}\n"));
        assert_eq!(known.judge("Example.org", 22, ED, &ed), Verdict::Known);
        assert_eq!(known.judge("example.org", 22, ED, &other), Verdict::Changed(at(1)));
        assert_eq!(known.judge("example.org", 2222, ED, &other), Verdict::Known);
        assert_eq!(known.judge("example.org", 22, ED, &ed), Verdict::Known, "also a second time");
        assert_eq!(known.judge("example.com", 22, ED, &ed), Verdict::Unknown);
    }

    #[test]
    fn patterns_and_negation() {
        let (ed, line) = key(ED, 1);
        let mut known = of(&format!("*.example.com,!bad.example.com,web? {line}"));
        let mut judge = |host: &str| known.judge(host, 22, ED, &ed);
        assert_eq!(judge("a.example.com"), Verdict::Known);
        assert_eq!(judge("a.b.EXAMPLE.com"), Verdict::Known);
        assert_eq!(judge("bad.example.com"), Verdict::Unknown);
        assert_eq!(judge("web7"), Verdict::Known);
        assert_eq!(judge("web77"), Verdict::Unknown);
    }

    #[test]
    fn revoked_wins_and_an_authority_is_no_host_key() {
        let ((ed, line), (rsa, rsa_line)) = (key(ED, 1), key(RSA, 2));
        let mut known =
            of(&format!("web1 {line}\n@revoked * {line}\n@cert-authority *.lan {rsa_line}"));
        assert_eq!(known.judge("web1", 22, ED, &ed), Verdict::Revoked(at(2)));
        assert_eq!(known.judge("web1", 2222, ED, &ed), Verdict::Revoked(at(2)));
        assert_eq!(known.judge("a.lan", 22, RSA, &rsa), Verdict::Unknown);
        assert!(known.kinds("a.lan", 22).is_empty());
        assert!(known.is_authority("a.lan", 22, &rsa) && known.is_authority("a.lan", 2222, &rsa));
        assert!(!known.is_authority("a.lan", 22, &ed) && !known.is_authority("web1", 22, &rsa));
        assert!(known.has_authority("b.lan", 22) && !known.has_authority("web1", 22));
    }

    #[test]
    fn a_name_is_found_again_by_its_hash() {
        let (ed, line) = key(ED, 1);
        let name = hashed::name("[example.org]:2222", *b"twenty bytes of salt");
        let mut known = of(&format!("{name} {line}"));
        assert_eq!(known.judge("example.org", 2222, ED, &ed), Verdict::Known);
        assert_eq!(known.judge("example.org", 22, ED, &ed), Verdict::Unknown);
    }

    #[test]
    fn broken_lines_are_skipped_and_remembered() {
        let (ed, line) = key(ED, 1);
        let mut known = of(&format!(
            "web1\nweb1 ssh-rsa AAAA\nweb1 ssh-ed25519 !!!\n@new web1 {line}\n|2|x|y {line}\n\
             web1 ssh-rsa {}\nweb1 {line}",
            BASE64.encode(&ed)
        ));
        assert_eq!(known.broken(), [1, 2, 3, 4, 5, 6].map(at));
        assert_eq!(known.judge("web1", 22, ED, &ed), Verdict::Known);
        assert!(of("\u{0}\u{1}\u{2} \n\r\n").broken().len() == 1);
    }

    #[test]
    fn what_was_accepted_is_known_and_another_key_is_then_a_change() {
        let (ed, _) = key(ED, 1);
        let (other, _) = key(ED, 2);
        let mut known = KnownHosts::default();
        known.accept(at(1), "web1", 2222, (ED, &ed));
        assert_eq!(known.judge("web1", 2222, ED, &ed), Verdict::Known);
        assert_eq!(known.judge("web1", 2222, ED, &other), Verdict::Changed(at(1)));
        assert_eq!(known.judge("web1", 22, ED, &ed), Verdict::Unknown);
    }

    #[test]
    fn no_bytes_make_it_panic() {
        let (ed, line) = key(ED, 1);
        let whole =
            format!("web1,!web2,*.lan {line} c\n@revoked |1|AAAA|AAAA {line}\n[w]:22 {line}");
        // A linear congruential generator, so that a failure comes again.
        let mut state = 7_u64;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            usize::try_from(state >> 33).unwrap() % below
        };
        for _ in 0..3000 {
            let mut text = whole.clone().into_bytes();
            for _ in 0..next(6) {
                let at = next(text.len());
                match next(3) {
                    0 => text[at] = u8::try_from(next(256)).unwrap(),
                    1 => text.truncate(at.max(1)),
                    _ => text.insert(at, b"|,*!?[]@ \n\0\xff"[next(12)]),
                }
            }
            let mut known = KnownHosts::default();
            known.add(0, &text);
            known.judge("web1", 2222, ED, &ed);
            let lines = text.split(|byte| *byte == b'\n').count();
            assert!(known.entries.len() + known.broken.len() <= lines);
        }
    }
}
