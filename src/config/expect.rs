//! What is healthy: statuses, headers, body checks.

use super::request::is_token;
use crate::cli::Env;
use crate::cli::{Flags, Given};
use crate::expect::JsonCheck;
use crate::expect::{Expect, StatusSet};
use crate::text::Misuse;

/// Reads the flags about the answer.
pub(super) fn resolve(flags: &mut Flags, env: &Env) -> Result<Expect, Misuse> {
    let status = match flags.value("--expect-status", env)? {
        None => StatusSet::parse("200-399"),
        Some(given) => Some(StatusSet::parse(given.text).ok_or_else(|| {
            given.misuse("is not a set of statuses; write 200, 2xx or 200-204,401")
        })?),
    };
    let mut headers = Vec::new();
    for given in flags.values("--expect-header", env)? {
        let (name, value) = match given.text.split_once(':') {
            Some((name, value)) => (name, Some(value.trim())),
            None => (given.text, None),
        };
        if !is_token(name.trim()) {
            return Err(given.misuse("names no header; write 'NAME: VALUE' or NAME"));
        }
        let value = value.filter(|value| !value.is_empty());
        headers.push((name.trim(), value));
    }
    let mut json = Vec::new();
    for given in flags.values("--expect-json", env)? {
        json.push(JsonCheck::parse(given.text).ok_or_else(|| {
            given.misuse("is not PATH=VALUE; write status=UP or items.0.ok=true")
        })?);
    }
    Ok(Expect {
        status: status.ok_or_else(|| Misuse::new("--expect-status", "has no default"))?,
        headers,
        body: texts(flags.values("--expect-body", env)?)?,
        reject: texts(flags.values("--reject-body", env)?)?,
        json,
    })
}

/// Refuses an empty text, which every body contains.
fn texts(list: &[Given]) -> Result<Vec<&'static str>, Misuse> {
    match list.iter().find(|given| given.text.is_empty()) {
        Some(given) => Err(given.misuse("is empty; write the text to look for")),
        None => Ok(list.iter().map(|given| given.text).collect()),
    }
}
