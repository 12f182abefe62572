//! What a run did, and what a test asks of it.

use std::ffi::OsString;
use std::fmt;
use std::time::Duration;

use super::server;
use super::slack;

/// What a run did.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The whole command line.
    pub(super) words: Vec<OsString>,
    /// Exit status, if it exited.
    pub(crate) code: Option<i32>,
    /// Signal, if one ended it.
    pub(crate) signal: Option<i32>,
    /// Standard output, byte for byte.
    pub(crate) raw: Vec<u8>,
    /// Standard error.
    pub(crate) stderr: String,
    /// From just before the start to the end.
    pub(crate) took: Duration,
}

impl Outcome {
    /// Asserts the exit status.
    #[track_caller]
    pub(crate) fn exits(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "wanted exit {code}: {self}");
        self
    }

    /// Asserts exit 0 and a `healthy:` line.
    #[track_caller]
    pub(crate) fn healthy(&self) -> &Self {
        self.exits(0);
        assert!(self.line().starts_with("healthy: "), "{self}");
        self
    }

    /// Asserts exit 1 and one `unhealthy:` line that holds each part.
    #[track_caller]
    pub(crate) fn unhealthy<'a>(&self, parts: impl IntoIterator<Item = &'a str>) -> &Self {
        self.exits(1);
        assert!(self.line().starts_with("unhealthy: "), "{self}");
        self.bounded().says(parts)
    }

    /// Asserts what holds for the line of every failure: at most 1 KiB, the cause within 300 bytes,
    /// and nothing that a terminal obeys.
    #[track_caller]
    pub(crate) fn bounded(&self) -> &Self {
        let line = self.line();
        assert!(line.len() < 1024, "over 1 KiB: {self}");
        assert!(!line.contains(char::is_control), "not clean: {self}");
        let cause = line.find("; ").unwrap_or(line.len());
        assert!(cause <= 300, "the cause ends late: {self}");
        self
    }

    /// Asserts exit 64, nothing on stdout and one `probelet:` line on stderr that holds each part.
    #[track_caller]
    pub(crate) fn misuse<'a>(&self, parts: impl IntoIterator<Item = &'a str>) -> &Self {
        self.exits(64);
        assert_eq!(self.stdout(), "", "{self}");
        assert_eq!(self.stderr.lines().count(), 1, "one line is wanted: {self}");
        assert!(self.stderr.starts_with("probelet: "), "{self}");
        assert!(self.stderr.ends_with('\n'), "{self}");
        for part in parts {
            assert!(self.stderr.contains(part), "{part:?} is missing: {self}");
        }
        self
    }

    /// Asserts that the only line on stdout holds each part.
    #[track_caller]
    pub(crate) fn says<'a>(&self, parts: impl IntoIterator<Item = &'a str>) -> &Self {
        let line = self.line();
        for part in parts {
            assert!(line.contains(part), "{part:?} is missing: {self}");
        }
        self
    }

    /// Asserts that neither stream holds the text.
    #[track_caller]
    pub(crate) fn hides(&self, secret: &str) -> &Self {
        let printed = self.stdout().contains(secret) || self.stderr.contains(secret);
        assert!(!printed, "{secret:?} was printed: {self}");
        self
    }

    /// Asserts that the run ended at its limit: not before, and within the slack after.
    #[track_caller]
    pub(crate) fn ended_at(&self, limit: Duration) -> &Self {
        let fit = limit <= self.took && self.took < limit + slack();
        assert!(fit, "took {:?}, limit {limit:?}: {self}", self.took);
        self
    }

    /// Standard output as text.
    #[track_caller]
    pub(crate) fn stdout(&self) -> &str {
        str::from_utf8(&self.raw).unwrap_or_else(|_| panic!("stdout is not UTF-8: {self}"))
    }

    /// The only line on stdout, without its end.
    #[track_caller]
    pub(crate) fn line(&self) -> &str {
        let line = self.stdout().strip_suffix('\n');
        let line = line.filter(|line| !line.contains('\n'));
        line.unwrap_or_else(|| panic!("one line is wanted on stdout: {self}"))
    }

    /// The only line on stdout with every `N ms` made the same, to be compared as a whole.
    #[track_caller]
    pub(crate) fn untimed_line(&self) -> String {
        let words: Vec<_> = self.line().split(' ').collect();
        let same = |at: usize| {
            let number = words[at].parse::<u32>().is_ok();
            let unit = words.get(at + 1).is_some_and(|word| word.starts_with("ms"));
            if number && unit { "N" } else { words[at] }
        };
        (0..words.len()).map(same).collect::<Vec<_>>().join(" ")
    }

    /// Every line on stdout.
    #[track_caller]
    pub(crate) fn lines(&self) -> Vec<&str> {
        self.stdout().lines().collect()
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.words.iter().map(|it| it.to_string_lossy()).collect();
        write!(
            f,
            "\ncommand: {}\nexit: {:?}, signal: {:?}, took {:?}\nstdout: {}\nstderr: {}{}",
            words.join(" "),
            self.code,
            self.signal,
            self.took,
            String::from_utf8_lossy(&self.raw),
            self.stderr,
            server::dump()
        )
    }
}
