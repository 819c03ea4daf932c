//! Lists of CPUs as the kernel writes them: `0-3,8,10-11` (kernel
//! `Documentation/admin-guide/cputopology.rst`).

/// No kernel is built for more CPUs; numbers beyond are nonsense.
pub const MOST: u32 = 65_536;

/// A set of CPU numbers: ranges in order, without overlaps.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CpuList {
    ranges: Vec<(u32, u32)>,
}

impl CpuList {
    /// Read a list; `None` when it is none, or when it names a CPU beyond [`MOST`]. The work is
    /// bounded by the length of the text, not by the numbers in it.
    pub fn parse(text: &str) -> Option<Self> {
        let mut ranges = Vec::new();
        for part in text.trim().split(',').filter(|part| !part.is_empty()) {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last) = (first.parse::<u32>().ok()?, last.parse::<u32>().ok()?);
            if first > last || last >= MOST {
                return None;
            }
            ranges.push((first, last));
        }
        ranges.sort_unstable();
        let mut merged = Self::default();
        for (first, last) in ranges {
            match merged.ranges.last_mut() {
                Some(known) if first <= known.1 + 1 => known.1 = known.1.max(last),
                _ => merged.ranges.push((first, last)),
            }
        }
        Some(merged)
    }

    /// How many CPUs.
    pub fn count(&self) -> u32 {
        self.ranges.iter().map(|(first, last)| last - first + 1).sum()
    }

    /// Whether `cpu` is in it.
    pub fn contains(&self, cpu: u32) -> bool {
        let after = self.ranges.partition_point(|(_, last)| *last < cpu);
        self.ranges.get(after).is_some_and(|(first, _)| *first <= cpu)
    }

    /// How many CPUs are in both.
    pub fn shared(&self, other: &Self) -> u32 {
        let mut count = 0;
        let (mut mine, mut theirs) =
            (self.ranges.iter().peekable(), other.ranges.iter().peekable());
        while let (Some((first, last)), Some((from, to))) = (mine.peek(), theirs.peek()) {
            count += (to.min(last) + 1).saturating_sub(*from.max(first));
            if last < to {
                mine.next()
            } else {
                theirs.next()
            };
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_merge_and_count() {
        let list = CpuList::parse("0-3,8,2-5,10-11\n").expect("a list");
        assert_eq!(list.count(), 9);
        assert!(list.contains(5) && !list.contains(6));
        assert_eq!(list.shared(&CpuList::parse("5-10").expect("a list")), 3);
    }

    #[test]
    fn nonsense_is_no_list() {
        for text in ["3-1", "a", "0-999999999", "-1", "1-", "65536"] {
            assert_eq!(CpuList::parse(text), None, "{text}");
        }
        assert_eq!(CpuList::parse("").map(|list| list.count()), Some(0));
    }
}
