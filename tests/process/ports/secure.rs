//! Servers inside of TLS: nginx, redis, SMTP.

use std::process::Command;

use tempfile::TempDir;

use crate::support::{Authority, Daemon, Nginx, dated, free_port, has_tls, need, probe, scratch};

#[test]
fn the_certificate_of_a_port_is_watched() {
    let Some((folder, _)) = certified(30) else {
        return;
    };
    let block = "ssl_certificate FOLDER/cert.pem; ssl_certificate_key FOLDER/key.pem;";
    let Some(nginx) = Nginx::start_in(folder, "ssl", block) else {
        return;
    };
    let target = format!("tls://localhost:{}", nginx.port());
    let ca = nginx.folder().join("ca.pem").display().to_string();
    let trusting = ["--cacert", &ca];
    probe(trusting.iter().chain(&["--min-cert-days", "14", &target])).healthy();
    let soon = probe(trusting.iter().chain(&["--min-cert-days", "60", &target]));
    soon.unhealthy(["certificate expires on ", "in 30 days, wanted at least 60"]);
    probe([&target]).unhealthy(["--cacert"]);
    drop(nginx);
    let gone = probe(["-k", "--min-cert-days", "14", &target]);
    gone.unhealthy(["connection refused at 127.0.0.1:"]);
}

#[test]
fn redis_answers_a_ping_inside_of_tls() {
    let Some((folder, ca)) = certified(30) else {
        return;
    };
    let Some(redis) = need("redis-server") else {
        return;
    };
    let port = free_port().to_string();
    let mut command = Command::new(redis);
    command.args(["--bind", "127.0.0.1", "--save", "", "--port", "0"]);
    command.args(["--tls-port", &port, "--tls-auth-clients", "no"]);
    command.args(["--tls-cert-file", "cert.pem", "--tls-key-file", "key.pem"]);
    command.args(["--tls-ca-cert-file", "ca.pem"]);
    let redis = Daemon::start(command, folder.path(), "Ready to accept connections");
    let ping = ["--send", "PING\\r\\n", "--expect-body", "+PONG"];
    let target = format!("tls://localhost:{port}");
    let line = [&["--cacert", &ca][..], &ping, &[&target]].concat();
    probe(&line).healthy().says(["answered in "]);
    probe(ping.iter().chain(&[&*target])).unhealthy(["--cacert"]);
    let clear = format!("tcp://localhost:{port}");
    probe(ping.iter().chain(&["-m", "1s", &clear])).unhealthy([]);
    drop(redis);
    probe(&line).unhealthy(["connection refused at 127.0.0.1:"]);
}

#[test]
fn an_smtp_server_greets_inside_of_tls() {
    let Some((folder, ca)) = certified(10) else {
        return;
    };
    let Some(aiosmtpd) = need("aiosmtpd") else {
        return;
    };
    let port = free_port();
    let mut command = Command::new(aiosmtpd);
    command.args(["--nosetuid", "--debug", "--class", "aiosmtpd.handlers.Sink"]);
    command.args(["--smtpscert", "cert.pem", "--smtpskey", "key.pem"]);
    command.args(["--listen", &format!("127.0.0.1:{port}")]);
    let _smtp = Daemon::start(command, folder.path(), "Server is listening");
    let target = format!("tls://localhost:{port}");
    let line = ["--cacert", &ca, "--expect-body", "220 ", &target];
    probe(line).healthy().says(["answered in "]);
    let soon = probe(line.iter().chain(&["--min-cert-days", "14"]));
    soon.unhealthy(["certificate expires on ", "in 10 days, wanted at least 14"]);
}

/// Returns a folder with a certificate for localhost that ends in so many days, its key, and the file
/// of its authority; nothing where the program has no TLS.
fn certified(days: i64) -> Option<(TempDir, String)> {
    if !has_tls() {
        return None;
    }
    let folder = scratch();
    let root = Authority::root("Test Root");
    let identity = root.issue_with(["localhost"], |it| _ = dated(it, -1, days));
    identity.write(folder.path());
    let ca = folder.path().join("ca.pem");
    std::fs::write(&ca, root.pem()).expect("writes");
    Some((folder, ca.display().to_string()))
}
