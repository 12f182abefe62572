//! argv to flags and targets: what was typed.

mod argv;
mod env;
pub(crate) mod expand;
mod flag;
mod given;
mod habit;
mod usage;

pub(crate) use argv::{Invocation, parse};
pub(crate) use env::{Env, State, Variable};
pub(crate) use given::{Flags, Given};
pub(crate) use usage::usage;
