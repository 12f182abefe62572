//! MariaDB, whose greeting names a method of authentication.

use std::io::Read;
use std::net::TcpStream;

use super::{answers, asked, is_gone};
use crate::support::{Daemon, as_nobody, free_port, need, scratch_of_nobody};

#[test]
fn mariadb_greets_those_whom_it_lets_in() {
    let Some((mariadbd, install)) = need("mariadbd").zip(need("mariadb-install-db")) else {
        return;
    };
    let folder = scratch_of_nobody();
    let data = format!("--datadir={}", folder.path().join("data").display());
    let mut made = as_nobody(install);
    made.args([
        "--no-defaults",
        &data,
        "--skip-test-db",
        "--skip-name-resolve",
    ]);
    made.arg("--auth-root-authentication-method=normal");
    let made = made.current_dir(folder.path()).output();
    let made = made.expect("mariadb-install-db can be started");
    assert!(made.status.success(), "{made:?}");
    let port = free_port();
    let mut command = as_nobody(mariadbd);
    command.args(["--no-defaults", &data, "--bind-address=127.0.0.1"]);
    command.args(["--max-connections=10", "--innodb-flush-method=nosync"]);
    command.args([
        "--socket=socket",
        "--pid-file=pid",
        &format!("--port={port}"),
    ]);
    let mariadb = Daemon::start(command, folder.path(), "ready for connections");
    answers(GREETING, port);
    // One more than all it lets in is for an administrator.
    let clients: Vec<_> = (0..11).map(|_| greeted(port)).collect();
    asked(GREETING, port)
        .unhealthy(["does not contain \"_password\"; it says Too many connections"]);
    asked(&[], port).healthy();
    drop(clients);
    drop(mariadb);
    is_gone(GREETING, port);
}

/// Returns a connection that counts, because it has been greeted.
fn greeted(port: u16) -> TcpStream {
    let mut client = TcpStream::connect(("127.0.0.1", port)).expect("mariadbd accepts");
    client.read_exact(&mut [0; 4]).expect("mariadbd greets");
    client
}

/// The check of MariaDB and MySQL.
const GREETING: &[&str] = &["--expect-body", "_password"];
