//! TLS that verifies: every certificate and every server with the exact line it gets.

#[path = "tls/algorithms.rs"]
mod algorithms;
#[path = "tls/beside.rs"]
mod beside;
#[path = "tls/cases.rs"]
mod cases;
#[path = "tls/certificates.rs"]
mod certificates;
#[path = "tls/clients.rs"]
mod clients;
#[path = "tls/days.rs"]
mod days;
#[path = "tls/faults.rs"]
mod faults;
#[path = "tls/files.rs"]
mod files;
#[path = "tls/hello.rs"]
mod hello;
#[path = "tls/issuers.rs"]
mod issuers;
#[path = "tls/openssl.rs"]
mod openssl;
#[path = "tls/plain.rs"]
mod plain;
#[path = "tls/recipe.rs"]
mod recipe;
#[path = "tls/records.rs"]
mod records;
#[path = "tls/redirects.rs"]
mod redirects;
#[path = "tls/self_signed.rs"]
mod self_signed;
#[path = "tls/servers.rs"]
mod servers;
#[path = "tls/traffic.rs"]
mod traffic;
#[path = "tls/verbose.rs"]
mod verbose;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{Identity, Outcome, Reply, Server, Tls, has_tls, need, probe, scratch};

/// Whether the file under test leaves TLS out, in which case its own answer to `https://` is
/// checked instead.
#[track_caller]
fn lacks_tls() -> bool {
    if !has_tls() {
        probe(["https://localhost/"]).misuse(["https://localhost/", "this build leaves out"]);
    }
    !has_tls()
}

/// The line wanted of an empty answer.
const HEALTHY: &str = "200 OK in N ms";

/// Asks a server that shows this certificate; wants this verdict and this line.
#[track_caller]
fn shown(identity: &Identity, host: &str, options: &[&str], wanted: &str) {
    asked(Tls::new(identity).ok(), host, options, wanted);
}

/// Asks `https://HOST:PORT/` of a scripted server; wants this verdict and this line, in which
/// `PORT` stands for the server's.
#[track_caller]
fn asked(reply: Reply, host: &str, options: &[&str], wanted: &str) {
    let at = if host.starts_with('[') {
        "[::1]:0"
    } else {
        "127.0.0.1:0"
    };
    // Where there is no IPv6 there is nobody to ask.
    let Ok(server) = Server::at(at, reply) else {
        return;
    };
    let url = format!("https://{host}:{}/", server.port());
    // The line shows a host in lower case.
    let shown = url.to_ascii_lowercase();
    wants(
        &probe(options.iter().copied().chain([url.as_str()])),
        server.port(),
        &shown,
        wanted,
    );
}

/// Asserts the verdict that fits the line, and the line.
#[track_caller]
fn wants(outcome: &Outcome, port: u16, url: &str, wanted: &str) {
    let healthy = wanted.starts_with("200 ") || wanted.starts_with("302 ");
    outcome.exits(i32::from(!healthy));
    let verdict = if healthy { "healthy" } else { "unhealthy" };
    let line = format!(
        "{verdict}: {url}: {}",
        wanted.replace("PORT", &port.to_string())
    );
    assert_eq!(outcome.untimed_line(), line, "{outcome}");
}

/// Writes a file into a folder and yields its path as an argument.
fn file(folder: &Path, name: &str, text: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    fs::write(&path, text).expect("a file can be written");
    path.to_str().expect("a path is text").to_owned()
}

/// Makes what openssl makes, with these arguments, in the folder; `None` without openssl.
fn openssl(folder: &Path, arguments: &str) -> Option<()> {
    let openssl = need("openssl")?;
    let made = Command::new(openssl)
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("openssl can be started");
    assert!(made.status.success(), "openssl {arguments}: {made:?}");
    Some(())
}

/// Makes a key with openssl, as PKCS#8 PEM.
fn openssl_key(arguments: &str) -> Option<String> {
    let folder = scratch();
    openssl(folder.path(), &format!("genpkey -out key.pem {arguments}"))?;
    Some(fs::read_to_string(folder.path().join("key.pem")).expect("the key can be read"))
}
