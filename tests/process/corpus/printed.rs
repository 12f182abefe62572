//! Every probelet line of the pages and the help, run as it is printed, in a network of its own.

use std::fs;
use std::path::Path;

use super::line::Line;
use super::page;
use crate::network::alone::{Etc, alone};
use crate::support::{Authority, Outcome, Reply, Server, Tls, has_grpc, has_tls, scratch};

#[test]
fn every_printed_line_is_healthy_with_its_service_and_unhealthy_without() {
    alone(
        "ip link set lo up; mount -t tmpfs none /run; mkdir /run/secrets",
        || {
            let world = World::new();
            let mut ran = 0;
            for line in page::printed().iter().filter(|line| can_run(line)) {
                let explained = world.run(line, true);
                explained.exits(0);
                let targets = targets(&explained);
                let services = world.serve(line, &targets);
                let outcome = world.run(line, false);
                assert_eq!(outcome.code, Some(0), "{line}{outcome}");
                drop(services);
                remove_files(&targets);
                // Those that wait for a service wait long.
                if !line.has("", "wait-healthy") && !line.has("", "explain") {
                    let outcome = world.run(line, false);
                    assert_eq!(outcome.code, Some(1), "{line}{outcome}");
                }
                ran += 1;
            }
            assert!(ran >= if has_tls() { 120 } else { 90 }, "only {ran} lines");
        },
    );
}

/// Reports whether the program speaks what the line asks.
fn can_run(line: &Line) -> bool {
    let text = line.args.join(" ");
    let grpc = text.contains("grpc") || text.contains("-addr=");
    let tls = text.contains("https://") || text.contains("tls");
    (has_tls() || !tls) && (has_grpc() || !grpc)
}

/// The files, names and certificates that the lines mention.
struct World {
    /// What signs every server's certificate.
    authority: Authority,
    /// The names of other machines.
    etc: Etc,
    /// Where the lines run.
    folder: tempfile::TempDir,
}

impl World {
    /// Writes what the lines read.
    fn new() -> Self {
        let authority = Authority::root("Example Root");
        let folder = scratch();
        let secrets = Path::new("/run/secrets");
        let client = authority.issue(["client"]);
        client.write(folder.path());
        for (from, to) in [("cert.pem", "client.pem"), ("key.pem", "client.key")] {
            fs::copy(folder.path().join(from), secrets.join(to)).expect("a file can be copied");
        }
        let files = [
            ("token", "t0ken"),
            ("user", "user:s3cret"),
            ("headers", "X-Token: s3cret"),
        ];
        for (name, text) in files {
            fs::write(secrets.join(name), text).expect("a file can be written");
        }
        for file in [secrets.join("ca.pem"), folder.path().join("ca.pem")] {
            fs::write(file, authority.pem()).expect("a file can be written");
        }
        let hosts = "127.0.0.1 api app.example.com db db-api\n";
        Self {
            authority,
            etc: Etc::new(&[("hosts", hosts)]),
            folder,
        }
    }

    /// Runs a line, or asks what it would do.
    fn run(&self, line: &Line, explain: bool) -> Outcome {
        let mut probe = self.etc.probe().folder(self.folder.path());
        for (name, value) in &line.env {
            probe = probe.env(name, value);
        }
        if line.args.iter().any(|arg| arg.contains("https://")) && !line.has("k", "cacert") {
            // In place of a public authority.
            probe = probe.env("PROBELET_CACERT", "/run/secrets/ca.pem");
        }
        if explain {
            probe = probe.arg("--explain");
        }
        probe.args(&line.args).run()
    }

    /// Starts what a line's targets need to be healthy.
    fn serve(&self, line: &Line, targets: &[String]) -> Vec<Server> {
        let body = body(line);
        let status = value(line, "--expect-status").map_or(200, |set| status(&set));
        let route = value(line, "--connect-to");
        let dialled = |target: &str| address(route.as_deref().unwrap_or_default(), target);
        let secure = self.authority.issue(["app.example.com", "localhost"]);
        let mut servers = Vec::new();
        // With --any one is enough, and the last one is only reached past the others.
        let skipped = match (line.has("", "explain"), line.has("", "any")) {
            (true, _) => targets.len(),
            (_, true) => targets.len() - 1,
            _ => 0,
        };
        for target in &targets[skipped..] {
            let (scheme, rest) = target.split_once(':').expect("a target has a scheme");
            let answer = Reply::answer(status, "", body.as_bytes());
            match scheme {
                "file" => fs::write(rest, &body).expect("a file can be written"),
                "unix" => {
                    let socket = rest.split(':').next().expect("a path");
                    let _ = fs::remove_file(socket);
                    servers.push(Server::unix(Path::new(socket), answer));
                }
                "grpc+unix" => {
                    let _ = fs::remove_file(rest);
                    servers.push(Server::unix(Path::new(rest), serving()));
                }
                "grpc" => servers.push(listen(&dialled(target), serving())),
                "grpcs" => {
                    let answer = Tls::new(&secure).unasked().answers(frames());
                    servers.push(listen(&dialled(target), answer));
                }
                "tls" => {
                    let answer = Tls::new(&secure).unasked().answers(&body);
                    servers.push(listen(&dialled(target), answer));
                }
                "tcp" => servers.push(listen(&dialled(target), says(body.clone()))),
                "https" => {
                    let head = format!("HTTP/1.1 {status} It\r\nContent-Length: ");
                    let bytes = format!("{head}{}\r\n\r\n{body}", body.len());
                    servers.push(listen(&dialled(target), Tls::new(&secure).answers(bytes)));
                }
                _ => servers.push(listen(&dialled(target), answer)),
            }
        }
        servers
    }
}

