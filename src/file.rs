//! Reads files: those that flags name, before anything is sent, and the system's own.

use rustix::fs::{Mode, OFlags, open};
use rustix::io::Errno;

use crate::cli::Given;
use crate::text::{Misuse, errno_text, quote};

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

/// Reads a whole file, up to a bound.
pub(crate) fn read(given: Given, path: &str) -> Result<Vec<u8>, Misuse> {
    let reason = match start(path, MAX_FILE + 1) {
        Ok(bytes) if bytes.len() <= MAX_FILE => return Ok(bytes),
        Ok(_) => [&quote(path), " is over 1 MiB"].concat(),
        Err(errno) => ["cannot read ", &quote(path), ": ", &errno_text(errno)].concat(),
    };
    Err(given.secret_misuse(&reason))
}

/// Yields a value, or the text of the file that `@FILE` names, without its last line end.
pub(crate) fn text(given: Given) -> Result<&'static str, Misuse> {
    let Some(path) = given.file() else {
        return Ok(given.text);
    };
    let text = String::from_utf8(read(given, path)?)
        .map_err(|_| given.misuse("is not UTF-8; write plain text into the file"))?;
    let text = text.leak();
    let text = text.strip_suffix('\n').unwrap_or(text);
    Ok(text.strip_suffix('\r').unwrap_or(text))
}

/// The bound of a file, which has to fit into 16 MiB of address space with everything else.
const MAX_FILE: usize = 1024 * 1024;
