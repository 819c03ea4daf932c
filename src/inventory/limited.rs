//! An inventory of which only some hosts are worked on.

use std::collections::HashSet;
use std::sync::Arc;

use crate::diag::Result;
use crate::effect::{Directory, Target};
use crate::value::Schema;

/// The hosts of another directory that are named here. A pattern that names others names nobody.
pub struct Limited {
    directory: Arc<dyn Directory>,
    names: Vec<String>,
    known: HashSet<String>,
}

impl Limited {
    /// Only the hosts called `names`.
    pub fn new(directory: Arc<dyn Directory>, names: Vec<String>) -> Self {
        let known = names.iter().cloned().collect();
        Self { directory, names, known }
    }

    fn kept(&self, mut targets: Vec<Arc<Target>>) -> Vec<Arc<Target>> {
        targets.retain(|target| self.known.contains(&target.name));
        targets
    }
}

impl Directory for Limited {
    /// The hosts of the inventory in its order, and then those that it does not know.
    fn all(&self) -> Result<Vec<Arc<Target>>> {
        let mut kept = self.kept(self.directory.all()?);
        let listed = kept.iter().map(|target| target.name.clone()).collect::<HashSet<_>>();
        for name in self.names.iter().filter(|name| !listed.contains(*name)) {
            kept.push(self.directory.get(name)?);
        }
        Ok(kept)
    }

    /// Those of the whole inventory, so that a text means the same on fewer hosts.
    fn variables(&self) -> Result<Schema> {
        self.directory.variables()
    }

    fn get(&self, name: &str) -> Result<Arc<Target>> {
        self.directory.get(name)
    }

    fn select(&self, pattern: &str) -> Result<Vec<Arc<Target>>> {
        Ok(self.kept(self.directory.select(pattern)?))
    }

    fn leaves_out(&self, name: &str) -> bool {
        !self.known.contains(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::Transport;
    use crate::inventory::Inventory;
    use crate::inventory::catalog::plain;

    #[test]
    fn only_the_named_hosts_are_there() {
        let targets = ["a", "b", "c"].map(|name| plain(name, Transport::Ssh)).to_vec();
        let all = Arc::new(Inventory::of_targets(targets));
        let limited = Limited::new(all, ["10.0.0.9", "c", "b"].map(str::to_owned).to_vec());
        let names = |targets: Vec<Arc<Target>>| {
            targets.iter().map(|target| target.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(limited.all().unwrap()), ["b", "c", "10.0.0.9"]);
        assert_eq!(names(limited.select("a,b").unwrap()), ["b"]);
        assert!(limited.select("a").unwrap().is_empty() && limited.select("x").is_err());
        assert!(limited.leaves_out("a") && !limited.leaves_out("10.0.0.9"));
    }
}
