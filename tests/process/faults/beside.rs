//! What curl and wget make of the same peers. Only for `make faults`: their answers change from
//! version to version, so no test depends on them.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::support::need;

/// The other programs.
pub(super) struct Beside {
    /// curl.
    curl: PathBuf,
    /// wget.
    wget: PathBuf,
    /// Ends what would never end.
    timeout: PathBuf,
}

/// Their exit status.
#[derive(Debug)]
pub(super) struct Others {
    /// curl's.
    pub(super) curl: String,
    /// wget's.
    pub(super) wget: String,
}

impl Beside {
    /// Finds the programs when the page is to be written.
    pub(super) fn wanted() -> Option<Self> {
        env::var_os("WRITE_FAULTS")?;
        Some(Self {
            curl: need("curl").expect("the page needs curl"),
            wget: need("wget").expect("the page needs wget"),
            timeout: need("timeout").expect("the page needs timeout"),
        })
    }

    /// Their versions, for the page.
    pub(super) fn versions(&self) -> String {
        let version = |tool: &PathBuf, word: usize| {
            let output = Command::new(tool).arg("--version").output();
            let text = output.expect("the tool can be started").stdout;
            let text = String::from_utf8_lossy(&text).into_owned();
            text.split_whitespace()
                .nth(word)
                .unwrap_or_default()
                .to_owned()
        };
        let (curl, wget) = (version(&self.curl, 1), version(&self.wget, 2));
        format!(" Seen with curl {curl} and wget {wget}.")
    }

    /// Asks both.
    pub(super) fn ask(&self, url: &str) -> Others {
        let others = |curl: &str, wget: &str| Others {
            curl: curl.to_owned(),
            wget: wget.to_owned(),
        };
        if !url.starts_with("http") {
            return others("–", "–");
        }
        let curl = ["-f", "-k", "-s", "-o", "/dev/null", "-m", "0.4", url];
        let wget = [
            "--no-check-certificate",
            "-q",
            "-O",
            "/dev/null",
            "-T",
            "0.4",
            "-t",
            "1",
            url,
        ];
        others(&self.run(&self.curl, &curl), &self.run(&self.wget, &wget))
    }

    /// Runs one of them for at most 2 s.
    fn run(&self, tool: &PathBuf, arguments: &[&str]) -> String {
        let status = Command::new(&self.timeout)
            .args(["-s", "KILL", "2"])
            .arg(tool)
            .args(arguments)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("the tool can be started");
        status
            .code()
            .map_or("hangs".to_owned(), |code| code.to_string())
    }
}
