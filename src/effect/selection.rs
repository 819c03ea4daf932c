//! Which targets of a directory are meant.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Directory, Target};
use crate::diag::Result;

/// What is said about the targets that are meant; where nothing is said, all of them are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Selection<'a> {
    /// Patterns, each of which names some; none for all.
    pub patterns: &'a [&'a str],
    /// Groups that each of them belongs to.
    pub groups: &'a [&'a str],
    /// Tags that each of them has.
    pub tags: &'a [&'a str],
}

impl Selection<'_> {
    /// The targets, each once, in the order in which they are first named. None is contacted.
    ///
    /// # Errors
    /// Those of the directory, and with the number of the pattern that names nothing.
    pub fn of(self, directory: &dyn Directory) -> Result<Vec<Arc<Target>>, Unknown> {
        let whole = |problem| Unknown { pattern: None, problem };
        let mut targets = match self.patterns {
            [] => directory.all().map_err(whole)?,
            patterns => {
                let (mut seen, mut chosen) = (HashSet::new(), Vec::new());
                for (at, pattern) in patterns.iter().enumerate() {
                    let named = directory.select(pattern);
                    let named = named.map_err(|problem| Unknown { pattern: Some(at), problem })?;
                    let new = |target: &Arc<Target>| seen.insert(target.name.clone());
                    chosen.extend(named.into_iter().filter(new));
                }
                chosen
            }
        };
        let has = |names: &[String], wanted: &[&str]| {
            wanted.iter().all(|wanted| names.iter().any(|name| name == wanted))
        };
        targets.retain(|target| has(&target.groups, self.groups) && has(&target.tags, self.tags));
        Ok(targets)
    }
}

/// Why a selection names no targets.
#[derive(Debug)]
pub struct Unknown {
    /// The number of the pattern that is to blame, from 0, if it is one.
    pub pattern: Option<usize>,
    /// What is wrong.
    pub problem: Box<crate::diag::Diagnostic>,
}
