//! The servers, and one line run both ways against them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::line::{Line, Tool};
use super::{exit_of, redirect};
use crate::support::{Probe, Reply, Request, Server, scratch};

/// What the other side does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Case {
    /// 405 to `HEAD`, 200 to everything else.
    GetOnly,
    /// 204 without a length.
    NoContent,
    /// 404.
    NotFound,
    /// 200 with a body.
    Ok,
    /// 302 to another host, which answers 500.
    RedirectElsewhereToError,
    /// 301 to the same host, which answers 200 there.
    RedirectHere,
    /// 301 to the same host, which answers 500 there.
    RedirectHereToError,
    /// Nobody listens.
    Refused,
    /// 500.
    ServerError,
    /// Accepts and never answers.
    Silent,
    /// Answers 200 after 6 s.
    Slow,
    /// 503.
    Unavailable,
}

/// Every case that costs no time.
pub(super) const CASES: [Case; 10] = [
    Case::GetOnly,
    Case::NoContent,
    Case::NotFound,
    Case::Ok,
    Case::RedirectElsewhereToError,
    Case::RedirectHere,
    Case::RedirectHereToError,
    Case::Refused,
    Case::ServerError,
    Case::Unavailable,
];

/// The programs that the lines were written for.
pub(super) struct Tools {
    /// The real curl.
    pub(super) curl: PathBuf,
    /// The real wget.
    pub(super) wget: PathBuf,
}

/// One line in one case.
pub(super) struct Comparison {
    /// The line.
    pub(super) line: Line,
    /// The case.
    pub(super) case: Case,
    /// Exit status of curl or wget.
    pub(super) theirs: Option<i32>,
    /// Exit status of probelet.
    pub(super) ours: Option<i32>,
    /// How the two requests differed.
    pub(super) wire: Option<String>,
    /// Everything that probelet said.
    pub(super) said: String,
}

impl Comparison {
    /// Names the documented difference that explains two verdicts.
    pub(super) fn explanation(&self) -> Option<&'static str> {
        let (theirs, ours) = (self.theirs == Some(0), self.ours == Some(0));
        let curl = self.line.tool == Tool::Curl;
        let wrong_status = matches!(
            self.case,
            Case::NotFound
                | Case::ServerError
                | Case::Unavailable
                | Case::GetOnly
                | Case::RedirectHereToError
                | Case::RedirectElsewhereToError
        );
        if curl && theirs && !ours && wrong_status && !self.line.has("f", "fail") {
            return Some("curl-without-fail");
        }
        if curl
            && theirs
            && !ours
            && self.case == Case::RedirectHereToError
            && !self.line.has("L", "location")
        {
            return Some("redirect-same-host");
        }
        if !curl && !theirs && ours && self.case == Case::GetOnly && self.line.has("", "spider") {
            return Some("spider-sends-head");
        }
        if !curl && !theirs && ours && self.case == Case::RedirectElsewhereToError {
            return Some("redirect-other-host");
        }
        if theirs && !ours && self.case == Case::Slow && self.line.targets().len() > 1 {
            return Some("one-limit");
        }
        None
    }
}

/// The servers of one worker.
pub(super) struct Bench {
    /// A server for each case that has one.
    servers: BTreeMap<Case, Server>,
    /// A port that refuses.
    closed: u16,
    /// Where the programs run, and where wget leaves its files.
    folder: tempfile::TempDir,
}

impl Bench {
    /// Starts a server for every case.
    pub(super) fn new(elsewhere: u16, closed: u16) -> Self {
        let within = |code| {
            let there = redirect(301, "/there");
            Reply::choose(move |request| {
                if request.path() == "/there" {
                    Reply::status(code)
                } else {
                    there.clone()
                }
            })
        };
        let away = move |request: &Request| match request.path().as_str() {
            "/away" => Reply::status(500),
            _ => redirect(302, &format!("http://127.0.0.2:{elsewhere}/away")),
        };
        let get_only = |request: &Request| {
            Reply::status(if request.line().starts_with("HEAD ") {
                405
            } else {
                200
            })
        };
        let servers = [
            (Case::Ok, Reply::body("ok\n")),
            (
                Case::NoContent,
                Reply::raw("HTTP/1.1 204 No Content\r\n\r\n"),
            ),
            (Case::NotFound, Reply::status(404)),
            (Case::ServerError, Reply::status(500)),
            (Case::Unavailable, Reply::status(503)),
            (Case::RedirectHere, within(200)),
            (Case::RedirectHereToError, within(500)),
            (Case::RedirectElsewhereToError, Reply::choose(away)),
            (Case::GetOnly, Reply::choose(get_only)),
        ];
        let servers = servers
            .into_iter()
            .map(|(case, reply)| (case, Server::start(reply)));
        Self {
            servers: servers.collect(),
            closed,
            folder: scratch(),
        }
    }

