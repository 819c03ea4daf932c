//! Tree to typed plan: names, types, row schemas, effects. Everything that can be known to be
//! wrong is found here, before anything is touched.
//!
//! Planning never fails: it returns the plan and its diagnostics, and a plan with errors is not
//! run. The executor comes back with [`Planner::again`] once a source whose columns were unknown
//! is open.

mod aggregate;
mod arguments;
mod block;
mod compound;
mod control;
mod custom;
mod explain;
mod expression;
mod habit;
mod import;
mod library;
mod operator;
mod planner;
mod scope;
mod typed;
mod types;

pub use aggregate::FUNCTIONS as AGGREGATES;
pub use control::error_type;
pub use custom::usage;
pub use explain::rows as explain;
pub use library::{Library, Module, Modules, NoModules, Template};
pub use planner::{Planned, Planner, Tools};
pub use scope::Scope;
pub use typed::{
    Block, CustomCall, Pipeline, Plan, PlannedArg, PlannedArgs, PlannedArm, PlannedClosure,
    PlannedDef, PlannedPattern, PlannedTry, ProgramCall, Stage, StageKind, Statement,
    StatementKind, Typed, TypedKind,
};
