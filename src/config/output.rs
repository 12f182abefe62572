//! What is printed, and the exit status for unhealthy.

use std::io::IsTerminal;

use crate::cli::Env;
use crate::cli::Flags;
use crate::text::{Misuse, quote};

use super::value::{number, parsed};
use super::write_out::{self, Piece};

/// How the verdict is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// One JSON object a line.
    Json,
    /// One sentence a line.
    Text,
}

/// What is not printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Silence {
    /// A healthy verdict, with `-s` and `-S`.
    Healthy,
    /// Nothing.
    Off,
    /// A healthy verdict and the line about a slow answer, with `-s` alone.
    Slow,
}

/// How much of a failing body the line shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Excerpt {
    /// As much as the line has room for, with `--fail-with-body`.
    Long,
    /// Nothing, with `--no-body`.
    Off,
    /// Its start.
    Short,
}

/// What of the answer goes to stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The body, with `-o -`.
    Body,
    /// The head before it, with `-i`.
    HeadAndBody,
    /// Nothing.
    Nothing,
}

/// What is printed besides, or instead of, the verdict.
#[derive(Debug)]
pub(crate) struct Output {
    /// What is not printed.
    pub(crate) silence: Silence,
    /// Whether the conversation is shown on stderr.
    pub(crate) verbose: bool,
    /// Whether the response head is shown on stderr, with `--server-response`.
    pub(crate) server_response: bool,
    /// Whether the timeline has colour: only at a terminal, and never against `NO_COLOR`.
    pub(crate) color: bool,
    /// How the verdict is written.
    pub(crate) format: Format,
    /// How much of a failing body the line shows.
    pub(crate) excerpt: Excerpt,
    /// What of the answer goes to stdout.
    pub(crate) part: Part,
    /// curl's `-w` format.
    pub(crate) write_out: Option<Vec<Piece>>,
    /// The exit status for unhealthy.
    pub(crate) fail_code: u8,
}

impl Output {
    /// Reads the flags about output.
    pub(super) fn resolve(flags: &mut Flags, env: &Env) -> Result<Self, Misuse> {
        let part = part(flags, env)?;
        let format = parsed(
            flags.value("--format", env),
            |text| match text {
                "text" => Some(Format::Text),
                "json" => Some(Format::Json),
                _ => None,
            },
            "is not a format; write text or json",
        )?;
        let fail_code = parsed(
            flags.value("--fail-code", env),
            |text| match number(text, 63)? {
                0 | 2 => None,
                code => u8::try_from(code).ok(),
            },
            "cannot be the exit status; write 1 or 3 to 63",
        )?;
        let verbose = flags.switch("--verbose");
        Ok(Self {
            silence: match (flags.switch("--silent"), flags.switch("--show-error")) {
                (true, true) => Silence::Healthy,
                (true, false) => Silence::Slow,
                (false, _) => Silence::Off,
            },
            verbose,
            server_response: flags.switch("--server-response"),
            color: verbose && !env.no_color() && std::io::stderr().is_terminal(),
            format: format.unwrap_or(Format::Text),
            excerpt: excerpt(flags)?,
            part,
            write_out: write_out(flags, env)?,
            fail_code: fail_code.unwrap_or(1),
        })
    }

    /// Reports whether stdout is taken, so that verdicts go to stderr.
    pub(crate) fn takes_stdout(&self) -> bool {
        self.part != Part::Nothing || self.write_out.is_some()
    }
}

/// Reads `-o` and `-i`.
fn part(flags: &mut Flags, env: &Env) -> Result<Part, Misuse> {
    let (mut body, mut discard) = (false, false);
    for given in flags.values("--output", env) {
        match given.text {
            "-" | "/dev/stdout" => body = true,
            "/dev/null" => discard = true,
            _ => {
                let reason = "is a file; probelet writes no file; -O - prints the body";
                return Err(given.misuse(reason));
            }
        }
    }
    // As with curl, -i shows both unless the output is discarded.
    Ok(match (flags.switch("--include"), body) {
        (true, _) if !discard => Part::HeadAndBody,
        (_, true) => Part::Body,
        _ => Part::Nothing,
    })
}

/// Reads `--no-body` and `--fail-with-body`.
fn excerpt(flags: &mut Flags) -> Result<Excerpt, Misuse> {
    match (flags.switch("--no-body"), flags.switch("--fail-with-body")) {
        (true, true) => {
            let reason = "contradicts --fail-with-body; leave one out";
            Err(Misuse::new("--no-body", reason))
        }
        (true, false) => Ok(Excerpt::Off),
        (false, true) => Ok(Excerpt::Long),
        (false, false) => Ok(Excerpt::Short),
    }
}

/// Reads `-w`.
fn write_out(flags: &mut Flags, env: &Env) -> Result<Option<Vec<Piece>>, Misuse> {
    let Some(given) = flags.value("--write-out", env) else {
        return Ok(None);
    };
    if given.file().is_some() {
        return Err(given.misuse("is a file; write the format itself"));
    }
    let pieces = write_out::parse(given.text).map_err(|name| {
        let name = quote(name);
        given.secret_misuse(&[name, " is no variable of probelet; see --help all"].concat())
    });
    pieces.map(Some)
}
