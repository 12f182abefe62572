//! Variables: what is read, what never is, and how references are expanded.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use crate::support::{Probe, Reply, Server, probe, scratch};

/// The variables that name a proxy for other programs.
pub(crate) const PROXIES: [&str; 6] = [
    "http_proxy",
    "HTTP_PROXY",
    "https_proxy",
    "HTTPS_PROXY",
    "all_proxy",
    "ALL_PROXY",
];

#[test]
fn proxy_variables_and_settings_files_change_nothing() {
    let proxy = Server::untouched();
    let server = Server::start(Reply::ok());
    let home = scratch();
    let setting = proxy.url("/");
    for (file, text) in [
        (".curlrc", format!("proxy = {setting}\n")),
        (".wgetrc", format!("http_proxy = {setting}\n")),
        (".netrc", "default login a password b\n".to_owned()),
    ] {
        std::fs::write(home.path().join(file), text).expect("writes");
    }
    let mut probe = Probe::new().arg(server.url("/")).env("HOME", home.path());
    for name in PROXIES {
        probe = probe.env(name, &setting);
    }
    probe
        .env("NO_PROXY", "")
        .env("CURL_HOME", home.path())
        .run()
        .healthy();
    assert_eq!(server.request().header("authorization"), None);
}

#[test]
fn variables_of_others_change_nothing() {
    let server = Server::start(Reply::ok());
    let outcome = Probe::new()
        .arg(server.url("/"))
        .env("PROBELET_NO_SUCH_OPTION", "1")
        .env("MAX_TIME", "0")
        .env("RUST_BACKTRACE", "1")
        .env("RUST_LOG", "trace")
        .env("BROKEN", OsStr::from_bytes(b"\xff\xfe"))
        .env(OsStr::from_bytes(b"BRO\xffKEN"), "")
        .run();
    outcome.healthy();
    assert_eq!(outcome.stderr, "", "{outcome}");
}

#[test]
fn every_option_has_its_twin() {
    let silent = Server::start(Reply::Silent);
    Probe::new()
        .arg(silent.url("/"))
        .env("PROBELET_MAX_TIME", "200ms")
        .run()
        .unhealthy(["within 200 ms"]);

    let shut = Server::start(Reply::status(503));
    for (name, value, code) in [
        ("PROBELET_EXPECT_STATUS", "503", 0),
        ("PROBELET_EXPECT_STATUS", "200", 1),
        ("PROBELET_FAIL_CODE", "3", 3),
        ("PROBELET_RETRY", "1", 1),
        ("PROBELET_EXPECT_HEADER", "Content-Length: 0", 1),
    ] {
        Probe::new()
            .arg(shut.url("/"))
            .env(name, value)
            .run()
            .exits(code);
    }
    assert_eq!(shut.connections(), 6);

    for (name, value, header, wanted) in [
        ("PROBELET_HEADER", "X-A: b", "x-a", "b"),
        ("PROBELET_USER_AGENT", "me/1", "user-agent", "me/1"),
        (
            "PROBELET_USER",
            "user:secret",
            "authorization",
            "Basic dXNlcjpzZWNyZXQ=",
        ),
        (
            "PROBELET_OAUTH2_BEARER",
            "token",
            "authorization",
            "Bearer token",
        ),
        ("PROBELET_DATA", "a=b", "content-length", "3"),
    ] {
        let server = Server::start(Reply::ok());
        Probe::new()
            .arg(server.url("/"))
            .env(name, value)
            .run()
            .healthy();
        assert_eq!(
            server.request().header(header).as_deref(),
            Some(wanted),
            "{name}"
        );
    }

    let server = Server::start(Reply::ok());
    Probe::new()
        .arg(server.url("/"))
        .env("PROBELET_REQUEST", "PUT")
        .run()
        .healthy();
    assert_eq!(server.request().line(), "PUT / HTTP/1.1");

    let server = Server::start(Reply::ok());
    let dial = server.address().to_string();
    Probe::new()
        .arg("http://app.example/")
        .env("PROBELET_CONNECT_TO", dial)
        .run()
        .healthy();

    let server = Server::start(Reply::ok());
    let outcome = Probe::new()
        .arg(server.url("/"))
        .env("PROBELET_FORMAT", "json")
        .run();
    assert!(outcome.exits(0).line().starts_with('{'), "{outcome}");
}

#[test]
fn a_bad_twin_is_misuse_that_names_it() {
    let server = Server::untouched();
    for (name, value) in [
        ("PROBELET_MAX_TIME", "soon"),
        ("PROBELET_EXPECT_STATUS", "fine"),
        ("PROBELET_FAIL_CODE", "2"),
        ("PROBELET_HEADER", "no colon"),
        ("PROBELET_FORMAT", "xml"),
        ("PROBELET_CACERT", "/no/such/file"),
    ] {
        Probe::new()
            .arg(server.url("/"))
            .env(name, value)
            .run()
            .misuse([name]);
    }
}

#[test]
fn the_flag_beats_the_variable() {
    let server = Server::start(Reply::status(503));
    let outcome = Probe::new()
        .args(["--expect-status=503", &server.url("/")])
        .env("PROBELET_EXPECT_STATUS", "200")
        .run();
    outcome.healthy();
}

