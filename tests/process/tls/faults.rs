//! Peers that stall, drip or hang up: always a verdict in time, never a crash.

use std::io::Write;
use std::thread;
use std::time::Duration;

use rustls::version::{TLS12, TLS13};

use super::hello::{HANDSHAKE, LIMIT, after_hello, limited, record, stalled};
use super::{HEALTHY, asked, lacks_tls};
use crate::support::{Authority, Manner, Reply, Server, Tls, slack};

/// What is said of a handshake that does not get on.
const STUCK: &str = "no answer within 400 ms (connected, waiting for the TLS handshake)";

#[test]
fn a_handshake_that_stalls_or_drips_ends_at_the_limit() {
    if lacks_tls() {
        return;
    }
    let identity = Authority::root("Root").issue(["localhost"]);
    let drip = |millis| {
        Tls::new(&identity)
            .manner(Manner::Drip(Duration::from_millis(millis)))
            .ok()
    };
    // Some 900 bytes each: at 2 ms they need 1.8 s.
    let replies = [
        Reply::Silent,
        Reply::NeverRead,
        drip(2),
        drip(50),
        stalled(&record(HANDSHAKE, &[2, 0, 0xff, 0xff])),
        stalled(&[HANDSHAKE, 3]),
        endless(&record(HANDSHAKE, &[])),
    ];
    thread::scope(|scope| {
        for reply in replies {
            scope.spawn(|| {
                let server = Server::start(reply);
                let outcome = limited(&server);
                // What floods the connection with nothing may also be refused before that.
                outcome.exits(1);
                assert!(outcome.took < LIMIT + slack(), "{outcome}");
                if !outcome.line().contains("broken TLS") {
                    outcome.unhealthy([STUCK]).ended_at(LIMIT);
                }
            });
        }
    });
}

#[test]
fn a_drip_that_is_fast_enough_is_healthy() {
    if lacks_tls() {
        return;
    }
    let identity = Authority::root("Root").issue(["localhost"]);
    for version in [&TLS12, &TLS13] {
        let slow = Tls::new(&identity).version(version);
        let reply = slow.manner(Manner::Drip(Duration::from_micros(50))).ok();
        asked(reply, "localhost", &["-k"], HEALTHY);
    }
}

#[test]
fn a_handshake_cut_anywhere_is_unhealthy_at_once() {
    if lacks_tls() {
        return;
    }
    let identity = Authority::root("Root").issue(["localhost"]);
    thread::scope(|scope| {
        for length in [1, 2, 4, 5, 6, 40, 90, 127, 200, 400, 600] {
            for version in [&TLS12, &TLS13] {
                let identity = &identity;
                scope.spawn(move || {
                    let cut = Tls::new(identity)
                        .version(version)
                        .manner(Manner::Cut(length));
                    let wanted = "connection closed in the TLS handshake";
                    asked(cut.ok(), "localhost", &["-k"], wanted);
                });
            }
        }
    });
}

#[test]
fn an_answer_cut_between_records_is_told_from_a_whole_one() {
    if lacks_tls() {
        return;
    }
    let identity = Authority::root("Root").issue(["localhost"]);
    let cut = "connection cut off without TLS close_notify, so the answer may not be whole";
    let rows: [(&str, &[&str], &str); 9] = [
        // Whoever knows the length needs nobody to say that it is over.
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            &["--expect-body", "ok"],
            HEALTHY,
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            &["--reject-body", "no"],
            HEALTHY,
        ),
        // No assertion, no body.
        ("HTTP/1.1 200 OK\r\n\r\nok", &[], HEALTHY),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok",
            &[],
            HEALTHY,
        ),
        // What was wanted came.
        (
            "HTTP/1.1 200 OK\r\n\r\nok",
            &["--expect-body", "ok"],
            HEALTHY,
        ),
        // What must not come may have been cut off.
        ("HTTP/1.1 200 OK\r\n\r\nok", &["--reject-body", "no"], cut),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok",
            &["--expect-body", "no"],
            cut,
        ),
        ("HTTP/1.1 200 OK\r\nContent-Le", &[], cut),
        (
            "",
            &[],
            "connection closed without an answer; it may refuse this Host (-H), want a client \
             certificate (-E FILE) or speak gRPC (grpcs://)",
        ),
    ];
    for (answer, options, wanted) in rows {
        for version in [&TLS12, &TLS13] {
            let tls = Tls::new(&identity).version(version).silent_close();
            asked(
                tls.answers(answer),
                "localhost",
                &[&["-k"], options].concat(),
                wanted,
            );
        }
    }
    // With close_notify the same body is whole.
    let reply = Tls::new(&identity).answers("HTTP/1.1 200 OK\r\n\r\nok");
    asked(reply, "localhost", &["-k", "--reject-body", "no"], HEALTHY);
}

/// Answers the hello with the same bytes for ever.
fn endless(bytes: &[u8]) -> Reply {
    let bytes = bytes.repeat(1000);
    after_hello(move |talk| while talk.socket().write_all(&bytes).is_ok() {})
}
