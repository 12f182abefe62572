//! Which answers are healthy.

use crate::support::{Reply, Server, probe};

#[test]
fn the_default_set_is_the_kubelets() {
    for (code, healthy) in [
        (200, true),
        (201, true),
        (204, true),
        (301, true),
        (302, true),
        (304, true),
        (399, true),
        (400, false),
        (401, false),
        (404, false),
        (500, false),
        (503, false),
        (599, false),
    ] {
        let server = Server::start(Reply::status(code));
        let outcome = probe([server.url("/")]);
        let code = code.to_string();
        if healthy {
            outcome.healthy().says([code.as_str()]);
        } else {
            outcome.unhealthy([code.as_str(), "wanted 200-399"]);
        }
    }
}

#[test]
fn the_lines_are_those_of_the_contract() {
    let server = Server::start(Reply::ok());
    let url = server.url("/health");
    let wanted = format!("healthy: {url}: 200 OK in N ms");
    assert_eq!(probe([&url]).untimed_line(), wanted);

    let server = Server::start(Reply::status(503));
    let url = server.url("/health");
    let wanted = format!("unhealthy: {url}: 503 Service Unavailable in N ms, wanted 200-399");
    assert_eq!(probe([&url]).untimed_line(), wanted);
}

#[test]
fn a_given_set_replaces_the_default() {
    for (set, code, healthy) in [
        ("200", 200, true),
        ("200", 204, false),
        ("2xx", 299, true),
        ("2XX", 200, true),
        ("2xx", 301, false),
        ("200-204,401", 204, true),
        ("200-204,401", 401, true),
        ("200-204,401", 205, false),
        ("404", 404, true),
        ("404", 200, false),
        ("5xx", 503, true),
        ("200, 404", 404, true),
    ] {
        let server = Server::start(Reply::status(code));
        let outcome = probe(["--expect-status", set, &server.url("/")]);
        let code = code.to_string();
        if healthy {
            outcome.healthy().says([code.as_str()]);
        } else {
            outcome.unhealthy([code.as_str(), "wanted"]);
        }
    }
}

#[test]
fn interim_answers_are_skipped() {
    let interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n";
    for (last, code) in [("200 OK", 0), ("500 No", 1)] {
        let reply = format!("{interim}HTTP/1.1 {last}\r\nContent-Length: 0\r\n\r\n");
        let server = Server::start(Reply::raw(reply));
        probe([server.url("/")]).exits(code).says([last]);
    }
}
