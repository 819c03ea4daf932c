//! What comes from plugins, made wrong on purpose.

mod fuzz;
