//! New texts from old ones. What they are made of is the corpus, and texts that showed something new.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::path::Path;

use super::super::any::PIECES;
use super::super::format::scripts;
use super::super::programs;
use crate::source::SourceId;
use crate::syntax::tokens;

/// Texts longer than this are cut.
const LONGEST: usize = 32 << 10;

/// Texts longer than this are not built upon: what they show is shown by smaller ones.
const LARGE: usize = 4 << 10;

/// How many texts are kept.
const MOST: usize = 5_000;

/// What may stand between two tokens.
const GAPS: &[&str] = &[
    "", "", " ", " ", "  ", "\n", "\n\n\n", " # c\n", "\n# c\n", ";", "; ", "\r\n", ",", "\t", "|",
];

/// What may be around a part.
const AROUND: &[(&str, &str)] = &[
    ("(", ")"),
    ("[", "]"),
    ("{", "}"),
    ("{a: ", "}"),
    ("{|x| ", " }"),
    ("$\"(", ")\""),
    ("$'(", ")'"),
    ("if ", " { 1 }"),
    ("if $x { ", " }"),
    ("match $x { _ => ", " }"),
    ("try { ", " } catch { 1 }"),
    ("def f [] { ", " }"),
    ("def f [a: list<", ">] { 1 }"),
    ("list<", ">"),
    ("record<a: ", ">"),
    ("not ", ""),
    ("-", ""),
    ("1 + ", ""),
    ("2 ** ", ""),
    ("", " | length"),
    ("", ".a"),
    ("", "?"),
    ("", "..2"),
    ("let x = ", ""),
    ("f ", ""),
    ("^f ", ""),
    ("...", ""),
];

/// Characters that mean something, or that trouble those who count them.
const CHARACTERS: &[char] = &[
    '"', '\'', '`', '$', '(', ')', '[', ']', '{', '}', '|', ':', ';', ',', '=', '<', '>', '.', '-',
    '?', '#', '\\', '\n', '\r', '\t', '\0', '!', '&', '0', '9', 'r', 'x', '_', '*', '/', '+', '%',
    'é', 'µ', '“', '\u{200b}', '\u{202e}', '\u{feff}', '\u{301}', '🚀', '\u{a0}', '\u{2028}',
];

/// A number that is the same for the same text.
pub(super) fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Numbers that look like chance: `SplitMix64`, from <https://prng.di.unimi.it/splitmix64.c>.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is not 0.
    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap_or_default()
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// A number that is small more often than not.
    fn small(&mut self, bound: usize) -> usize {
        let bound = 1 + self.below(bound);
        let bound = 1 + self.below(bound);
        1 + self.below(bound)
    }
}

/// The texts so far, and what they have shown.
pub(super) struct Pool {
    random: Random,
    texts: Vec<String>,
    words: Vec<String>,
    shown: HashSet<u64>,
}

