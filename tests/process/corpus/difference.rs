//! Each documented difference from curl and wget, shown with the real program.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use super::{exit_of, page, redirect};
use crate::environment::PROXIES;
use crate::support::{ClosedPort, Probe, Reply, Request, Server, need, probe, scratch};

#[test]
fn the_page_lists_these_differences_and_no_other() {
    let wanted = [
        "body-not-printed",
        "broken-body",
        "curl-without-fail",
        "globbing",
        "http09-banner",
        "last-url-counts",
        "one-limit",
        "proxy-variables",
        "redirect-limit",
        "redirect-other-host",
        "redirect-same-host",
        "refused-flags",
        "retry-max-time",
        "spider-sends-head",
        "tls-roots",
        "wget-head",
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
fn curl_prints_the_body_and_probelet_its_verdict() {
    let server = Server::start(Reply::body("all is well\n"));
    let url = server.url("/");
    if let Some(curl) = need("curl") {
        assert_eq!(output(&curl, &["-sf", &url]).stdout, b"all is well\n");
    }
    assert_eq!(probe(["-sf", &url]).stdout(), "");
    assert_eq!(probe(["-sf", "-o-", &url]).stdout(), "all is well\n");
    let closed = ClosedPort::take();
    // So that `| grep healthy` would be content.
    probe(["-sf", &closed.url("/")]).says(["unhealthy"]);
}

#[test]
fn wget_shows_the_head_for_a_letter_that_is_curls_here() {
    let server = Server::start(Reply::ok());
    let url = server.url("/");
    if let Some(wget) = need("wget") {
        let said = output(&wget, &["-S", "--spider", &url]).stderr;
        assert!(String::from_utf8_lossy(&said).contains("  HTTP/1.1 200 OK"));
    }
    assert_eq!(probe(["-S", "--spider", &url]).stderr, "");
    let outcome = probe(["--server-response", "--spider", &url]);
    assert!(outcome.stderr.contains("HTTP/1.1 200 OK"), "{outcome}");
}

#[test]
fn curl_makes_several_urls_of_one_and_probelet_does_not() {
    for (pattern, theirs_ask) in [("/{a,b}", ["/a", "/b"]), ("/[1-2]", ["/1", "/2"])] {
        let server = Server::start(Reply::ok());
        let url = server.url(pattern);
        let code = theirs("curl", ["-fs", "-o", "/dev/null", &url], &[]);
        probe(["-fs", &url]).exits(0);
        let paths: Vec<_> = server.requests().iter().map(Request::path).collect();
        let asked = code.map_or(&[][..], |_| &theirs_ask);
        assert_eq!(paths, [asked, &[pattern]].concat());
    }
}

#[test]
fn curl_gives_each_url_its_own_limit_and_probelet_gives_one_to_all() {
    let server = Server::start(Reply::custom(|peer| {
        peer.hear();
        peer.pause(Duration::from_millis(600));
        peer.answer(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }));
    let url = server.url("/");
    if let Some(code) = theirs("curl", ["-fs", "-m1", &url, &url], &[]) {
        assert_eq!(code, 0);
    }
    probe(["-fs", "-m1", &url, &url])
        .exits(1)
        .ended_at(Duration::from_secs(1));
}

#[test]
fn some_flags_and_shortened_ones_are_refused() {
    let server = Server::start(Reply::ok());
    let url = server.url("/");
    for (tool, words) in [
        ("curl", ["-fs", "--limit-rate=1M"].as_slice()),
        ("curl", &["-fs", "--sile"]),
        ("curl", &["-fs", "-d@/dev/null"]),
        ("wget", &["-q", "--spid"]),
        ("wget", &["-q", "-O-", "--read-timeout=3"]),
    ] {
        let words = [words, &[url.as_str()]].concat();
        // curl takes its flags with a blank.
        let typed = words
            .iter()
            .flat_map(|word| match (tool, word.split_once('=')) {
                ("curl", Some((flag, value))) => vec![flag, value],
                _ => vec![*word],
            });
        if let Some(code) = theirs(tool, typed, &[]) {
            assert_eq!(code, 0, "{words:?}");
        }
        probe(&words).misuse([]);
    }
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
    let env = PROXIES.map(|name| (name, proxy.as_str()));
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

/// What the real program prints.
fn output(program: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.args(args).env_clear().stdin(Stdio::null());
    command.output().expect("the program can be started")
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
