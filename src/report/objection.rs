//! Why an answer is unhealthy, in words.

use crate::expect::{Found, JsonCheck, Objection};
use crate::text::{ago, duration_text, peer, quote};

/// Returns why an answer is unhealthy; `subject` is what was checked: "the body", "the file".
pub(crate) fn words(objection: &Objection, subject: &str) -> String {
    match objection {
        Objection::BodyHolds(text) => format!("{subject} contains {}", quote(text)),
        Objection::BodyLacks { text, truncated } => {
            let start = if *truncated {
                "the first 64 KiB of "
            } else {
                ""
            };
            format!("{start}{subject} does not contain {}", quote(text))
        }
        Objection::Compressed(coding) => {
            let coding = peer(coding, MAX_SHOWN);
            format!("{subject} is compressed (\"{coding}\"), which no check can read")
        }
        Objection::Future(ahead) => {
            let ahead = ago(*ahead);
            format!("{subject} was modified {ahead} in the future; is a clock wrong?")
        }
        Objection::HeaderDiffers {
            name,
            wanted,
            found,
        } => {
            let found = peer(found, MAX_SHOWN);
            format!("header {name} is \"{found}\", wanted {}", quote(wanted))
        }
        Objection::HeaderMissing { name, wanted } => {
            let wanted = wanted.map_or_else(String::new, |it| format!(", wanted {}", quote(it)));
            format!("header {name} is missing{wanted}")
        }
        Objection::JsonDiffers {
            path,
            wanted,
            found,
        } => {
            let found = value(found);
            format!("{} is {found}, wanted {}", json(path), quote(wanted))
        }
        Objection::JsonEmpty => format!("{subject} is empty, wanted JSON"),
        Objection::JsonMissing { path, wanted } => {
            format!("JSON has no {path}, wanted {}", quote(wanted))
        }
        Objection::JsonSyntax(why) => {
            format!(
                "{subject} is not JSON ({})",
                peer(why.as_bytes(), MAX_SHOWN)
            )
        }
        Objection::JsonTooLong => format!("{subject} is over 64 KiB, too long to check as JSON"),
        Objection::OutOfTime => format!("out of time while checking {subject}"),
        Objection::Stale { age, most } => {
            let (age, most) = (ago(*age), duration_text(*most));
            format!("{subject} was modified {age} ago, wanted at most {most}")
        }
        Objection::Status(wanted) => ["wanted ", wanted].concat(),
    }
}

/// Returns what a JSON check wants, for `--explain`.
pub(crate) fn wanted(check: &JsonCheck) -> String {
    format!("{} equals {}", json(check.name), quote(check.wanted))
}

/// Returns a JSON value as the peer wrote it, or what kind it is.
fn value(found: &Found) -> String {
    match found {
        Found::Array => "an array".to_owned(),
        Found::Object => "an object".to_owned(),
        Found::Plain(text) => peer(text.as_bytes(), MAX_SHOWN),
        Found::Text(text) => format!("\"{}\"", peer(text.as_bytes(), MAX_SHOWN)),
    }
}

/// Names a JSON value by its path, or the whole document.
fn json(path: &str) -> String {
    match path {
        "" | "." | "$" => "JSON".to_owned(),
        path => ["JSON ", path].concat(),
    }
}

/// How much of what a peer wrote a line shows.
const MAX_SHOWN: usize = 80;
