//! What the real reporter prints, taken from the real stdout and stderr.

use std::fs::File;
use std::io::{Read, Seek};
use std::os::fd::{AsFd, OwnedFd};

use rustix::fs::{MemfdFlags, ftruncate, memfd_create};
use rustix::io::fcntl_dupfd_cloexec;
use rustix::stdio::{dup2_stderr, dup2_stdout, stderr, stdout};

/// What went to stdout and to stderr.
pub(crate) struct Printed {
    /// To stdout.
    pub(crate) stdout: Vec<u8>,
    /// To stderr.
    pub(crate) stderr: Vec<u8>,
}

/// Where the two streams really lead, and the files that stand in for them.
struct Streams {
    /// The real ones.
    real: (OwnedFd, OwnedFd),
    /// Those that take their places.
    files: (File, File),
}

thread_local! {
    static STREAMS: Streams = Streams {
        real: (
            fcntl_dupfd_cloexec(stdout(), 3).expect("stdout is open"),
            fcntl_dupfd_cloexec(stderr(), 3).expect("stderr is open"),
        ),
        files: (memory(), memory()),
    };
}

/// Runs something that prints.
pub(crate) fn capture(print: impl FnOnce()) -> Printed {
    STREAMS.with(|streams| {
        let (mut out, mut err) = (&streams.files.0, &streams.files.1);
        for mut file in [out, err] {
            ftruncate(file, 0).expect("a file in memory can be emptied");
            file.rewind().expect("and begun again");
        }
        let redirected = Redirected::new(streams);
        print();
        drop(redirected);
        let mut printed = Printed {
            stdout: Vec::new(),
            stderr: Vec::new(),
        };
        for (file, bytes) in [
            (&mut out, &mut printed.stdout),
            (&mut err, &mut printed.stderr),
        ] {
            file.rewind().expect("a file in memory can be read again");
            file.read_to_end(bytes).expect("it can be read");
        }
        printed
    })
}

/// Gives the streams back when dropped, so that a panic is still seen.
struct Redirected<'a>(&'a Streams);

impl<'a> Redirected<'a> {
    fn new(streams: &'a Streams) -> Self {
        lead(streams.files.0.as_fd(), streams.files.1.as_fd());
        Self(streams)
    }
}

impl Drop for Redirected<'_> {
    fn drop(&mut self) {
        lead(self.0.real.0.as_fd(), self.0.real.1.as_fd());
    }
}

/// Leads both streams somewhere.
fn lead(out: impl AsFd, err: impl AsFd) {
    dup2_stdout(out).expect("stdout can be led elsewhere");
    dup2_stderr(err).expect("stderr can be led elsewhere");
}

/// A file in memory.
fn memory() -> File {
    let file = memfd_create("printed", MemfdFlags::CLOEXEC);
    File::from(file.expect("a file in memory can be made"))
}
