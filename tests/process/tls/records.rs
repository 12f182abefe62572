//! Records that a TLS peer must not send, and alerts.

use std::time::Duration;

use rustls::version::{TLS12, TLS13};

use super::hello::{ALERT, HANDSHAKE, LIMIT, after_hello, limited, record, stalled};
use super::{HEALTHY, asked, file, lacks_tls};
use crate::support::{Authority, Identity, Server, Tls, scratch};

#[test]
fn alerts_are_named() {
    if lacks_tls() {
        return;
    }
    let rows = [
        (
            40,
            "the server refused the TLS handshake; it may want a client certificate (-E FILE), \
              or have no cipher suite or curve that probelet offers",
        ),
        (
            42,
            "the server wants a client certificate; give one with -E FILE --key FILE",
        ),
        (
            70,
            "the server's TLS is too old; it must offer TLS 1.2 or 1.3",
        ),
        (
            80,
            "the server broke TLS off (alert internal_error); it may serve other names only; try \
             --connect-to localhost https://NAME:PORT/",
        ),
        (
            112,
            "the server knows no site of that name; it may serve other names only; try \
             --connect-to localhost https://NAME:PORT/",
        ),
        (
            116,
            "the server wants a client certificate; give one with -E FILE --key FILE",
        ),
        (255, "the server broke TLS off (alert 255)"),
    ];
    for (number, wanted) in rows {
        asked(
            stalled(&record(ALERT, &[2, number])),
            "localhost",
            &[],
            wanted,
        );
    }
}

#[test]
fn broken_records_are_refused_at_once() {
    if lacks_tls() {
        return;
    }
    let rows = [
        // A record longer than any may be, and one that nobody defined.
        (vec![HANDSHAKE, 3, 3, 0xff, 0xff], "broken TLS"),
        (record(0x18, &[1, 0x40, 0]), "broken TLS"),
        // A message of 16 MiB is announced.
        (
            record(HANDSHAKE, &[0xff; 64]),
            "handshake message of over 64 KiB",
        ),
        (record(HANDSHAKE, &[2, 0, 0, 4, 0, 0, 0, 0]), "broken TLS"),
        (
            record(0x17, b"application data before any key"),
            "broken TLS",
        ),
        (record(0x14, &[1]), "broken TLS"),
        (record(ALERT, &[9, 9, 9]), "broken TLS"),
    ];
    for (bytes, wanted) in rows {
        let server = Server::start(stalled(&bytes));
        let outcome = limited(&server);
        outcome.unhealthy([wanted]);
        assert!(outcome.took < LIMIT, "{outcome}");
    }
    let server = Server::start(after_hello(|talk| talk.socket().reset_on_close()));
    limited(&server).unhealthy(["connection closed in the TLS handshake"]);
}

#[test]
fn a_reset_after_the_first_record_is_named() {
    if lacks_tls() {
        return;
    }
    let server = Server::start(after_hello(|talk| {
        let _ = talk.send(&record(HANDSHAKE, &[2, 0]));
        talk.pause(Duration::from_millis(20));
        talk.socket().reset_on_close();
    }));
    limited(&server).unhealthy(["connection reset in the TLS handshake"]);
}

#[test]
fn random_bytes_never_crash() {
    if lacks_tls() {
        return;
    }
    // Xorshift: the same bytes at every run.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut byte = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    };
    for kind in 0x14..=0x18 {
        for length in [1, 7, 64, 700] {
            let garbage: Vec<u8> = (0..length).map(|_| byte()).collect();
            let server = Server::start(after_hello(move |talk| {
                let _ = talk.send(&record(kind, &garbage));
                talk.close();
            }));
            limited(&server).unhealthy([]);
        }
    }
}

#[test]
fn a_chain_of_a_megabyte_is_refused() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let mut identity = root.issue(["localhost"]);
    let filler = root.intermediate("Filler").issue(["filler.example"]).chain;
    let count = 1024 * 1024 / filler[0].len();
    let fill = |identity: &mut Identity, count| {
        identity
            .chain
            .extend(filler.iter().take(1).cycle().take(count).cloned());
    };
    // What fits into 64 KiB is waded through in time.
    let mut long = identity.clone();
    fill(&mut long, 50_000 / filler[0].len());
    asked(
        Tls::new(&long).ok(),
        "localhost",
        &["--cacert", &ca],
        HEALTHY,
    );
    fill(&mut identity, count);
    let wanted = "the server sent a handshake message of over 64 KiB; is its certificate chain \
                  that long?";
    for version in [&TLS12, &TLS13] {
        let server = Tls::new(&identity).version(version);
        asked(server.ok(), "localhost", &["--cacert", &ca], wanted);
    }
}
