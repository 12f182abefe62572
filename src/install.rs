//! `--install DEST`: copies this very binary, for an init container or an image volume.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::cli::Given;
use crate::text::{Misuse, errno_text, quote};

/// Copies the binary to a file, or into a directory; says where it went.
///
/// Atomic: written beside its place and renamed, so that nobody ever runs half of it.
pub(crate) fn install(given: Given) -> Result<String, Misuse> {
    let mut place = PathBuf::from(given.text);
    if place.is_dir() {
        place.push("probelet");
    } else if given.text.is_empty() || given.text.ends_with('/') {
        return Err(given.misuse("is not a directory; make it first, or name a file"));
    }
    // A rename would put the copy in the place of a device or socket as readily.
    if fs::metadata(&place).is_ok_and(|there| !there.is_file()) {
        let place = quote(&place.to_string_lossy());
        return Err(given.secret_misuse(&format!(
            "{place} is there and not a regular file; name another place"
        )));
    }
    // At once: io::copy would bring sendfile and splice for one megabyte. The running file's own
    // bytes, even if its place has been taken since.
    let bytes = fs::read(SELF).map_err(|error| {
        given.secret_misuse(&format!("cannot read {SELF}: {}", errno_text(&error)))
    })?;
    let mut name = place.file_name().unwrap_or_default().to_owned();
    // Not the process id: in a container it is always 1, and a draft that a killed run left
    // behind would stop every later one.
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    name.push(format!(".{}.tmp", now.unwrap_or_default().subsec_nanos()));
    let draft = place.with_file_name(name);
    let result = write(&draft, &bytes).and_then(|()| fs::rename(&draft, &place));
    if let Err(error) = result {
        // Best effort: the draft may not even exist.
        let _ = fs::remove_file(&draft);
        let reason = format!(
            "cannot write {}: {}",
            quote(&place.to_string_lossy()),
            errno_text(&error)
        );
        return Err(given.secret_misuse(&reason));
    }
    Ok(format!("installed: {}\n", place.display()))
}

/// Writes an executable file that must not be there yet.
fn write(draft: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(0o755)
        .open(draft)?;
    file.write_all(bytes)?;
    // The mode given to open is subject to the umask.
    file.set_permissions(fs::Permissions::from_mode(0o755))?;
    file.sync_all()
}

/// The running binary.
const SELF: &str = "/proc/self/exe";
