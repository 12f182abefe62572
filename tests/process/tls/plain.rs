//! TLS to ports that have none, and plain requests to ports that have it.

use std::time::Duration;

use super::{asked, lacks_tls, wants};
use crate::support::{Authority, Reply, Server, Tls, probe};

#[test]
fn a_plain_port_is_told_from_a_tls_one() {
    if lacks_tls() {
        return;
    }
    let http = "no TLS on this port; try http://localhost:PORT/";
    let closed = "connection closed in the TLS handshake; if this port has no TLS, try \
                  http://localhost:PORT/";
    let rows = [
        (raw("HTTP/1.1 400 Bad Request\r\n\r\n"), http),
        // Python's http.server answers with a page and no status line.
        (raw("<!DOCTYPE HTML>\n"), http),
        (
            raw("SSH-2.0-OpenSSH_9.2p1\r\n"),
            "no TLS on this port; its answer starts \
            \"SSH-2.0-OpenSSH_9.2p1\"",
        ),
        (
            raw("220 mail ESMTP\r\n"),
            "no TLS on this port; its answer starts \"220 mail ESMTP\"",
        ),
        (
            raw("-ERR \x1b[2J\r\n"),
            "no TLS on this port; its answer starts \"-ERR \\x1b[2J\"",
        ),
        (
            raw("\0\0\0\0\0\0\0\0"),
            "no TLS on this port; its answer starts \
            \"\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\"",
        ),
        (Reply::CloseAtAccept, closed),
        (Reply::ResetAtAccept, closed),
    ];
    for (reply, wanted) in rows {
        asked(reply, "localhost", &[], wanted);
    }
}

#[test]
fn a_plain_answer_that_drips_is_seen_at_once() {
    if lacks_tls() {
        return;
    }
    let reply = Reply::custom(|talk| {
        for byte in b"HTTP/1.1 400 Bad Request\r\n\r\n" {
            if talk.send(&[*byte]).is_err() || talk.pause(Duration::from_millis(2)) {
                return;
            }
        }
        talk.close();
    });
    asked(
        reply,
        "localhost",
        &[],
        "no TLS on this port; try http://localhost:PORT/",
    );
}

#[test]
fn plain_http_to_a_tls_port_says_so() {
    if lacks_tls() {
        return;
    }
    let server = Server::start(Tls::new(&Authority::root("Root").issue(["localhost"])).ok());
    let url = server.url("/");
    let wanted = "TLS on this port; try https://";
    wants(&probe([&url]), server.port(), &url, wanted);
}

#[test]
fn queries_stay_hidden_in_the_advice() {
    if lacks_tls() {
        return;
    }
    let server = Server::start(raw("HTTP/1.1 400 Bad Request\r\n\r\n"));
    let at = format!("localhost:{}/?token", server.port());
    let outcome = probe([format!("https://user:secret@{at}=hidden")]);
    let wanted = format!("no TLS on this port; try http://{at}=***");
    outcome.hides("hidden").hides("secret");
    wants(
        &outcome,
        server.port(),
        &format!("https://{at}=***"),
        &wanted,
    );
}

/// A server that waits for the hello and answers it with these bytes.
fn raw(bytes: &'static str) -> Reply {
    Reply::custom(move |talk| {
        let _ = talk.send(bytes.as_bytes());
        talk.close();
    })
}

#[test]
fn verbose_shows_what_came_instead_of_tls() {
    if lacks_tls() {
        return;
    }
    let server = Server::start(raw("HTTP/1.1 400 Bad Request\r\n\r\n"));
    let outcome = probe(["-v", "-k", &format!("https://localhost:{}/", server.port())]);
    outcome.exits(1);
    assert!(
        outcome.stderr.contains("\n< HTTP/1.1 400 Bad Request\n"),
        "{outcome}"
    );
}

#[test]
fn verbose_tries_tls_where_a_port_closed_without_an_answer() {
    if lacks_tls() {
        return;
    }
    let secure = || Tls::new(&Authority::root("Root").issue(["localhost"])).ok();
    let refuses = || raw("\x15\x03\x01\0\x02\x02\x28");
    let closes = || Reply::CloseAfterRequest;
    let found = "* a second connection found TLS on this port; try https://localhost:";
    let rows: [(Reply, Reply, &[&str]); 4] = [
        (
            closes(),
            secure(),
            &[found, "* TLSv1.3, ", "* certificate for \"localhost\""],
        ),
        (Reply::ResetAtAccept, refuses(), &[found]),
        (closes(), raw("220 mail ESMTP\r\n"), &[]),
        (closes(), closes(), &[]),
    ];
    for (first, second, wanted) in rows {
        let server = Server::start(Reply::Sequence(vec![first, second]));
        let outcome = probe(["-v", &format!("http://localhost:{}/", server.port())]);
        outcome.unhealthy(["without an answer; it may "]);
        let shown = outcome.stderr.matches("second connection").count();
        assert_eq!(shown, usize::from(!wanted.is_empty()), "{outcome}");
        for part in wanted {
            assert!(outcome.stderr.contains(part), "{part}: {outcome}");
        }
        assert_eq!(server.connections(), 2, "{outcome}");
    }
    // Nobody asked to see it, or there was an answer.
    for (flag, reply) in [("-k", Reply::CloseAfterRequest), ("-v", Reply::status(503))] {
        let server = Server::start(reply);
        probe([flag, &server.url("/")]).exits(1);
        assert_eq!(server.connections(), 1, "{flag}");
    }
}

#[test]
fn inside_tls_other_protocols_have_tls_in_their_advice() {
    if lacks_tls() {
        return;
    }
    let root = Authority::root("Root");
    for (answer, wanted) in [
        (
            &b"\0\0\0\x04\0\0\0\0\0"[..],
            "HTTP/2; if it is gRPC, try grpcs://, otherwise tls://",
        ),
        (
            b"220 mail ESMTP\r\n",
            "it may be SMTP or FTP; try tls:// with --expect-body 220",
        ),
        (
            b"",
            "want a client certificate (-E FILE) or speak gRPC (grpcs://)",
        ),
    ] {
        let server = Server::start(Tls::new(&root.issue(["localhost"])).answers(answer));
        probe(["-k", &format!("https://localhost:{}/", server.port())]).unhealthy([wanted]);
    }
}
