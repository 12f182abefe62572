//! Whatever a verdict is made of, its line is one.

use std::rc::Rc;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rustix::io::Errno;

use super::SECRET;
use super::command::config;
use super::expansion::contains;
use super::line::check_verdict;
use crate::config::Config;
use crate::expect::{Answer, Content, Head};
use crate::net::phase::Moments;
use crate::net::{
    Attempt, Away, Deadline, Exchange, Failure, Halt, Hop, HttpFault, Peer, Phase, Reply, Speaks,
    Stranger,
};
use crate::target::{Socket, Target};
use crate::verdict::judge;

/// A byte that picks the format, one for the kind of outcome, then with NUL between them: target,
/// head, body, a redirect's aim, an address or a name.
pub fn report_line(input: &[u8]) {
    let &[pick, kind, ref rest @ ..] = input else {
        return;
    };
    if contains(rest, SECRET) {
        return;
    }
    let mut fields = rest.split(|&b| b == 0);
    let mut field = || fields.next().unwrap_or_default();
    let (target, head, body, aim, name) = (field(), field(), field(), field(), field());
    let Some(target) = str::from_utf8(target).ok().and_then(hiding) else {
        return;
    };
    let name = String::from_utf8_lossy(name).into_owned();
    let away = str::from_utf8(aim)
        .ok()
        .and_then(|aim| target.redirected(aim));
    let started = Instant::now();
    let moments = Moments {
        started,
        looked_up: Some(started),
        connected: Some(started),
        secured: None,
        first_byte: Some(started),
        ended: started + Duration::from_micros(u64::from(kind) * 7001),
    };
    let head = Rc::new(Head {
        response: http::Response::builder()
            .status(if kind & 1 == 1 { 200 } else { 503 })
            .body(())
            .expect("a status"),
        reason: head.to_vec(),
        raw: head.to_vec(),
    });
    let hop = |target: &Target| Hop {
        target: target.clone(),
        peer: Some(Peer::Unix(Socket::Path(name.clone()))),
        lookup: None,
        failed: Vec::new(),
        moments,
        phase: Phase::Body,
        handshake: None,
        request: Vec::new(),
        head: Some(Rc::clone(&head)),
    };
    let mut hops = vec![hop(&target)];
    if let Some(away) = away.as_ref().filter(|_| kind & 128 == 128) {
        hops.push(hop(away));
    }
    let phase = match kind >> 4 & 7 {
        0 => Phase::Body,
        1 => Phase::Headers,
        2 => Phase::Lookup,
        3 => Phase::Send,
        4 => Phase::Start,
        5 => Phase::StatusLine,
        _ => Phase::Handshake,
    };
    let limit = Duration::from_millis(u64::from(kind) * 14_000);
    let attempt = |why| Attempt {
        peer: Peer::Unix(Socket::Abstract(name.clone())),
        why,
        at: started,
    };
    let result = match kind & 15 {
        0 => Err(Failure::Close(phase)),
        1 => {
            let tried = vec![attempt(Halt::Timeout), attempt(Halt::Errno(Errno::NOENT))];
            Err(Failure::Connect { tried, limit })
        }
        2 => Err(Failure::Http(HttpFault::ChunkSize(head.raw.clone()))),
        3 => Err(Failure::NoCertificate),
        4 => Err(Failure::Redirects(
            10,
            Box::new(away.clone().unwrap_or(target.clone())),
        )),
        5 => Err(Failure::Reset(phase, Errno::CONNRESET)),
        6 => Err(Failure::Stranger(Stranger {
            speaks: Speaks::Unknown,
            start: head.raw.clone(),
        })),
        7 => Err(Failure::Timeout(phase, limit)),
        8 => Ok(Reply::Connected),
        kind => Ok(Reply::Http(Answer {
            head: Rc::clone(&head),
            body: Content {
                bytes: body.to_vec(),
                truncated: kind & 2 == 2,
            },
        })),
    };
    let away = match away {
        Some(next) => Some(Away::To(Box::new(next))),
        None if aim.is_empty() => None,
        None => Some(Away::Nowhere(aim.to_vec())),
    };
    let exchange = Exchange { hops, away, result };
    configs(|all| {
        let config = &all[usize::from(pick) % all.len()];
        let verdict = judge(&target, &config.expect, exchange, &|| false);
        check_verdict(config, &verdict, Deadline::after(Duration::from_secs(20)));
    });
}

/// Reads a target, with a secret in its user info and in its query.
fn hiding(text: &str) -> Option<Target> {
    let mut target = Target::parse(text).ok()?;
    let sign = if target.path.contains('?') { "&" } else { "?" };
    target.path.push_str(&[sign, "key=", SECRET].concat());
    target.credentials = Some(format!("user:{SECRET}"));
    Some(target)
}

/// Lends the command lines, understood.
fn configs(use_them: impl FnOnce(&[Config])) {
    static ALL: Mutex<Vec<Config>> = Mutex::new(Vec::new());
    let mut all = ALL.lock().expect("nobody panicked with it");
    if all.is_empty() {
        all.extend(CONFIGS.iter().map(|words| config(words)));
    }
    use_them(&all);
}

/// The command lines.
const CONFIGS: &[&[&str]] = &[
    &["localhost"],
    &["--format=json", "localhost"],
    &["-v", "--format=json", "localhost"],
    &["-v", "--expect-json=status=UP", "localhost"],
    &["--expect-header=X-Ready: yes", "--format=json", "localhost"],
    &[
        "--expect-body=ready",
        "--reject-body=bad",
        "-HX-Key: Pl4nTedS3cr3t",
        "localhost",
    ],
    &[
        "-w%{http_code} %{remote_ip}",
        "-u",
        "user:Pl4nTedS3cr3t",
        "localhost",
    ],
];
