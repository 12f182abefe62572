//! Reads the start of files.

use rustix::fs::{FileType, Mode, OFlags, open, stat};
use rustix::io::Errno;

/// Returns what stands at a path.
pub(crate) fn kind(path: &str) -> Result<FileType, Errno> {
    stat(path).map(|found| FileType::from_raw_mode(found.st_mode))
}

/// Reads the start of a file, at most so many bytes.
pub(crate) fn start(path: &str, most: usize) -> Result<Vec<u8>, Errno> {
    let mut bytes = Vec::new();
    pieces(path, |piece| {
        bytes.extend_from_slice(piece);
        bytes.len() < most
    })?;
    bytes.truncate(most);
    Ok(bytes)
}

/// Reads a file piece by piece, as long as `take` returns true.
pub(crate) fn pieces(path: &str, mut take: impl FnMut(&[u8]) -> bool) -> Result<(), Errno> {
    // A FIFO without a writer would otherwise be waited for.
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let file = open(path, flags, Mode::empty())?;
    let mut chunk = [0; 4096];
    loop {
        let received = rustix::io::read(&file, &mut chunk)?;
        if received == 0 || !take(chunk.get(..received).unwrap_or_default()) {
            return Ok(());
        }
    }
}
