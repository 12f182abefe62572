//! The Docker Engine of this machine, through its own command line.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Output};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support;

/// A running engine and the file that goes into its images.
#[derive(Debug)]
pub(crate) struct Engine {
    /// The image that the services are built on.
    pub(crate) base: String,
    /// The program under test: static, because an image from scratch has no loader.
    pub(crate) probelet: PathBuf,
    /// Whether that file is the flavour with TLS.
    pub(crate) tls: bool,
    /// Keeps a container alive without its server.
    pub(crate) keeper: PathBuf,
    /// The server for images from scratch.
    pub(crate) server: PathBuf,
}

/// The engine, set up once; `None` after saying loudly why the tests cannot run here.
#[track_caller]
pub(crate) fn engine() -> Option<&'static Engine> {
    static ENGINE: OnceLock<Result<Engine, String>> = OnceLock::new();
    support::need("docker")?;
    match ENGINE.get_or_init(set_up) {
        Ok(engine) => Some(engine),
        Err(why) => {
            support::missing(why);
            None
        }
    }
}

/// Runs `docker` and returns what it printed; fails the test when it fails.
#[track_caller]
pub(crate) fn docker<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> String {
    succeed(Command::new("docker").args(arguments))
}

/// Runs `docker` to its end, whatever that is.
#[track_caller]
pub(crate) fn run<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Output {
    let output = Command::new("docker").args(arguments).output();
    output.expect("docker can be started")
}

/// Runs `docker` and looks at nothing: for cleaning up, also after a failure.
pub(crate) fn docker_quietly(arguments: &[&str]) {
    let _ = Command::new("docker").args(arguments).output();
}

/// Runs a command to its end and returns its stdout; a failure shows both streams.
#[track_caller]
pub(crate) fn succeed(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{command:?}: {}\n{stdout}{stderr}",
        output.status
    );
    stdout
}

/// A name that no other test and no other run uses, and that tells where a leftover comes from.
pub(crate) fn unique(what: &str) -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("probelet-test-{what}-{}-{count}", process::id())
}

/// A file of the project.
pub(crate) fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Finds the engine, the program under test and the base image, and builds the keeper.
fn set_up() -> Result<Engine, String> {
    let started = Command::new(project("scripts/docker-engine.sh")).output();
    let started = started.expect("a script of the project can be started");
    if !started.status.success() {
        return Err(String::from_utf8_lossy(&started.stderr).trim().to_owned());
    }
    let probelet = shipped().ok_or("no static program; set TEST_BINARY or make dist/probelet")?;
    let base = succeed(&mut Command::new(project("scripts/base-image.sh")));
    // Asked of the file in the images, which need not be the one that `support` knows.
    let version = succeed(Command::new(&probelet).arg("--version"));
    Ok(Engine {
        base: base.trim().to_owned(),
        probelet,
        tls: version.contains("rustls"),
        keeper: static_program("tests/apps/keeper.rs"),
        server: static_program("examples/health_service.rs"),
    })
}

/// The program under test if it runs in an empty root, else the one that ships.
fn shipped() -> Option<PathBuf> {
    if support::is_static() {
        return Some(support::binary());
    }
    Some(project("dist/probelet")).filter(|file| file.is_file())
}

/// Compiles a std-only source file to a static program for images from scratch.
///
/// By rustc itself and for the host: neither the musl target nor the crates of the tests are needed.
#[track_caller]
pub(crate) fn static_program(source: &str) -> PathBuf {
    let source = project(source);
    let stem = source.file_stem().unwrap_or_default();
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(stem);
    succeed(
        Command::new("rustc")
            .args(["--edition=2024", "-O", "-Ctarget-feature=+crt-static"])
            .args(["-Cstrip=symbols", "-o"])
            .args([&program, &source]),
    );
    program
}