    /// Compares every line in its cases.
    pub(super) fn compare_all(
        &self,
        tools: &Tools,
        lines: &[&(Line, Vec<Case>)],
    ) -> Vec<Comparison> {
        let silent = Server::start(Reply::Silent);
        let slow = Server::start(Reply::Custom(Arc::new(|peer| {
            peer.hear();
            peer.pause(SLOW);
            peer.answer(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        })));
        let mut all = Vec::new();
        for (number, (line, cases)) in lines.iter().enumerate() {
            for &case in cases {
                let port = self.servers.get(&case).map_or(self.closed, Server::port);
                all.push(self.compare(tools, line, case, port));
            }
            if number % SILENT_EVERY == 0 {
                all.push(self.compare(tools, line, Case::Silent, silent.port()));
            }
            if number % SLOW_EVERY == 0 {
                all.push(self.compare(tools, line, Case::Slow, slow.port()));
            }
        }
        all
    }

    /// Runs a line both ways.
    fn compare(&self, tools: &Tools, line: &Line, case: Case, port: u16) -> Comparison {
        let (theirs, ours) = arguments(line, case, port);
        let program = if line.tool == Tool::Curl {
            &tools.curl
        } else {
            &tools.wget
        };
        let heard = || {
            self.servers
                .get(&case)
                .map(Server::requests)
                .unwrap_or_default()
        };
        let before = heard().len();
        let theirs = exit_of(program, &theirs, &[], self.folder.path());
        let between = heard().len();
        let mut probe = Probe::new().args(&ours).folder(self.folder.path());
        for (name, value) in &line.env {
            probe = probe.env(name, value);
        }
        let outcome = probe.run();
        let requests = heard();
        let wire = (case == Case::Ok && theirs == Some(0))
            .then(|| wire_difference(line, &requests[before..between], &requests[between..]))
            .flatten();
        Comparison {
            line: line.clone(),
            case,
            theirs,
            ours: outcome.code,
            wire,
            said: format!(
                "\n  ours {:?}: {}{}",
                outcome.code,
                String::from_utf8_lossy(&outcome.raw),
                outcome.stderr
            ),
        }
    }
}

/// How long the slow server takes: longer than the default of many clients, not than ours.
const SLOW: Duration = Duration::from_secs(6);

/// Each slow line costs it twice.
const SLOW_EVERY: usize = 16;

/// Each silent run costs its whole limit: only one line in so many is tried there.
const SILENT_EVERY: usize = 10;

/// What curl or wget is given, and what probelet is.
pub(super) fn arguments(line: &Line, case: Case, port: u16) -> (Vec<String>, Vec<String>) {
    let expanded = line.expanded();
    let (mut theirs, mut ours) = match line.tool {
        Tool::Curl => {
            let here = ["--connect-to".to_owned(), format!("::127.0.0.1:{port}")];
            // probelet expands its own variables; the shell's other forms are the shell's work.
            let ours = if line.needs_shell() {
                &expanded
            } else {
                &line.args
            };
            ([&expanded[..], &here].concat(), [&ours[..], &here].concat())
        }
        Tool::Wget => {
            let mut here = expanded;
            for at in line.targets() {
                here[at] = redirected(&here[at], port);
            }
            (here.clone(), here)
        }
    };
    let limit: &[&str] = match (case, line.tool) {
        (Case::Silent, Tool::Curl) => &["-m", "1"],
        (Case::Silent, Tool::Wget) => &["-T", "1", "-t", "1"],
        // wget would ask a slow server 20 times.
        (Case::Slow, Tool::Wget) => &["-t", "1"],
        _ => &[],
    };
    theirs.extend(limit.iter().map(|&it| it.to_owned()));
    ours.extend(limit.iter().map(|&it| it.to_owned()));
    (theirs, ours)
}

/// The same target on this port of 127.0.0.1.
fn redirected(target: &str, port: u16) -> String {
    let (scheme, rest) = target.split_at(target.find("://").map_or(0, |at| at + 3));
    let path = rest.find('/').map_or("", |at| &rest[at..]);
    format!("{scheme}127.0.0.1:{port}{path}")
}

/// Compares what arrived: method, target, headers that the line gave, and body.
fn wire_difference(line: &Line, theirs: &[Request], ours: &[Request]) -> Option<String> {
    let spider = line.tool == Tool::Wget && line.has("", "spider");
    let shown = |request: &Request| {
        let first = request.line();
        let first = if spider {
            first.replacen("HEAD ", "GET ", 1)
        } else {
            first
        };
        let own = [
            "accept",
            "accept-encoding",
            "connection",
            "user-agent",
            "cache-control",
            "pragma",
        ];
        let mut headers = request.headers();
        headers.retain(|(name, _)| !own.contains(&name.as_str()));
        headers.sort();
        format!("{first} {headers:?} {}", request.body().escape_ascii())
    };
    let (theirs, ours): (Vec<_>, Vec<_>) = (
        theirs.iter().map(shown).collect(),
        ours.iter().map(shown).collect(),
    );
    (theirs != ours).then(|| format!("theirs {theirs:?}\n  ours   {ours:?}"))
}
