//! PostgreSQL, asked as `pg_isready` asks: with the first packet of a client that has no password.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::{answers, asked, is_gone};
use crate::support::{Daemon, as_nobody, free_port, need, probe, scratch_of_nobody};

#[test]
fn postgresql_is_healthy_once_it_lets_clients_in() {
    let Some(programs) = programs() else { return };
    let folder = scratch_of_nobody();
    let data = folder.path().join("data");
    let mut made = as_nobody(programs.join("initdb"));
    made.args(["--no-sync", "--auth=scram-sha-256", "--username=app"]);
    made.arg("--pwfile=/proc/version")
        .arg("--pgdata")
        .arg(&data);
    let made = made.current_dir(folder.path()).output();
    let made = made.expect("initdb can be started");
    assert!(made.status.success(), "{made:?}");
    let port = free_port();
    let start = |settings: &[&str], ready| {
        let mut command = as_nobody(programs.join("postgres"));
        command.args(["-h", "127.0.0.1", "-F", "-k", "", "-p", &port.to_string()]);
        command.arg("-D").arg(&data);
        command.args(settings.iter().flat_map(|setting| ["-c", setting]));
        Daemon::start(command, folder.path(), ready)
    };

    let server = start(&[], "ready to accept connections");
    lets_clients_in(port);
    let page = format!("http://127.0.0.1:{port}/");
    probe([page]).unhealthy(["connection closed without an answer"]);
    drop(server);
    is_gone(CHECK, port);

    fs::write(data.join("standby.signal"), "").expect("writes");
    let server = start(&["hot_standby=off"], "entering standby mode");
    turns_clients_away(port);
    drop(server);

    let (pipe, held) = pipe(folder.path());
    let restore = format!("restore_command=test -e {pipe} && cat {pipe}; false");
    let server = start(&[&restore], "listening on IPv4");
    turns_clients_away(port);
    fs::remove_file(&pipe).expect("removes");
    drop(held);
    let wait = [CHECK, &["--wait-healthy", "15s"]].concat();
    asked(&wait, port).healthy();
    lets_clients_in(port);
    drop(server);
}

/// Asserts that the server is healthy in every way.
#[track_caller]
fn lets_clients_in(port: u16) {
    answers(CHECK, port);
    answers(SSL_REQUEST, port);
    asked(&[], port).healthy();
}

/// Asserts that only the check sees that the server starts or recovers, which neither an open port nor
/// the request for TLS shows.
#[track_caller]
fn turns_clients_away(port: u16) {
    let outcome = asked(CHECK, port);
    outcome.unhealthy([
        "the answer does not contain \"SCRAM-SHA-256\"; it says Mthe database system is ",
    ]);
    asked(&[CHECK, &["--reject-body", "57P03"]].concat(), port).unhealthy([]);
    answers(SSL_REQUEST, port);
    asked(&[], port).healthy();
}

/// Makes a FIFO from which a program reads until the file that is returned, too, is dropped.
fn pipe(folder: &Path) -> (String, File) {
    let path = folder.join("pipe").display().to_string();
    let mode = rustix::fs::Mode::from_raw_mode(0o666);
    rustix::fs::mkfifoat(rustix::fs::CWD, &path, mode).expect("a FIFO can be made");
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o666))
        .expect("permissions can be set");
    let both = File::options().read(true).write(true).open(&path);
    (path, both.expect("a FIFO can be opened"))
}

/// The folder of PostgreSQL's programs, which Debian keeps out of PATH.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let folders = versions.flatten().map(|version| version.path().join("bin"));
    let debian = folders.filter(|it| it.join("initdb").is_file()).max();
    debian.or_else(|| Some(need("initdb")?.parent()?.to_owned()))
}

/// The check of PostgreSQL with passwords: a first packet of protocol 3.0 for the user `probe`.
const CHECK: &[&str] = &[
    "--send",
    r"\x00\x00\x00\x14\x00\x03\x00\x00user\x00probe\x00\x00",
    "--expect-body",
    "SCRAM-SHA-256",
];

/// The request for TLS, to which a server without a certificate answers N, in whatever state it is.
const SSL_REQUEST: &[&str] = &[
    "--send",
    r"\x00\x00\x00\x08\x04\xd2\x16\x2f",
    "--expect-body",
    "N",
];