impl Pool {
    /// All texts of the tree.
    pub(super) fn new(seed: u64) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let corpus = ["ok", "err", "fmt"].into_iter().flat_map(programs).map(|(_, text)| text);
        let tree =
            ["examples", "stdlib", "tests"].into_iter().flat_map(|at| scripts(&root.join(at)));
        // Files come in the order of the folder, which is another one elsewhere.
        let mut texts = corpus.chain(tree).collect::<Vec<_>>();
        texts.sort();
        let slices = texts.iter().flat_map(|text| cut(text).into_iter().map(|at| &text[at]));
        let mut words =
            slices.map(str::to_owned).collect::<HashSet<_>>().into_iter().collect::<Vec<_>>();
        let commands = crate::builtin::REGISTRY.names();
        words.extend(commands.into_iter().chain(PIECES.iter().copied()).map(str::to_owned));
        words.sort();
        Self { random: Random(seed), texts, words, shown: HashSet::new() }
    }

    /// How many texts there are.
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Keep `text` when it has shown something that none has shown before.
    pub(super) fn learn(&mut self, text: &str, shown: &[u64]) {
        let before = self.shown.len();
        self.shown.extend(shown);
        if self.shown.len() > before && text.len() <= LARGE && self.texts.len() < MOST {
            self.texts.push(text.to_owned());
        }
    }

    /// A new text.
    pub(super) fn next(&mut self) -> String {
        let recent = self.texts.len() / 2;
        let at = match self.random.below(3) {
            0 => recent + self.random.below(self.texts.len() - recent),
            _ => self.random.below(self.texts.len()),
        };
        let mut text = self.texts[at].clone();
        // Large texts take as long as hundreds of small ones.
        let large = self.random.below(12) == 0;
        for _ in 0..self.random.small(8) {
            self.change(&mut text, large);
            let mut end = text.len().min(LONGEST);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.truncate(end);
        }
        text
    }

    /// One change of `text`, which may make it much larger.
    fn change(&mut self, text: &mut String, large: bool) {
        let parts = cut(text);
        let random = &mut self.random;
        // One token or a few that follow each other.
        let at = random.below(parts.len().max(1));
        let last = (at + random.small(6)).min(parts.len());
        let none = text.len()..text.len();
        let span = match (parts.get(at), parts.get(last.wrapping_sub(1))) {
            (Some(first), Some(last)) if first.start <= last.end => first.start..last.end,
            _ => none,
        };
        let other = random.of(&self.texts);
        match random.below(if large { 14 } else { 12 }) {
            0 | 1 => text.replace_range(span, &random.of(&self.words).clone()),
            2 => {
                let gap = random.of(GAPS);
                text.insert_str(span.start, &format!("{}{gap}", random.of(&self.words)));
            }
            3 => text.replace_range(span, ""),
            4 => {
                let copy = text[span.clone()].to_owned();
                text.insert_str(span.end, &format!("{}{copy}", random.of(GAPS)));
            }
            5 => {
                let (gap, rest) = (random.of(GAPS), tail(other, random));
                text.replace_range(span.start.., &format!("{gap}{rest}"));
            }
            6 => {
                let cuts = cut(other);
                let from = random.below(cuts.len().max(1));
                let to = (from + random.small(8)).min(cuts.len());
                let part =
                    cuts.get(from..to).and_then(|all| Some(all.first()?.start..all.last()?.end));
                text.insert_str(span.end, other.get(part.unwrap_or_default()).unwrap_or_default());
            }
            7 | 8 => {
                let end = parts.get(at.wrapping_sub(1)).map_or(0, |before| before.end);
                let gap = end.min(span.start)..span.start;
                let new = *random.of(GAPS);
                text.replace_range(gap, new);
            }
            9 | 10 => {
                let places = text.char_indices().map(|(at, _)| at).collect::<Vec<_>>();
                let place = *places.get(random.below(places.len().max(1))).unwrap_or(&0);
                match random.below(3) {
                    0 => text.insert(place, *random.of(CHARACTERS)),
                    _ if place >= text.len() => text.push(*random.of(CHARACTERS)),
                    1 => {
                        text.remove(place);
                    }
                    _ => {
                        text.remove(place);
                        text.insert(place, *random.of(CHARACTERS));
                    }
                }
            }
            11 | 12 => {
                let (open, close) = random.of(AROUND);
                let count = random.small(if large { 300 } else { 6 });
                let inner = text[span.clone()].to_owned();
                text.replace_range(
                    span,
                    &format!("{}{inner}{}", open.repeat(count), close.repeat(count)),
                );
            }
            _ => {
                let part = format!("{}{}", &text[span.clone()], random.of(GAPS));
                let count = random.small(1_000).min(LONGEST / part.len().max(1));
                text.insert_str(span.start, &part.repeat(count));
            }
        }
    }
}

/// A text from one of its tokens on.
fn tail<'a>(text: &'a str, random: &mut Random) -> &'a str {
    let cuts = cut(text);
    let at = random.below(cuts.len().max(1));
    cuts.get(at).map_or("", |cut| &text[cut.start..])
}

/// The places of the tokens of `text`.
fn cut(text: &str) -> Vec<Range<usize>> {
    let spans = tokens(SourceId::default(), text).into_iter().map(|(_, span)| span.start..span.end);
    spans.collect()
}
