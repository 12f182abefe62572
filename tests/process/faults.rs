//! Hostile and broken peers, one row each: the right verdict, in time, on one clean line.
//!
//! `make faults` writes what was seen to `docs/faults.md`, with curl and wget beside it; without
//! that the rows of the page are compared with what is seen.

#[path = "faults/beside.rs"]
mod beside;
#[path = "faults/body.rs"]
mod body;
#[path = "faults/case.rs"]
mod case;
#[path = "faults/connection.rs"]
mod connection;
#[path = "faults/grpc.rs"]
mod grpc;
#[path = "faults/grpc_frames.rs"]
mod grpc_frames;
#[path = "faults/grpc_headers.rs"]
mod grpc_headers;
#[path = "faults/grpc_messages.rs"]
mod grpc_messages;
#[path = "faults/grpc_status.rs"]
mod grpc_status;
#[path = "faults/head.rs"]
mod head;
#[path = "faults/page.rs"]
mod page;
#[path = "faults/redirect.rs"]
mod redirect;
#[path = "faults/secure.rs"]
mod secure;
#[path = "faults/slow.rs"]
mod slow;
#[path = "faults/status.rs"]
mod status;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use self::beside::Beside;
use self::case::Case;
use self::page::Row;
use crate::support::{
    Outcome, Probe, grace, has_grpc, has_tls, is_emulated, is_static, need, probe, slack,
};

/// The limit of every row.
fn limit() -> Duration {
    Duration::from_millis(400) * grace()
}

/// What the contract allows a run beyond its limit.
const PROMISE: Duration = Duration::from_millis(100);

/// How often a row may be repeated to keep that promise on a busy machine.
const TRIES: usize = 5;

/// How many rows run at a time; most of them only wait.
const WORKERS: usize = 6;

#[test]
fn no_peer_gets_a_wrong_verdict_or_a_late_one() {
    let mut sections: Vec<(&str, Vec<Case>)> = vec![
        ("Connections", connection::cases()),
        ("Slow and endless", slow::cases()),
        ("Status lines", status::cases()),
        ("Heads", head::cases()),
        ("Bodies", body::cases()),
        ("Redirects", redirect::cases()),
    ];
    if has_tls() {
        sections.push(("TLS", secure::cases()));
    } else {
        probe(["https://127.0.0.1/"]).misuse(["TLS"]);
    }
    if has_grpc() {
        sections.extend([
            ("gRPC: connections", grpc::cases()),
            ("gRPC: frames", grpc_frames::cases()),
            ("gRPC: headers", grpc_headers::cases()),
            ("gRPC: statuses", grpc_status::cases()),
            ("gRPC: messages", grpc_messages::cases()),
        ]);
    } else {
        probe(["grpc://127.0.0.1:1"]).misuse(["gRPC"]);
    }
    let count: usize = sections.iter().map(|(_, cases)| cases.len()).sum();
    let beside = Beside::wanted();
    let seen: Vec<_> = sections
        .into_iter()
        .map(|(name, cases)| (name, run_all(cases, beside.as_ref())))
        .collect();
    let right: usize = seen.iter().map(|(_, rows)| rows.len()).sum();
    assert_eq!(right, count, "some rows are not as wanted; see above");
    // The page has lines with the limit of a processor that is really there.
    if grace() == 1 {
        page::settle(&seen, beside.as_ref());
    }
}

#[test]
fn no_grpc_peer_takes_more_memory_than_16_mib() {
    let Some(prlimit) = need("prlimit").filter(|_| has_grpc() && is_static() && !is_emulated())
    else {
        return;
    };
    let sections = [
        grpc::cases(),
        grpc_frames::cases(),
        grpc_headers::cases(),
        grpc_status::cases(),
        grpc_messages::cases(),
    ];
    for case in sections.into_iter().flatten() {
        let open = case.peer.open();
        let limit = format!("{}ms", limit().as_millis());
        let outcome = Probe::new()
            .under([prlimit.as_os_str(), "--as=16777216".as_ref()])
            .args(["-v", "-m", &limit, &open.url])
            .run();
        let name = case.name;
        assert_eq!(outcome.code, Some(case.exit), "{name}: {outcome}");
    }
}

/// Runs rows side by side; they come back in their order.
fn run_all(cases: Vec<Case>, beside: Option<&Beside>) -> Vec<Row> {
    let queue = Mutex::new(cases.into_iter().enumerate());
    let next = || queue.lock().expect("no worker fails in it").next();
    let mut rows: Vec<(usize, Row)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS)
            .map(|_| {
                scope.spawn(|| {
                    let mut rows = Vec::new();
                    while let Some((index, case)) = next() {
                        // One wrong row must not hide the others.
                        let row = catch_unwind(AssertUnwindSafe(|| row(&case, beside)));
                        rows.extend(row.map(|row| (index, row)));
                    }
                    rows
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("a worker ends"))
            .collect()
    });
    rows.sort_by_key(|(index, _)| *index);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Runs one row, plain and with `-v`, and asserts everything that holds for every row.
fn row(case: &Case, beside: Option<&Beside>) -> Row {
    let open = case.peer.open();
    let limit = format!("{}ms", limit().as_millis());
    let run = |more: &[&str]| {
        let limit = ["-m", &limit];
        let words = case.arguments.iter().chain(&limit).chain(more);
        Probe::new().args(words).arg(&open.url).run()
    };
    let name = case.name;
    let outcome = in_time(case, || run(&[]));
    assert_eq!(outcome.code, Some(case.exit), "{name}: {outcome}");
    let line = outcome.bounded().line();
    assert!(
        line.contains(case.says),
        "{name}: {:?} is missing: {outcome}",
        case.says
    );
    // In an emulator the limit is long enough for this line.
    let slow = |line: &str| line.starts_with("slow: ");
    assert!(outcome.stderr.lines().all(slow), "{name}: {outcome}");
    let loud = in_time(case, || run(&["-v"]));
    assert_eq!(loud.code, Some(case.exit), "{name}, with -v: {loud}");
    assert!(
        loud.stderr.lines().all(clean),
        "{name}: -v is not clean: {loud}"
    );
    // Neither curl nor wget makes gRPC calls.
    let comparable = !open.url.starts_with("grpc") && matches!(case.arguments, [] | ["-k"]);
    let others = beside.filter(|_| comparable);
    Row {
        name: name.to_owned(),
        exit: case.exit.to_string(),
        ends: case.ends.words().to_owned(),
        line: case.shown(&outcome.untimed_line(), &open),
        others: others.map(|beside| beside.ask(&open.url)),
    }
}

/// Runs until the row's time is kept, and gives up after some tries.
fn in_time(case: &Case, run: impl Fn() -> Outcome) -> Outcome {
    let slack = if is_emulated() { slack() } else { PROMISE };
    let mut outcome = run();
    for _ in 1..TRIES {
        if case.ends.fits(outcome.took, slack) {
            return outcome;
        }
        outcome = run();
    }
    let Case { name, ends, .. } = case;
    assert!(
        ends.fits(outcome.took, slack),
        "{name}: wanted {}: {outcome}",
        ends.words()
    );
    outcome
}

/// Whether a terminal would show the text and obey nothing in it.
fn clean(line: &str) -> bool {
    !line.contains(char::is_control)
}
