//! probelet: the health probe inside a container.
//!
//! One run goes one way, and so do the imports:
//!
//! ```text
//! argv + environ -> env -> cli (flag, expand) -> config -> run -> net -> verdict -> report -> Exit
//! ```
//!
//! duration, exit < text < env < expand, flag < cli < file, target, json < expect < net < verdict
//! < write_out < config < run < listeners < hint, trace, explain, usage, install < json_line
//! < report < main.

// Here and not in Cargo.toml, because tests may do all of that. Those who read what peers and the
// environment wrote are held to `arithmetic_side_effects`, too.
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
mod env;
mod exit;
mod expand;
mod expect;
mod explain;
mod file;
mod flag;
mod hint;
mod install;
mod json;
mod json_line;
mod listeners;
mod net;
mod report;
mod run;
mod target;
mod text;
mod trace;
mod usage;
mod verdict;
mod write_out;

use std::panic;
use std::process::ExitCode;

use cli::{Flags, Invocation};
use config::{Config, Job};
use env::Env;
use exit::Exit;
use text::Misuse;

fn main() -> ExitCode {
    install_panic_hook();
    let env = Env::capture();
    let exit = match cli::parse(&env) {
        Ok(Invocation::Help { all }) => Ok(report::help(all)),
        Ok(Invocation::Run(flags)) => job(flags, &env),
        Ok(Invocation::Version) => Ok(report::version()),
        Err(misuse) => Err(misuse),
    };
    exit.unwrap_or_else(report::misuse).into()
}

/// Does what the flags ask for.
fn job(flags: Flags, env: &Env) -> Result<Exit, Misuse> {
    match Job::resolve(flags, env)? {
        Job::Explain(config) => Ok(report::plain(&explain::explain(&config))),
        Job::Install(destination) => Ok(report::plain(&install::install(destination)?)),
        Job::Probe(config) => Ok(probe(&config)),
    }
}

/// The main job.
fn probe(config: &Config) -> Exit {
    let mut reporter = report::Reporter::new(config);
    if run::run(config, &mut reporter) {
        Exit::Healthy
    } else {
        Exit::Unhealthy(config.output.fail_code)
    }
}

/// Turns a fault of probelet's own into one line and exit 70, before `panic = "abort"` makes a
/// signal of it.
fn install_panic_hook() {
    panic::set_hook(Box::new(|panic| {
        let exit = report::defect(panic.location());
        #[expect(
            clippy::exit,
            reason = "the only way out of a panic with a status of our own"
        )]
        std::process::exit(exit.code().into());
    }));
}
