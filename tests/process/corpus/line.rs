//! One health-check line: who it was written for, its arguments, and what a shell makes of it.

use std::fmt;
use std::process::Command;

use serde_json::Value;

/// The program that a line was written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tool {
    /// curl.
    Curl,
    /// GNU or BusyBox wget.
    Wget,
}

/// A line as somebody wrote it.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Who it was written for.
    pub(super) tool: Tool,
    /// The arguments, not yet expanded.
    pub(super) args: Vec<String>,
    /// The variables that it needs.
    pub(super) env: Vec<(String, String)>,
}

impl Line {
    /// Splits a command line.
    pub(super) fn parse(text: &str, env: &[(&str, &str)]) -> Self {
        let mut args = words(text);
        let tool = match args.remove(0).as_str() {
            "curl" => Tool::Curl,
            "wget" => Tool::Wget,
            other => panic!("{other} is neither curl nor wget"),
        };
        let env = env
            .iter()
            .map(|&(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Self { tool, args, env }
    }

    /// Reads `{"tool": …, "args": […], "env": {…}}`; Compose makes one dollar of two.
    pub(super) fn from_json(text: &str) -> Self {
        let value: Value = serde_json::from_str(text).expect("a line of JSON");
        let string = |value: &Value| value.as_str().expect("a string").to_owned();
        let args = value["args"].as_array().expect("a list");
        let env = value["env"].as_object().expect("an object");
        Self {
            tool: if value["tool"] == "curl" {
                Tool::Curl
            } else {
                Tool::Wget
            },
            args: args
                .iter()
                .map(|it| string(it).replace("$$", "$"))
                .collect(),
            env: env
                .iter()
                .map(|(name, value)| (name.clone(), string(value)))
                .collect(),
        }
    }

    /// Whether a target asks for TLS.
    pub(super) fn is_https(&self) -> bool {
        self.args.iter().any(|arg| arg.starts_with("https://"))
    }

    /// Whether one of the letters is given, alone or among others, or the long flag.
    pub(super) fn has(&self, letters: &str, long: &str) -> bool {
        self.args.iter().any(|arg| {
            if let Some(name) = arg.strip_prefix("--") {
                return !long.is_empty() && name.starts_with(long);
            }
            let cluster = arg.strip_prefix('-').unwrap_or_default();
            let end = cluster.find(VALUED).map_or(cluster.len(), |at| at + 1);
            cluster[..end].contains(|c| letters.contains(c))
        })
    }

    /// Whether a shell has to expand it: `$NAME` and forms such as `${NAME:=x}` are a shell's alone.
    pub(super) fn needs_shell(&self) -> bool {
        self.args.iter().any(|arg| {
            arg.match_indices('$').any(|(at, _)| {
                let rest = &arg[at + 1..];
                let Some(inside) = rest.strip_prefix('{') else {
                    return rest.starts_with(is_name);
                };
                let after = inside.trim_start_matches(is_name);
                !after.starts_with('}') && !after.starts_with(":-")
            })
        })
    }

    /// The arguments as a POSIX shell would hand them over.
    pub(super) fn expanded(&self) -> Vec<String> {
        if !self.args.iter().any(|arg| arg.contains('$')) {
            return self.args.clone();
        }
        let mut script = String::from("printf '%s\\0'");
        for arg in &self.args {
            let quoted = arg
                .replace('\\', "\\\\")
                .replace('"', "\\\"")
                .replace('`', "\\`");
            script.push_str(&format!(" \"{quoted}\""));
        }
        let output = Command::new("sh")
            .args(["-c", &script])
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .output()
            .expect("sh can be started");
        assert!(output.status.success(), "{script}: {output:?}");
        let text = String::from_utf8(output.stdout).expect("sh prints UTF-8");
        let text = text
            .strip_suffix('\0')
            .expect("every argument ends with NUL");
        text.split('\0').map(str::to_owned).collect()
    }

    /// The places of the targets among the arguments.
    pub(super) fn targets(&self) -> Vec<usize> {
        let is_value = |at: usize| at > 0 && wants_value(&self.args[at - 1]);
        (0..self.args.len())
            .filter(|&at| !self.args[at].starts_with('-') && !is_value(at))
            .collect()
    }

    /// The line without its hosts, ports, paths, secrets and order: what it asks of the program.
    pub(super) fn shape(&self) -> String {
        let targets = self.targets();
        let mut args: Vec<_> = self
            .args
            .iter()
            .enumerate()
            .map(|(at, arg)| {
                let scheme = if arg.contains("://") { "http" } else { "bare" };
                let variable = if arg.contains('$') { "+variable" } else { "" };
                match arg.chars().next() {
                    _ if targets.contains(&at) => format!("{scheme}{variable}"),
                    Some('-' | '/' | '%') => arg.split('=').next().unwrap_or_default().to_owned(),
                    _ => format!("value{variable}"),
                }
            })
            .collect();
        args.sort();
        format!("{:?} {}", self.tool, args.join(" "))
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {:?} {:?}",
            if self.tool == Tool::Curl {
                "curl"
            } else {
                "wget"
            },
            self.args,
            self.env
        )
    }
}

/// Whether a flag is followed by its value.
fn wants_value(arg: &str) -> bool {
    if let Some(name) = arg.strip_prefix("--") {
        return VALUED_NAMES.contains(&name);
    }
    let cluster = arg.strip_prefix('-').unwrap_or_default();
    cluster
        .find(VALUED)
        .is_some_and(|at| at + 1 == cluster.len())
}

/// The letters that have a value, which may follow in the same word.
const VALUED: [char; 15] = [
    'A', 'd', 'e', 'E', 'H', 'm', 'o', 'O', 't', 'T', 'u', 'U', 'w', 'X', 'Y',
];

/// The names that have a value, where they stand without `=`.
const VALUED_NAMES: [&str; 14] = [
    "connect-timeout",
    "data",
    "header",
    "max-redirs",
    "max-time",
    "noproxy",
    "oauth2-bearer",
    "output",
    "request",
    "timeout",
    "tries",
    "user",
    "user-agent",
    "write-out",
];

/// Whether a character can be part of a variable's name.
fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Splits text at blanks as a shell does, quotes and backslashes included, nothing expanded.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\'' | '"', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (_, Some(open)) if c == open => quote = None,
            ('\\', None | Some('"')) => word.get_or_insert_default().extend(chars.next()),
            (' ', None) => all.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    assert_eq!(quote, None, "an open quote in {text}");
    all.extend(word);
    all
}
