//! The stable codes of diagnostics, one sorted table.
//!
//! A code is never reused for another meaning. The hundreds tell the layer: 01 syntax, 02 names,
//! 03 types, 04 arguments, 05 inventory, 06 files and formats, 07 fleet and programs of this machine,
//! 08 plugins, 09 usage.

use super::{Page, exit};

/// One kind of diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code {
    /// The code itself, such as `E0201`.
    pub id: &'static str,
    /// What the kind is about, as a short noun phrase.
    pub title: &'static str,
    /// The exit code of a run that ends by it.
    pub exit: u8,
    /// The name of its constant.
    pub name: &'static str,
}

impl Code {
    /// What `catch` calls it, such as `file_missing`.
    pub fn kind(&self) -> String {
        self.name.to_lowercase()
    }
}

impl Code {
    /// The code that people call `name`, upper or lower case; with it, whether they wrote it as it
    /// is. A number alone, an `O` for a zero and zeros left out are forgiven, so that whoever types
    /// it from paper is asked for the right one.
    pub fn find(name: &str) -> Option<(Self, bool)> {
        let known = |id: &str| codes::ALL.iter().find(|code| code.id == id).copied();
        let upper = name.to_ascii_uppercase();
        if let Some(code) = known(&upper) {
            return Some((code, true));
        }
        let digits = upper.strip_prefix('E').unwrap_or(&upper);
        let digits = digits.replace('O', "0").replace(['I', 'L'], "1");
        let number = digits.trim_matches(['-', '_']).parse::<u16>().ok()?;
        known(&format!("E{number:04}")).map(|code| (code, false))
    }

    /// Whether `name` can only be meant as a code: it has the form of one, though there may be none.
    pub fn is_like(name: &str) -> bool {
        let digits = name.strip_prefix(['e', 'E']).unwrap_or(name);
        digits.len() >= 2
            && digits.starts_with(|char: char| char.is_ascii_digit() || "oO-_".contains(char))
            && digits.chars().any(|char| char.is_ascii_digit())
            && digits.chars().all(|char| char.is_ascii_alphanumeric() || "-_".contains(char))
    }

    /// The page about it.
    pub fn page(self) -> Page {
        let at = codes::ALL.iter().position(|code| *code == self);
        let text = at.and_then(|at| codes::PAGES.get(at)).copied().unwrap_or_default();
        Page::read(self, text)
    }
}

