//! `--haproxy-protocol`, beside curl, and towards the servers that want it.

use std::fs;
use std::process::{Child, Command};

use crate::support::{
    Authority, Nginx, Probe, Reply, Server, free_port, has_tls, is_emulated, need, probe, scratch,
};

#[test]
fn the_line_is_curls() {
    let folder = scratch();
    let path = folder.path().join("s");
    let socket = path.to_str().expect("a plain path");
    let curl = need("curl").filter(|_| !is_emulated());
    let heard = |server: &Server, program: Option<&std::path::Path>, words: &[&str]| {
        let mut probe = Probe::new()
            .args(["-fsS", "--haproxy-protocol"])
            .args(words);
        if let Some(program) = program {
            probe = probe.program(program);
        }
        assert_eq!(probe.run().code, Some(0));
        let head = server.requests().pop().expect("a request").head();
        let line = head.lines().next().expect("a line").to_owned();
        assert!(head.lines().nth(1).is_some_and(|it| it.starts_with("GET ")));
        // The port of this side differs.
        let words = line.split(' ').enumerate();
        let words = words.map(|(index, word)| if index == 4 { "N" } else { word });
        words.collect::<Vec<_>>().join(" ")
    };
    for (server, url) in [
        (Some(Server::start(Reply::ok())), "http://127.0.0.1"),
        (Server::v6(Reply::ok()), "http://[::1]"),
    ] {
        let Some(server) = server else { continue };
        let (ip, kind) = match server.address().is_ipv4() {
            true => ("127.0.0.1", "TCP4"),
            false => ("::1", "TCP6"),
        };
        let url = format!("{url}:{}/", server.port());
        let line = format!("PROXY {kind} {ip} {ip} N {}", server.port());
        assert_eq!(heard(&server, None, &[&url]), line);
        if let Some(curl) = &curl {
            assert_eq!(heard(&server, Some(curl), &[&url]), line);
        }
    }
    let server = Server::unix(&path, Reply::ok());
    let words = ["--unix-socket", socket, "http://localhost/"];
    assert_eq!(heard(&server, None, &words), "PROXY UNKNOWN");
    if let Some(curl) = &curl {
        assert_eq!(heard(&server, Some(curl), &words), "PROXY UNKNOWN");
    }
}

#[test]
fn nginx_understands_it() {
    let block = "location / { return 200 \"$proxy_protocol_addr\"; }";
    let Some(nginx) = Nginx::start_with("proxy_protocol", block) else {
        return;
    };
    let url = nginx.url("/");
    probe(["--haproxy-protocol", "--expect-body", "127.0.0.1", &url]).healthy();
    probe([&url]).exits(1);
}

#[test]
fn it_comes_before_tls() {
    if !has_tls() {
        return;
    }
    let folder = scratch();
    let authority = Authority::root("root");
    authority.issue(["localhost"]).write(folder.path());
    let root = folder.path().join("root.pem");
    fs::write(&root, authority.pem()).expect("a file can be written");
    let block = "ssl_certificate FOLDER/cert.pem; ssl_certificate_key FOLDER/key.pem; \
                 location / { return 200 \"$proxy_protocol_addr\"; }";
    let Some(nginx) = Nginx::start_in(folder, "ssl proxy_protocol", block) else {
        return;
    };
    let url = format!("https://localhost:{}/", nginx.port());
    let root = nginx.folder().join("root.pem");
    let root = root.to_str().expect("a plain path");
    let words = ["--cacert", root, "--expect-body", "127.0.0.1", &url];
    probe(["--haproxy-protocol"].into_iter().chain(words)).healthy();
    probe(words).exits(1);
}

#[test]
fn haproxy_understands_it() {
    let Some(haproxy) = need("haproxy") else {
        return;
    };
    let folder = scratch();
    let port = free_port();
    let config = format!(
        "defaults\n mode http\n timeout client 5s\n timeout server 5s\n timeout connect 5s\n\
         frontend in\n bind 127.0.0.1:{port} accept-proxy\n \
         http-request return status 200 content-type text/plain lf-string \"%ci\"\n"
    );
    let file = folder.path().join("haproxy.cfg");
    fs::write(&file, config).expect("a file can be written");
    let child = Command::new(haproxy).arg("-f").arg(&file).spawn();
    let _haproxy = Killed(child.expect("haproxy can be started"));
    let url = format!("http://127.0.0.1:{port}/");
    let words = ["--haproxy-protocol", "--expect-body", "127.0.0.1"];
    probe(words.into_iter().chain(["--wait-healthy", "10s", &url])).healthy();
    probe([&url]).exits(1);
}

/// A process that is killed when dropped.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
