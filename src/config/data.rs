//! What is sent: the request body, and the bytes of `--send`.

use crate::cli::Env;
use crate::cli::{Flags, Given};
use crate::text::{Misuse, quote};

use super::files as file;

/// The data of the request.
#[derive(Default)]
pub(super) struct Data {
    /// The request body.
    pub(super) body: Option<&'static [u8]>,
    /// What `-G` puts into the query instead.
    pub(super) query: Option<Query>,
    /// Whether it is JSON, by `--json`.
    pub(super) is_json: bool,
    /// Whether it was typed, and not set in the environment.
    pub(super) is_typed: bool,
}

/// What `-G` puts into the query of a target.
#[derive(Clone, Copy)]
pub(super) struct Query {
    /// The data.
    pub(super) data: &'static [u8],
    /// The last piece of it, as it was given.
    given: &'static Given,
    /// The file that it names.
    file: Option<&'static str>,
}

impl Query {
    /// Returns the misuse for data that no target has room for.
    pub(super) fn too_long(self) -> Misuse {
        let reason = "makes a target of over 64 KiB; write less, or leave --get out";
        match self.file {
            Some(path) => self
                .given
                .secret_misuse(&[quote(path), " ", reason].concat()),
            None => self.given.secret_misuse(reason),
        }
    }
}

/// Reads `-d`, `--data-raw`, `--json` and `-G`. A file is sent byte for byte.
pub(super) fn resolve(flags: &mut Flags, env: &Env) -> Result<Data, Misuse> {
    let mut data: Option<Vec<u8>> = None;
    let (mut is_json, mut is_typed) = (false, false);
    let mut last = None;
    for given in flags.values_of(&["--data", "--data-raw", "--json"], env) {
        let is_raw = matches!(given.name, "--data-raw" | "PROBELET_DATA_RAW");
        let is_piece = matches!(given.name, "--json" | "PROBELET_JSON");
        let file = given.file().filter(|_| !is_raw);
        last = Some((given, file));
        let piece = match file {
            Some("-") => return Err(given.misuse("would read stdin; name a file")),
            Some(path) => file::read(given, path)?,
            None => given.text.as_bytes().to_vec(),
        };
        match &mut data {
            None => data = Some(piece),
            // As in curl, pieces of JSON follow each other, and others are fields of a form.
            Some(data) => {
                if !is_piece {
                    data.push(b'&');
                }
                data.extend(piece);
            }
        }
        is_json |= is_piece;
        is_typed |= given.is_typed();
    }
    let data = data.map(|data| &*data.leak());
    let (body, query) = match (flags.switch("--get"), data, last) {
        (true, Some(data), Some((given, file))) => (None, Some(Query { data, given, file })),
        _ => (data, None),
    };
    Ok(Data {
        body,
        query,
        is_json,
        is_typed,
    })
}

/// Reads `--send`.
pub(super) fn send(flags: &mut Flags, env: &Env) -> Result<Option<&'static [u8]>, Misuse> {
    let Some(given) = flags.value("--send", env) else {
        return Ok(None);
    };
    let reason = "has an unknown escape; write \\r, \\n, \\t, \\\\ or \\xNN";
    let bytes = unescape(given.text).ok_or_else(|| given.secret_misuse(reason))?;
    Ok(Some(bytes.leak()))
}

/// Decodes `\r`, `\n`, `\t`, `\\` and `\xNN`.
fn unescape(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        out.push(match bytes.next()? {
            b'\\' => b'\\',
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'x' => {
                let mut nibble = || char::from(bytes.next()?).to_digit(16);
                let (high, low) = (nibble()?, nibble()?);
                u8::try_from(high << 4 | low).ok()?
            }
            _ => return None,
        });
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        for (text, wanted) in [
            ("PING\\r\\n", Some(&b"PING\r\n"[..])),
            ("\\x00\\xfF\\t\\\\n", Some(b"\0\xff\t\\n")),
            ("", Some(b"")),
            ("ü", Some("ü".as_bytes())),
            ("\\", None),
            ("\\q", None),
            ("\\x0", None),
            ("\\xg0", None),
            ("\\x+1", None),
        ] {
            assert_eq!(unescape(text).as_deref(), wanted, "{text}");
        }
    }
}
