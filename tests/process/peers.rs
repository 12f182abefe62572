//! Real peers: Python servers on Unix sockets, Redis, PostgreSQL.

#[path = "peers/recorded.rs"]
mod recorded;

use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;

use rustix::process::{Pid, Signal, geteuid, kill_process};
use tempfile::TempDir;

use crate::support::{Uvicorn, free_port, need, probe, scratch};

#[test]
fn uvicorn_on_a_unix_socket() {
    let source = r#"
from fastapi import FastAPI

app = FastAPI()

@app.get("/health")
def health():
    return {"status": "healthy", "checks": {"db": {"state": "up"}}}
"#;
    let folder = scratch();
    let socket = folder.path().join("app.sock");
    let path = socket.to_str().expect("a plain path");
    let Some(_uvicorn) = Uvicorn::start_with(source, &["--uds", path]) else {
        return;
    };
    check_socket(path, "checks.db.state=up");
}

#[test]
fn gunicorn_on_a_unix_socket() {
    let Some(gunicorn) = need("gunicorn") else {
        return;
    };
    let source = r#"
def app(environ, start_response):
    status = "200 OK" if environ["PATH_INFO"] == "/health" else "404 Not Found"
    start_response(status, [("Content-Type", "application/json")])
    return [b'{"status": "healthy", "pid": 1}']
"#;
    let folder = scratch();
    fs::write(folder.path().join("app.py"), source).expect("writes");
    let socket = folder.path().join("app.sock");
    let path = socket.to_str().expect("a plain path");
    let bind = format!("unix:{path}");
    let mut command = Command::new(gunicorn);
    command.args(["--bind", &bind, "app:app"]);
    let daemon = Daemon::start(command, folder, "Listening at: unix:");
    check_socket(path, "pid=1");
    // Its socket goes with it.
    drop(daemon);
    probe([format!("unix:{path}:/health")]).unhealthy(["no such socket"]);
}

/// Asserts that both spellings reach the application behind a socket, and that it is judged.
#[track_caller]
fn check_socket(path: &str, check: &str) {
    let target = format!("unix:{path}:/health");
    let wanted = format!("healthy: {target}: 200 OK in N ms");
    assert_eq!(probe([&target]).untimed_line(), wanted);
    let options = ["--expect-json=status=healthy", "--expect-json", check];
    probe(options.iter().chain(&[target.as_str()])).healthy();
    let degraded = ["--expect-json=status=degraded", &target];
    probe(degraded).unhealthy([r#"JSON status is "healthy", wanted "degraded""#]);
    let url = "http://localhost/health";
    probe(["--unix-socket", path, url]).healthy();
    probe([format!("unix:{path}:/no/such/page")]).unhealthy(["404 Not Found"]);
}

#[test]
fn redis_is_healthy_while_it_listens() {
    let Some(redis) = need("redis-server") else {
        return;
    };
    let port = free_port().to_string();
    let mut command = Command::new(redis);
    command.args(["--bind", "127.0.0.1", "--port", &port, "--save", ""]);
    let daemon = Daemon::start(command, scratch(), "Ready to accept connections");
    check_tcp(&port, daemon);
}

#[test]
fn postgresql_is_healthy_while_it_listens() {
    let Some(programs) = postgresql() else { return };
    let folder = scratch();
    let data = folder.path().join("data");
    if geteuid().is_root() {
        std::os::unix::fs::chown(folder.path(), Some(NOBODY), Some(NOBODY)).expect("root may");
    }
    let mut command = as_nobody(programs.join("initdb"));
    command.args(["--no-sync", "--auth=trust", "--username=app", "--pgdata"]);
    let made = command.arg(&data).current_dir(folder.path()).output();
    let made = made.expect("initdb can be started");
    assert!(made.status.success(), "{made:?}");
    let port = free_port().to_string();
    let mut command = as_nobody(programs.join("postgres"));
    command.args(["-h", "127.0.0.1", "-F", "-k", "", "-p", &port, "-D"]);
    command.arg(&data);
    let daemon = Daemon::start(command, folder, "ready to accept connections");
    check_tcp(&port, daemon);
}

/// Asserts that `tcp://` says whether somebody listens, and no more.
#[track_caller]
fn check_tcp(port: &str, daemon: Daemon) {
    let target = format!("tcp://localhost:{port}");
    let wanted = format!("healthy: {target}: connected in N ms");
    assert_eq!(probe([&target]).untimed_line(), wanted);
    let page = format!("http://127.0.0.1:{port}/");
    probe([page]).unhealthy(["connection closed without an answer"]);
    drop(daemon);
    probe([&target]).unhealthy(["connection refused at 127.0.0.1:"]);
}

/// A server of somebody else's, until dropped.
struct Daemon {
    /// The process.
    child: Child,
    /// Where it runs; goes after it.
    _folder: TempDir,
}

impl Daemon {
    /// Starts it in the folder and waits until its log says that it is ready.
    #[track_caller]
    fn start(mut command: Command, folder: TempDir, ready: &str) -> Self {
        let (log, writer) = io::pipe().expect("a pipe can be made");
        let other = writer.try_clone().expect("a descriptor can be copied");
        command.current_dir(folder.path()).stdin(Stdio::null());
        let child = command
            .stdout(writer)
            .stderr(other)
            .spawn()
            .expect("a server that is there can be started");
        // The command holds the pipe's writing end: the log would never end.
        drop(command);
        let mut log = BufReader::new(log);
        let mut seen = String::new();
        while !seen.contains(ready) {
            let length = log.read_line(&mut seen).expect("the log is text");
            assert!(length > 0, "the server ended: {seen}");
        }
        thread::spawn(move || io::copy(&mut log, &mut io::sink()));
        Self {
            child,
            _folder: folder,
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // In order, so that workers and sockets go, too.
        let id = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        let _ = id.map(|id| kill_process(id, Signal::TERM));
        let _ = self.child.wait();
    }
}

/// The folder of PostgreSQL's programs, which Debian keeps out of PATH.
fn postgresql() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let folders = versions.flatten().map(|version| version.path().join("bin"));
    let debian = folders.filter(|it| it.join("initdb").is_file()).max();
    debian.or_else(|| Some(need("initdb")?.parent()?.to_owned()))
}

/// A command that is not root, which PostgreSQL refuses to be.
fn as_nobody(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env("LC_ALL", "C").env_remove("PGDATA");
    if geteuid().is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

/// The user that owns nothing.
const NOBODY: u32 = 65534;
