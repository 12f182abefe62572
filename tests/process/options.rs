//! Options of curl and wget that put the request together, and which one counts of two.

use std::fs;
use std::process::Command;

use crate::support::{Probe, Reply, Server, has_tls, need, probe, scratch};

/// Runs with these options, and returns the request that the server heard.
fn request(options: &[&str], path: &str) -> crate::support::Request {
    let server = Server::start(Reply::ok());
    probe(options.iter().chain(&[server.url(path).as_str()])).healthy();
    server.request()
}

#[test]
fn data_is_put_together_as_by_curl() {
    let folder = scratch();
    let file = folder.path().join("data");
    fs::write(&file, "f=1\n").expect("writes");
    let at_file = format!("@{}", file.display());
    for (options, wanted) in [
        (
            &["-d", "a=1", "--data-raw", "@b", "-d", "c"][..],
            "a=1&@b&c",
        ),
        (&["--json", "{\"a\":", "--json", "1}"], "{\"a\":1}"),
        (&["--data-raw", &at_file], &at_file),
        (&["-d", &at_file], "f=1\n"),
    ] {
        let request = request(options, "/");
        assert_eq!(request.body(), wanted.as_bytes(), "{options:?}");
        assert!(request.line().starts_with("POST "), "{options:?}");
    }
}

#[test]
fn json_sets_two_headers_unless_they_are_given() {
    let request = request(&["--json", "{}", "-H", "accept: text/plain"], "/");
    let header = |name| request.header(name);
    assert_eq!(header("content-type").as_deref(), Some("application/json"));
    assert_eq!(header("accept").as_deref(), Some("text/plain"));
}

#[test]
fn data_goes_into_the_query_where_that_is_asked_for() {
    for (options, path, wanted) in [
        (
            &["-G", "-d", "a=1", "-d", "b=ü x"][..],
            "/p",
            "GET /p?a=1&b=%C3%BC%20x",
        ),
        (&["-G", "-d", "a=1"], "/p?q", "GET /p?q&a=1"),
        (&["-I", "--get", "-d", "a=1"], "/", "HEAD /?a=1"),
        (&["-G"], "/", "GET /"),
    ] {
        let request = request(options, path);
        assert_eq!(request.line(), format!("{wanted} HTTP/1.1"), "{options:?}");
        assert_eq!(request.body(), b"", "{options:?}");
    }
}

#[test]
fn cookies_and_credentials_are_sent() {
    for (options, name, wanted) in [
        (&["-b", "a=1", "--cookie=b=2"][..], "cookie", "a=1; b=2"),
        (&["--user=u", "--password=p"], "authorization", "Basic dTpw"),
        (
            &["--http-user=u", "--http-password=p"],
            "authorization",
            "Basic dTpw",
        ),
        (&["--user=u:p"], "authorization", "Basic dTpw"),
    ] {
        let value = request(options, "/").header(name);
        assert_eq!(value.as_deref(), Some(wanted), "{options:?}");
    }
    probe(["-b", "cookies.txt", "URL"]).misuse(["--cookie", "NAME=VALUE"]);
    probe(["--password", "p", "URL"]).misuse(["--user"]);
    probe(["--user", "u:s3cret", "--password", "p", "URL"])
        .misuse(["--password"])
        .hides("s3cret");
}

#[test]
fn what_was_typed_beats_a_variable_that_contradicts_it() {
    for (options, variable, value, header, wanted) in [
        (
            &["-u", "u:p"][..],
            "OAUTH2_BEARER",
            "t",
            "authorization",
            "Basic dTpw",
        ),
        (&["-HAuthorization: a"], "USER", "u:p", "authorization", "a"),
        (
            &["-u", "u:p"],
            "HEADER",
            "Authorization: a",
            "authorization",
            "Basic dTpw",
        ),
        (&["--json={}"], "DATA", "a=1", "content-length", "2"),
    ] {
        let server = Server::start(Reply::ok());
        let run = Probe::new().args(options).arg(server.url("/"));
        let outcome = run.env(format!("PROBELET_{variable}"), value).run();
        outcome.healthy();
        let found = server.request().header(header);
        assert_eq!(found.as_deref(), Some(wanted), "{options:?} {variable}");
    }
    for (options, variable, value) in [
        (&["-I"][..], "DATA", "a=1"),
        (&["-I"], "EXPECT_BODY", "ready"),
        (&["-I"], "REQUEST", "POST"),
        (&["--retry", "0"], "TRIES", "2"),
        (&["--tries", "1"], "RETRY", "1"),
        (&["--retry", "0"], "RETRY_DELAY", "1"),
        (&["-m3"], "RPC_TIMEOUT", "1"),
    ] {
        let server = Server::start(Reply::ok());
        let run = Probe::new().args(options).arg(server.url("/"));
        run.env(format!("PROBELET_{variable}"), value)
            .run()
            .exits(0);
        assert_eq!(server.connections(), 1, "{options:?} {variable}");
    }
    let server = Server::start(Reply::ok());
    let run = Probe::new().args(["--connect-to", "127.0.0.1"]);
    run.arg(server.url("/"))
        .env("PROBELET_UNIX_SOCKET", "/nowhere")
        .run()
        .healthy();
    let folder = scratch();
    let path = folder.path().join("app.sock");
    let server = Server::unix(&path, Reply::ok());
    let run = Probe::new().arg(format!("unix:{}:/", path.display()));
    run.env("PROBELET_UNIX_SOCKET", "/nowhere")
        .env("PROBELET_CONNECT_TO", "127.0.0.1:1")
        .run()
        .healthy();
    assert_eq!(server.connections(), 1);
}

