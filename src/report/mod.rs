//! Verdicts, misuse and the rest as text: the only writer to stdout and stderr.

#[cfg(feature = "tls")]
mod certificate;
#[cfg(feature = "tls")]
mod day;
mod errno;
pub(crate) mod explain;
mod failure;
mod file;
mod finding;
#[cfg(feature = "grpc")]
mod grpc;
mod hint;
mod json;
mod listeners;
mod lookup;
mod objection;
mod stream;
#[cfg(feature = "tls")]
mod tls;
#[cfg(not(feature = "tls"))]
#[path = "no_tls.rs"]
mod tls;
pub(crate) mod trace;
mod variables;
mod write_out;

use std::io::IsTerminal;
use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant};

use crate::cli::usage;
use crate::config::{Config, Excerpt, Format, Part, Silence};
use crate::exit::Exit;
use crate::net::{Deadline, Reply};
use crate::run::Listener;
use crate::text::{Misuse, span};
use crate::verdict::Verdict;

use finding::finding;
use json::json_line;
use stream::write_fd;
use trace::{heads, trace};

/// Prints what was asked for and is healthy.
pub(crate) fn plain(text: &str) -> Exit {
    write_fd(stdout(), text.as_bytes(), Deadline::after(GRACE));
    Exit::Healthy
}

/// Prints the help text.
pub(crate) fn help(all: bool) -> Exit {
    plain(if all { usage::ALL } else { usage::SHORT })
}

/// Prints the version and what it is made of.
pub(crate) fn version() -> Exit {
    plain(&version_text())
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
    /// Whether a stream kept us waiting; nothing is waited for from then on.
    stuck: bool,
}

impl<'a> Reporter<'a> {
    /// Readies the printing of a run.
    pub(crate) fn new(config: &'a Config) -> Self {
        let mut reporter = Self {
            config,
            mentioned: None,
            to_come: config.targets.len(),
            stuck: false,
        };
        if config.output.verbose {
            let text = variables::trace(&config.variables);
            reporter.write(stderr(), text.as_bytes(), GRACE);
        }
        reporter
    }

    /// Writes what a stream takes, and is patient only as long as every stream keeps up.
    fn write(&mut self, to: BorrowedFd<'_>, bytes: &[u8], patience: Duration) {
        let patience = if self.stuck { Duration::ZERO } else { patience };
        self.stuck |= write_fd(to, bytes, Deadline::after(patience));
    }

    /// Writes what goes to stdout instead of the verdict: head, body, `-w`.
    fn write_answer(&mut self, verdict: &Verdict, patience: Duration) {
        let output = &self.config.output;
        if let Ok(Reply::Http(answer)) = &verdict.exchange.result {
            if output.part == Part::HeadAndBody {
                self.write(stdout(), &answer.head.raw, patience);
            }
            // As with wget and curl -f: what reads on must not find "ok" in an error page.
            let accepted = self.config.expect.status.accepts(answer.head.status());
            let wanted = accepted || output.excerpt == Excerpt::Long;
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

    /// Puts a verdict into its line.
    fn line(&self, verdict: &Verdict) -> String {
        let hint = if verdict.healthy {
            None
        } else {
            hint::hint(verdict, &self.config.client, &self.config.expect)
        };
        let Config {
            client,
            output,
            variables,
            ..
        } = self.config;
        match output.format {
            Format::Json => json_line(
                verdict,
                hint.as_deref(),
                output.verbose.then_some((client, variables.as_slice())),
            ),
            Format::Text => text_line(verdict, hint.as_deref()),
        }
    }
}

impl Listener for Reporter<'_> {
    fn verdict(&mut self, verdict: &Verdict, deadline: Deadline<'_>) {
        let output = &self.config.output;
        self.to_come = self.to_come.saturating_sub(1);
        // What cannot be written in time is lost rather than waited for, and the time of the targets
        // to come is theirs.
        let patience = match deadline.left() {
            Some(left) if self.to_come == 0 => left.max(GRACE),
            _ => GRACE,
        };
        if output.verbose {
            let text = trace(verdict, &self.config.client, output.color);
            self.write(stderr(), text.as_bytes(), patience);
        } else if output.server_response {
            self.write(stderr(), heads(verdict).as_bytes(), patience);
        }
        if output.takes_stdout() {
            self.write_answer(verdict, patience);
        }
        if !(verdict.healthy && output.silence != Silence::Off) {
            let to = if output.takes_stdout() {
                stderr()
            } else {
                stdout()
            };
            let line = self.line(verdict);
            self.write(to, line.as_bytes(), patience);
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
            let left = span(Duration::from_secs(left.as_secs()));
            let line = one_line(format!("waiting, {left} left: {target}: {finding}"));
            self.write(stderr(), line.as_bytes(), GRACE);
        }
    }
}

/// `--version`: the program, its target and features, and what it is made of.
fn version_text() -> String {
    let (tls, grpc) = (cfg!(feature = "tls"), cfg!(feature = "grpc"));
    let features: Vec<_> = [
        (tls, "tls"),
        (grpc, "grpc"),
        (!tls && !grpc, "http-only"),
        (cfg!(feature = "local-only"), "local-only"),
    ]
    .into_iter()
    .filter_map(|(there, name)| there.then_some(name))
    .collect();
    let features = features.join(" ");
    format!(
        "probelet {}\ntarget: {}\nfeatures: {features}\nureq 3.5.1, {}\n",
        env!("CARGO_PKG_VERSION"),
        env!("PROBELET_BUILD_TARGET"),
        crate::net::TLS_VERSIONS,
    )
}

/// Writes a verdict for people: the cause early, the whole short.
fn text_line(verdict: &Verdict, hint: Option<&str>) -> String {
    let word = if verdict.healthy {
        "healthy"
    } else {
        "unhealthy"
    };
    let mut target = verdict.target.to_string();
    cut(&mut target, MAX_TARGET);
    let mut line = format!("{word}: {target}: {}", finding(verdict));
    if let Some(hint) = hint {
        line.push_str("; ");
        line.push_str(hint);
    }
    one_line(line)
}

/// Makes sure that a line is one, and at most 1 KiB long.
fn one_line(mut line: String) -> String {
    cut(&mut line, MAX_LINE);
    line.retain(|c| !c.is_control());
    line.push('\n');
    line
}

/// Cuts a text that is too long, between two characters.
fn cut(text: &mut String, most: usize) {
    if text.len() > most {
        let end = (0..=most).rev().find(|&end| text.is_char_boundary(end));
        text.truncate(end.unwrap_or_default());
        text.push('…');
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

/// How much of a target a line shows, so that the cause is within the first 300 bytes.
const MAX_TARGET: usize = 160;

/// A line's bound, with room for the ellipsis and the line end.
const MAX_LINE: usize = 1000;
