//! A server of somebody else's, which writes into its log when it is ready.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use rustix::process::{Pid, Signal, geteuid, kill_process};
use tempfile::TempDir;

use super::tool::scratch;

/// Runs until dropped.
#[derive(Debug)]
pub(crate) struct Daemon {
    /// The process.
    child: Child,
}

impl Daemon {
    /// Starts a server in a folder and waits until its log contains the text.
    #[track_caller]
    pub(crate) fn start(mut command: Command, folder: &Path, ready: &str) -> Self {
        let (log, writer) = io::pipe().expect("a pipe can be made");
        let other = writer.try_clone().expect("a descriptor can be copied");
        command.current_dir(folder).stdin(Stdio::null());
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
        Self { child }
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

/// Returns a command that is not run by root, which many servers refuse.
pub(crate) fn as_nobody(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env("LC_ALL", "C");
    if geteuid().is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

/// Makes a folder that belongs to the user of [`as_nobody`].
pub(crate) fn scratch_of_nobody() -> TempDir {
    let folder = scratch();
    if geteuid().is_root() {
        chown(folder.path(), Some(NOBODY), Some(NOBODY)).expect("root may give a folder away");
    }
    folder
}

/// The user that owns nothing.
pub(crate) const NOBODY: u32 = 65534;
