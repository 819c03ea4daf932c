//! Eight bytes looked at together, as one number.

/// The bits of each byte but its highest.
const LOW: u64 = u64::from_le_bytes([0x7f; 8]);

/// Which bytes of `word` are `byte`: the highest bit of each that is, and no other bit.
pub fn marks(word: u64, byte: u8) -> u64 {
    let apart = word ^ u64::from_le_bytes([byte; 8]);
    // A sum reaches the highest bit where a lower one is set, and never goes beyond it.
    !(((apart & LOW) + LOW) | apart | LOW)
}

/// How many bytes were marked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// How many of each place of a word, one byte each.
    places: u64,
    /// Words that were added to them.
    words: u8,
    total: usize,
}

impl Tally {
    /// Count `marks` too.
    pub fn add(&mut self, marks: u64) {
        if self.words == u8::MAX {
            self.total = self.take();
        }
        self.places += marks >> 7;
        self.words += 1;
    }

    /// How many there were; the next ones are counted from zero.
    pub fn take(&mut self) -> usize {
        let places = self.places.to_le_bytes().map(usize::from);
        let total = self.total + places.iter().sum::<usize>();
        *self = Self::default();
        total
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bytes_are_found_where_they_are(
            word in proptest::array::uniform8(0..4_u8),
            byte in 0..4_u8,
            times in 0..1000_usize,
        ) {
            // Neighbours in value must not be taken for each other.
            let word = word.map(|byte| byte.wrapping_sub(2));
            let byte = byte.wrapping_sub(2);
            let wanted = word.map(|found| if found == byte { 0x80 } else { 0 });
            let found = marks(u64::from_le_bytes(word), byte);
            prop_assert_eq!(found.to_le_bytes(), wanted);
            let mut tally = Tally::default();
            for _ in 0..times {
                tally.add(found);
            }
            let wanted = wanted.iter().filter(|mark| **mark != 0).count();
            prop_assert_eq!(tally.take(), times * wanted);
            prop_assert_eq!(tally.take(), 0);
        }
    }
}
