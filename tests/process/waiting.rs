//! Waiting and trying again: on time, with the cause in the line, and without littering logs.

use std::thread;
use std::time::{Duration, Instant};

use crate::support::{
    ClosedPort, Probe, Reply, Server, binary, is_emulated, need, probe, scratch, skip,
};

/// What a run may take beyond one interval after its server became healthy.
const PROMISE: Duration = Duration::from_millis(50);

/// How often a run may be repeated to keep that promise on a busy machine.
const TRIES: usize = 5;

#[test]
fn a_wait_ends_within_one_interval_of_the_service_becoming_healthy() {
    if is_emulated() {
        return skip("an emulated processor keeps no promise about time");
    }
    let interval = Duration::from_millis(200);
    let mut late = Duration::MAX;
    for _ in 0..TRIES {
        let port = ClosedPort::take();
        let options = ["--wait-healthy=10s", "--interval=200ms", &port.url("/")];
        let running = Probe::new().args(options).start();
        // Time is what this test is about: the server comes between two attempts.
        thread::sleep(Duration::from_millis(500));
        let came = Instant::now();
        let _server = port.open(Reply::ok());
        let outcome = running.finish();
        late = late.min(came.elapsed());
        outcome.healthy();
        if late <= interval + PROMISE {
            return;
        }
    }
    panic!("{late:?} after the server came at best, interval {interval:?}");
}

#[test]
fn a_socket_that_is_not_there_yet_is_waited_for() {
    let folder = scratch();
    let path = folder.path().join("app.sock");
    let target = format!("unix:{}:/", path.display());
    let options = ["-v", "--wait-healthy=10s", "--interval=50ms", &target];
    let (log, writer) = std::io::pipe().expect("a pipe can be made");
    let running = Probe::new().args(options).stderr(writer).start();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(log));
    let first = lines.next().expect("a line").expect("text");
    assert!(first.starts_with("waiting, 9 s left: "), "{first}");
    assert!(first.contains("no such socket"), "{first}");
    let _server = Server::unix(&path, Reply::ok());
    // Read on, so that the pipe does not break.
    let rest = thread::spawn(move || lines.count());
    running.finish().healthy();
    rest.join().expect("a reader ends");
}

#[test]
fn a_verbose_wait_says_so_once_a_second() {
    let server = Server::start(Reply::status(503));
    let target = server.url("/");
    let options = ["-v", "--wait-healthy=2500ms", "--interval=50ms", &target];
    let outcome = probe(options);
    outcome.unhealthy(["503"]);
    once_a_second(&outcome.stderr, &target);
}

#[test]
fn a_wait_at_a_terminal_says_so_once_a_second_without_being_asked() {
    if is_emulated() {
        return skip("the command line of script has no place for an emulator");
    }
    let Some(script) = need("script") else {
        return;
    };
    let server = Server::start(Reply::status(503));
    let target = server.url("/");
    let options = "--wait-healthy=2500ms --interval=50ms";
    let command = format!("{} {options} {target}", binary().display());
    let options = ["--quiet", "--return", "--command", &command, "/dev/null"];
    let outcome = Probe::new().program(script).args(options).run();
    outcome.exits(1);
    let verdict = outcome.lines().pop().unwrap_or_default();
    assert!(verdict.starts_with("unhealthy: "), "{outcome}");
    once_a_second(outcome.stdout(), &target);
}

#[test]
fn the_timeline_has_colour_at_a_terminal_only_and_never_against_no_color() {
    if is_emulated() {
        return skip("the command line of script has no place for an emulator");
    }
    let Some(script) = need("script") else {
        return;
    };
    let server = Server::start(Reply::status(200));
    let target = server.url("/");
    let command = format!("{} -v {target}", binary().display());
    let options = ["--quiet", "--return", "--command", &command, "/dev/null"];
    let terminal = |name: &str| {
        let run = Probe::new().program(&script).args(options).env(name, "1");
        run.run().exits(0).stdout().contains("\u{1b}[36m")
    };
    assert!(terminal("OTHER"), "no colour at a terminal");
    assert!(!terminal("NO_COLOR"), "colour in spite of NO_COLOR");
    assert!(!probe(["-v", &target]).stderr.contains('\u{1b}'));
}

