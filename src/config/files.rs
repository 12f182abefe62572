//! The files that flags name, read before anything is sent.

use rustix::fs::FileType;

use crate::cli::Given;
use crate::file::{kind, start};
use crate::text::{Misuse, errno_text, quote};

/// Reads a whole file, up to a bound.
pub(crate) fn read(given: &'static Given, path: &str) -> Result<Vec<u8>, Misuse> {
    // Anything else could block, or never end.
    if kind(path).is_ok_and(|kind| kind != FileType::RegularFile) {
        let reason = [
            quote(path),
            " is not a regular file; write the text into one",
        ]
        .concat();
        return Err(given.secret_misuse(&reason));
    }
    let reason = match start(path, MAX_FILE + 1) {
        Ok(bytes) if bytes.len() <= MAX_FILE => return Ok(bytes),
        Ok(_) => [quote(path), " is over 1 MiB"].concat(),
        Err(errno) => ["cannot read ", quote(path), ": ", errno_text(errno)].concat(),
    };
    Err(given.secret_misuse(&reason))
}

/// Returns a value, or the text of the file that `@FILE` names, without its last line end.
pub(crate) fn text(given: &'static Given) -> Result<&'static str, Misuse> {
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
