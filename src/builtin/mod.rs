//! The commands that come with rebe, one a file, in folders by kind.

mod data;
mod fleet;
mod io;
mod lang;
mod table;

use crate::command::{Command, Registry};

pub use lang::codes::{find as find_code, record as code_record};
pub use lang::explain::table as explain_table;
pub use lang::help::for_name as help_page;

/// All of them, sorted by name.
pub const ALL: &[&Command] = &[
    &fleet::discover::COMMAND,
    &lang::explain::COMMAND,
    &table::first::COMMAND,
    &data::from_json::COMMAND,
    &table::group_by::COMMAND,
    &lang::help::COMMAND,
    &fleet::hosts::COMMAND,
    &table::last::COMMAND,
    &table::length::COMMAND,
    &io::open::COMMAND,
    &fleet::outcomes::COMMAND,
    &table::reject::COMMAND,
    &fleet::require::COMMAND,
    &fleet::run::COMMAND,
    &io::save::COMMAND,
    &table::select::COMMAND,
    &table::sort_by::COMMAND,
    &data::to_json::COMMAND,
    &table::filter::COMMAND,
];

/// The registry of all of them.
pub const REGISTRY: Registry = Registry::new(ALL);

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn sorted_by_name() {
        let names = ALL.iter().map(|command| command.signature.name).collect::<Vec<_>>();
        assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "{names:?}");
    }

    #[test]
    fn flags_are_sorted_and_everything_is_said() {
        for command in ALL {
            let signature = &command.signature;
            let names = signature.flags.iter().map(|flag| flag.name).collect::<Vec<_>>();
            assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "{}", signature.name);
            assert!(!signature.summary.is_empty(), "{}", signature.name);
            assert!(!signature.examples.is_empty(), "{} has no example", signature.name);
        }
    }
}