#[test]
fn targets_come_from_the_variable_when_none_is_given() {
    let server = Server::start(Reply::ok());
    let list = format!("{}  {} ", server.url("/1"), server.url("/2"));
    let outcome = Probe::new().env("PROBELET_TARGET", &list).run();
    outcome.exits(0);
    assert_eq!(outcome.lines().len(), 2, "{outcome}");
    let outcome = Probe::new()
        .arg(server.url("/3"))
        .env("PROBELET_TARGET", &list)
        .run();
    outcome.healthy().says(["/3"]);
    assert_eq!(server.connections(), 3);
    Probe::new()
        .env("PROBELET_TARGET", " ")
        .run()
        .misuse(["target"]);
    Probe::new()
        .env("PROBELET_TARGET", "ftp://x/")
        .run()
        .misuse(["ftp"]);
}

#[test]
fn references_are_expanded_in_targets() {
    let server = Server::start(Reply::ok());
    let port = server.port().to_string();
    for (target, path) in [
        ("http://127.0.0.1:${PORT}/health", "/health"),
        (":${PORT}/health", "/health"),
        ("${PORT}/health", "/health"),
        ("http://${HOST:-127.0.0.1}:${PORT:-1}/health", "/health"),
        ("http://127.0.0.1:${PORT}${ROUTE:-/ready}", "/ready"),
        ("http://127.0.0.1:${PORT}/$$x", "/$x"),
        ("http://127.0.0.1:$PORT/x$1", "/x$1"),
        ("http://127.0.0.1:${PORT}/x$", "/x$"),
        ("http://127.0.0.1:${PORT}/$${PORT}", "/${PORT}"),
        ("http://127.0.0.1:${PORT}/${EMPTY:-e}", "/e"),
    ] {
        let server_path = {
            let before = server.connections();
            let run = Probe::new()
                .arg(target)
                .env("PORT", &port)
                .env("EMPTY", "")
                .run();
            run.healthy();
            server.requests()[before].path()
        };
        assert_eq!(
            server_path.replace("%7B", "{").replace("%7D", "}"),
            path,
            "{target}"
        );
    }
}

#[test]
fn references_are_expanded_in_values_once() {
    for (header, value, wanted) in [
        ("X: ${V}", "plain", "plain"),
        ("X: ${V}", "${OTHER}", "${OTHER}"),
        ("X: ${V}", "$$", "$$"),
        ("X: a${V}b", " --insecure ", "a --insecure b"),
        ("X: ${NONE:-${V}}", "nested", "nested"),
        ("X: $${V}", "plain", "${V}"),
    ] {
        let server = Server::start(Reply::ok());
        let probe = Probe::new().args(["-H", header, &server.url("/")]);
        probe.env("V", value).env("OTHER", "wrong").run().healthy();
        let sent = server.request().header("x");
        assert_eq!(sent.as_deref(), Some(wanted), "{header} {value}");
    }
    let server = Server::start(Reply::status(418));
    let options = ["--expect-status=${WANT}", "-m${TIME}", &server.url("/")];
    Probe::new()
        .args(options)
        .env("WANT", "418")
        .env("TIME", "2s")
        .run()
        .healthy();
}

#[test]
fn a_twin_is_not_expanded() {
    let server = Server::start(Reply::ok());
    let probe = Probe::new()
        .arg(server.url("/"))
        .env("PROBELET_HEADER", "X: ${HOME}$$");
    probe.env("HOME", "/root").run().healthy();
    assert_eq!(server.request().header("x").as_deref(), Some("${HOME}$$"));
}

#[test]
fn what_a_variable_holds_is_never_a_second_header_or_target() {
    let server = Server::untouched();
    for value in ["a\r\nX-Evil: 1", "a\nb", "a\rb"] {
        let probe = Probe::new()
            .args(["-H", "X: ${V}", &server.url("/")])
            .env("V", value);
        probe.run().misuse([]);
        let target = server.url("/${V}");
        Probe::new().arg(&target).env("V", value).run().misuse([]);
    }
    let other = Server::untouched();
    let spaced = format!("x {}", other.url("/"));
    Probe::new()
        .arg(server.url("/${V}"))
        .env("V", spaced)
        .run()
        .misuse([]);
}

#[test]
fn an_argument_that_is_not_utf_8_is_misuse() {
    let server = Server::untouched();
    let bad = OsStr::from_bytes(b"http://127.0.0.1/\xff");
    probe([bad]).misuse(["UTF-8"]);
    let run = Probe::new().args(["-H", "X: ${V}", &server.url("/")]);
    run.env("V", OsStr::from_bytes(b"\xff")).run().misuse(["V"]);
    let run = Probe::new().arg(server.url("/"));
    run.env("PROBELET_MAX_TIME", OsStr::from_bytes(b"\xff"))
        .run()
        .misuse(["PROBELET_MAX_TIME"]);
}

#[test]
fn an_empty_and_a_huge_environment_are_fine() {
    let server = Server::start(Reply::ok());
    probe([server.url("/")]).healthy();
    let mut run = Probe::new().arg(server.url("/"));
    for number in 0..10 {
        run = run.env(format!("V{number}"), "x".repeat(100_000));
    }
    run.run().healthy();
}
