//! A part of the hosts: all, a share, or a count.

use crate::command::Args;
use crate::value::Value;

/// A part of the hosts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Quota {
    /// All of them.
    All,
    /// So many of a hundred.
    Share(f64),
    /// So many.
    Count(usize),
}

impl Quota {
    /// What the argument `name` says, if it was given.
    pub fn of(args: &Args, name: &str) -> Option<Self> {
        match args.first(name)?.value() {
            Some(Value::String { val, .. }) => {
                let share = val.strip_suffix('%').and_then(|share| share.parse().ok());
                Some(share.map_or(Self::All, Self::Share))
            }
            _ => Some(args.count(name).map_or(Self::All, Self::Count)),
        }
    }

    /// Whether it cannot be told before all hosts are known.
    pub fn needs_all(self) -> bool {
        matches!(self, Self::Share(_))
    }

    /// The number of hosts out of `targets`; a share of a host is a whole one.
    pub fn at_least(self, targets: usize) -> usize {
        self.count(targets, f64::ceil)
    }

    /// The number of hosts out of `targets`; a share of a host is none.
    pub fn at_most(self, targets: usize) -> usize {
        self.count(targets, f64::floor)
    }

    fn count(self, targets: usize, round: fn(f64) -> f64) -> usize {
        match self {
            Self::All => targets,
            Self::Count(count) => count,
            #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
            #[expect(clippy::cast_sign_loss, reason = "a share of a count of hosts")]
            Self::Share(share) => round(targets as f64 * share / 100.0) as usize,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Quota;

    #[test]
    fn a_share_of_a_host_is_a_whole_one_or_none() {
        assert_eq!(Quota::Share(30.0).at_least(5), 2);
        assert_eq!(Quota::Share(30.0).at_most(5), 1);
        assert_eq!(Quota::Count(7).at_most(5), 7);
        assert_eq!(Quota::All.at_least(5), 5);
    }
}
