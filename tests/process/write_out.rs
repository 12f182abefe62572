//! `-w`, `--server-response` and `-o -` of an error: what curl and wget print.

use crate::support::{Reply, Server, probe};

#[test]
fn every_variable_has_its_value() {
    let server = Server::start(Reply::paths([
        ("/", Reply::redirect(302, "/x?key=s3cret")),
        (
            "/x?key=s3cret",
            Reply::raw(
                "HTTP/1.0 404 Gone\r\nContent-Type: text/plain; a=b\r\nX-Id:  7\r\n\r\nbody",
            ),
        ),
    ]));
    let format = "%{http_code} %{content_type} %{scheme} %{http_version} %{exitcode} \
                  %{num_redirects} %{url_effective} %{remote_port} %header{x-id} [%header{no}] \
                  [%{redirect_url}] %{errormsg}";
    let outcome = probe(["-w", format, "--fail-code=3", &server.url("/")]);
    outcome.exits(3).hides("s3cret");
    let url = server.url("/x?key=***");
    let port = server.port();
    let wanted = format!("404 text/plain; a=b http 1 3 1 {url} {port} 7 [] [] 404 Gone in ");
    assert!(outcome.stdout().starts_with(&wanted), "{outcome}");
}

#[test]
fn a_healthy_answer_has_no_error() {
    let server = Server::start(Reply::redirect(302, "http://other.test/x"));
    let format = "%{exitcode} [%{errormsg}] %{redirect_url} %{http_version}";
    let outcome = probe(["-w", format, &server.url("/")]);
    outcome.exits(0);
    let wanted = "0 [] http://other.test/x 1.1";
    assert_eq!(outcome.stdout(), wanted, "{outcome}");
}

#[test]
fn the_body_of_an_error_is_printed_with_fail_with_body_only() {
    for (options, wanted) in [
        (&["-o-"][..], ""),
        (&["-o-", "--fail-with-body"], "down"),
        (&["-o-", "--no-body"], ""),
    ] {
        let reply = "HTTP/1.1 503 x\r\nContent-Length: 4\r\n\r\ndown";
        let server = Server::start(Reply::raw(reply));
        let outcome = probe(options.iter().chain(&[server.url("/").as_str()]));
        outcome.exits(1);
        assert_eq!(outcome.stdout(), wanted, "{outcome}");
    }
    probe(["--no-body", "--fail-with-body", "URL"]).misuse(["--fail-with-body"]);
}

#[test]
fn the_response_head_is_shown_on_stderr() {
    let server = Server::start(Reply::paths([
        ("/", Reply::redirect(302, "/x")),
        ("/x", Reply::raw("HTTP/1.1 200 Fine\r\nX-Id: 7\r\n\r\n")),
    ]));
    let outcome = probe(["--server-response", &server.url("/")]);
    outcome.healthy();
    for part in ["302", "HTTP/1.1 200 Fine\n", "X-Id: 7\n"] {
        assert!(outcome.stderr.contains(part), "{part:?}: {outcome}");
    }
    // Whether the port speaks TLS is found out for -v alone.
    let closing = Server::start(Reply::CloseAfterRequest);
    probe(["--server-response", &closing.url("/")]).exits(1);
    assert_eq!(closing.connections(), 1);
}
