//! Every way to write a target.

use crate::support::{Backlog, ClosedPort, Probe, Reply, Server, probe, scratch};

#[test]
fn every_form_of_a_target_reaches_the_server() {
    for (target, path) in [
        ("http://127.0.0.1:PORT/health", "/health"),
        ("HTTP://127.0.0.1:PORT/health", "/health"),
        ("http://127.0.0.1:PORT", "/"),
        ("http://127.0.0.1:PORT?a=b", "/?a=b"),
        ("http://127.0.0.1:PORT/health?a=b&c", "/health?a=b&c"),
        ("http://127.0.0.1:PORT/health#part", "/health"),
        (r#"http://127.0.0.1:PORT/"a"?b="c""#, "/%22a%22?b=%22c%22"),
        ("http://localhost:PORT/health", "/health"),
        ("http://LocalHost:PORT/health", "/health"),
        ("http://localhost.:PORT/health", "/health"),
        ("http://app.localhost:PORT/health", "/health"),
        ("localhost:PORT/health", "/health"),
        ("localhost:PORT", "/"),
        ("127.0.0.1:PORT/health", "/health"),
        (":PORT/health", "/health"),
        (":PORT", "/"),
        ("PORT/health", "/health"),
        ("PORT", "/"),
        ("0.0.0.0:PORT/health", "/health"),
        ("[::]:PORT/health", "/health"),
        ("http://0.0.0.0:PORT/health", "/health"),
        ("http://+:PORT/health", "/health"),
        ("http://*:PORT/health", "/health"),
        ("*:PORT", "/"),
    ] {
        let server = Server::start(Reply::ok());
        let target = target.replace("PORT", &server.port().to_string());
        let outcome = probe([&target]);
        outcome.healthy();
        let request = server.request();
        assert_eq!(request.line(), format!("GET {path} HTTP/1.1"), "{outcome}");
        let host = request.header("host").unwrap_or_default();
        assert!(
            host.ends_with(&format!(":{}", server.port())),
            "{host}: {outcome}"
        );
    }
}

#[test]
fn an_ipv6_literal_reaches_the_server() {
    for target in [
        "http://[::1]:PORT/",
        "[::1]:PORT/",
        "[::1]:PORT",
        "http://[0:0:0:0:0:0:0:1]:PORT/",
    ] {
        let Some(server) = Server::v6(Reply::ok()) else {
            return;
        };
        probe([target.replace("PORT", &server.port().to_string())]).healthy();
        let host = server.request().header("host").unwrap_or_default();
        assert!(host.starts_with('['), "{host}");
    }
}

#[test]
fn this_machine_is_found_on_either_family() {
    for target in [
        "http://localhost:PORT/",
        ":PORT/",
        "PORT/",
        "0.0.0.0:PORT/",
        "[::]:PORT/",
    ] {
        let Some(server) = Server::v6(Reply::ok()) else {
            return;
        };
        probe([target.replace("PORT", &server.port().to_string())]).healthy();
    }
}

#[test]
fn a_family_that_is_ruled_out_is_not_tried() {
    let server = Server::untouched();
    let url = format!("http://localhost:{}/", server.port());
    let refused = format!("[::1]:{}", server.port());
    probe(["-6", &url]).unhealthy([refused.as_str()]);
    let Some(server) = Server::v6(Reply::ok()) else {
        return;
    };
    let server = server.never_called();
    let url = format!("http://localhost:{}/", server.port());
    let refused = format!("127.0.0.1:{}", server.port());
    probe(["--ipv4", &url]).unhealthy([refused.as_str()]);
}

#[test]
fn a_literal_of_a_family_that_is_ruled_out_is_said() {
    let server = Server::untouched();
    let outcome = probe(["-6", &server.url("/")]);
    outcome.unhealthy(["127.0.0.1", "IPv6"]);
}

#[test]
fn a_black_hole_leaves_time_for_the_next_address() {
    let hole = Backlog::full();
    let port = hole.address().port();
    let Ok(server) = Server::at(&format!("[::1]:{port}"), Reply::ok()) else {
        return;
    };
    probe(["-m", "2s", &format!("http://localhost:{port}/")]).healthy();
    assert_eq!(server.connections(), 1);
}

#[test]
fn refused_names_every_address_that_was_tried() {
    let port = ClosedPort::take();
    let number = port.port();
    let url = port.url("/health");
    let line = format!("unhealthy: {url}: connection refused at 127.0.0.1:{number}");
    let outcome = probe([&url]);
    outcome.unhealthy([]);
    assert!(outcome.line().starts_with(&line), "{outcome}");
    let url = format!("http://localhost:{number}/health");
    let outcome = probe([&url]);
    let line = format!("{url}: connection refused at 127.0.0.1:{number} and [::1]:{number}");
    if Server::v6(Reply::ok()).map(Server::never_called).is_some() {
        outcome.unhealthy([line.as_str()]);
    }
}

#[test]
fn user_info_is_sent_as_basic_auth_and_never_printed() {
    for (user, wanted) in [
        ("us3r:secret", "Basic dXMzcjpzZWNyZXQ="),
        ("us3r:s%40cret", "Basic dXMzcjpzQGNyZXQ="),
        ("us3r", "Basic dXMzcjo="),
    ] {
        let server = Server::start(Reply::status(401));
        let url = format!("http://{user}@127.0.0.1:{}/", server.port());
        let outcome = probe(["-v", &url]);
        outcome
            .unhealthy(["401"])
            .hides(user)
            .hides("s@cret")
            .hides("us3r")
            .hides("dXMzc");
        let request = server.request();
        assert_eq!(
            request.header("authorization").as_deref(),
            Some(wanted),
            "{outcome}"
        );
        let host = format!("127.0.0.1:{}", server.port());
        assert_eq!(request.header("host"), Some(host), "{outcome}");
    }
}

#[test]
fn query_values_are_sent_and_never_printed() {
    let server = Server::start(Reply::ok());
    let outcome = probe(["-v", &server.url("/health?token=s3cret&x=hidden")]);
    outcome.healthy().hides("s3cret").hides("hidden");
    let shown = server.url("/health?token=***&x=***: 200 OK");
    outcome.says([shown.as_str()]);
    assert_eq!(server.request().path(), "/health?token=s3cret&x=hidden");
}

#[test]
fn a_tcp_target_is_healthy_when_a_connection_opens() {
    let server = Server::start(Reply::Silent);
    let target = format!("tcp://127.0.0.1:{}", server.port());
    let outcome = probe([&target]);
    outcome.healthy().says([target.as_str()]);
    assert!(server.requests().is_empty(), "nothing is sent: {outcome}");

    let port = ClosedPort::take();
    let refused = format!("connection refused at 127.0.0.1:{}", port.port());
    probe([format!("tcp://127.0.0.1:{}", port.port())]).unhealthy([refused.as_str()]);
    probe([format!("tcp://localhost:{}", server.port())]).healthy();
}

#[test]
fn a_unix_socket_is_reached_in_both_spellings() {
    let folder = scratch();
    let path = folder.path().join("app.sock");
    let server = Server::unix(&path, Reply::ok());
    let path = path.display();
    probe([format!("unix:{path}:/health?a=b")]).healthy();
    probe([
        "--unix-socket",
        &path.to_string(),
        "http://app.example/health",
    ])
    .healthy();
    probe([format!("unix:{path}")]).healthy();
    let lines: Vec<_> = server.requests().iter().map(|it| it.line()).collect();
    assert_eq!(
        lines[..2],
        ["GET /health?a=b HTTP/1.1", "GET /health HTTP/1.1"]
    );
    let hosts: Vec<_> = server
        .requests()
        .iter()
        .filter_map(|it| it.header("host"))
        .collect();
    assert_eq!(hosts[..2], ["localhost", "app.example"]);
}

#[test]
fn a_redirect_behind_a_unix_socket_stays_there() {
    let folder = scratch();
    let path = folder.path().join("app.sock");
    let server = Server::unix(
        &path,
        Reply::paths([("/", Reply::redirect(302, "/x")), ("/x", Reply::ok())]),
    );
    probe([format!("unix:{}:/", path.display())]).healthy();
    assert_eq!(server.connections(), 2);
}

#[test]
fn an_abstract_unix_socket_is_reached_in_both_spellings() {
    let name = format!("probelet-{}", std::process::id());
    let server = Server::abstract_unix(&name, Reply::ok());
    probe([format!("unix:@{name}:/health")]).healthy();
    probe(["--abstract-unix-socket", &name, "http://localhost/health"]).healthy();
    let run = Probe::new().arg("unix:${SOCK}:/health");
    run.env("SOCK", format!("@{name}")).run().healthy();
    assert_eq!(server.connections(), 3);
}

#[test]
fn a_missing_unix_socket_is_unhealthy_and_named() {
    let outcome = probe(["unix:/no/such/app.sock:/health"]);
    outcome.unhealthy(["/no/such/app.sock"]);
}

#[test]
fn connect_to_dials_elsewhere_and_keeps_the_host() {
    let server = Server::start(Reply::ok());
    let port = server.port();
    for option in [
        vec!["--connect-to".to_owned(), format!("127.0.0.1:{port}")],
        vec![format!("--connect-to=localhost:{port}")],
        vec![format!("--connect-to=app.example:80:127.0.0.1:{port}")],
        vec![format!("--connect-to=::127.0.0.1:{port}")],
    ] {
        probe(
            option
                .into_iter()
                .chain(["http://app.example/x".to_owned()]),
        )
        .healthy();
    }
    let url = format!("http://app.example:{port}/");
    probe([&format!("--resolve=app.example:{port}:127.0.0.1"), &url]).healthy();
    probe(["--connect-to", "127.0.0.1", &url]).healthy();
    let hosts: Vec<_> = server
        .requests()
        .iter()
        .filter_map(|it| it.header("host"))
        .collect();
    assert_eq!(hosts[..4], ["app.example"; 4]);
    assert_eq!(
        hosts[4..],
        [format!("app.example:{port}"), format!("app.example:{port}")]
    );
}

#[test]
fn of_two_addresses_for_a_host_the_last_one_counts_as_in_curl() {
    let server = Server::start(Reply::ok());
    let port = server.port();
    let [good, bad] =
        ["127.0.0.1", "127.0.0.9"].map(|it| format!("--resolve=app.example:{port}:{it}"));
    let url = format!("http://app.example:{port}/");
    probe([&bad, &good, &url]).healthy();
    probe([&good, &bad, &url]).exits(1);
}

#[test]
fn an_unknown_name_is_unhealthy_and_named() {
    let outcome = probe(["-m", "2s", "http://no-such-name.invalid/"]);
    outcome.unhealthy(["no-such-name.invalid"]);
}
