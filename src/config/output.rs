//! What is printed, and the exit status for unhealthy.

use std::io::IsTerminal;

use crate::cli::Env;
use crate::cli::Flags;
use crate::report::write_out;
use crate::text::{Misuse, quote};

/// How the verdict is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// One JSON object a line.
    Json,
    /// One sentence a line.
    Text,
}

/// What goes to stdout besides, or instead of, the verdict.
#[derive(Debug)]
pub(crate) struct Output {
    /// Print nothing when healthy.
    pub(crate) silent: bool,
    /// Show the conversation on stderr.
    pub(crate) verbose: bool,
    /// Show the timeline in colour: only to a terminal, and never against `NO_COLOR`.
    pub(crate) color: bool,
    /// How the verdict is written.
    pub(crate) format: Format,
    /// Whether the response body goes to stdout.
    pub(crate) body: bool,
    /// Whether the response head goes before it.
    pub(crate) head: bool,
    /// curl's `-w` format.
    pub(crate) write_out: Option<&'static str>,
    /// The exit status for unhealthy.
    pub(crate) fail_code: u8,
}

impl Output {
    /// Reads the flags about output.
    pub(super) fn resolve(flags: &mut Flags, env: &Env) -> Result<Self, Misuse> {
        let mut body = false;
        let mut discard = false;
        for given in flags.values("--output", env)? {
            match given.text {
                "-" | "/dev/stdout" => body = true,
                "/dev/null" => discard = true,
                _ => {
                    return Err(
                        given.misuse("is a file; probelet writes no file; -O - prints the body")
                    );
                }
            }
        }
        let include = flags.switch("--include");
        let format = match flags.value("--format", env)? {
            None => Format::Text,
            Some(given) => match given.text {
                "text" => Format::Text,
                "json" => Format::Json,
                _ => return Err(given.misuse("is not a format; write text or json")),
            },
        };
        let fail_code = match flags.value("--fail-code", env)? {
            None => 1,
            Some(given) => given
                .text
                .parse()
                .ok()
                .filter(|code| matches!(code, 1 | 3..=63))
                .ok_or_else(|| given.misuse("cannot be the exit status; write 1 or 3 to 63"))?,
        };
        let write_out = flags.value("--write-out", env)?;
        if let Some(given) = write_out.filter(|given| given.file().is_some()) {
            return Err(given.misuse("is a file; write the format itself"));
        }
        if let Some(given) = write_out
            && let Err(name) = write_out::check(given.text)
        {
            let reason = format!(
                "{} is no variable that probelet has; see --help all",
                quote(&name)
            );
            return Err(given.secret_misuse(&reason));
        }
        let verbose = flags.switch("--verbose");
        Ok(Self {
            silent: flags.switch("--silent"),
            verbose,
            color: verbose && !env.no_color() && std::io::stderr().is_terminal(),
            format,
            // Like curl, -i shows both unless the output is sent away.
            body: body || (include && !discard),
            head: include && !discard,
            write_out: write_out.map(|given| given.text),
            fail_code,
        })
    }

    /// Tells whether stdout is taken, so that verdicts go to stderr.
    pub(crate) fn takes_stdout(&self) -> bool {
        self.body || self.head || self.write_out.is_some()
    }
}
