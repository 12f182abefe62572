//! Whatever a peer answers, the real client comes to one verdict, in time and in one line.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::SECRET;
use super::command::config;
use super::expansion::contains;
use super::line::check_verdict;
use super::peer::{Script, play};
use crate::config::Config;
use crate::net::{Deadline, Failure, Watch};
use crate::report::finding::finding;
use crate::target::{Scheme, Target};
use crate::verdict::{Verdict, judge};

/// A byte that picks the expectations, one for the manner, and the answers to one connection after
/// the other, with `NEXT` between them. From 112 on, the first byte asks for TLS; from 128 on, for a
/// well-formed answer with what follows as its body.
pub fn response(input: &[u8]) {
    let &[pick, manner, ref rest @ ..] = input else {
        return;
    };
    if pick < 128 {
        let (config, _) = pick_from(CONFIGS, pick);
        any(config, pick, manner, rest);
    } else {
        let (config, words) = pick_from(CHECKS, pick & 127);
        good(config, words, manner, rest);
    }
}

/// Sends the bytes as they are.
fn any(config: &Config, pick: u8, manner: u8, rest: &[u8]) {
    let answers: Vec<&[u8]> = split(rest, NEXT);
    // Waiting for the limit takes its time: only one input in 256 asks for it.
    let stalls = manner == STALL;
    let limit = if stalls { SHORT } else { LONG };
    let scheme = if pick < 112 {
        Scheme::Http
    } else {
        Scheme::Https
    };
    let run = |piece| exchange(config, scheme, &answers, piece, stalls, limit);
    let (verdict, requests) = run(rest.len().max(1));
    // No input knows the keys.
    assert!(scheme == Scheme::Http || !verdict.healthy);
    if !stalls && manner & 64 == 64 {
        // In whatever pieces it comes, it is the same.
        let piece = usize::from(manner & 63) + 1;
        let (other, _) = run(piece);
        assert_eq!(
            verdict.healthy,
            other.healthy,
            "{} / {}",
            finding(&verdict),
            finding(&other)
        );
    }
    let first = answers.first().copied().unwrap_or_default();
    assert!(
        first.starts_with(b"HTTP/1.") || !verdict.healthy,
        "{}",
        finding(&verdict)
    );
    // A healthy verdict needs a status line that says so.
    let lines = answers
        .iter()
        .flat_map(|answer| answer.split(|&b| b == b'\n'));
    let mut statuses = lines.filter_map(status);
    assert!(
        !verdict.healthy || statuses.any(|it| (200..400).contains(&it)),
        "{}",
        finding(&verdict)
    );
    if let (0, [only], Some(code)) = (usize::from(pick) % CONFIGS.len(), &*answers, status(first)) {
        let clean = format!("HTTP/1.1 {code} OK\r\nContent-Length: 0\r\n\r\n");
        if *only == clean.as_bytes() && code >= 200 {
            assert_eq!(verdict.healthy, code < 400, "{}", finding(&verdict));
        }
    }
    // Secrets go to the first scheme, host and port only.
    // Who puts them into a Location gets them back.
    if contains(rest, SECRET) {
        return;
    }
    for (hop, request) in verdict.exchange.hops.iter().zip(&requests) {
        let first = hop.target.same_origin(&verdict.target);
        assert!(
            first || !contains(request, SECRET),
            "{} was told",
            hop.target
        );
    }
}

/// Sends a body in a good answer, and compares with what anybody would make of it.
fn good(config: &Config, words: &[&str], manner: u8, rest: &[u8]) {
    let (&[status, padding], body) = rest.split_first_chunk().unwrap_or((&[0, 0], rest));
    let code = 200 + u16::from(status) * 2;
    if code == 204 || code == 304 {
        return;
    }
    let piece = usize::from(manner & 31) + 1;
    // Spaces are nothing to JSON, and fill the bound of a body.
    let padding = if padding & 1 == 1 {
        usize::from(padding) * 300
    } else {
        0
    };
    let body = [vec![b' '; padding], body.to_vec()].concat();
    let mut answer = format!("HTTP/1.1 {code} x\r\nX-Ready: yes\r\n").into_bytes();
    match manner >> 5 & 3 {
        0 => answer.extend(format!("Content-Length: {}\r\n\r\n", body.len()).bytes()),
        1 => answer.extend(b"\r\n"),
        _ => answer.extend(b"Transfer-Encoding: chunked\r\n\r\n"),
    }
    if manner >> 6 & 1 == 1 {
        // No smaller ones where there are many.
        for chunk in body.chunks(piece + padding) {
            answer.extend(format!("{:x}\r\n", chunk.len()).bytes());
            answer.extend(chunk);
            answer.extend(b"\r\n");
        }
        answer.extend(b"0\r\n\r\n");
    } else {
        answer.extend(&body);
    }
    let piece = if padding == 0 { piece } else { 1000 };
    let (verdict, _) = exchange(config, Scheme::Http, &[&answer], piece, false, LONG);
    let wanted = code < 400 && words.iter().all(|words| holds(words, &body));
    assert_eq!(verdict.healthy, wanted, "{}", finding(&verdict));
}