#[test]
fn a_method_that_was_given_survives_a_redirect() {
    for (options, status, wanted) in [
        (&["-XPUT"][..], 302, "PUT /x"),
        (&["-XPUT", "-dx"], 303, "PUT /x"),
        (&["-XDELETE"], 301, "DELETE /x"),
        (&["-dx"], 302, "GET /x"),
        (&["-I"], 303, "HEAD /x"),
    ] {
        let server = Server::start(Reply::paths([
            ("/", Reply::redirect(status, "/x")),
            ("/x", Reply::ok()),
        ]));
        probe(options.iter().chain(&[server.url("/").as_str()])).healthy();
        let last = server.requests().pop().expect("a request");
        assert_eq!(last.line(), format!("{wanted} HTTP/1.1"), "{options:?}");
        assert_eq!(last.body(), b"", "{options:?}");
    }
}

#[test]
fn files_that_can_block_are_misuse() {
    let Some(mkfifo) = need("mkfifo") else {
        return;
    };
    let folder = scratch();
    let fifo = folder.path().join("fifo");
    let made = Command::new(mkfifo)
        .arg(&fifo)
        .status()
        .expect("mkfifo runs");
    assert!(made.success());
    for path in [fifo.to_str().expect("text"), "/dev/stdin", "/dev/zero", "/"] {
        for flag in ["-d", "--json", "-H", "-u", "--oauth2-bearer"] {
            let outcome = probe([flag, &format!("@{path}"), "http://127.0.0.1:1/"]);
            outcome.misuse(["not a regular file"]);
        }
    }
}

#[test]
fn a_port_is_sent_what_was_given_and_its_answer_checked() {
    let pong = || Reply::raw("+PONG\r\n");
    for (send, body, healthy) in [
        ("PING\\r\\n\\r\\n", "+PONG", true),
        ("PING\\r\\n\\r\\n", "+OK", false),
    ] {
        let server = Server::start(pong());
        let target = format!("tcp://127.0.0.1:{}", server.port());
        let outcome = probe(["--send", send, "--expect-body", body, &target]);
        if healthy {
            outcome.healthy();
        } else {
            outcome.unhealthy(["the answer does not contain \"+OK\""]);
        }
        assert_eq!(server.request().bytes(), b"PING\r\n\r\n", "{outcome}");
    }
    probe(["--send", "\\q", "tcp://127.0.0.1:1"]).misuse(["--send", "escape"]);
}

#[test]
fn what_is_sent_is_not_shown() {
    let server = Server::start(Reply::raw("+PONG\r\n\r\n"));
    let target = format!("tcp://127.0.0.1:{}", server.port());
    let outcome = probe([
        "-v",
        "--send=AUTH s3cret\\r\\n\\r\\n",
        "--expect-body=PONG",
        &target,
    ]);
    outcome.healthy();
    assert!(outcome.stderr.contains("* sent 15 bytes"), "{outcome}");
    assert!(!outcome.stderr.contains("s3cret"), "{outcome}");
}

#[test]
fn an_option_that_applies_to_no_target_is_misuse_and_a_variable_is_not() {
    let server = Server::start(Reply::Silent);
    let tcp = format!("tcp://127.0.0.1:{}", server.port());
    for (option, value, target, needs) in [
        ("--expect-status", "200", &*tcp, "http://"),
        ("--expect-header", "A", &tcp, "http://"),
        ("--expect-json", "a=1", &tcp, "file:"),
        ("--request", "PUT", &tcp, "http://"),
        ("--data", "x", &tcp, "http://"),
        ("--cookie", "a=b", &tcp, "http://"),
        ("--max-redirs", "1", &tcp, "http://"),
        ("--header", "A: b", &tcp, "grpc://"),
        ("--user", "u:p", &tcp, "grpc://"),
        ("--user-agent", "x", &tcp, "grpc://"),
        ("--max-age", "1s", &tcp, "file:"),
        ("--send", "x", "file:/proc/version", "tcp://"),
        ("--max-redirs", "1", "file:/proc/version", "http://"),
    ] {
        probe([option, value, target]).misuse([option, needs]);
        let variable = option.trim_start_matches('-').replace('-', "_");
        let variable = format!("PROBELET_{}", variable.to_uppercase());
        let run = Probe::new().arg(target).env(variable, value);
        run.run().exits(0);
    }
    for switch in [
        "--head",
        "--get",
        "--location",
        "--no-location",
        "--include",
    ] {
        probe([switch, &tcp]).misuse([switch, "http://"]);
    }
    // One target that fits is enough, and the others are judged by what fits them.
    let http = Server::start(Reply::body("{\"a\":1}"));
    probe(["--expect-json=a=1", &tcp, &http.url("/")]).exits(0);
}

#[test]
fn a_switch_beats_a_variable_about_certificates() {
    let server = Server::start(Reply::ok());
    probe(["-k", &server.url("/")]).healthy();
    if has_tls() {
        probe(["-k", "--cacert=/nowhere", &server.url("/")]).misuse(["--cacert"]);
        let run = Probe::new().args(["-k", &server.url("/")]);
        run.env("PROBELET_CACERT", "/nowhere").run().healthy();
    }
}