/// Returns the targets as `--explain` names them.
fn targets(explained: &Outcome) -> Vec<String> {
    let lines = explained.stdout().lines();
    let targets = lines.filter_map(|line| line.strip_prefix("target "));
    targets
        .map(|line| {
            line.trim()
                .split(", ")
                .next()
                .unwrap_or_default()
                .to_owned()
        })
        .collect()
}

/// Listens on an address.
fn listen(address: &str, reply: Reply) -> Server {
    Server::at(address, reply).unwrap_or_else(|error| panic!("{address}: {error}"))
}

/// Returns where on this machine a target is dialled: at the port of `--connect-to`, or its own.
fn address(route: &str, target: &str) -> String {
    let (scheme, rest) = target.split_once("://").expect("a URL");
    let host = rest.split('/').next().unwrap_or_default();
    let port = |text: &str| text.rsplit_once(':').map(|(_, port)| port.to_owned());
    let usual = if scheme == "https" { "443" } else { "80" };
    let port = port(route).or_else(|| port(host));
    format!("127.0.0.1:{}", port.as_deref().unwrap_or(usual))
}

/// Removes the files that targets name.
fn remove_files(targets: &[String]) {
    for file in targets.iter().filter_map(|it| it.strip_prefix("file:")) {
        fs::remove_file(file).expect("it was written");
    }
}

/// Returns a body that every check of a line accepts.
fn body(line: &Line) -> String {
    let texts = values(line, "--expect-body");
    let checks = values(line, "--expect-json");
    if checks.is_empty() {
        return texts.concat();
    }
    let mut document = serde_json::Value::Null;
    for check in &checks {
        let (path, value) = check.split_once('=').expect("PATH=VALUE");
        let keys = path.trim_start_matches('.').split('.');
        // A key that is not there is made.
        let place = keys.fold(&mut document, |place, key| &mut place[key]);
        *place = serde_json::from_str(value).unwrap_or_else(|_| value.into());
    }
    document.to_string()
}

/// Returns the first status of a set.
fn status(set: &str) -> u16 {
    let digits = set.replace("xx", "00");
    digits[..3].parse().expect("a set begins with a status")
}

/// Returns the first value of a flag.
fn value(line: &Line, flag: &str) -> Option<String> {
    values(line, flag).into_iter().next()
}

/// Returns every value of a flag.
fn values(line: &Line, flag: &str) -> Vec<String> {
    let pairs = line.args.windows(2).filter(|pair| pair[0] == flag);
    pairs.map(|pair| pair[1].clone()).collect()
}

/// Sends a text at once, as a server that speaks first does.
fn says(text: String) -> Reply {
    Reply::custom(move |talk| {
        let _ = talk.send(text.as_bytes());
        talk.drain();
    })
}

/// Answers the gRPC health check with SERVING.
fn serving() -> Reply {
    Reply::custom(|talk| {
        let _ = talk.send(&frames());
        talk.drain();
    })
}

/// The frames that say SERVING.
fn frames() -> Vec<u8> {
    let frames: [(u8, u8, u8, &[u8]); 5] = [
        (4, 0, 0, b""),
        (4, 1, 0, b""),
        (1, 4, 1, b"\x88\x0f\x10\x10application/grpc"),
        (0, 0, 1, b"\0\0\0\0\x02\x08\x01"),
        (1, 5, 1, b"\0\x0bgrpc-status\x010"),
    ];
    let mut bytes = Vec::new();
    for (kind, flags, stream, payload) in frames {
        let length = u8::try_from(payload.len()).expect("a short frame");
        bytes.extend([0, 0, length, kind, flags, 0, 0, 0, stream]);
        bytes.extend(payload);
    }
    bytes
}
