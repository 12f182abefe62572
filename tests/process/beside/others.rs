//! curl, and a Go program with the kubelet's rules.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::LIMIT;
use crate::support::{need, scratch};

/// What somebody says of a server.
#[derive(Clone, Debug)]
pub(super) struct Said {
    /// Whether it is healthy.
    pub(super) healthy: bool,
    /// The words.
    pub(super) words: String,
}

/// The programs.
pub(super) struct Others {
    /// curl.
    curl: PathBuf,
    /// The Go program.
    kubelet: PathBuf,
    /// Where the Go program is.
    _folder: TempDir,
}

impl Others {
    /// Finds curl, and builds the Go program.
    pub(super) fn find() -> Option<Self> {
        let (curl, go) = (need("curl")?, need("go")?);
        let folder = scratch();
        let (source, kubelet) = (
            folder.path().join("kubelet.go"),
            folder.path().join("kubelet"),
        );
        std::fs::write(&source, include_str!("kubelet.go")).expect("a file can be written");
        let built = Command::new(go)
            .args(["build", "-o"])
            .args([&kubelet, &source])
            .env("GOCACHE", env!("CARGO_TARGET_TMPDIR"))
            .env("GOFLAGS", "-mod=mod")
            .env("GO111MODULE", "off")
            .output()
            .expect("go can be started");
        assert!(
            built.status.success(),
            "{}",
            String::from_utf8_lossy(&built.stderr)
        );
        Some(Self {
            curl,
            kubelet,
            _folder: folder,
        })
    }

    /// Asks curl.
    pub(super) fn curl(&self, url: &str) -> Said {
        let limit = LIMIT.trim_end_matches('s');
        let asked = Command::new(&self.curl)
            .args(["-q", "-f", "-sS", "-o", "/dev/null", "-m", limit, url])
            .env_clear()
            .output()
            .expect("curl can be started");
        let words = String::from_utf8_lossy(&asked.stderr);
        Said {
            healthy: asked.status.success(),
            words: match asked.status.success() {
                true => "healthy".to_owned(),
                false => words.trim().to_owned(),
            },
        }
    }

    /// Asks the Go program, which takes many URLs.
    pub(super) fn kubelet(&self, urls: &[String]) -> Vec<Said> {
        let mut program = Command::new(&self.kubelet)
            .arg(LIMIT)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it can be started");
        let mut stdin = program.stdin.take().expect("it is piped");
        writeln!(stdin, "{}", urls.join("\n")).expect("it reads");
        drop(stdin);
        let output = program.wait_with_output().expect("it ends");
        let text = String::from_utf8_lossy(&output.stdout);
        let said: Vec<_> = text
            .lines()
            .map(|line| Said {
                healthy: line.starts_with("healthy"),
                words: line.to_owned(),
            })
            .collect();
        assert_eq!(said.len(), urls.len(), "{text}");
        said
    }
}
