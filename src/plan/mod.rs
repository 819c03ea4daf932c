//! Tree to typed plan: names, types, row schemas, effects. Everything that can be known to be
//! wrong is found here, before anything is touched.
//!
//! Planning never fails: it returns the plan and its diagnostics, and a plan with errors is not
//! run. The executor comes back with [`Planner::again`] once a source whose columns were unknown
//! is open.

mod aggregate;
mod arguments;
mod explain;
mod expression;
mod habit;
mod operator;
mod planner;
mod scope;
mod typed;

pub use aggregate::FUNCTIONS as AGGREGATES;
pub use explain::rows as explain;
pub use planner::{Planned, Planner};
pub use scope::Scope;
pub use typed::{
    Pipeline, Plan, PlannedArg, PlannedArgs, Stage, StageKind, Statement, Typed, TypedKind,
};
