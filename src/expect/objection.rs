//! Why an answer is unhealthy, as data; the words are in `report`.

use std::time::Duration;

use super::json::Found;

/// The first check that an answer failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Objection {
    /// The body contains a text that it must not contain.
    BodyHolds(&'static str),
    /// The body lacks a text.
    BodyLacks {
        /// The text.
        text: &'static str,
        /// Whether only the start of the body was looked at.
        truncated: bool,
    },
    /// No check can read the body; its coding as the peer wrote it.
    Compressed(Vec<u8>),
    /// The file was modified in the future, so long from now.
    Future(Duration),
    /// A header has another value.
    HeaderDiffers {
        /// The header's name.
        name: &'static str,
        /// The wanted value.
        wanted: &'static str,
        /// Its values as the peer wrote them, joined with commas.
        found: Vec<u8>,
    },
    /// A header is missing.
    HeaderMissing {
        /// The header's name.
        name: &'static str,
        /// The wanted value, if any.
        wanted: Option<&'static str>,
    },
    /// A value inside the JSON body is another one.
    JsonDiffers {
        /// Its path as it was written, escaped; empty for the whole document.
        path: &'static str,
        /// The wanted value.
        wanted: &'static str,
        /// The value.
        found: Found,
    },
    /// The body is empty where JSON is wanted.
    JsonEmpty,
    /// There is nothing at a path into the JSON body.
    JsonMissing {
        /// The path as it was written, escaped.
        path: &'static str,
        /// The wanted value.
        wanted: &'static str,
    },
    /// The body is not JSON; the parser's reason, which may quote the peer.
    JsonSyntax(String),
    /// The body is too long to be checked as JSON.
    JsonTooLong,
    /// The time was over before every check was made.
    OutOfTime,
    /// The file was not modified for too long.
    Stale {
        /// How long ago it was modified.
        age: Duration,
        /// `--max-age`.
        most: Duration,
    },
    /// The status is not in this set.
    Status(&'static str),
}
