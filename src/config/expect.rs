//! What is healthy: statuses, headers, body checks.

use crate::cli::Env;
use crate::cli::{Flags, Given};
use crate::expect::{Expect, JsonCheck, PathFault, StatusSet};
use crate::text::Misuse;

use super::header::is_token;
use super::value::{age, parsed};

/// Reads the flags about the answer.
pub(super) fn resolve(flags: &mut Flags, env: &Env) -> Result<Expect, Misuse> {
    let status = parsed(
        flags.value("--expect-status", env),
        StatusSet::parse,
        "is not a set of statuses; write 200, 2xx or 200-204,401",
    )?;
    let mut headers = Vec::new();
    for given in flags.values("--expect-header", env) {
        let (name, value) = match given.text.split_once(':') {
            Some((name, value)) => (name, Some(value.trim_ascii())),
            None => (given.text, None),
        };
        if !is_token(name.trim_ascii()) {
            return Err(given.misuse("names no header; write 'NAME: VALUE' or NAME"));
        }
        let value = value.filter(|value| !value.is_empty());
        headers.push((name.trim_ascii(), value));
    }
    let mut json = Vec::new();
    for given in flags.values("--expect-json", env) {
        let check = JsonCheck::parse(given.text);
        json.push(check.map_err(|fault| given.misuse_of(given.text, json_advice(fault)))?);
    }
    Ok(Expect {
        status: status.unwrap_or_default(),
        headers,
        body: texts(flags.values("--expect-body", env))?,
        reject: texts(flags.values("--reject-body", env))?,
        json,
        max_age: flags.value("--max-age", env).map(age).transpose()?,
    })
}

/// Returns what to write instead of an invalid check.
fn json_advice(fault: PathFault) -> &'static str {
    match fault {
        PathFault::Differs => {
            "asks for another value, and only equality is checked; use --reject-body TEXT"
        }
        PathFault::Pattern => {
            "asks for more than one equal value; write one path, such as items.0.ok=true"
        }
        PathFault::Syntax => "is not PATH=VALUE; write status=UP or items.0.ok=true",
    }
}

/// Refuses an empty text, which every body contains.
fn texts(list: &[Given]) -> Result<Vec<&'static str>, Misuse> {
    match list.iter().find(|given| given.text.is_empty()) {
        Some(given) => Err(given.misuse("is empty; write the text to look for")),
        None => Ok(list.iter().map(|given| given.text).collect()),
    }
}
