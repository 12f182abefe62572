//! One situation: how things are, what is run, and what every line has to be.

use std::any::Any;

use rustix::process::geteuid;

use crate::support::{Probe, has_tls};

/// One situation.
pub(super) struct Situation {
    /// What is wrong.
    name: &'static str,
    /// The arguments.
    arguments: &'static [&'static str],
    /// The environment.
    variables: &'static [(&'static str, &'static str)],
    /// Makes things as they are, until what it yields is dropped.
    stage: Box<dyn Fn() -> Box<dyn Any>>,
    /// The exit status.
    exit: i32,
    /// Whether it can only be seen with TLS; `None` where that makes no difference.
    tls: Option<bool>,
    /// Whether somebody else than root runs the probe.
    nobody: bool,
}

/// What was seen of a situation.
pub(super) struct Seen {
    /// What is wrong.
    pub(super) name: &'static str,
    /// What was run.
    pub(super) command: String,
    /// What was printed; `None` when it cannot be made here.
    pub(super) line: Option<String>,
}

/// Something that is unhealthy.
pub(super) fn unhealthy<T: 'static>(
    name: &'static str,
    arguments: &'static [&'static str],
    stage: impl Fn() -> T + 'static,
) -> Situation {
    Situation {
        name,
        arguments,
        variables: &[],
        stage: Box::new(move || Box::new(stage())),
        exit: 1,
        tls: None,
        nobody: false,
    }
}

/// Something that is wrong on our side.
pub(super) fn misuse(name: &'static str, arguments: &'static [&'static str]) -> Situation {
    Situation {
        exit: 64,
        ..unhealthy(name, arguments, || ())
    }
}

impl Situation {
    /// Sets variables.
    pub(super) fn env(self, variables: &'static [(&'static str, &'static str)]) -> Self {
        Self { variables, ..self }
    }

    /// Needs a build with, or without, TLS.
    pub(super) fn tls(self, tls: bool) -> Self {
        let tls = Some(tls);
        Self { tls, ..self }
    }

    /// Lets somebody run the probe who may do nothing.
    pub(super) fn by_nobody(self) -> Self {
        Self {
            nobody: true,
            ..self
        }
    }

    /// Runs it, if it can be made here by this build.
    pub(super) fn seen(&self) -> Seen {
        let fits = self.tls.is_none_or(|wanted| wanted == has_tls());
        let fits = fits && (!self.nobody || is_real_root());
        Seen {
            name: self.name,
            command: self.command(),
            line: fits.then(|| same_everywhere(&self.line())),
        }
    }

    /// Runs it and asserts all that holds for every line.
    fn line(&self) -> String {
        let held = (self.stage)();
        let nobody: &[&str] = &[
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
        ];
        let prefix = nobody
            .iter()
            .take(if self.nobody { nobody.len() } else { 0 });
        let mut probe = Probe::new().under(prefix).env("SECRET", SECRET);
        let no_headers = |argument: &&str| {
            let schemes = ["tcp://", "tls://", "file:"];
            schemes.iter().any(|scheme| argument.starts_with(scheme))
        };
        if self.exit == 1 && !self.arguments.iter().any(no_headers) {
            // A secret that no line may ever show.
            probe = probe.args(["-H", "X-Key: ${SECRET}"]);
        }
        for (name, value) in self.variables {
            probe = probe.env(name, value);
        }
        let outcome = probe.args(self.arguments).run();
        drop(held);
        let name = self.name;
        let (line, other) = match self.exit {
            64 => (outcome.stderr.as_str(), outcome.stdout()),
            _ => (outcome.stdout(), outcome.stderr.as_str()),
        };
        assert_eq!(outcome.code, Some(self.exit), "{name}: {outcome}");
        assert_eq!(other, "", "{name}: {outcome}");
        let line = line.strip_suffix('\n').unwrap_or_default();
        assert!((1..1024).contains(&line.len()), "{name}: {outcome}");
        assert!(!line.contains(char::is_control), "{name}: {outcome}");
        assert!(!line.contains(SECRET), "{name}: {outcome}");
        let cause = line.find("; ").unwrap_or(line.len());
        assert!(cause <= 300, "{name}: the cause ends late: {outcome}");
        line.to_owned()
    }

    /// The command as one would type it.
    fn command(&self) -> String {
        let quote = |word: &&str| {
            let plain = |c: char| c.is_ascii_alphanumeric() || ":/.=@-_[]".contains(c);
            match word.chars().all(plain) && !word.is_empty() {
                true => (*word).to_owned(),
                false => format!("'{word}'"),
            }
        };
        let variables = self
            .variables
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let words = self.arguments.iter().map(quote);
        let words = variables.chain(["probelet".to_owned()]).chain(words);
        words.collect::<Vec<_>>().join(" ")
    }
}

/// Hides what is another on every run: times that passed, dates, and where it runs.
fn same_everywhere(line: &str) -> String {
    let line = line.replace("this machine", "this container");
    let words: Vec<_> = line.split(' ').collect();
    let shown = words.iter().enumerate().map(|(at, word)| {
        let follows = |before: &str| at > 0 && words[at - 1] == before;
        let is_number = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        let is_date = word.bytes().filter(|&b| b == b'-').count() == 2
            && word
                .trim_end_matches([',', ';'])
                .bytes()
                .all(|b| b == b'-' || b.is_ascii_digit());
        match is_number && follows("in") || is_date {
            true if is_date => word.replace(|c: char| c.is_ascii_digit(), "N"),
            true => "N".to_owned(),
            false => (*word).to_owned(),
        }
    });
    shown.collect::<Vec<_>>().join(" ")
}

/// Whether root is more than a name: in a namespace made by a plain user nobody else exists.
fn is_real_root() -> bool {
    let map = std::fs::read_to_string("/proc/self/uid_map").unwrap_or_default();
    geteuid().is_root() && map.split_whitespace().last() != Some("1")
}

/// Sent with every request, in a header and in some places more.
const SECRET: &str = "s3cret";
