//! Reads the start of files.

use rustix::fs::{Mode, OFlags, open};
use rustix::io::Errno;

/// Reads the start of a file, at most so many bytes.
pub(crate) fn start(path: &str, most: usize) -> Result<Vec<u8>, Errno> {
    let file = open(path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    while bytes.len() < most {
        let received = rustix::io::read(&file, &mut chunk)?;
        if received == 0 {
            break;
        }
        bytes.extend_from_slice(chunk.get(..received).unwrap_or_default());
    }
    bytes.truncate(most);
    Ok(bytes)
}
