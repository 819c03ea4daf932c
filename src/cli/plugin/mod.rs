//! `rebe plugin`: what is installed, and what it may do.

mod arguments;
mod face;

pub use arguments::PluginFace;
