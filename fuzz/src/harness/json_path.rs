//! A JSON check agrees with serde_json.

use serde_json::Value;

use super::SECRET;
use super::expansion::contains;
use super::line::plain;
use crate::expect::{Content, Expect, JsonCheck, Objection, StatusSet};
use crate::report::objection::{wanted, words};

/// `PATH=VALUE`, a line end, and a body.
pub fn json_path(input: &[u8]) {
    if contains(input, SECRET) {
        return;
    }
    let Some(end) = input.iter().position(|&b| b == b'\n') else {
        return;
    };
    let (check, body) = (&input[..end], &input[end + 1..]);
    let Ok(text) = str::from_utf8(check) else {
        return;
    };
    let text: &'static str = text.to_owned().leak();
    let Ok(check) = JsonCheck::parse(text) else {
        return;
    };
    plain(&wanted(&check));
    // Beside a second check it has to come to the same.
    let other = JsonCheck::parse("=").expect("the whole document");
    let objection = judge(vec![check], body);
    let shared = JsonCheck::parse(text).map(|check| judge(vec![check, other], body));
    if objection.is_some() {
        assert_eq!(shared, Ok(objection.clone()), "{text}");
    }
    if let Some(objection) = &objection {
        plain(&words(objection, "the body"));
    }
    // What people know from jq and JSONPath is left to the unit tests.
    if text.contains(['"', '[', '$', ' ', '\\']) || text.contains("==") {
        return;
    }
    let (path, wanted) = text.split_once('=').expect("a check has an equal sign");
    let path = path.strip_prefix('.').unwrap_or(path);
    // probelet takes a byte order mark.
    let bare = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    match serde_json::from_slice::<Value>(bare) {
        Ok(value) => {
            let found = found(&value, path);
            // serde_json writes exponents its own way.
            let rewritten = found
                .as_deref()
                .is_some_and(|it| it.contains('e') && number(it));
            let equal = found.is_some_and(|found| found == wanted);
            assert!(
                rewritten || objection.is_none() == equal,
                "{text}: {objection:?} in {value}"
            );
        }
        // probelet has no bound of depth but the size of the body.
        Err(error) if error.to_string().starts_with("recursion limit") => {}
        Err(error) => assert!(objection.is_some(), "{text}: serde_json says {error}"),
    }
}

/// Judges a body by checks of its JSON.
fn judge(json: Vec<JsonCheck>, body: &[u8]) -> Option<Objection> {
    let expect = Expect {
        status: StatusSet::default(),
        headers: Vec::new(),
        body: Vec::new(),
        reject: Vec::new(),
        json,
        max_age: None,
    };
    let content = Content {
        bytes: body.to_vec(),
        truncated: false,
    };
    expect.file(&content, &|| false)
}

/// Walks down a path, and yields what stands there when it is a plain value.
fn found(value: &Value, path: &str) -> Option<String> {
    let mut value = value;
    for segment in path.split('.').filter(|_| !path.is_empty()) {
        value = match value {
            Value::Object(members) => members.get(segment)?,
            Value::Array(items) => {
                let at = (0..items.len()).find(|at| at.to_string() == segment)?;
                &items[at]
            }
            _ => return None,
        };
    }
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(_) | Value::Array(_) => None,
        other => Some(other.to_string()),
    }
}

/// Reports whether text begins as a number does.
fn number(text: &str) -> bool {
    text.starts_with(|c: char| c == '-' || c.is_ascii_digit())
}
