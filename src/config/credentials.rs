//! Credentials: `-u`, `--user` with `--password`, and `--oauth2-bearer`.

use crate::cli::Env;
use crate::cli::{Flags, Given};
use crate::net::basic;
use crate::text::Misuse;

use super::files as file;
use super::header::is_value;
use super::value::either;

/// The value of `Authorization`.
pub(super) struct Credentials {
    /// The value.
    pub(super) value: &'static str,
    /// Whether it was typed, and not set in the environment.
    pub(super) is_typed: bool,
}

/// Reads the flags about credentials.
pub(super) fn resolve(flags: &mut Flags, env: &Env) -> Result<Option<Credentials>, Misuse> {
    let user = flags.value("--user", env);
    let password = flags.value("--password", env);
    let bearer = flags.value("--oauth2-bearer", env);
    let Some(given) = either(user, bearer)? else {
        return match password.filter(|given| given.is_typed()) {
            Some(given) => Err(given.secret_misuse("needs --user USER with it")),
            None => Ok(None),
        };
    };
    let is_bearer = bearer.is_some_and(|bearer| std::ptr::eq(bearer, given));
    let value = match is_bearer {
        true => token(given)?,
        false => basic(&pair(given, password)?).leak(),
    };
    Ok(Some(Credentials {
        value,
        is_typed: given.is_typed(),
    }))
}

/// Returns `USER:PASS`, as curl has it in one value and wget in two.
fn pair(user: &'static Given, password: Option<&'static Given>) -> Result<String, Misuse> {
    let text = file::text(user)?;
    let is_whole = text.as_bytes().contains(&b':');
    match password {
        Some(password) if !is_whole => Ok([text, ":", file::text(password)?].concat()),
        Some(password) if password.is_typed() => {
            Err(user.secret_misuse("has a password, and so has --password; leave one out"))
        }
        _ if is_whole => Ok(text.to_owned()),
        _ => Err(user.secret_misuse("has no colon; write USER:PASS or @FILE")),
    }
}

/// Returns the value for a bearer token.
fn token(given: &'static Given) -> Result<&'static str, Misuse> {
    let token = file::text(given)?;
    if token.is_empty() || !is_value(token) || !token.is_ascii() {
        return Err(given.secret_misuse("is not a token; write plain ASCII text or @FILE"));
    }
    Ok(["Bearer ", token].concat().leak())
}
