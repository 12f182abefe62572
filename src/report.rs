//! Verdicts, misuse and the rest as text: the only writer to stdout and stderr.

use std::io::IsTerminal;
use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant};

use crate::config::{Config, Format, Output};
use crate::exit::Exit;
use crate::hint;
use crate::json_line::json_line;
use crate::net::{Deadline, Reply, write_fd};
use crate::run::Listener;
use crate::text::{Misuse, span};
use crate::trace::trace;
use crate::usage;
use crate::verdict::Verdict;
use crate::write_out;

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
    plain(&usage::version())
}

/// Prints what is wrong on our side.
pub(crate) fn misuse(misuse: Misuse) -> Exit {
    let line = one_line(["probelet: ", misuse.line()].concat());
    write_fd(stderr(), line.as_bytes(), Deadline::after(GRACE));
    Exit::Misuse
}

/// Prints that probelet itself has a fault. Called by the panic hook.
pub(crate) fn defect(place: Option<&std::panic::Location<'_>>) -> Exit {
    let line = match place {
        Some(place) => format!("probelet: internal error at {place}; please report it\n"),
        None => "probelet: internal error; please report it\n".to_owned(),
    };
    write_fd(stderr(), line.as_bytes(), Deadline::after(GRACE));
    Exit::Defect
}

/// Prints verdicts as they become final.
pub(crate) struct Reporter<'a> {
    /// What is to be printed.
    config: &'a Config,
    /// When waiting was last mentioned.
    mentioned: Option<Instant>,
}

impl<'a> Reporter<'a> {
    /// Readies the printing of a run.
    pub(crate) fn new(config: &'a Config) -> Self {
        if config.output.verbose {
            let lines = config.variables.as_bytes();
            write_fd(stderr(), lines, Deadline::after(GRACE));
        }
        Self {
            config,
            mentioned: None,
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
                output.verbose.then_some((client, variables)),
            ),
            Format::Text => text_line(verdict, hint.as_deref()),
        }
    }
}

impl Listener for Reporter<'_> {
    fn verdict(&mut self, verdict: &Verdict, deadline: Deadline) {
        let output = &self.config.output;
        // What cannot be written in time is lost rather than waited for.
        let patience = Deadline::after(deadline.left().unwrap_or_default().max(GRACE));
        if output.verbose {
            let text = trace(verdict, &self.config.client, output.color);
            write_fd(stderr(), text.as_bytes(), patience);
        }
        if output.takes_stdout() {
            take_stdout(verdict, output, patience);
        }
        if !(verdict.healthy && output.silent) {
            let to = if output.takes_stdout() {
                stderr()
            } else {
                stdout()
            };
            write_fd(to, self.line(verdict).as_bytes(), patience);
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
            let Verdict {
                target, finding, ..
            } = verdict;
            let left = span(Duration::from_secs(left.as_secs()));
            let line = one_line(format!("waiting, {left} left: {target}: {finding}"));
            write_fd(stderr(), line.as_bytes(), Deadline::after(GRACE));
        }
    }
}

/// Writes what goes to stdout instead of the verdict: head, body, `-w`.
fn take_stdout(verdict: &Verdict, output: &Output, patience: Deadline) {
    if let Ok(Reply::Answer(answer)) = &verdict.outcome.result {
        if output.head {
            write_fd(stdout(), &answer.head, patience);
        }
        if output.body {
            write_fd(stdout(), &answer.body, patience);
        }
    }
    if let Some(format) = &output.write_out {
        let text = write_out::fill(format, verdict);
        write_fd(stdout(), text.as_bytes(), patience);
    }
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
    let mut line = format!("{word}: {target}: {}", verdict.finding);
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
