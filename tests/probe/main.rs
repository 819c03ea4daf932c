//! The script and the parsers of `probe`, against machines whose files are kept as fixtures.
//!
//! The real text of the script runs under each shell that is installed here. Nothing is asserted
//! on what the code under test wrote down itself: the expected values stand beside the files.

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod machine;
#[cfg(test)]
mod scripts;
