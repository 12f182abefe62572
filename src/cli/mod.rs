//! argv to flags and targets: what was typed.

mod argv;
mod env;
pub(crate) mod expand;
mod flag;
mod given;
mod habit;
mod usage;
mod value;

pub(crate) use argv::{Invocation, parse};
pub(crate) use env::{Env, State, Variable};
pub(crate) use given::Flags;
pub(crate) use usage::usage;
pub(crate) use value::Given;
