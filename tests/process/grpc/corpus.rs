//! Calls of grpc_health_probe as people wrote them, each at a server of its kind.

use super::secure::House;
use super::server::{GrpcServer, Library};
use crate::corpus::grpc_calls;
use crate::support::{Probe, scratch, skip};

#[test]
fn every_call_finds_a_real_server_healthy() {
    let Some(calls) = grpc_calls() else {
        return skip("PROBELET_CORPUS does not name the collection of health checks");
    };
    let (house, folder) = (House::new(), scratch());
    let socket = folder.path().join("s").display().to_string();
    let Some(((clear, secure), _unix)) = GrpcServer::start(Library::GrpcGo)
        .zip(house.server(Library::GrpcGo, "leaf", &[]))
        .zip(GrpcServer::start_with(
            Library::GrpcGo,
            &format!("unix:{socket}"),
            &[],
        ))
    else {
        return;
    };
    for call in calls {
        let is_secure = call.iter().any(|arg| arg == "-tls");
        let port = if is_secure { &secure } else { &clear }.port();
        let mut words = Vec::new();
        let mut flag = String::new();
        for arg in &call {
            // A value stands behind a sign or a blank.
            let (name, value) = match arg.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None if arg.starts_with('-') => (&**arg, None),
                None => (&*flag, Some(&**arg)),
            };
            let sign = if arg.starts_with('-') {
                [name, "="].concat()
            } else {
                String::new()
            };
            let there = match (name.trim_start_matches('-'), value) {
                ("addr", Some(value)) => Some(moved(value, port, &socket)),
                ("tls-ca-cert", Some(_)) => Some(house.file("ca")),
                ("tls-client-cert", Some(_)) => Some(house.file("client")),
                ("tls-client-key", Some(_)) => Some(house.file("client.key")),
                _ => None,
            };
            words.push(there.map_or_else(|| arg.clone(), |value| [sign, value].concat()));
            flag = name.to_owned();
        }
        let run = || {
            let probe = Probe::new().args(&words);
            probe.env("GRPC_PORT", port).env("SERVICE_PORT", port).run()
        };
        // Some limits are tight for a busy machine.
        let outcome = (0..5)
            .map(|_| run())
            .find(|outcome| outcome.code == Some(0));
        outcome.unwrap_or_else(run).healthy();
    }
}

/// Returns an address of the same form at which a server is.
fn moved(address: &str, port: &str, socket: &str) -> String {
    if let Some(path) = address.strip_prefix("unix:") {
        let slashes = if path.starts_with("///") { "//" } else { "" };
        return format!("unix:{slashes}{socket}");
    }
    let (host, old) = address.rsplit_once(':').expect("an address has a port");
    let host = match host {
        "" | "localhost" | "127.0.0.1" => host,
        _ => "localhost",
    };
    let port = if old.starts_with('$') { old } else { port };
    format!("{host}:{port}")
}
