//! Tree to typed plan: names, types, row schemas, effects. Everything that can be known to be
//! wrong is found here, before anything is touched.
//!
//! Planning never fails: it returns the plan and its diagnostics, and a plan with errors is not
//! run. The executor comes back with [`Planner::again`] once a source whose columns were unknown
//! is open.

mod aggregate;
mod arguments;
mod block;
mod called;
mod closure;
mod compound;
mod control;
mod custom;
mod define;
mod exhaustive;
mod explain;
mod expression;
mod facts;
mod find;
mod given;
mod habit;
mod import;
mod library;
mod matched;
mod narrow;
mod operator;
mod optimise;
mod page;
mod planner;
mod program;
mod scope;
mod slips;
mod statement;
mod typed;
mod types;
mod uncertain;
mod write;

pub use aggregate::AGGREGATES;
pub use called::{CustomCall, PlannedArg, PlannedArgs, PlannedClosure, PlannedDef, ProgramCall};
pub use control::error_type;
pub use custom::usage;
pub use explain::explain;
pub use facts::{Fact, Facts};
pub use habit::goes_on;
pub use library::{Library, Module, Modules, NoModules, Template};
pub use matched::{PlannedArm, PlannedPattern, PlannedTry};
pub use optimise::{Optimised, RULES, Rewrite, Rule, optimise};
pub use planner::{Planned, Planner, Tools};
pub use scope::Scope;
pub use statement::{Block, Plan, Statement, StatementKind};
pub use typed::{Pipeline, Stage, StageKind, Typed, TypedKind};

// What the parts of the plan share among themselves.
use narrow::certain;
use write::shown;
