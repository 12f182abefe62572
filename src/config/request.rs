//! The request: method, headers, credentials, body.

use crate::cli::Env;
use crate::cli::Flags;
use crate::net::Request;
use crate::text::Misuse;

use super::credentials::{self, Credentials};
use super::data::{self, Data, Query};
use super::header;

/// The request, and what concerns the targets as well.
pub(super) struct Asked {
    /// The request.
    pub(super) request: Request,
    /// What `-G` puts into the query of every target.
    pub(super) query: Option<Query>,
    /// Whether the body is JSON, which the headers of an HTTP request say.
    pub(super) is_json: bool,
    /// Whether the credentials were typed.
    pub(super) has_typed_credentials: bool,
}

/// Reads the flags about the request.
pub(super) fn resolve(flags: &mut Flags, env: &Env) -> Result<Asked, Misuse> {
    let head = flags.switch("--head");
    let mut data = data::resolve(flags, env)?;
    if head && data.body.is_some() {
        if data.is_typed {
            return Err(Misuse::new("--head", "contradicts --data; leave one out"));
        }
        data = Data::default();
    }
    let user_agent = match flags.value("--user-agent", env) {
        None => concat!("probelet/", env!("CARGO_PKG_VERSION")),
        Some(given) if header::is_value(given.text) && given.text.is_ascii() => given.text,
        Some(given) => return Err(given.misuse("cannot be a header; write plain ASCII text")),
    };
    let (method, redirected_method) = method(flags, env, head, data.body.is_some())?;
    let mut request = Request {
        method,
        redirected_method,
        headers: Vec::new(),
        removed: Vec::new(),
        authorization: None,
        user_agent,
        body: data.body,
    };
    if request.user_agent.is_empty() {
        request.removed.push("user-agent");
    }
    header::resolve(flags, env, &mut request)?;
    let credentials = credentials::resolve(flags, env)?;
    let has_typed_credentials = match credentials {
        None => false,
        Some(credentials) => authorize(&mut request, &credentials, flags)?,
    };
    Ok(Asked {
        request,
        query: data.query,
        is_json: data.is_json,
        has_typed_credentials,
    })
}

/// Returns the method, and that of the request after a redirect that does not repeat it.
fn method(
    flags: &mut Flags,
    env: &Env,
    head: bool,
    has_body: bool,
) -> Result<(&'static str, &'static str), Misuse> {
    let given = flags.value("--request", env);
    // A switch was typed, and beats a variable.
    match given.filter(|given| !head || given.is_typed()) {
        None if head => Ok(("HEAD", "HEAD")),
        None if has_body => Ok(("POST", "GET")),
        None => Ok(("GET", "GET")),
        Some(given) if given.text == "CONNECT" => {
            Err(given.misuse("is for proxies, and probelet never uses one"))
        }
        // As in curl, a method that was given stays.
        Some(given) if header::is_token(given.text) => Ok((given.text, given.text)),
        Some(given) => Err(given.misuse("is not a method; write GET, HEAD, POST or the like")),
    }
}

/// Puts the credentials into the request; reports whether they were typed.
fn authorize(
    request: &mut Request,
    credentials: &Credentials,
    flags: &Flags,
) -> Result<bool, Misuse> {
    let &Credentials { value, is_typed } = credentials;
    let is_header = |name: &str| name.eq_ignore_ascii_case("authorization");
    if request.headers.iter().any(|(name, _)| is_header(name)) {
        match (flags.was_typed("--header"), is_typed) {
            (true, false) => return Ok(false),
            (false, true) => request.headers.retain(|(name, _)| !is_header(name)),
            _ => {
                let reason = "gives Authorization, and so does -u; leave one out";
                return Err(Misuse::new("--header", reason));
            }
        }
    }
    request.authorization = Some(value);
    Ok(is_typed)
}
