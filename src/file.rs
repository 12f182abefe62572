//! Reads the files that flags name, before anything is sent.

use std::fs::File;
use std::io::Read;

use crate::cli::Given;
use crate::text::{Misuse, errno_text, quote};

/// Reads a whole file, up to a bound.
pub(crate) fn read(given: Given, path: &str) -> Result<Vec<u8>, Misuse> {
    let mut bytes = Vec::new();
    let result = File::open(path).and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes));
    match result {
        Err(error) => {
            let reason = format!("cannot read {}: {}", quote(path), errno_text(&error));
            Err(given.secret_misuse(&reason))
        }
        Ok(_) if bytes.len() as u64 > MAX_FILE => {
            Err(given.secret_misuse(&format!("{} is over 1 MiB", quote(path))))
        }
        Ok(_) => Ok(bytes),
    }
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
const MAX_FILE: u64 = 1024 * 1024;
