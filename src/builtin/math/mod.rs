//! Commands on numbers.

pub mod abs;
pub mod ceil;
pub mod exp;
pub mod floor;
pub mod ln;
pub mod log;
pub mod max;
pub mod mean;
pub mod median;
pub mod min;
pub mod number;
pub mod product;
pub mod round;
pub mod sparkline;
pub mod sqrt;
pub mod statistics;
pub mod stddev;
pub mod sum;
