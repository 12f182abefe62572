//! `--install DEST`: copies this very binary, for an init container or an image volume.

use std::time::{SystemTime, UNIX_EPOCH};

use rustix::fs::{FileType, Mode, OFlags, fchmod, fsync, open, rename, unlink};
use rustix::io::Errno;

use crate::cli::Given;
use crate::file;
use crate::text::{Misuse, errno_text, quote};

/// Copies the binary to a file, or into a directory; returns the line that names the copy.
///
/// Atomic: the copy is written beside its place and renamed, so that nobody ever runs half of it.
pub(crate) fn install(given: &'static Given) -> Result<String, Misuse> {
    let mut place = given.text.to_owned();
    if file::kind(&place) == Ok(FileType::Directory) {
        let gap = if place.ends_with('/') { "" } else { "/" };
        place = [&place, gap, "probelet"].concat();
    } else if place.is_empty() || place.ends_with('/') {
        return Err(given.misuse("is not a directory; make it first, or name a file"));
    }
    // A rename would replace a device or a socket, too.
    if file::kind(&place).is_ok_and(|kind| kind != FileType::RegularFile) {
        return Err(given.secret_misuse(&format!(
            "{} is there and not a regular file; name another place",
            quote(&place)
        )));
    }
    // The running file's own bytes, even if its place has been taken since.
    let bytes = file::start(SELF, usize::MAX).map_err(|errno| {
        given.secret_misuse(&["cannot read ", SELF, ": ", errno_text(errno)].concat())
    })?;
    // Not the process id: in a container it is always 1, and a draft that a killed run left
    // behind would stop every later one.
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let draft = format!("{place}.{}.tmp", now.unwrap_or_default().subsec_nanos());
    let result = write(&draft, &bytes).and_then(|()| rename(&draft, &place));
    if let Err(errno) = result {
        // Best effort: the draft may not even exist.
        let _ = unlink(&draft);
        let reason = ["cannot write ", quote(&place), ": ", errno_text(errno)].concat();
        return Err(given.secret_misuse(&reason));
    }
    Ok(["installed: ", &place, "\n"].concat())
}

/// Writes an executable file that must not be there yet.
fn write(draft: &str, bytes: &[u8]) -> Result<(), Errno> {
    let mode = Mode::from_raw_mode(0o755);
    let new = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
    let file = open(draft, new, mode)?;
    let mut rest = bytes;
    while !rest.is_empty() {
        let written = rustix::io::write(&file, rest)?;
        rest = rest.get(written..).unwrap_or_default();
    }
    // The mode given to open is subject to the umask.
    fchmod(&file, mode)?;
    fsync(&file)
}

/// The running binary.
const SELF: &str = "/proc/self/exe";