/// Whether a check of `CHECKS` holds for a body.
fn holds(check: &str, body: &[u8]) -> bool {
    let start = &body[..body.len().min(64 * 1024)];
    match check {
        "--expect-body=ready" => contains(start, "ready"),
        "--reject-body=bad" => !contains(start, "bad"),
        "--expect-json=status=UP" => {
            let value: Option<Value> = serde_json::from_slice(body).ok();
            value.is_some_and(|value| value["status"] == "UP") && body.len() <= 64 * 1024
        }
        _ => true,
    }
}

/// Makes an exchange with the peer, and checks what must hold of each.
fn exchange(
    config: &Config,
    scheme: Scheme,
    answers: &[&[u8]],
    piece: usize,
    stalls: bool,
    limit: Duration,
) -> (Verdict, Vec<Vec<u8>>) {
    let answers = answers.iter().map(|answer| answer.to_vec()).collect();
    let script = Script {
        answers,
        piece,
        stalls,
    };
    let ((verdict, deadline, took), requests) = play(script, |name| {
        let target = format!("unix:@{name}:/health?token={SECRET}");
        let target = Target::parse(&target).expect("a target");
        let target = Target { scheme, ..target };
        let start = Instant::now();
        let deadline = Deadline::after(limit);
        let watch = Watch::new(None);
        let watched = deadline.watched(&watch);
        let exchange = config.client.probe(&target, &config.expect, watched);
        let took = start.elapsed();
        let connections = exchange
            .hops
            .iter()
            .filter(|hop| hop.moments.connected.is_some())
            .count();
        (
            (
                judge(&target, &config.expect, exchange, &|| false),
                deadline,
                took,
            ),
            connections,
        )
    });
    assert!(took < limit + SLACK, "{took:?} for {}", finding(&verdict));
    let is_timeout = matches!(verdict.exchange.result, Err(Failure::Timeout(..)));
    assert!(
        stalls || !is_timeout,
        "it waits for a peer that is gone: {}",
        finding(&verdict)
    );
    assert!(!(verdict.healthy && verdict.exchange.result.is_err()));
    assert!(verdict.exchange.hops.len() <= 11);
    check_verdict(config, &verdict, deadline);
    (verdict, requests)
}

/// Reads the status out of a line that looks like a status line.
fn status(line: &[u8]) -> Option<u16> {
    // Any blanks may stand before it, as for curl.
    let rest = line.strip_prefix(b"HTTP/1.")?.get(1..)?.trim_ascii_start();
    str::from_utf8(rest.get(..3)?).ok()?.parse().ok()
}

/// Splits bytes at a word.
fn split<'a>(mut bytes: &'a [u8], word: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    while let Some(at) = bytes.windows(word.len()).position(|window| window == word) {
        parts.push(&bytes[..at]);
        bytes = &bytes[at + word.len()..];
    }
    parts.push(bytes);
    parts
}

/// Picks one of the command lines, and yields it understood.
fn pick_from(
    all: &[&'static [&'static str]],
    pick: u8,
) -> (&'static Config, &'static [&'static str]) {
    thread_local! {
        static KNOWN: std::cell::RefCell<Vec<(&'static [&'static str], &'static Config)>> =
            const { std::cell::RefCell::new(Vec::new()) };
    }
    let words = all[usize::from(pick) % all.len()];
    KNOWN.with_borrow_mut(|known| {
        let found = known
            .iter()
            .find(|(it, _)| *it == words)
            .map(|(_, config)| *config);
        let config = found.unwrap_or_else(|| {
            let common = [
                "-u",
                "user:Pl4nTedS3cr3t",
                "-HX-Key: Pl4nTedS3cr3t",
                "localhost",
            ];
            let config = config(&[words, &common[..]].concat());
            known.push((words, config));
            config
        });
        (config, words)
    })
}

/// Ends an answer; the next one goes to the next connection.
const NEXT: &[u8] = b"\n--next--\n";

/// The manner of a peer that keeps the connection open.
const STALL: u8 = b'~';

/// The limit of a run that waits for it.
const SHORT: Duration = Duration::from_millis(20);

/// The limit of a run that never should.
const LONG: Duration = Duration::from_secs(20);

/// How much later than its limit a run may end on a busy machine.
const SLACK: Duration = Duration::from_secs(2);

/// The command lines for answers of any kind; the first one asks for nothing but the status.
const CONFIGS: &[&[&str]] = &[
    &[],
    &["--expect-body=ready"],
    &["--reject-body=bad"],
    &["--expect-json=status=UP"],
    &["--expect-header=X-Ready: yes"],
    &["-v"],
    &["-o-"],
    &["-I"],
    &["-L", "--max-redirs=3"],
    &[
        "--expect-body=ready",
        "--reject-body=bad",
        "--expect-header=X-Ready",
        "-v",
        "-L",
    ],
    &[
        "-i",
        "-w%{http_code} %{num_redirects} %{time_total}\\n",
        "--format=json",
    ],
    &["--no-location", "--expect-status=2xx", "--format=json"],
    &["-XPOST", "-dready", "-L"],
    &["--expect-json=a.0.b=1", "-o-", "-v", "-s"],
    &["-v", "--format=json", "-L"],
];

/// The command lines for well-formed answers.
const CHECKS: &[&[&str]] = &[
    &[],
    &["--expect-body=ready"],
    &["--reject-body=bad"],
    &["--expect-json=status=UP"],
    &[
        "--expect-body=ready",
        "--reject-body=bad",
        "--expect-header=X-Ready: yes",
    ],
    &[
        "--expect-json=status=UP",
        "--expect-body=ready",
        "--format=json",
    ],
];
