//! Talking to machines over SSH, and machines to talk to without having any.

pub mod demo;
