//! Retries beside curl's: the same verdict after the same time.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use crate::support::{ClosedPort, Outcome, Probe, Reply, grace, need};

#[test]
fn retries_decide_as_curls_do_and_when_they_do() {
    let Some(curl) = need("curl") else { return };
    let rows: Vec<_> = FLAGS
        .iter()
        .flat_map(|flags| UP_AFTER.map(|seconds| (*flags, seconds)))
        .collect();
    thread::scope(|scope| {
        let runs: Vec<_> = rows
            .iter()
            .map(|&(flags, seconds)| {
                let curl = &curl;
                scope.spawn(move || {
                    let args = flags.split(' ').chain(["-fs", "-o", "/dev/null"]);
                    let args: Vec<_> = args.filter(|word| !word.is_empty()).collect();
                    let up_after = Duration::from_secs(seconds);
                    // A busy machine can open the port after an attempt that came in time.
                    let mut runs = (0..TRIES).map(|_| {
                        let theirs = |url: &str| theirs(curl, &args, url);
                        let ours = |url: &str| ours(&args, url).code == Some(0);
                        beside(up_after, [&theirs, &ours])
                    });
                    let agree = |[theirs, ours]: &[(bool, Duration); 2]| {
                        theirs.0 == ours.0 && theirs.1.abs_diff(ours.1) < APART * grace()
                    };
                    runs.find(agree).ok_or((flags, seconds))
                })
            })
            .collect();
        for run in runs {
            let agreed = run.join().expect("a run ends");
            assert!(agreed.is_ok(), "{TRIES} times apart: {agreed:?}");
        }
    });
}

#[test]
fn the_limit_of_all_retries_ends_a_run_and_not_only_the_next_attempt() {
    let args = "-fs --retry 1 --retry-delay 3 --retry-connrefused --retry-max-time 1";
    let args: Vec<_> = args.split(' ').collect();
    if let Some(curl) = need("curl") {
        let client = |url: &str| theirs(&curl, &args, url);
        let [(healthy, took)] = beside(Duration::from_secs(1), [&client]);
        assert!(healthy && took >= Duration::from_secs(3), "{took:?}");
    }
    let closed = ClosedPort::take();
    ours(&args, &closed.url("/"))
        .exits(1)
        .ended_at(Duration::from_secs(1));
}

/// Runs the real curl; returns whether it was content.
fn theirs(curl: &Path, args: &[&str], url: &str) -> bool {
    let mut command = Command::new(curl);
    command.args(args).arg(url).env_clear();
    command.stdin(Stdio::null()).stderr(Stdio::null());
    command.status().expect("curl can be started").success()
}

/// Runs probelet.
fn ours(args: &[&str], url: &str) -> Outcome {
    Probe::new().args(args).arg(url).run()
}

/// Runs a client against a URL; returns whether it was content.
type Client<'a> = &'a (dyn Fn(&str) -> bool + Sync);

/// Starts clients at one moment, and opens the port that they ask so long after that moment; returns
/// which of them were content, and after what time.
///
/// An attempt in the second in which the service comes up is never before it: no client begins
/// before the clock does.
fn beside<'a, const N: usize>(
    up_after: Duration,
    clients: [Client<'a>; N],
) -> [(bool, Duration); N] {
    let port = ClosedPort::take();
    let url = &port.url("/");
    let start = Instant::now();
    thread::scope(|scope| {
        let run = |client: Client<'a>| scope.spawn(move || (client(url), start.elapsed()));
        let (server, runs) = if up_after.is_zero() {
            let server = port.open(Reply::ok());
            (server, clients.map(run))
        } else {
            let runs = clients.map(run);
            sleep(up_after.saturating_sub(start.elapsed()));
            (port.open(Reply::ok()), runs)
        };
        let results = runs.map(|run| run.join().expect("a client ends"));
        // Clients that gave up before never call.
        if server.connections() == 0 {
            drop(server.never_called());
        }
        results
    })
}

/// How far apart both may end.
const APART: Duration = Duration::from_millis(300);

/// How often both are run until they agree.
const TRIES: u32 = 3;

/// How many seconds the service takes to come up.
const UP_AFTER: [u64; 3] = [0, 2, 6];

/// What is asked of both.
const FLAGS: [&str; 5] = [
    "",
    "--retry 10 --retry-delay 1 --retry-connrefused",
    "--retry 3 --retry-connrefused",
    "--retry 5 --retry-delay 2 --retry-connrefused --retry-max-time 60",
    "--retry 2 --retry-all-errors -m 2",
];
