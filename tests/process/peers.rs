//! Real peers: Python servers on Unix sockets.

#[path = "peers/recorded.rs"]
mod recorded;

use std::fs;
use std::process::Command;

use crate::support::{Daemon, Uvicorn, need, probe, scratch};

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
    let daemon = Daemon::start(command, folder.path(), "Listening at: unix:");
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
