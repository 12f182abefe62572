//! Headers and cookies.

use crate::cli::Env;
use crate::cli::{Flags, Given};
use crate::net::Request;
use crate::text::Misuse;

use super::files as file;

/// Reads `-H` and `-b` into a request.
pub(super) fn resolve(flags: &mut Flags, env: &Env, request: &mut Request) -> Result<(), Misuse> {
    for given in flags.values("--header", env) {
        match given.file() {
            None => push_line(given, given.text, request)?,
            Some(_) => {
                for line in file::text(given)?.lines().filter(|line| !line.is_empty()) {
                    push_line(given, line, request)?;
                }
            }
        }
    }
    // Each is compared with every other before the request is sent.
    if request.headers.len() > MOST_HEADERS {
        return Err(Misuse::new(
            "--header",
            "gives over 1000 headers; leave some out",
        ));
    }
    let mut names = request.headers.iter().map(|(name, _)| name);
    let is_host = |name: &&&str| name.eq_ignore_ascii_case("host");
    if names.by_ref().filter(is_host).count() > 1 {
        return Err(Misuse::new("--header", "gives Host twice; leave one out"));
    }
    let mut cookies = Vec::new();
    for given in flags.values("--cookie", env) {
        if !given.text.as_bytes().contains(&b'=') {
            let reason = "has no equals sign; write NAME=VALUE, because no cookie file is read";
            return Err(given.secret_misuse(reason));
        }
        if !is_value(given.text) {
            return Err(given.secret_misuse("holds a control character; leave it out"));
        }
        cookies.push(given.text);
    }
    if !cookies.is_empty() {
        request.headers.push(("Cookie", cookies.join("; ").leak()));
    }
    Ok(())
}

/// Adds a header unless it was given or removed.
pub(super) fn push_default(request: &mut Request, name: &'static str, value: &'static str) {
    let mut given = request.headers.iter().map(|(name, _)| name);
    let mut removed = request.removed.iter();
    let is_same = |other: &&str| other.eq_ignore_ascii_case(name);
    if !given.any(is_same) && !removed.any(is_same) {
        request.headers.push((name, value));
    }
}

/// Takes one header line: `NAME: VALUE`, `NAME:` to remove, `NAME;` for an empty one, as in curl.
fn push_line(
    given: &'static Given,
    line: &'static str,
    request: &mut Request,
) -> Result<(), Misuse> {
    let (name, value) = match (line.split_once(':'), line.strip_suffix(';')) {
        (Some((name, value)), _) => (
            name,
            Some(value.trim_ascii()).filter(|value| !value.is_empty()),
        ),
        (None, Some(name)) => (name, Some("")),
        (None, None) => return Err(given.secret_misuse("has no colon; write 'NAME: VALUE'")),
    };
    if !is_token(name) {
        return Err(given.secret_misuse("has no valid name before the colon; write 'NAME: VALUE'"));
    }
    let lower = name.to_ascii_lowercase();
    if matches!(
        lower.as_str(),
        "content-length" | "transfer-encoding" | "expect"
    ) {
        let reason = [name, " is for probelet to set; leave it out"].concat();
        return Err(given.secret_misuse(&reason));
    }
    let Some(value) = value else {
        if lower == "host" {
            return Err(given.secret_misuse("Host cannot be removed; HTTP/1.1 needs one"));
        }
        request.removed.push(lower.leak());
        return Ok(());
    };
    if !is_value(value) {
        let reason = format!("the value of {name} holds a control character; leave it out");
        return Err(given.secret_misuse(&reason));
    }
    if matches!(lower.as_str(), "host" | "authorization") && !value.is_ascii() {
        return Err(given.secret_misuse(&format!("the value of {name} is not ASCII")));
    }
    request.headers.push((name, value));
    Ok(())
}

/// Reports whether this is an HTTP token, as methods and header names are.
pub(super) fn is_token(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    !text.is_empty() && text.bytes().all(fits)
}

/// Reports whether this can be a header value: no line ends, no other control characters.
pub(super) fn is_value(text: &str) -> bool {
    text.bytes().all(|b| b == b'\t' || (b >= b' ' && b != 0x7f))
}

/// So many headers may be given; servers take a hundred or so.
const MOST_HEADERS: usize = 1000;
