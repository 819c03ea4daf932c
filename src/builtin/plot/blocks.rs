//! Bars of blocks, in a line of text.

use super::{size, whole};

/// Eighths of a character, from the left.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// A bar of this share of `width` characters, to an eighth of one; none for what is no number.
pub fn bar(share: f64, width: usize) -> String {
    let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
    let eighths = whole((share * size(width * 8)).round(), width * 8);
    let part = EIGHTHS.get(eighths % 8).copied().unwrap_or_default();
    "█".repeat(eighths / 8) + part
}