/// Declares the constants and the table of all of them at once, so that neither can lack one.
macro_rules! codes {
    ($($name:ident = $id:literal, $title:literal, $exit:expr;)*) => {
        /// Every code, by name.
        pub mod codes {
            use super::{Code, exit};
            $(#[doc = $title] pub const $name: Code = Code { id: $id, title: $title, exit: $exit, name: stringify!($name) };)*
            /// All codes, sorted by id.
            pub const ALL: &[Code] = &[$($name),*];
            /// The texts of their pages, in the same order. A code without one does not compile.
            pub(in super::super) const PAGES: &[&str] =
                &[$(include_str!(concat!("pages/", $id, ".md"))),*];
        }
    };
}

codes! {
    UNEXPECTED = "E0101", "unexpected text", exit::CHECK;
    UNCLOSED = "E0102", "something opened is never closed", exit::CHECK;
    UNFINISHED = "E0103", "the text ends too early", exit::CHECK;
    BAD_LITERAL = "E0104", "a literal that cannot be read", exit::CHECK;
    TOO_DEEP = "E0105", "nested too deeply", exit::CHECK;
    UNKNOWN_COMMAND = "E0201", "unknown command", exit::CHECK;
    UNKNOWN_COLUMN = "E0202", "unknown column", exit::CHECK;
    UNKNOWN_VARIABLE = "E0203", "unknown variable", exit::CHECK;
    UNKNOWN_FLAG = "E0204", "unknown flag", exit::CHECK;
    UNKNOWN_PROBE = "E0205", "unknown probe", exit::CHECK;
    UNKNOWN_HOST = "E0206", "unknown host, group or tag", exit::CHECK;
    BARE_WORD = "E0207", "a bare word where a value is needed", exit::CHECK;
    DUPLICATE_NAME = "E0208", "a name given twice", exit::CHECK;
    UNKNOWN_TYPE = "E0209", "unknown type", exit::CHECK;
    UNKNOWN_ERROR = "E0210", "unknown kind of error", exit::CHECK;
    MISPLACED = "E0211", "a word that stands outside of what it belongs to", exit::CHECK;
    MODULE = "E0212", "a module that cannot be used", exit::CHECK;
    TYPE_CLASH = "E0301", "types that do not fit", exit::CHECK;
    WRONG_INPUT = "E0302", "a command that cannot take this input", exit::CHECK;
    BAD_REGEX = "E0303", "a regular expression that cannot be read", exit::CHECK;
    NULLABLE = "E0304", "a value that may be null where one is needed", exit::CHECK;
    NOT_EXHAUSTIVE = "E0305", "a `match` that does not cover every value", exit::CHECK;
    UNUSED = "E0306", "a value that nobody uses", exit::CHECK;
    NOT_CONSTANT = "E0307", "a constant that is not known before the run", exit::CHECK;
    RECURSION = "E0308", "a `def` that calls itself without saying what it yields", exit::CHECK;
    MISSING_ARGUMENT = "E0401", "a missing argument", exit::CHECK;
    EXTRA_ARGUMENT = "E0402", "an argument too many", exit::CHECK;
    BAD_ARGUMENT = "E0403", "an argument of the wrong kind", exit::CHECK;
    INVENTORY = "E0501", "an inventory that cannot be used", exit::CHECK;
    SSH_CONFIG = "E0502", "an SSH configuration that cannot be used", exit::CHECK;
    FILE_MISSING = "E0601", "a file that is not there", exit::CHECK;
    FILE_ACCESS = "E0602", "a file that cannot be read or written", exit::RUNTIME;
    FORMAT = "E0603", "data that does not follow its format", exit::RUNTIME;
    UNKNOWN_FORMAT = "E0604", "a format that is not known", exit::CHECK;
    FILE_EXISTS = "E0605", "a file that would be overwritten", exit::RUNTIME;
    REQUIRE = "E0701", "too few hosts answered", exit::SOME_HOSTS;
    FLEET = "E0702", "the fleet cannot be reached at all", exit::RUNTIME;
    PROGRAM_MISSING = "E0703", "a program that is not there", exit::CHECK;
    PROGRAM_START = "E0704", "a program that cannot be started", exit::RUNTIME;
    PROGRAM_FAILED = "E0705", "a program that failed", exit::RUNTIME;
    PROGRAM_TERMINAL = "E0706", "a program that waits for a person", exit::RUNTIME;
    TIMEOUT = "E0707", "work that took too long", exit::DEADLINE;
    PLUGIN_INVALID = "E0801", "a file that is no plugin", exit::CHECK;
    PLUGIN_VERSION = "E0802", "a plugin for another version", exit::CHECK;
    PLUGIN_MANIFEST = "E0803", "a plugin that describes itself wrongly", exit::CHECK;
    PLUGIN_DENIED = "E0804", "a plugin that wants what was not granted", exit::DENIED;
    PLUGIN_INPUT = "E0805", "a table that plugins cannot take", exit::CHECK;
    PLUGIN_CRASHED = "E0806", "a plugin that crashed", exit::RUNTIME;
    PLUGIN_LIMIT = "E0807", "a plugin that went over a limit", exit::RUNTIME;
    PLUGIN_DATA = "E0808", "a plugin that gave back what cannot be used", exit::RUNTIME;
    PLUGIN_PROBLEM = "E0809", "a problem that a plugin reports", exit::RUNTIME;
    PLUGIN_CHANGED = "E0810", "a plugin that was changed by somebody", exit::RUNTIME;
    PLUGIN_MISSING = "E0811", "a plugin that is not installed", exit::CHECK;
    PLUGIN_UNTRUSTED = "E0812", "a plugin or an index that cannot be trusted", exit::RUNTIME;
    PLUGIN_INDEX = "E0813", "an index of plugins that cannot be used", exit::RUNTIME;
    PLUGIN_UNKNOWN = "E0814", "a plugin or an index that is not known", exit::CHECK;
    USAGE = "E0901", "a command line that cannot be understood", exit::CHECK;
    ARITHMETIC = "E0902", "a calculation without a result", exit::RUNTIME;
    OUTPUT = "E0903", "output that cannot be written", exit::RUNTIME;
    DEADLINE = "E0905", "the deadline of the run has passed", exit::DEADLINE;
    DENIED = "E0906", "denied by policy", exit::DENIED;
    UNKNOWN_CODE = "E0907", "a code that no error has", exit::CHECK;
    RAISED = "E0908", "an error that a script raised", exit::RUNTIME;
    TOO_MUCH = "E0909", "more than can be held or done", exit::RUNTIME;
    ENVIRONMENT = "E0910", "an environment variable that is not set", exit::RUNTIME;
    MISSING_ITEM = "E0911", "an item that is not there", exit::RUNTIME;
    CANCELLED = "E0912", "a run that was cancelled", exit::INTERRUPTED;
    TEST_FAILED = "E0913", "a test that failed without an error", exit::RUNTIME;
    TEST_TIMEOUT = "E0914", "a test that took too long", exit::RUNTIME;
    INTERNAL = "E0999", "a defect of rebe itself", exit::RUNTIME;
}

#[cfg(test)]
mod tests {
    use super::Code;
    use super::codes::{self, ALL};

    #[test]
    fn ids_are_sorted_and_unique() {
        assert!(ALL.windows(2).all(|pair| pair[0].id < pair[1].id));
    }

    #[test]
    fn a_code_is_found_as_people_type_it() {
        for name in ["E0202", "e0202"] {
            assert_eq!(Code::find(name), Some((codes::UNKNOWN_COLUMN, true)));
        }
        for name in ["202", "0202", "E202", "eo2o2", "E-0202"] {
            assert_eq!(Code::find(name), Some((codes::UNKNOWN_COLUMN, false)), "{name}");
            assert!(Code::is_like(name), "{name}");
        }
        for name in ["E0000", "E99999999", "", "E", "first", "é"] {
            assert_eq!(Code::find(name), None, "{name}");
        }
        for name in ["first", "to json", "e", "E", "every", "o", ""] {
            assert!(!Code::is_like(name), "{name}");
        }
        assert!(Code::is_like("E0000") && Code::is_like("E02x"));
    }
}