/// Asserts that a wait of 2.5 s was mentioned about as often as it had seconds.
#[track_caller]
fn once_a_second(text: &str, target: &str) {
    let waiting: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with("waiting, "))
        .collect();
    // At 0, 1 and 2 s; a busy machine may miss the last.
    assert!((2..=3).contains(&waiting.len()), "{text}");
    for line in waiting {
        assert!(line.contains(" left: "), "{line}");
        assert!(line.contains(&format!("{target}: 503 ")), "{line}");
    }
}

#[test]
fn the_line_names_the_last_whole_answer_not_the_attempt_that_the_end_cut_short() {
    let slow = || {
        Reply::custom(|talk| {
            talk.hear();
            if !talk.pause(Duration::from_millis(120)) {
                talk.answer(b"HTTP/1.1 503 Starting\r\nContent-Length: 0\r\n\r\n");
            }
        })
    };
    // The third attempt of each would have its answer 30 ms after the end.
    for options in [
        ["--wait-healthy=450ms", "--interval=60ms", "-m4s"],
        ["--tries=0", "--retry-delay=60ms", "-m450ms"],
    ] {
        let server = Server::start(slow());
        let outcome = probe(options.iter().chain(&[server.url("/").as_str()]));
        outcome
            .unhealthy(["503 Starting"])
            .ended_at(Duration::from_millis(450));
        assert!(server.connections() > 1, "{outcome}");
    }
}

#[test]
fn the_line_names_the_limit_of_an_attempt_or_of_the_wait() {
    let server = Server::start(Reply::Silent);
    let target = server.url("/");
    for (options, words) in [
        (
            ["--wait-healthy=700ms", "-m300ms"],
            "no answer within 300 ms",
        ),
        (
            ["--wait-healthy=300ms", "-m700ms"],
            "no answer within 300 ms",
        ),
    ] {
        let rest = ["--interval=50ms", &target];
        probe(options.iter().chain(&rest)).unhealthy([words]);
    }
}

#[test]
fn a_wait_that_is_silent_still_says_why_it_failed() {
    let server = Server::start(Reply::status(503));
    let options = [
        "-s",
        "--wait-healthy=200ms",
        "--interval=50ms",
        &server.url("/"),
    ];
    probe(options).unhealthy(["503"]);
}

#[test]
fn an_assertion_is_waited_for_too() {
    let bodies = ["", "{", "{\"status\":\"STARTING\"}", "{\"status\":\"UP\"}"];
    let server = Server::start(Reply::Sequence(bodies.map(Reply::body).to_vec()));
    let options = [
        "--wait-healthy=10s",
        "--interval=20ms",
        "--expect-json=status=UP",
    ];
    probe(options.iter().chain(&[server.url("/").as_str()])).healthy();
    assert_eq!(server.connections(), bodies.len());
}

#[test]
fn a_tcp_target_and_a_page_are_waited_for_together() {
    let port = ClosedPort::take();
    let page = Server::start(Reply::Sequence(vec![
        Reply::status(503),
        Reply::status(503),
        Reply::ok(),
    ]));
    let tcp = format!("tcp://127.0.0.1:{}", port.port());
    let options = [
        "--wait-healthy=10s",
        "--interval=50ms",
        &tcp,
        &page.url("/"),
    ];
    let running = Probe::new().args(options).start();
    page.await_connections(3);
    let _server = port.open(Reply::Silent);
    let outcome = running.finish();
    outcome.exits(0);
    let starts = [&tcp, &page.url("/")].map(|target| format!("healthy: {target}: "));
    let lines = outcome.lines();
    assert_eq!(lines.len(), 2, "{outcome}");
    for (line, start) in lines.iter().zip(starts) {
        assert!(line.starts_with(&start), "{outcome}");
    }
}
