//! Whatever a verdict is made of, its line is one.

use std::cell::OnceCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use rustix::io::Errno;

use super::SECRET;
use super::command::config;
use super::expansion::contains;
use super::line::check_verdict;
use crate::config::Config;
use crate::expect::{Answer, Content, Head};
use crate::net::{
    Age, Attempt, Away, Breach, Deadline, Exchange, Failure, FileState, GrpcFault, Halt, Health,
    Hop, HttpFault, Peer, Phase, Reply, Speaks, Stranger,
};
use crate::target::{Socket, Target};
use crate::verdict::judge;

/// A byte that picks the format, one for the kind of outcome, then with NUL between them: target,
/// head, body, a redirect's aim, an address or a name.
pub fn report_line(input: &[u8]) {
    let &[pick, kind, ref rest @ ..] = input else {
        return;
    };
    let mut fields = rest.split(|&b| b == 0);
    let mut field = || fields.next().unwrap_or_default();
    let (target, head, body, aim, name) = (field(), field(), field(), field(), field());
    // Only a peer may say the secret where it is not hidden from the start.
    if contains(target, SECRET) || contains(name, SECRET) {
        return;
    }
    let Some(target) = str::from_utf8(target).ok().and_then(hiding) else {
        return;
    };
    let name = String::from_utf8_lossy(name).into_owned();
    let away = match str::from_utf8(aim).ok().map(|aim| target.redirected(aim)) {
        _ if aim.is_empty() => None,
        Some(Some(next)) => Some(Away::To(Box::new(next))),
        _ => Some(Away::Nowhere(aim.to_vec())),
    };
    let raw = Rc::new(raw(head, kind));
    let ended = Duration::from_micros(u64::from(kind) * 7001);
    let hop = |target: &Target| {
        let mut hop = blank();
        let started = hop.moments.started;
        hop.target = target.clone();
        hop.peer = Some(Peer::Unix(Socket::Path(name.clone())));
        hop.phase = PHASES[usize::from(kind) % PHASES.len()];
        hop.head = Some(Rc::clone(&raw));
        let moments = &mut hop.moments;
        (moments.looked_up, moments.connected) = (Some(started), Some(started));
        (moments.first_byte, moments.ended) = (Some(started), started + ended);
        hop
    };
    let mut hops = vec![hop(&target)];
    if let Some(Away::To(next)) = away.as_ref().filter(|_| kind & 128 == 128) {
        hops.push(hop(next));
    }
    let content = Content {
        bytes: body.to_vec(),
        truncated: kind & 2 == 2,
    };
    let result = match kind & 31 {
        16.. => Ok(Reply::Http(Answer {
            head: raw,
            body: content,
        })),
        15 => Ok(Reply::Content(content)),
        14 => Ok(Reply::File(FileState {
            age: Age::Past(ended),
            content,
        })),
        13 => Ok(Reply::Grpc(Health::Other(kind.into()))),
        12 => Ok(Reply::Connected),
        kind => Err(failure(kind, head, name, &target, ended)),
    };
    let exchange = Exchange { hops, away, result };
    configs(|all| {
        let config = &all[usize::from(pick) % all.len()];
        let verdict = judge(&target, &config.expect, exchange, &|| false);
        check_verdict(config, &verdict, Deadline::after(Duration::from_secs(20)));
    });
}

/// Returns a failure of one of the kinds that carry what a peer said.
fn failure(kind: u8, said: &[u8], name: String, target: &Target, limit: Duration) -> Failure {
    let phase = PHASES[usize::from(kind) % PHASES.len()];
    let attempt = |why| Attempt {
        peer: Peer::Unix(Socket::Abstract(name.clone())),
        why,
        at: Instant::now(),
    };
    match kind {
        0 => Failure::Close(phase),
        1 => Failure::Connect {
            tried: vec![attempt(Halt::Timeout), attempt(Halt::Errno(Errno::NOENT))],
            limit,
        },
        2 => Failure::Grpc(GrpcFault::ContentType(Some(said.to_vec()))),
        3 => Failure::Grpc(GrpcFault::GoAway(u32::from(kind), said.to_vec())),
        4 => Failure::Grpc(GrpcFault::HttpStatus(said.to_vec())),
        5 => Failure::Grpc(GrpcFault::Status(14, said.to_vec())),
        6 => Failure::Http(HttpFault::ChunkSize(said.to_vec())),
        7 => Failure::Grpc(GrpcFault::Breach(Breach::Message)),
        8 => Failure::Redirects(10, Box::new(target.clone())),
        9 => Failure::Reset(phase, Errno::CONNRESET),
        10 => Failure::Stranger(Stranger {
            speaks: Speaks::Unknown,
            start: said.to_vec(),
        }),
        _ => Failure::Timeout(phase, limit),
    }
}

/// Returns a head with these bytes in every place that is shown.
fn raw(bytes: &[u8], kind: u8) -> Head {
    let status = if kind & 1 == 1 { 200 } else { 503 };
    let mut response = http::Response::builder().status(status);
    if let Ok(value) = http::HeaderValue::from_bytes(bytes) {
        response = response.header("X-Ready", value);
    }
    Head {
        response: response.body(()).expect("a good response"),
        reason: bytes.to_vec(),
        raw: [b"HTTP/1.1 ", bytes, b"\r\n\r\n"].concat(),
    }
}

/// Returns the record of a connection that was never made.
fn blank() -> Hop {
    let config = config(&["unix:@probelet-fuzz-nobody:/"]);
    let deadline = Deadline::after(Duration::from_secs(20));
    let mut exchange = config
        .client
        .probe(&config.targets[0], &config.expect, deadline);
    let mut hop = exchange.hops.pop().expect("the first connection");
    hop.failed.clear();
    hop
}

/// Every phase.
const PHASES: &[Phase] = &[
    Phase::Start,
    Phase::Lookup,
    Phase::Connect,
    Phase::Handshake,
    Phase::Send,
    Phase::StatusLine,
    Phase::Headers,
    Phase::Body,
    Phase::Answer,
];

/// Reads a target, with a secret in its user info and in its query.
fn hiding(text: &str) -> Option<Target> {
    let mut target = Target::parse(text).ok()?;
    let sign = if target.path.contains('?') { "&" } else { "?" };
    target.path.push_str(&[sign, "key=", SECRET].concat());
    target.credentials = Some(format!("user:{SECRET}"));
    Some(target)
}

/// Lends the command lines, understood.
fn configs(use_them: impl FnOnce(&[&'static Config])) {
    thread_local! {
        static ALL: OnceCell<Vec<&'static Config>> = const { OnceCell::new() };
    }
    let understand = || CONFIGS.iter().map(|words| config(words)).collect();
    ALL.with(|all| use_them(all.get_or_init(understand)));
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
