//! Why an answer is unhealthy, in words.

use crate::expect::{Found, JsonCheck, Objection};
use crate::text::{ago, duration_text, peer, quote, redact, say};

/// Returns why an answer is unhealthy; `subject` is what was checked: "the body", "the file".
pub(crate) fn words(objection: &Objection, subject: &str) -> &'static str {
    match objection {
        Objection::BodyHolds(text) => say!("{subject} contains {}", quote(text)),
        Objection::BodyLacks { text, truncated } => {
            let start = if *truncated {
                "the first 64 KiB of "
            } else {
                ""
            };
            say!("{start}{subject} does not contain {}", quote(text))
        }
        Objection::Compressed(coding) => {
            let coding = peer(coding, MAX_SHOWN);
            say!("{subject} is compressed (\"{coding}\"), which no check can read")
        }
        Objection::Future(ahead) => {
            let ahead = ago(*ahead);
            say!("{subject} was modified {ahead} in the future; is a clock wrong?")
        }
        Objection::HeaderDiffers {
            name,
            wanted,
            found,
        } => {
            let mut found = peer(found, MAX_SHOWN);
            if name.eq_ignore_ascii_case("location") {
                found = redact(found).leak();
            }
            say!("header {name} is \"{found}\", wanted {}", quote(wanted))
        }
        Objection::HeaderMissing { name, wanted } => {
            let wanted = wanted.map_or("", |it| say!(", wanted {}", quote(it)));
            say!("header {name} is missing{wanted}")
        }
        Objection::JsonDiffers {
            path,
            wanted,
            found,
        } => {
            let found = value(found);
            say!("{} is {found}, wanted {}", json(path), quote(wanted))
        }
        Objection::JsonEmpty => say!("{subject} is empty, wanted JSON"),
        Objection::JsonMissing { path, wanted } => {
            say!("JSON has no {path}, wanted {}", quote(wanted))
        }
        Objection::JsonSyntax(why) => {
            say!(
                "{subject} is not JSON ({})",
                peer(why.as_bytes(), MAX_SHOWN)
            )
        }
        Objection::JsonTooLong => say!("{subject} is over 64 KiB, too long to check as JSON"),
        Objection::OutOfTime => say!("out of time while checking {subject}"),
        Objection::Stale { age, most } => {
            let (age, most) = (ago(*age), duration_text(*most));
            say!("{subject} was modified {age} ago, wanted at most {most}")
        }
        Objection::Status(wanted) => ["wanted ", wanted].concat().leak(),
    }
}

/// Returns what a JSON check wants, for `--explain`.
pub(crate) fn wanted(check: &JsonCheck) -> &'static str {
    say!("{} equals {}", json(check.name), quote(check.wanted))
}

/// Returns a JSON value as the peer wrote it, or what kind it is.
fn value(found: &Found) -> &'static str {
    match found {
        Found::Array => "an array",
        Found::Object => "an object",
        Found::Plain(text) => peer(text.as_bytes(), MAX_SHOWN),
        Found::Text(text) => say!("\"{}\"", peer(text.as_bytes(), MAX_SHOWN)),
    }
}

/// Names a JSON value by its path, or the whole document.
fn json(path: &str) -> &'static str {
    match path {
        "" | "." | "$" => "JSON",
        path => ["JSON ", path].concat().leak(),
    }
}

/// How much of what a peer wrote a line shows.
const MAX_SHOWN: usize = 80;
