//! Verdicts, misuse and the rest as text: the only writer to stdout and stderr.

#[cfg(feature = "tls")]
mod alert;
#[cfg(feature = "tls")]
mod certificate;
mod conversation;
mod credentials;
#[cfg(feature = "tls")]
mod day;
mod errno;
mod excerpt;
pub(crate) mod explain;
mod failure;
mod file;
pub(crate) mod finding;
#[cfg(feature = "grpc")]
mod grpc;
mod hint;
mod json;
mod line;
mod listeners;
mod lookup;
#[cfg(test)]
mod messages;
pub(crate) mod objection;
mod secrets;
mod stream;
#[cfg(feature = "tls")]
mod tls;
#[cfg(not(feature = "tls"))]
#[path = "no_tls.rs"]
mod tls;
pub(crate) mod trace;
mod unreached;
mod variables;
mod version;
mod write_out;

use std::cell::Cell;
use std::io::IsTerminal;
use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant};

use crate::cli::usage;
use crate::config::{Config, Excerpt, Format, Part, Silence};
use crate::exit::Exit;
use crate::net::{Deadline, Phase, Reply};
use crate::run::Listener;
use crate::target::Target;
use crate::text::{Misuse, duration_text, keep_secrets};
use crate::verdict::Verdict;

use conversation::heads;
use finding::finding;
use json::json;
use line::{one_line, slow_line, text_line};
use stream::write_fd;
use trace::trace;

/// Prints what was asked for and is healthy.
pub(crate) fn plain(text: &str) -> Exit {
    write_fd(stdout(), text.as_bytes(), Deadline::after(GRACE));
    Exit::Healthy
}

/// Prints the help text.
pub(crate) fn help(all: bool) -> Exit {
    plain(usage(all))
}

/// Prints the version and what it is made of.
pub(crate) fn version() -> Exit {
    plain(version::text())
}

/// Prints what a run would do.
pub(crate) fn explain(config: &Config) -> Exit {
    plain(&explain::explain(config))
}

/// Prints what is wrong on our side.
pub(crate) fn misuse(misuse: Misuse) -> Exit {
    let line = one_line(["probelet: ", misuse.line()].concat());
    write_fd(stderr(), line.as_bytes(), Deadline::after(GRACE));
    Exit::Misuse
}

/// Prints verdicts as they become final.
pub(crate) struct Reporter<'a> {
    /// What is to be printed.
    config: &'a Config,
    /// When waiting was last mentioned.
    mentioned: Option<Instant>,
    /// How many verdicts are still to come.
    to_come: usize,
    /// Whether the target that is probed was reported as slow.
    slow: Cell<bool>,
    /// Whether a stream kept us waiting; nothing is waited for from then on.
    stuck: Cell<bool>,
}

impl<'a> Reporter<'a> {
    /// Starts to report a run.
    pub(crate) fn new(config: &'a Config) -> Self {
        keep_secrets(secrets::secrets(config));
        let reporter = Self {
            config,
            mentioned: None,
            to_come: config.targets.len(),
            slow: Cell::new(false),
            stuck: Cell::new(false),
        };
        if config.output.verbose {
            let text = variables::trace(&config.variables);
            reporter.write(stderr(), text.as_bytes(), GRACE);
        }
        reporter
    }

    /// Writes to a stream; once any stream was too slow, none is waited for.
    fn write(&self, to: BorrowedFd<'_>, bytes: &[u8], patience: Duration) {
        let stuck = self.stuck.get();
        let patience = if stuck { Duration::ZERO } else { patience };
        let slow = write_fd(to, bytes, Deadline::after(patience));
        self.stuck.set(stuck || slow);
    }

    /// Writes what goes to stdout instead of the verdict: head, body, `-w`.
    fn write_answer(&self, verdict: &Verdict, patience: Duration) {
        let output = &self.config.output;
        if let Ok(Reply::Http(answer)) = &verdict.exchange.result {
            if output.part == Part::HeadAndBody {
                self.write(stdout(), &answer.head.raw, patience);
            }
            // As with wget and curl -f: what reads on must not find "ok" in an error page.
            let wanted = verdict.healthy || output.excerpt == Excerpt::Long;
            if output.part != Part::Nothing && wanted {
                self.write(stdout(), &answer.body.bytes, patience);
            }
        }
        if let Some(format) = &output.write_out {
            let exit = if verdict.healthy { 0 } else { output.fail_code };
            let text = write_out::fill(format, verdict, exit);
            self.write(stdout(), text.as_bytes(), patience);
        }
    }

    /// Writes the line of a verdict.
    fn write_line(&self, verdict: &Verdict, patience: Duration) {
        let config = self.config;
        let hint = match verdict.healthy {
            true => None,
            false => hint::hint(verdict, &config.client, &config.expect),
        };
        let to = match config.output.takes_stdout() {
            true => stderr(),
            false => stdout(),
        };
        let mut write = |text: &str| self.write(to, text.as_bytes(), patience);
        match config.output.format {
            Format::Json => json(verdict, hint, config, &mut write),
            Format::Text => write(text_line(verdict, hint, config.output.excerpt)),
        }
    }
}

impl Listener for Reporter<'_> {
    fn verdict(&mut self, verdict: &Verdict, deadline: Deadline<'_>) {
        let output = &self.config.output;
        self.to_come = self.to_come.saturating_sub(1);
        self.slow.set(false);
        // What cannot be written in time is lost, and no time is taken from the targets that are
        // still to come.
        let patience = match deadline.left() {
            Some(left) if self.to_come == 0 => left.max(GRACE),
            _ => GRACE,
        };
        if output.verbose {
            let (client, color) = (&self.config.client, output.color);
            trace(verdict, client, color, &mut |text| {
                self.write(stderr(), text.as_bytes(), patience);
            });
        }
        if output.server_response && !output.verbose {
            let text = heads(&verdict.exchange);
            self.write(stderr(), text.as_bytes(), patience);
        }
        if output.takes_stdout() {
            self.write_answer(verdict, patience);
        }
        if !(verdict.healthy && output.silence != Silence::Off) {
            self.write_line(verdict, patience);
        }
    }

    fn slow(&self, target: &Target, phase: Phase) {
        let output = &self.config.output;
        let quiet = output.silence == Silence::Slow || output.format == Format::Json;
        if !quiet && !self.slow.replace(true) {
            let line = slow_line(target, phase);
            self.write(stderr(), line.as_bytes(), GRACE);
        }
    }

    fn waiting(&mut self, verdicts: &[Verdict], left: Duration) {
        let recently = self
            .mentioned
            .is_some_and(|then| then.elapsed() < Duration::from_secs(1));
        if recently || !(self.config.output.verbose || std::io::stderr().is_terminal()) {
            return;
        }
        self.mentioned = Some(Instant::now());
        if let Some(verdict) = verdicts.iter().find(|verdict| !verdict.healthy) {
            let (target, finding) = (&verdict.target, finding(verdict));
            let left = duration_text(Duration::from_secs(left.as_secs()));
            let line = one_line(format!("waiting, {left} left: {target}: {finding}"));
            self.write(stderr(), line.as_bytes(), GRACE);
        }
    }
}

/// The stream of verdicts.
fn stdout() -> BorrowedFd<'static> {
    rustix::stdio::stdout()
}

/// The stream of misuse and `-v`.
fn stderr() -> BorrowedFd<'static> {
    rustix::stdio::stderr()
}

/// How long a stuck pipe is waited for when the limit is already over.
const GRACE: Duration = Duration::from_millis(50);
