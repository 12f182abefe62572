//! Real servers in clear: grpcio, grpc-go and tonic.

use std::time::Duration;

use super::server::{GrpcServer, LIBRARIES, Library};
use crate::support::{ClosedPort, Nginx, probe, scratch};

#[test]
fn every_library_is_judged_by_its_health_status() {
    for library in LIBRARIES {
        let Some(server) = GrpcServer::start(library) else {
            continue;
        };
        for service in ["", "up"] {
            let target = server.target("grpc", service);
            let outcome = probe([&target]);
            outcome.healthy();
            let wanted = format!("healthy: {target}: SERVING in N ms");
            assert_eq!(outcome.untimed_line(), wanted, "{library:?}");
        }
        for (service, says) in [
            ("down", "NOT_SERVING in N ms, wanted SERVING"),
            ("unsaid", "UNKNOWN in N ms, wanted SERVING"),
            (
                "nowhere",
                "the server does not know service \"nowhere\" (NOT_FOUND)",
            ),
        ] {
            let target = server.target("grpc", service);
            let outcome = probe([&target]);
            outcome.exits(1);
            let line = outcome.line().to_owned();
            let line = match says.contains(" N ms") {
                true => outcome.untimed_line(),
                false => line,
            };
            assert_eq!(line, format!("unhealthy: {target}: {says}"), "{library:?}");
        }
    }
}

#[test]
fn a_server_without_the_health_service_says_so() {
    for library in LIBRARIES {
        let Some(server) = GrpcServer::start_with(library, "127.0.0.1:0", &["--no-health"]) else {
            continue;
        };
        let says = "the server does not offer the health service (UNIMPLEMENTED)";
        probe([server.target("grpc", "")]).unhealthy([says]);
    }
}

#[test]
fn a_unix_socket_is_asked_like_a_port() {
    for library in LIBRARIES {
        let folder = scratch();
        let path = folder.path().join("s").display().to_string();
        let address = format!("unix:{path}");
        let Some(_server) = GrpcServer::start_with(library, &address, &[]) else {
            continue;
        };
        for service in ["", ":/up"] {
            let target = format!("grpc+unix:{path}{service}");
            probe([&target]).healthy().says([&*target, ": SERVING in "]);
        }
        probe([format!("grpc+unix:{path}:/down")]).unhealthy(["NOT_SERVING"]);
    }
}

#[test]
fn a_stopped_server_is_waited_for_until_the_limit() {
    for library in LIBRARIES {
        let Some(server) = GrpcServer::start(library) else {
            continue;
        };
        probe([server.target("grpc", "")]).healthy();
        server.freeze();
        let outcome = probe(["-m", "300ms", &server.target("grpc", "")]);
        outcome.unhealthy(["no answer within 300 ms"]);
        outcome.ended_at(Duration::from_millis(300));
    }
}

#[test]
fn a_slow_answer_is_awaited_and_a_hanging_one_is_not() {
    let Some(server) = GrpcServer::start(Library::Grpcio) else {
        return;
    };
    probe([server.target("grpc", "slow")]).healthy();
    let outcome = probe(["-m", "200ms", &server.target("grpc", "hang")]);
    outcome.unhealthy(["no answer within 200 ms"]);
    outcome.ended_at(Duration::from_millis(200));
    probe(["--tries=2", "-m", "200ms", &server.target("grpc", "slow")])
        .unhealthy(["no answer within 200 ms"]);
}

#[test]
fn another_status_comes_with_the_servers_message_and_no_secret() {
    let Some(server) = GrpcServer::start(Library::Grpcio) else {
        return;
    };
    probe([server.target("grpc", "denied")])
        .unhealthy([r#"gRPC status PERMISSION_DENIED: "no\x1b[2J \xe2\x82\xac 100%""#]);
    probe([server.target("grpc", "agent")]).unhealthy(["ABORTED: \"probelet/"]);
    let metadata = server.target("grpc", "metadata");
    probe([&metadata]).unhealthy(["INVALID_ARGUMENT: \"metadata is missing\""]);
    probe(["-H", "X-Key: Value", &metadata]).healthy();
    let outcome = probe(["-v", "-H", "X-Key: Pl4nTedS3cr3t", &metadata]);
    outcome.exits(1).hides("Pl4nTedS3cr3t");
    // The server sends the credentials back.
    let echo = server.target("grpc", "echo");
    for flags in [
        ["--oauth2-bearer", "Pl4nTedS3cr3t"],
        ["-u", "user:Pl4nTedS3cr3t"],
        ["-H", "Authorization: Pl4nTedS3cr3t"],
    ] {
        let outcome = probe(flags.iter().chain(&["-v", &echo]));
        outcome
            .unhealthy(["UNAUTHENTICATED"])
            .hides("Pl4nTedS3cr3t");
    }
}

#[test]
fn the_conversation_is_shown_as_http() {
    let Some(server) = GrpcServer::start(Library::GrpcGo) else {
        return;
    };
    let outcome = probe(["-v", &server.target("grpc", "up")]);
    outcome.healthy();
    for line in [
        "> POST /grpc.health.v1.Health/Check HTTP/2",
        "> content-type: application/grpc",
        "< HTTP/2 200",
        "< grpc-status: 0",
    ] {
        let mut lines = outcome.stderr.lines();
        assert!(lines.any(|it| it == line), "{line:?} is missing: {outcome}");
    }
}

#[test]
fn nginx_before_a_server_is_seen_through() {
    let Some(server) = GrpcServer::start(Library::GrpcGo) else {
        return;
    };
    let closed = ClosedPort::take();
    let pass = |upstream: &str| format!("location / {{ grpc_pass grpc://{upstream}; }}");
    let Some(nginx) = Nginx::start_with("http2", &pass(&server.address())) else {
        return;
    };
    let target = |service: &str| format!("grpc://127.0.0.1:{}/{service}", nginx.port());
    probe([target("up")]).healthy();
    probe([target("down")]).unhealthy(["NOT_SERVING"]);
    probe([target("nowhere")]).unhealthy(["NOT_FOUND"]);
    // nginx's own error pages.
    let block = pass(&format!("127.0.0.1:{}", closed.port()));
    if let Some(nginx) = Nginx::start_with("http2", &block) {
        let target = format!("grpc://127.0.0.1:{}", nginx.port());
        probe([target]).unhealthy(["HTTP status 502 without a gRPC status"]);
    }
    if let Some(nginx) = Nginx::start_with("http2", "") {
        let target = format!("grpc://127.0.0.1:{}", nginx.port());
        probe([target]).unhealthy(["HTTP status 404 without a gRPC status"]);
    }
}

#[test]
fn the_other_protocol_on_a_port_is_named() {
    let Some(server) = GrpcServer::start(Library::GrpcGo) else {
        return;
    };
    let target = format!("http://{}/", server.address());
    probe([target])
        .unhealthy(["this port speaks HTTP/2; if it is gRPC, try grpc://, otherwise tcp://"]);
    if let Some(nginx) = Nginx::start("") {
        let target = format!("grpc://127.0.0.1:{}", nginx.port());
        probe([target])
            .unhealthy(["this port speaks HTTP/1.1; try http://, or grpcs:// if it wants TLS"]);
    }
}
