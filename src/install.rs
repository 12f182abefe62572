//! `--install DEST`: copies this very binary, for an init container or an image volume.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

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
    if place.is_dir() {
        return Err(given.misuse("holds a directory called probelet; name a file"));
    }
    let mut name = place.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let draft = place.with_file_name(name);
    let result = copy(&draft).and_then(|()| fs::rename(&draft, &place));
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

/// Copies the running binary's own bytes, even if its file has been replaced since.
fn copy(draft: &Path) -> io::Result<()> {
    // At once: io::copy would bring sendfile and splice for one megabyte.
    let bytes = fs::read("/proc/self/exe")?;
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(0o755)
        .open(draft)?;
    file.write_all(&bytes)?;
    // The mode given to open is subject to the umask.
    file.set_permissions(fs::Permissions::from_mode(0o755))?;
    file.sync_all()
}
