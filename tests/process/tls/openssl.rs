//! A real openssl as the server: versions, curves and questions that rustls never offers.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use super::{HEALTHY, file, lacks_tls, openssl, wants};
use crate::support::{Authority, need, probe, scratch};

/// What is said of servers that offer nothing newer than TLS 1.1.
const OLD: &str = "the server's TLS is too old; it must offer TLS 1.2 or 1.3";

/// What is said where TLS 1.2 servers refuse without saying why.
const REFUSED: &str = "the server refused the TLS handshake; it may want a client certificate \
                       (-E FILE), or have no cipher suite or curve that probelet offers";

#[test]
fn openssl_is_talked_to_in_every_way_it_offers() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    root.issue(["localhost"]).write(folder.path());
    let rows = [
        ("-tls1_2", HEALTHY),
        ("-tls1_3", HEALTHY),
        // A curve that the first hello brings no key share for: HelloRetryRequest.
        ("-tls1_3 -groups P-384", HEALTHY),
        ("-tls1_2 -groups P-384", HEALTHY),
        ("-tls1_3 -ciphersuites TLS_AES_256_GCM_SHA384", HEALTHY),
        // Left out for its size.
        (
            "-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256",
            REFUSED,
        ),
        ("-tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256", HEALTHY),
        ("-no_ticket -no_cache", HEALTHY),
        ("-tls1 -cipher ALL:@SECLEVEL=0", OLD),
        ("-tls1_1 -cipher ALL:@SECLEVEL=0", OLD),
        ("-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA", REFUSED),
        ("-tls1_3 -groups P-521", REFUSED),
        ("-tls1_2 -Verify 1", REFUSED),
        (
            "-tls1_3 -Verify 1",
            "the server wants a client certificate; give one with -E FILE --key FILE",
        ),
        // Asked for, but not required.
        ("-tls1_2 -verify 1", HEALTHY),
        ("-tls1_3 -verify 1", HEALTHY),
    ];
    for (options, wanted) in rows {
        let Some(server) = OpenSsl::start(folder.path(), &format!("-www {options}")) else {
            return;
        };
        let url = format!("https://localhost:{}/", server.port);
        let outcome = probe(["--cacert", &ca, &url]);
        // openssl writes "200 ok".
        let wanted = wanted.replace("OK", "ok");
        wants(&outcome, server.port, &url, &wanted);
    }
}

#[test]
fn a_client_certificate_of_version_1_is_shown_to_openssl() {
    if lacks_tls() {
        return;
    }
    // What `openssl x509 -req` makes unless it is given extensions.
    let folder = scratch();
    let root = Authority::root("Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    root.issue(["localhost"]).write(folder.path());
    let steps = [
        "req -x509 -newkey rsa:2048 -nodes -keyout c.key -out c.pem -subj /CN=Clients",
        "req -new -newkey rsa:2048 -nodes -keyout one.key -out one.csr -subj /CN=one",
        "x509 -req -in one.csr -CA c.pem -CAkey c.key -CAcreateserial -out one.pem",
    ];
    for step in steps {
        if openssl(folder.path(), step).is_none() {
            return;
        }
    }
    let [cert, key] = ["one.pem", "one.key"].map(|it| folder.path().join(it).display().to_string());
    for version in ["-tls1_2", "-tls1_3"] {
        let options = format!("-www -Verify 1 -verify_return_error -CAfile c.pem {version}");
        let server = OpenSsl::start(folder.path(), &options).expect("openssl is there");
        let url = format!("https://localhost:{}/", server.port);
        let outcome = probe(["--cacert", &ca, "-E", &cert, "--key", &key, &url]);
        wants(&outcome, server.port, &url, "200 ok in N ms");
    }
}

#[test]
fn a_request_to_renegotiate_is_declined_at_once() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    root.issue(["localhost"]).write(folder.path());
    let Some(mut server) = OpenSsl::start(folder.path(), "-tls1_2") else {
        return;
    };
    let url = format!("https://localhost:{}/", server.port);
    let running = crate::support::Probe::new()
        .args(["--cacert", &ca, "-m", "2s", &url])
        .start();
    // s_server prints what it hears, and takes `r` at the start of a line for "renegotiate". It
    // ends the connection when that is declined, and would wait for ever if nobody answered.
    server.await_text("Connection: close");
    server.say("r\n");
    let wanted = "the server broke TLS off (alert handshake_failure)";
    wants(&running.finish(), server.port, &url, wanted);
}

/// `openssl s_server` with the folder's cert.pem and key.pem; runs until dropped.
pub(super) struct OpenSsl {
    /// The process.
    child: Child,
    /// What it is told to send.
    stdin: Option<ChildStdin>,
    /// What it says.
    log: BufReader<Box<dyn Read + Send>>,
    /// Where it listens.
    pub(super) port: u16,
}

impl OpenSsl {
    /// Starts it on a port of its own choice; `None` without openssl.
    pub(super) fn start(folder: &Path, options: &str) -> Option<Self> {
        let openssl = need("openssl")?;
        let mut child = Command::new(openssl)
            .args("s_server -accept 127.0.0.1:0 -cert cert.pem -key key.pem".split(' '))
            .args(options.split(' '))
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl can be started");
        let stdout = child.stdout.take().expect("stdout was asked for");
        let mut server = Self {
            stdin: child.stdin.take(),
            child,
            log: BufReader::new(Box::new(stdout)),
            port: 0,
        };
        let line = server.await_text("ACCEPT 127.0.0.1:");
        let port = line.trim_end().rsplit(':').next().unwrap_or_default();
        server.port = port.parse().expect("openssl prints its port");
        Some(server)
    }

    /// Reads its log up to a line that holds the text.
    #[track_caller]
    fn await_text(&mut self, text: &str) -> String {
        let mut line = String::new();
        loop {
            line.clear();
            let length = self.log.read_line(&mut line).expect("the log is text");
            assert!(length > 0, "openssl ended without {text:?}");
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Types something.
    fn say(&mut self, text: &str) {
        let stdin = self.stdin.as_mut().expect("stdin was asked for");
        stdin.write_all(text.as_bytes()).expect("openssl listens");
        stdin.flush().expect("openssl listens");
    }
}

impl Drop for OpenSsl {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
