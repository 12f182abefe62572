//! What is asked: method, headers, credentials, body.

use crate::cli::Env;
use crate::cli::{Flags, Given};
use crate::net::{Request, basic};
use crate::text::Misuse;

use super::files as file;

/// Reads the flags about the request.
pub(super) fn resolve(flags: &mut Flags, env: &Env) -> Result<Request, Misuse> {
    let body = body(flags, env)?;
    let head = flags.switch("--head");
    if head && body.is_some() {
        return Err(Misuse::new("--head", "contradicts --data; leave one out"));
    }
    let method = match flags.value("--request", env)? {
        None if head => "HEAD",
        None if body.is_some() => "POST",
        None => "GET",
        Some(given) if given.text == "CONNECT" => {
            return Err(given.misuse("is for proxies, and probelet never uses one"));
        }
        Some(given) if is_token(given.text) => given.text,
        Some(given) => {
            return Err(given.misuse("is not a method; write GET, HEAD, POST or the like"));
        }
    };
    let user_agent = match flags.value("--user-agent", env)? {
        None => concat!("probelet/", env!("CARGO_PKG_VERSION")),
        Some(given) if is_value(given.text) && given.text.is_ascii() => given.text,
        Some(given) => return Err(given.misuse("cannot be a header; write plain ASCII text")),
    };
    let mut request = Request {
        method,
        headers: Vec::new(),
        removed: Vec::new(),
        authorization: authorization(flags, env)?,
        user_agent,
        body,
    };
    if request.user_agent.is_empty() {
        request.removed.push("user-agent");
    }
    for &given in flags.values("--header", env)? {
        match given.file() {
            None => header(given, given.text, &mut request)?,
            Some(_) => {
                for line in file::text(given)?.lines().filter(|line| !line.is_empty()) {
                    header(given, line, &mut request)?;
                }
            }
        }
    }
    let given = |name: &str| {
        request
            .headers
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name))
            .count()
    };
    if given("host") > 1 {
        return Err(Misuse::new("--header", "gives Host twice; leave one out"));
    }
    if given("authorization") > 0 && request.authorization.is_some() {
        return Err(Misuse::new(
            "--header",
            "gives Authorization, and so does -u; leave one out",
        ));
    }
    Ok(request)
}

/// Takes one header line: `NAME: VALUE`, `NAME:` to remove, `NAME;` for an empty one, as in curl.
fn header(given: Given, line: &'static str, request: &mut Request) -> Result<(), Misuse> {
    let (name, value) = match (line.split_once(':'), line.strip_suffix(';')) {
        (Some((name, value)), _) => (name, Some(value.trim()).filter(|value| !value.is_empty())),
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
        let reason = format!("{name} is for probelet to set; leave it out");
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

/// Reads `-u` and `--oauth2-bearer` into the value of `Authorization`.
fn authorization(flags: &mut Flags, env: &Env) -> Result<Option<&'static str>, Misuse> {
    let user = flags.value("--user", env)?;
    let bearer = flags.value("--oauth2-bearer", env)?;
    match (user, bearer) {
        (None, None) => Ok(None),
        (Some(given), Some(_)) => {
            Err(given.secret_misuse("contradicts --oauth2-bearer; leave one out"))
        }
        (Some(given), None) => {
            let text = file::text(given)?;
            if !text.as_bytes().contains(&b':') {
                return Err(given.secret_misuse("has no colon; write USER:PASS or @FILE"));
            }
            Ok(Some(basic(text).leak()))
        }
        (None, Some(given)) => {
            let token = file::text(given)?;
            if token.is_empty() || !is_value(token) || !token.is_ascii() {
                return Err(given.secret_misuse("is not a token; write plain ASCII text or @FILE"));
            }
            Ok(Some(["Bearer ", token].concat().leak()))
        }
    }
}

/// Reads the body; several are joined with `&`, as curl does. A file is sent byte for byte.
fn body(flags: &mut Flags, env: &Env) -> Result<Option<&'static [u8]>, Misuse> {
    let mut body: Option<Vec<u8>> = None;
    for &given in flags.values("--data", env)? {
        let piece = match given.file() {
            Some("-") => return Err(given.misuse("would read stdin; name a file")),
            Some(path) => file::read(given, path)?,
            None => given.text.as_bytes().to_vec(),
        };
        match &mut body {
            None => body = Some(piece),
            Some(body) => {
                body.push(b'&');
                body.extend(piece);
            }
        }
    }
    Ok(body.map(|body| &*body.leak()))
}

/// Tells a token, as methods and header names are.
pub(super) fn is_token(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    !text.is_empty() && text.bytes().all(fits)
}

/// Tells a header value: no line ends, no other control characters.
fn is_value(text: &str) -> bool {
    text.bytes().all(|b| b == b'\t' || (b >= b' ' && b != 0x7f))
}
