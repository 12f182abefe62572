//! What to do about a login that is missing, or that was refused.

use crate::expect::Answer;
use crate::net::{Hop, Request, credentials};
use crate::text::find;

/// Returns what helps against a 401 or 403; `None` where the body gives another reason.
pub(super) fn advice(answer: &Answer, hop: &Hop, request: &Request) -> Option<&'static str> {
    let body = answer.body.bytes.to_ascii_lowercase();
    let about_login = ABOUT_LOGIN.iter().any(|word| find(&body, word).is_some());
    if answer.head.status() == 403 && !body.trim_ascii().is_empty() && !about_login {
        return None;
    }
    let mut named = request.headers.iter().filter(|(name, _)| is_login(name));
    let from_header = named.next().map(|(_, value)| *value);
    let given = request.authorization.or(from_header);
    let from_url = hop.target.credentials.as_deref();
    Some(match given.or(from_url) {
        Some(value) if holds_dollar(value) => {
            "the credentials that were given hold a literal $; write ${NAME} for a variable"
        }
        Some(_) => "the app did not accept the credentials that were given",
        None => "give credentials with -u or -H, or accept it with --expect-status",
    })
}

/// Reports whether a header of that name usually holds credentials.
fn is_login(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["api", "auth", "cookie", "token"]
        .iter()
        .any(|part| find(name.as_bytes(), part).is_some())
}

/// Reports whether credentials hold a dollar sign.
fn holds_dollar(value: &str) -> bool {
    let plain = credentials(value);
    plain.as_deref().unwrap_or(value.as_bytes()).contains(&b'$')
}

/// Words of bodies that ask for a login.
const ABOUT_LOGIN: [&str; 8] = [
    "api key",
    "api-key",
    "auth",
    "credential",
    "log in",
    "login",
    "password",
    "token",
];
