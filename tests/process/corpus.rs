//! Replacing the word `curl` or `wget` by `probelet` is all that a migration takes.

#[path = "corpus/agreement.rs"]
mod agreement;
#[path = "corpus/bench.rs"]
mod bench;
#[path = "corpus/collection.rs"]
mod collection;
#[path = "corpus/difference.rs"]
mod difference;
#[path = "corpus/injection.rs"]
mod injection;
#[path = "corpus/line.rs"]
mod line;
#[path = "corpus/page.rs"]
mod page;
#[path = "corpus/printed.rs"]
mod printed;
#[path = "corpus/retries.rs"]
mod retries;
#[path = "corpus/table.rs"]
mod table;

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

pub(crate) use self::collection::grpc_calls;
use self::line::Line;
use self::table::{ACCEPTED, REFUSED};
use crate::support::{Outcome, Probe, Reply, has_tls, scratch};

#[test]
fn lines_as_people_write_them_are_understood() {
    let lines = table::accepted();
    assert!(lines.len() >= 60, "only {} lines", lines.len());
    for line in lines {
        let outcome = explain(&line, &line.args);
        if line.is_https() && !has_tls() {
            outcome.misuse(["TLS"]);
        } else {
            outcome.exits(0);
            let target = outcome.stdout().lines().next().unwrap_or_default();
            let ours = ["localhost", "0.0.0.0", "unix:/run/app.sock:"];
            assert!(ours.iter().any(|it| target.contains(it)), "{line}{outcome}");
        }
    }
}

#[test]
fn flags_that_are_not_offered_come_with_advice() {
    for (text, advice) in REFUSED {
        let line = Line::parse(text, &[]);
        explain(&line, &line.args).misuse([advice]);
    }
}

#[test]
fn no_line_is_in_the_table_twice() {
    let mut lines: Vec<_> = ACCEPTED
        .lines()
        .chain(REFUSED.map(|(text, _)| text))
        .collect();
    let all = lines.len();
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines.len(), all);
}

/// Prints a figure that matters when a test passes, too: the harness swallows `println!`.
fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Asks the program what it would do with a line's arguments.
fn explain(line: &Line, args: &[String]) -> Outcome {
    let folder = scratch();
    let args = with_files(args, folder.path());
    let mut probe = Probe::new()
        .arg("--explain")
        .args(&args)
        .folder(folder.path());
    for (name, value) in &line.env {
        probe = probe.env(name, value);
    }
    probe.run()
}

/// Names files that are there wherever the arguments name one that is read.
fn with_files(args: &[String], folder: &Path) -> Vec<String> {
    let mut args = args.to_vec();
    let path = |name: &str| folder.join(name).display().to_string();
    for at in 1..args.len() {
        match args[at - 1].as_str() {
            "--cacert" | "--cert" | "-tls-ca-cert" | "-tls-client-cert" => {
                args[at] = path("cert.pem");
            }
            "--key" | "-tls-client-key" => args[at] = path("key.pem"),
            _ if args[at].starts_with("-tls-c") && args[at].contains('=') => {
                let (flag, _) = args[at].split_once('=').expect("it is there");
                let file = if flag.ends_with("key") {
                    "key.pem"
                } else {
                    "cert.pem"
                };
                args[at] = format!("{flag}={}", path(file));
            }
            _ if args[at].starts_with("@/") => args[at] = format!("@{}", path("secret")),
            _ => {}
        }
    }
    if args.iter().any(|arg| arg.ends_with("/secret")) {
        fs::write(path("secret"), "user:secret\n").expect("a file can be written");
    }
    if args.iter().any(|arg| arg.ends_with(".pem")) {
        let pair = rcgen::generate_simple_self_signed(["localhost".to_owned()]);
        let pair = pair.expect("a certificate can be made");
        fs::write(path("cert.pem"), pair.cert.pem()).expect("a file can be written");
        fs::write(path("key.pem"), pair.signing_key.serialize_pem())
            .expect("a file can be written");
    }
    args
}

/// A redirect after which curl and wget connect anew: our servers answer once per connection.
fn redirect(code: u16, location: &str) -> Reply {
    let headers = format!("Location: {location}\r\nConnection: close\r\n");
    Reply::answer(code, &headers, b"")
}

/// Runs curl or wget without configuration, proxy or locale, for its exit status.
fn exit_of<A: AsRef<OsStr>>(
    program: &Path,
    args: impl IntoIterator<Item = A>,
    env: &[(&str, &str)],
    folder: &Path,
) -> Option<i32> {
    let mut command = Command::new(program);
    command
        .args(args)
        .env_clear()
        .env("HOME", folder)
        .envs(env.iter().copied());
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let status = command.current_dir(folder).status();
    status.expect("the program can be started").code()
}
