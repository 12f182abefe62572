//! probelet: the health probe inside a container.
//!
//! One run goes one way, and so do the imports; every room uses only rooms on the lines above it:
//!
//! ```text
//! duration, exit                the ground
//! text, file                    escaping and secrets, reading a file
//! sys                           start.c, command line and environment, the heap
//! target, expect                text -> what is probed, what is healthy
//! net                           what happened, as data
//! cli                           what was typed
//! config                        what it means; all misuse ends here
//! verdict                       facts -> healthy or not, and why, as data
//! run                           attempts, several targets, waiting
//! install                       --install
//! report                        data -> words; the only writer
//! main                          the wiring
//! ```

// The C library calls `main` itself: Rust's own start costs 4 kB and a system call, and
// nothing here needs it.
#![cfg_attr(not(test), no_main)]
// Here and not in Cargo.toml, because tests may do all of that. Modules that parse what peers and
// the environment wrote also warn about `arithmetic_side_effects`.
#![cfg_attr(
    not(test),
    warn(
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

mod cli;
mod config;
mod duration;
mod exit;
mod expect;
mod file;
mod install;
mod net;
mod report;
mod run;
mod sys;
mod target;
mod text;
mod verdict;

use std::ffi::c_int;

use cli::{Env, Flags, Invocation};
use config::{Config, Job};
use exit::Exit;
use text::Misuse;

/// What the C library calls. Unit tests have a `main` of their own.
#[cfg_attr(not(test), expect(unsafe_code, reason = "nothing else is named main"))]
#[cfg_attr(not(test), unsafe(no_mangle))]
extern "C" fn main(_: c_int, words: sys::Words, variables: sys::Words) -> c_int {
    sys::start();
    let env = Env::new(words, variables);
    let exit = match cli::parse(&env) {
        Ok(Invocation::Help { all }) => Ok(report::help(all)),
        Ok(Invocation::Run(flags)) => job(flags, &env),
        Ok(Invocation::Version) => Ok(report::version()),
        Err(misuse) => Err(misuse),
    };
    exit.unwrap_or_else(report::misuse).code().into()
}

/// Does what the flags ask for.
fn job(flags: Flags, env: &Env) -> Result<Exit, Misuse> {
    match Job::resolve(flags, env)? {
        Job::Explain(config) => Ok(report::explain(config)),
        Job::Install(destination) => Ok(report::plain(&install::install(destination)?)),
        Job::Probe(config) => Ok(probe(config)),
    }
}

/// Probes the targets and prints the verdicts.
fn probe(config: &Config) -> Exit {
    let mut reporter = report::Reporter::new(config);
    if run::run(config, &mut reporter) {
        Exit::Healthy
    } else {
        Exit::Unhealthy(config.output.fail_code)
    }
}
