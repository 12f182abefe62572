//! What `-v` shows: addresses, variables, and the timeline.

use std::time::Duration;

use super::peer::serving;
use super::{SETUP, alone};
use crate::support::{
    Authority, Outcome, Probe, Reply, Server, Tls, has_tls, is_emulated, probe, skip,
};

/// One bar.
#[derive(Debug)]
struct Bar {
    /// The phase.
    phase: String,
    /// How long it took, in hundredths of a millisecond.
    took: u32,
    /// Where it begins.
    left: usize,
    /// How long it is.
    width: usize,
    /// Whether it broke off.
    broke: bool,
}

#[test]
fn the_timeline_names_every_phase_and_the_one_that_broke() {
    if is_emulated() {
        return skip("an emulator is too slow for the limit here");
    }
    let healthy = &["connect", "waiting", "body"][..];
    let rows: [(Reply, &[&str], &[&str]); 8] = [
        (Reply::body("ok"), &[], healthy),
        (
            Reply::paths([("/", Reply::redirect(302, "/b")), ("/b", Reply::ok())]),
            &[],
            &["connect", "waiting", "body", "connect", "waiting", "body"],
        ),
        (Reply::CloseAfterRequest, &[], &["connect", "waiting!"]),
        (Reply::Silent, &["-m150ms"], &["connect", "waiting!"]),
        (
            Reply::raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
            &[],
            &["connect", "waiting", "answer!"],
        ),
        (
            Reply::Stall(b"HTTP/1.1 200 OK\r\n".to_vec()),
            &["-m150ms"],
            &["connect", "waiting", "head!"],
        ),
        (
            Reply::Stall(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()),
            &["-m150ms", "--expect-body=ready"],
            &["connect", "waiting", "body!"],
        ),
        // A status that is not wanted is no phase that broke.
        (Reply::status(503), &[], healthy),
    ];
    for (reply, arguments, wanted) in rows {
        let server = Server::start(reply);
        let outcome = Probe::new()
            .arg("-v")
            .args(arguments)
            .arg(server.url("/"))
            .run();
        check(&outcome, wanted);
    }
}

#[test]
fn the_timeline_of_tls_has_its_handshake() {
    if is_emulated() {
        return skip("an emulator is too slow for the limit here");
    }
    if !has_tls() {
        probe(["-v", "https://localhost/"]).misuse(["this build leaves out"]);
        return;
    }
    let identity = Authority::root("Test Root").issue(["localhost"]);
    for (reply, wanted) in [
        (
            Tls::new(&identity).ok(),
            &["connect", "TLS", "waiting", "body"][..],
        ),
        (Reply::Silent, &["connect", "TLS!"]),
    ] {
        let server = Server::start(reply);
        let url = format!("https://127.0.0.1:{}/", server.port());
        check(&probe(["-vk", "-m300ms", &url]), wanted);
    }
}

#[test]
fn the_timeline_of_a_call_that_nobody_took() {
    alone(SETUP, || {
        for (arguments, wanted) in [
            (&["http://localhost:8000/"][..], &["connect!"][..]),
            (&["unix:/run/app.sock:/"], &["connect!"]),
            (&["http://app.test/"], &["lookup!"]),
        ] {
            check(&Probe::new().arg("-v").args(arguments).run(), wanted);
        }
        let _server = serving(Reply::ok());
        check(&probe(["-v", "tcp://localhost:8000"]), &["connect"]);
    });
}

#[test]
fn bars_are_in_proportion_and_follow_each_other() {
    let server = Server::start(Reply::custom(|talk| {
        talk.hear();
        talk.pause(Duration::from_millis(200));
        talk.answer(b"HTTP/1.1 200 OK\r\n\r\n");
    }));
    let outcome = probe(["-v", &server.url("/")]);
    let bars = bars(outcome.healthy());
    let total: u32 = bars.iter().map(|bar| bar.took).sum();
    assert!(bars[1].took >= 20_000, "{bars:?}: {outcome}");
    let mut end = 0;
    for Bar {
        took, left, width, ..
    } in &bars
    {
        // A bar has one column at least, and starts where the one before ended.
        assert!(left.abs_diff(end) <= 1, "{bars:?}: {outcome}");
        let wanted = usize::try_from(took * 54 / total).expect("a few columns");
        assert!(width.abs_diff(wanted) <= 1, "{bars:?}: {outcome}");
        end = left + width;
    }
}

#[test]
fn verbose_tells_every_address_with_its_result_and_time() {
    alone(SETUP, || {
        let _server = Server::at("[::1]:8000", Reply::ok()).expect("the port is free");
        let outcome = probe(["-v", "http://localhost:8000/"]);
        outcome.healthy();
        for start in [
            "* 127.0.0.1:8000: connection refused in ",
            "* [::1]:8000: connected in ",
        ] {
            let line = outcome.stderr.lines().find(|line| line.starts_with(start));
            let line = line.unwrap_or_else(|| panic!("{start} is missing: {outcome}"));
            assert!(line.ends_with(" ms"), "{outcome}");
        }
    });
}

#[test]
fn verbose_names_the_variables_that_had_a_say_and_not_their_values() {
    let server = Server::start(Reply::redirect(302, "http://other.test/?back=s3cret"));
    let port = server.port().to_string();
    let target = "http://${HOST:-127.0.0.1}:${PORT}/?key=${KEY}";
    let run = Probe::new()
        .env("PORT", &port)
        .env("KEY", "s3cret")
        .env("UNUSED", "1");
    let run = run.env("PROBELET_MAX_TIME", "3s");
    let outcome = run.args(["-v", "-H", "X-Key: ${KEY}", target]).run();
    outcome.healthy().hides("s3cret").hides("UNUSED");
    let shown: Vec<_> = outcome
        .stderr
        .lines()
        .filter_map(|line| line.strip_prefix("* variable "))
        .collect();
    let wanted = ["PROBELET_MAX_TIME", "KEY", "HOST (unset)", "PORT"];
    assert_eq!(shown, wanted, "{outcome}");
}

/// Asserts the phases, with `!` after one that broke off, and that all fits a terminal.
#[track_caller]
fn check(outcome: &Outcome, wanted: &[&str]) {
    let bars = bars(outcome);
    let seen: Vec<_> = bars
        .iter()
        .map(|Bar { phase, broke, .. }| [phase.as_str(), if *broke { "!" } else { "" }].concat())
        .collect();
    assert_eq!(seen, wanted, "{outcome}");
    let columns = outcome.stderr.lines().filter(|line| line.contains(" ms  "));
    assert!(columns.clone().count() == wanted.len(), "{outcome}");
    for line in columns {
        assert!(line.len() <= 80, "{} columns: {outcome}", line.len());
    }
}

/// Reads the timeline.
#[track_caller]
fn bars(outcome: &Outcome) -> Vec<Bar> {
    let lines = outcome.stderr.lines();
    let lines = lines.filter_map(|line| line.strip_prefix("* ")?.split_once(" ms  "));
    lines
        .map(|(start, bar)| {
            let (phase, took) = start.split_once(' ').expect("a phase and a time");
            let took = took.trim().replace('.', "");
            let length = bar.trim_end_matches('!').len();
            let width = bar.trim_end_matches('!').trim_start().len();
            Bar {
                phase: phase.to_owned(),
                took: took.parse().expect("a time"),
                left: length - width,
                width,
                broke: bar.ends_with('!'),
            }
        })
        .collect()
}
