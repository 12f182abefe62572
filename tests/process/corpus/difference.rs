//! Each documented difference from curl and wget, shown with the real program.

use std::ffi::OsStr;
use std::time::Duration;

use super::{exit_of, page, redirect};
use crate::support::{ClosedPort, Probe, Reply, Server, need, probe, scratch};

#[test]
fn the_page_lists_these_differences_and_no_other() {
    let wanted = [
        "broken-body",
        "curl-without-fail",
        "http09-banner",
        "last-url-counts",
        "proxy-variables",
        "redirect-limit",
        "redirect-other-host",
        "redirect-same-host",
        "retry-max-time",
        "spider-sends-head",
        "tls-roots",
        "wget-own-timeout",
        "wget-retries",
    ];
    assert_eq!(page::differences().into_iter().collect::<Vec<_>>(), wanted);
}

#[test]
fn a_short_body_fails_curl_and_no_probe() {
    let server = Server::start(Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"));
    let url = server.url("/");
    if let Some(code) = theirs("curl", ["-fs", "-o", "/dev/null", &url], &[]) {
        assert_eq!(code, 18);
    }
    probe(["-fs", "-o", "/dev/null", &url]).exits(0);
}

#[test]
fn a_banner_is_an_answer_to_wget_and_to_no_probe() {
    let server = Server::start(Reply::raw("SSH-2.0-OpenSSH_9.2\r\n"));
    let url = server.url("/");
    if let Some(code) = theirs("wget", ["-q", "-t1", "-O", "/dev/null", &url], &[]) {
        assert_eq!(code, 0);
    }
    probe(["-q", "-t1", "-O", "/dev/null", &url]).exits(1);
}

#[test]
fn curl_judges_the_last_url_and_probelet_all_of_them() {
    let bad = Server::start(Reply::status(503));
    let good = Server::start(Reply::ok());
    let (bad, good) = (bad.url("/"), good.url("/"));
    if let Some(code) = theirs("curl", ["-fsS", &bad, &good], &[]) {
        assert_eq!(code, 0);
    }
    probe(["-fsS", &bad, &good]).exits(1);
    probe(["-fsS", &good, &good]).exits(0);
}

#[test]
fn proxy_variables_stop_curl_and_no_probe() {
    let server = Server::start(Reply::ok());
    let closed = ClosedPort::take();
    let (url, proxy) = (server.url("/"), closed.url("/"));
    let names = [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ];
    let env = names.map(|name| (name, proxy.as_str()));
    if let Some(code) = theirs("curl", ["-fsS", &url], &env) {
        assert_eq!(code, 7);
    }
    let start = Probe::new().args(["-fsS", &url]);
    env.iter()
        .fold(start, |run, (name, value)| run.env(name, value))
        .run()
        .exits(0);
}

#[test]
fn twelve_redirects_are_few_for_curl_and_many_for_probelet() {
    let server = Server::start(Reply::choose(|request| {
        let steps = request.path().len();
        match steps {
            0..=12 => redirect(302, &format!("/{}", "x".repeat(steps))),
            _ => Reply::ok(),
        }
    }));
    let url = server.url("/");
    if let Some(code) = theirs("curl", ["-fsSL", &url], &[]) {
        assert_eq!(code, 0);
    }
    if let Some(code) = theirs("wget", ["-q", "-O-", &url], &[]) {
        assert_eq!(code, 0);
    }
    probe(["-fsSL", &url]).exits(1);
    probe(["-fsSL", "--max-redirs", "50", &url]).exits(0);
}

#[test]
fn wget_starts_its_timeout_anew_and_probelet_does_not() {
    let reply = Reply::Drip {
        bytes: b"HTTP/1.1 200\r\n\r\n".to_vec(),
        every: Duration::from_millis(100),
    };
    let server = Server::start(reply);
    let url = server.url("/");
    if let Some(code) = theirs("wget", ["-q", "-T0.5", "-t1", "-O-", &url], &[]) {
        assert_eq!(code, 0);
    }
    let limit = Duration::from_millis(500);
    probe(["-q", "-T0.5", "-t1", "-O-", &url])
        .exits(1)
        .ended_at(limit);
}

#[test]
fn wget_tries_again_unasked_and_probelet_does_not() {
    let reply = || Reply::Sequence(vec![Reply::CloseAfterRequest, Reply::ok()]);
    let server = Server::start(reply());
    if let Some(code) = theirs("wget", ["-q", "-O-", &server.url("/")], &[]) {
        assert_eq!((code, server.connections()), (0, 2));
    } else {
        // The server insists on being called.
        probe([server.url("/")]);
    }
    let server = Server::start(reply());
    probe(["-q", "-O-", &server.url("/")]).exits(1);
    assert_eq!(server.connections(), 1);
}

/// Exit status of the real program; `None` when it is missing.
fn theirs<A: AsRef<OsStr>>(
    tool: &str,
    args: impl IntoIterator<Item = A>,
    env: &[(&str, &str)],
) -> Option<i32> {
    let program = need(tool)?;
    exit_of(&program, args, env, scratch().path())
}
