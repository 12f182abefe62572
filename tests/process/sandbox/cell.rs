//! An empty root with the program in it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tempfile::TempDir;

use crate::support::{
    ClosedPort, Probe, Reply, Server, binary, has_tls, is_emulated, is_static, need, scratch, skip,
    slack,
};

/// Holds the folder that becomes the root.
pub(super) struct Cell {
    /// Nothing but the program is in it.
    root: TempDir,
    /// `chroot`.
    chroot: PathBuf,
    /// A user that nobody knows and nobody else is: limits of processes are counted by user.
    user: u32,
}

/// How many cells there were.
static CELLS: AtomicU32 = AtomicU32::new(0);

impl Cell {
    /// Makes one; `None`, said loudly, where that is impossible or the program is not one that
    /// ships.
    pub(super) fn new() -> Option<Self> {
        if !is_static() || is_emulated() {
            skip("only for the static files of dist/, run without an emulator; set TEST_BINARY");
            return None;
        }
        if !rustix::process::geteuid().is_root() {
            skip("only root may chroot");
            return None;
        }
        let chroot = need("chroot")?;
        let root = scratch();
        let open = fs::Permissions::from_mode(0o755);
        fs::set_permissions(root.path(), open).expect("permissions can be set");
        fs::copy(binary(), root.path().join("probelet")).expect("the program can be copied");
        let user = 100_000 + process::id() * 100 + CELLS.fetch_add(1, Ordering::Relaxed);
        Some(Self { root, chroot, user })
    }

    /// The folder.
    pub(super) fn root(&self) -> &Path {
        self.root.path()
    }

    /// The program inside, as its user.
    pub(super) fn inside(&self, probe: Probe) -> Probe {
        let user = format!("--userspec={0}:{0}", self.user);
        let words = [
            self.chroot.as_os_str(),
            user.as_ref(),
            self.root.path().as_os_str(),
        ];
        probe.under(words).program("/probelet")
    }
}

/// Asserts that every kind of verdict is right in a place, in time.
pub(super) fn judges_right(place: impl Fn() -> Probe, what: &str) {
    let good = Server::start(Reply::ok());
    let silent = Server::start(Reply::Silent);
    let closed = ClosedPort::take();
    let limit = Duration::from_millis(300);
    let local = format!("http://localhost:{}/", good.port());
    let secure = format!("https://localhost:{}/", good.port());
    // The pause between two attempts is part of what a place must allow.
    let options = ["-v", "-m300ms", "--retry=1", "--retry-delay=20ms"];
    for (target, code) in [
        (good.url("/"), 0),
        (local, 0),
        (closed.url("/"), 1),
        (silent.url("/"), 1),
        ("http://app.invalid/".to_owned(), 1),
        ("unix:/run/app.sock:/".to_owned(), 1),
        (secure, if has_tls() { 1 } else { 64 }),
        ("http://".to_owned(), 64),
    ] {
        let outcome = place().args(options).arg(&target).run();
        assert_eq!(outcome.code, Some(code), "{what}: {outcome}");
        assert!(outcome.took < limit + slack(), "{what}: {outcome}");
    }
}
