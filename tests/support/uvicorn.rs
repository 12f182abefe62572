//! A real FastAPI application on a real uvicorn.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::fs::{FlockOperation, flock};
use tempfile::TempDir;

use super::tool::{missing, need, scratch};

/// Runs until dropped.
#[derive(Debug)]
pub(crate) struct Uvicorn {
    /// The process.
    child: Child,
    /// The application's folder.
    folder: TempDir,
    /// Where it listens, as uvicorn printed it.
    address: String,
}

impl Uvicorn {
    /// Serves `app` of this Python source on 127.0.0.1, any port.
    ///
    /// `None` when Python or its packages cannot be had.
    pub(crate) fn start(source: &str) -> Option<Self> {
        Self::start_with(source, &["--port", "0"])
    }

    /// As [`Self::start`], with uvicorn's options.
    pub(crate) fn start_with(source: &str, options: &[&str]) -> Option<Self> {
        let python = python()?;
        let folder = scratch();
        fs::write(folder.path().join("app.py"), source).expect("the application can be written");
        let mut child = Command::new(python)
            .args(["-m", "uvicorn", "app:app"])
            .args(options)
            .current_dir(folder.path())
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("uvicorn can be started");
        let address = address(&mut child);
        Some(Self {
            child,
            folder,
            address,
        })
    }

    /// Its own folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// `http://127.0.0.1:PORT` and the path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
}

impl Drop for Uvicorn {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Python of a virtual environment with fastapi and uvicorn.
pub(crate) fn python() -> Option<PathBuf> {
    venv("venv", &["fastapi", "uvicorn"])
}

/// Python of a virtual environment with these packages, made once and kept under target/.
pub(crate) fn venv(name: &str, packages: &[&str]) -> Option<PathBuf> {
    let system = need("python3")?;
    let base = Path::new(env!("CARGO_TARGET_TMPDIR"));
    fs::create_dir_all(base).expect("target/tmp can be made");
    let lock = File::create(base.join(format!("{name}.lock"))).expect("target/tmp can be written");
    flock(&lock, FlockOperation::LockExclusive).expect("a file can be locked");
    let venv = base.join(name);
    let python = venv.join("bin/python");
    let ready = venv.join("ready");
    if ready.exists() {
        return Some(python);
    }
    let made = run(Command::new(system)
        .args(["-m", "venv", "--clear"])
        .arg(&venv))
        && run(Command::new(&python)
            .args(["-m", "pip", "install", "--quiet"])
            .args(packages));
    if !made {
        let packages = packages.join(" and ");
        missing(&format!(
            "no virtual environment with {packages} can be made"
        ));
        return None;
    }
    File::create(ready).expect("target/tmp can be written");
    Some(python)
}

/// Runs a command; whether it succeeded.
fn run(command: &mut Command) -> bool {
    command.status().is_ok_and(|status| status.success())
}

/// Reads uvicorn's log up to the line that says where it listens.
fn address(child: &mut Child) -> String {
    let stream = child.stderr.take().expect("stderr was asked for");
    let mut log = BufReader::new(stream);
    let mut seen = String::new();
    loop {
        let start = seen.len();
        let length = log.read_line(&mut seen).expect("uvicorn's log is text");
        assert!(length > 0, "uvicorn ended: {seen}");
        if let Some((_, rest)) = seen[start..].split_once("running on ") {
            let address = rest.split(' ').next().unwrap_or_default().trim().to_owned();
            std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
            return address;
        }
    }
}
