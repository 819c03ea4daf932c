//! What is asked of machines, and the machines of the demo fleet.
//!
//! The real text of the script runs under each shell that is installed here, on files of real
//! machines that are kept as fixtures, and over SSH on the hosts of a demo fleet. Nothing is
//! asserted on what the code under test wrote down itself: the expected values stand beside the
//! files, and a real shell says what the demo's one has to say.

#[cfg(test)]
mod client;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod scripts;
