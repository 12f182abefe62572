//! Retries beside curl's: the same verdict after the same time.

use std::process::{Command, Stdio};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use crate::support::{ClosedPort, Probe, Reply, grace, need};

#[test]
fn retries_decide_as_curls_do_and_when_they_do() {
    let Some(curl) = need("curl") else { return };
    let rows: Vec<_> = FLAGS
        .iter()
        .flat_map(|flags| UP_AFTER.map(|millis| (*flags, millis)))
        .collect();
    thread::scope(|scope| {
        let runs: Vec<_> = rows
            .iter()
            .map(|&(flags, millis)| {
                let curl = &curl;
                scope.spawn(move || {
                    let args = flags.split(' ').chain(["-fs", "-o", "/dev/null"]);
                    let args: Vec<_> = args.filter(|word| !word.is_empty()).collect();
                    // A busy machine can delay an attempt of either past the moment when the
                    // service comes up.
                    let mut runs = (0..TRIES).map(|_| {
                        let theirs = beside(millis, |url| {
                            let mut command = Command::new(curl);
                            command.args(&args).arg(url).env_clear();
                            command.stdin(Stdio::null()).stderr(Stdio::null());
                            command.status().expect("curl can be started").success()
                        });
                        let ours = beside(millis, |url| {
                            let outcome = Probe::new().args(&args).arg(url).run();
                            outcome.code == Some(0)
                        });
                        (theirs, ours)
                    });
                    let agree = |(theirs, ours): &((bool, Duration), (bool, Duration))| {
                        theirs.0 == ours.0 && theirs.1.abs_diff(ours.1) < APART * grace()
                    };
                    runs.find(agree).ok_or((flags, millis))
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
        let (healthy, took) = beside(1000, |url| {
            let mut command = Command::new(&curl);
            command.args(&args).arg(url).env_clear();
            command.stdin(Stdio::null()).stderr(Stdio::null());
            command.status().expect("curl can be started").success()
        });
        assert!(healthy && took >= Duration::from_secs(3), "{took:?}");
    }
    let closed = ClosedPort::take();
    let outcome = Probe::new().args(&args).arg(closed.url("/")).run();
    outcome.exits(1).ended_at(Duration::from_secs(1));
}

/// Runs a client against a port that is opened after so many milliseconds; returns whether it was
/// content, and after what time.
fn beside(millis: u64, client: impl FnOnce(&str) -> bool + Send) -> (bool, Duration) {
    let port = ClosedPort::take();
    let url = port.url("/");
    thread::scope(|scope| {
        let client = scope.spawn(move || {
            let start = Instant::now();
            (client(&url), start.elapsed())
        });
        if millis == 0 {
            let server = port.open(Reply::ok());
            let result = client.join().expect("the client ends");
            drop(server);
            return result;
        }
        sleep(Duration::from_millis(millis));
        // A client that gave up before never calls.
        let server = port.open(Reply::ok());
        let result = client.join().expect("the client ends");
        if server.connections() == 0 {
            drop(server.never_called());
        }
        result
    })
}

/// How far apart both may end.
const APART: Duration = Duration::from_millis(300);

/// How often both are run until they agree.
const TRIES: u32 = 3;

/// How many milliseconds the service takes to come up: never the time of an attempt.
const UP_AFTER: [u64; 3] = [0, 1500, 5500];

/// What is asked of both.
const FLAGS: [&str; 5] = [
    "",
    "--retry 10 --retry-delay 1 --retry-connrefused",
    "--retry 3 --retry-connrefused",
    "--retry 5 --retry-delay 2 --retry-connrefused --retry-max-time 60",
    "--retry 2 --retry-all-errors -m 2",
];
