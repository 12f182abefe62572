//! Flags and environment to what they mean: precedence, defaults, conflicts.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

mod applies;
mod conflict;
mod credentials;
mod data;
mod expect;
pub(crate) mod files;
mod header;
mod limits;
mod output;
mod request;
mod retry;
mod route;
mod targets;
mod trust;
mod value;
pub(crate) mod write_out;

use crate::cli::{Env, Flags, Given, Variable};
use crate::expect::Expect;
use crate::net::{Body, Client, Kept};
use crate::target::Target;
use crate::text::Misuse;

pub(crate) use limits::Limits;
pub(crate) use output::{Excerpt, Format, Output, Part, Silence};
pub(crate) use retry::{Pause, Tries};

/// A run: what all flags and variables mean together.
#[derive(Debug)]
pub(crate) struct Config {
    /// What is probed, in order.
    pub(crate) targets: Vec<Target>,
    /// What is asked, and how to get there.
    pub(crate) client: Client,
    /// What is healthy.
    pub(crate) expect: Expect,
    /// How long, and how often.
    pub(crate) limits: Limits,
    /// What is printed.
    pub(crate) output: Output,
    /// The variables that were used, and those that mean nothing.
    pub(crate) variables: Vec<Variable>,
    /// The flags that were typed and do nothing.
    pub(crate) ignored: Vec<&'static str>,
    /// How many targets have to be healthy.
    pub(crate) goal: Goal,
    /// What would stop a run that is only explained.
    pub(crate) notes: Vec<Misuse>,
}

/// How many targets have to be healthy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    /// Every one.
    All,
    /// One, after which the others are not probed.
    Any,
}

impl Goal {
    /// Reports whether these verdicts make the run healthy.
    pub(crate) fn is_reached(self, healthy: &[bool]) -> bool {
        match self {
            Self::All => healthy.iter().all(|&it| it),
            Self::Any => healthy.contains(&true),
        }
    }
}

/// What a whole invocation asks for.
pub(crate) enum Job {
    /// `--explain`.
    Explain(&'static Config),
    /// `--install`.
    Install(&'static Given),
    /// One run.
    Probe(&'static Config),
}

impl Job {
    /// Works out what the flags mean; every misuse is found here, before any packet.
    pub(crate) fn resolve(mut flags: Flags, env: &Env) -> Result<Self, Misuse> {
        if let Some(destination) = flags.value("--install", env) {
            if flags.has_targets() {
                return Err(destination.secret_misuse("only copies; leave the targets out"));
            }
            flags.finish()?;
            return Ok(Self::Install(destination));
        }
        let explain = flags.switch("--explain");
        let config = Config::resolve(&mut flags, env, explain);
        // A value that cannot be read was found before any other misuse.
        flags.check()?;
        // It lives as long as the process, so nothing of it is ever freed.
        let config = Box::leak(Box::new(config?));
        flags.finish()?;
        Ok(if explain {
            Self::Explain(config)
        } else {
            Self::Probe(config)
        })
    }
}

impl Config {
    /// Works out everything but the kind of job.
    fn resolve(flags: &mut Flags, env: &Env, explain: bool) -> Result<Self, Misuse> {
        let output = Output::resolve(flags, env)?;
        let mut route = route::resolve(flags, env)?;
        let limits = Limits::resolve(flags, env, route.connect_timeout)?;
        let mut expect = expect::resolve(flags, env)?;
        let mut asked = request::resolve(flags, env)?;
        let (trust, notes) = trust::resolve(flags, env, explain)?;
        let follow = route::follow(flags, env)?;
        let mut targets = targets::resolve(flags, env, &mut route.detours)?;
        applies::check(flags, &targets)?;
        conflict::settle(flags, &mut asked, &mut expect, &mut targets)?;
        conflict::route(flags, &route, &targets)?;
        let body = match &output {
            output if output.part != Part::Nothing => Body::Wanted,
            output if output.verbose => Body::Shown,
            output if output.excerpt == Excerpt::Off => Body::Unread,
            _ => Body::Excerpt,
        };
        let client = Client {
            request: asked.request,
            route,
            trust,
            follow,
            send: data::send(flags, env)?,
            body,
            kept: match output.verbose {
                true => Kept::All,
                false if output.server_response => Kept::Heads,
                false => Kept::Nothing,
            },
        };
        Ok(Self {
            targets,
            client,
            expect,
            limits,
            goal: match flags.switch("--any") {
                true => Goal::Any,
                false => Goal::All,
            },
            output,
            variables: env.variables(),
            ignored: flags.ignored(),
            notes,
        })
    }
}
