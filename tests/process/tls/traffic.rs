//! What goes through TLS once it stands.

use std::time::Duration;

use super::{HEALTHY, asked, file, lacks_tls, wants};
use crate::support::{Authority, Server, Tls, probe, scratch};

#[test]
fn a_request_body_larger_than_any_buffer_arrives_whole() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let body: Vec<u8> = (0..300_000_u32).map(|at| b'a' + (at % 23) as u8).collect();
    let path = file(folder.path(), "body", &body);
    let server = Server::start(Tls::new(&Authority::root("Root").issue(["localhost"])).ok());
    let url = format!("https://localhost:{}/", server.port());
    let outcome = probe(["-k", "-d", &format!("@{path}"), &url]);
    wants(&outcome, server.port(), &url, HEALTHY);
    assert!(
        server.request().body() == body,
        "another body came: {outcome}"
    );
}

#[test]
fn a_response_body_of_many_records_is_read_to_its_end() {
    if lacks_tls() {
        return;
    }
    let tls = Tls::new(&Authority::root("Root").issue(["localhost"]));
    let body = format!("{}needle", "hay ".repeat(16_000));
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
    let reply = tls.answers(head + &body);
    asked(
        reply,
        "localhost",
        &["-k", "--expect-body", "needle"],
        HEALTHY,
    );
}

#[test]
fn tls_works_on_a_unix_socket_and_checks_the_name() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let path = folder.path().join("app.sock");
    let server = Server::unix(&path, Tls::new(&root.issue(["app.example"])).ok());
    let socket = path.to_str().expect("a path is text");
    let options = ["--cacert", &ca, "--unix-socket", socket];
    let ask = |url| probe(options.iter().chain([&url]));
    ask("https://app.example/").healthy();
    ask("https://other.example/").unhealthy(["certificate is for \"app.example\""]);
    assert_eq!(
        server.request().header("host").as_deref(),
        Some("app.example")
    );
}

#[test]
fn an_endless_answer_is_healthy_when_its_head_is() {
    if lacks_tls() {
        return;
    }
    let tls = Tls::new(&Authority::root("Root").issue(["localhost"]));
    let endless = format!(
        "HTTP/1.1 200 OK\r\n\r\n{}",
        "data: tick\n".repeat(1_000_000)
    );
    let server = Server::start(tls.answers(endless));
    let url = format!("https://localhost:{}/", server.port());
    let outcome = probe(["-k", &url]);
    wants(&outcome, server.port(), &url, HEALTHY);
    assert!(outcome.took < Duration::from_secs(2), "{outcome}");
}
