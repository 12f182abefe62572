//! Real gRPC servers: grpcio, grpc-go and tonic.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::fs::{FlockOperation, flock};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};

use crate::support::{has_grpc, missing, need, skip, venv};

/// The library that a server is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Library {
    /// google.golang.org/grpc, as Debian packages it.
    GrpcGo,
    /// Python's grpcio, which is gRPC's C core.
    Grpcio,
    /// Rust's tonic.
    Tonic,
}

/// Every library.
pub(super) const LIBRARIES: [Library; 3] = [Library::GrpcGo, Library::Grpcio, Library::Tonic];

/// A server that runs until dropped.
#[derive(Debug)]
pub(super) struct GrpcServer {
    /// The process.
    child: Child,
    /// Where it listens, unless on a Unix socket.
    port: String,
}

impl GrpcServer {
    /// Starts a server on 127.0.0.1, any port.
    ///
    /// `None` when its library cannot be had, or the program under test would not ask it.
    pub(super) fn start(library: Library) -> Option<Self> {
        Self::start_with(library, "127.0.0.1:0", &[])
    }

    /// Starts a server at this address with these arguments.
    pub(super) fn start_with(library: Library, address: &str, more: &[&str]) -> Option<Self> {
        if !has_grpc() {
            skip("this file makes no gRPC health checks");
            return None;
        }
        let mut command = match library {
            Library::GrpcGo => Command::new(grpc_go()?),
            Library::Grpcio => {
                let packages = ["grpcio", "grpcio-health-checking"];
                let mut command = Command::new(venv("venv-grpc", &packages)?);
                command.arg(servers().join("server.py"));
                command
            }
            Library::Tonic => Command::new(tonic()?),
        };
        let mut child = command
            .arg(address)
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server can be started");
        let stdout = child.stdout.take().expect("stdout was asked for");
        let mut port = String::new();
        let read = BufReader::new(stdout).read_line(&mut port);
        assert!(read.is_ok_and(|length| length > 0), "{library:?} ended");
        let port = port.trim().to_owned();
        Some(Self { child, port })
    }

    /// The target with this service, which may be empty.
    pub(super) fn target(&self, scheme: &str, service: &str) -> String {
        let slash = if service.is_empty() { "" } else { "/" };
        format!("{scheme}://{}{slash}{service}", self.address())
    }

    /// `127.0.0.1:PORT`.
    pub(super) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The port.
    pub(super) fn port(&self) -> &str {
        &self.port
    }

    /// Stops the process as Ctrl-Z does; the kernel goes on accepting connections.
    pub(super) fn freeze(&self) {
        let id = i32::try_from(self.child.id()).expect("an id is small");
        let id = Pid::from_raw(id).expect("an id is not 0");
        kill_process(id, Signal::STOP).expect("a child can be stopped");
        // Its last thread stops a little later.
        let stopped = waitpid(Some(id), WaitOptions::UNTRACED);
        assert!(stopped.is_ok_and(|it| it.is_some_and(|(_, status)| status.stopped())));
    }
}

impl Drop for GrpcServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where the sources of the servers are.
fn servers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/process/grpc/servers")
}

/// Builds the server of grpc-go, without a network. It is static, for images from scratch.
pub(super) fn grpc_go() -> Option<PathBuf> {
    let go = need("go")?;
    let library = Path::new("/usr/share/gocode");
    if !library.join("src/google.golang.org/grpc").is_dir() {
        missing("golang-google-grpc-dev is not installed");
        return None;
    }
    let (base, _lock) = workshop("grpc-go");
    let program = base.join("server");
    let built = Command::new(go)
        .args(["build", "-o"])
        .arg(&program)
        .arg(servers().join("server.go"))
        .env("CGO_ENABLED", "0")
        .env("GO111MODULE", "off")
        .env("GOPATH", library)
        .env("GOCACHE", base.join("cache"))
        .env("GOFLAGS", "")
        .status();
    assert!(built.is_ok_and(|status| status.success()), "go build fails");
    Some(program)
}

/// Builds the server of tonic.
fn tonic() -> Option<PathBuf> {
    let (base, _lock) = workshop("tonic");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--locked", "--quiet", "--manifest-path"])
        .arg(servers().join("tonic/Cargo.toml"))
        .arg("--target-dir")
        .arg(&base)
        // Those of the test's own build would rebuild it for musl.
        .env_remove("CARGO_BUILD_TARGET")
        .env_remove("RUSTFLAGS")
        .status();
    if !built.is_ok_and(|status| status.success()) {
        missing("tonic cannot be built");
        return None;
    }
    Some(base.join("debug/tonic-server"))
}

/// Returns a folder under target/ that this process alone uses while it holds the lock.
fn workshop(name: &str) -> (PathBuf, File) {
    let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&base).expect("target/tmp can be made");
    let lock = File::create(base.join("lock")).expect("target/tmp can be written");
    flock(&lock, FlockOperation::LockExclusive).expect("a file can be locked");
    (base, lock)
}
