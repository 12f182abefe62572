//! A command line and its environment, made of the lines of an input.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use crate::cli::Env;
use crate::cli::{self, Invocation};
use crate::config::{Config, Job};
use crate::text::Misuse;

/// What was typed, and what the environment holds.
#[derive(Default)]
pub(crate) struct Command {
    /// The words, without the program's name.
    pub(crate) words: Vec<OsString>,
    /// The variables.
    pub(crate) variables: Vec<(OsString, OsString)>,
}

/// What became of a command line.
pub(crate) enum Understood {
    /// Help or version.
    Text,
    /// A job.
    Job(Box<Job>),
}

impl Command {
    /// Takes one word a line; a line that begins with a tab is `NAME=VALUE` of a variable.
    pub(crate) fn of(input: &[u8]) -> Self {
        let mut command = Self::default();
        let text = |bytes: &[u8]| OsString::from_vec(bytes.to_vec());
        // No word and no variable can hold a NUL.
        for line in input
            .split(|&b| b == b'\n')
            .filter(|line| !line.contains(&0))
        {
            let Some(variable) = line.strip_prefix(b"\t") else {
                command.words.push(text(line));
                continue;
            };
            if let Some(equals) = variable.iter().position(|&b| b == b'=') {
                let (name, value) = variable.split_at(equals);
                command.variables.push((text(name), text(&value[1..])));
            }
        }
        command
    }

    /// Does what `main` does before it does anything.
    pub(crate) fn understand(self) -> Result<Understood, Misuse> {
        let env = self.env();
        Ok(match cli::parse(&env)? {
            Invocation::Help { .. } | Invocation::Version => Understood::Text,
            Invocation::Run(flags) => Understood::Job(Box::new(Job::resolve(flags, &env)?)),
        })
    }

    /// Makes the environment.
    pub(crate) fn env(self) -> Env {
        let leaked = |text: OsString| &*text.into_vec().leak();
        let words = std::iter::once(OsString::from("probelet")).chain(self.words);
        let variables = self.variables.into_iter();
        let variables = variables.map(|(name, value)| [name, value].join("=".as_ref()));
        Env::new(words.map(leaked), variables.map(leaked))
    }
}

/// Understands a good command line.
pub(crate) fn config(words: &[&str]) -> &'static Config {
    let words = words.iter().map(OsString::from).collect();
    let command = Command {
        words,
        variables: Vec::new(),
    };
    match command.understand() {
        Ok(Understood::Job(job)) => match *job {
            Job::Probe(config) => config,
            _ => panic!("not a command line that probes"),
        },
        Ok(Understood::Text) => panic!("not a command line that probes"),
        Err(misuse) => panic!("not a good command line: {}", misuse.line()),
    }
}
