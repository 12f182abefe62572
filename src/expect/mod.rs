//! What is healthy: status set, headers, body text. Parsed here and checked here; pure.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

mod json;

use std::rc::Rc;

use crate::text::{disarm, find, peer, quote};

pub(crate) use json::JsonCheck;

/// An HTTP answer, as far as it is judged.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Its head.
    pub(crate) head: Rc<Head>,
    /// Its body, as far as somebody asked for it.
    pub(crate) body: Content,
}

/// A response head, parsed once.
#[derive(Debug)]
pub(crate) struct Head {
    /// Status and headers.
    pub(crate) response: http::Response<()>,
    /// The reason phrase as it came.
    pub(crate) reason: Vec<u8>,
    /// The whole head as it came.
    pub(crate) raw: Vec<u8>,
}

/// What a peer sent, at most 64 KiB.
#[derive(Debug, Default)]
pub(crate) struct Content {
    /// The bytes.
    pub(crate) bytes: Vec<u8>,
    /// Whether there was more.
    pub(crate) truncated: bool,
}

impl Head {
    /// Returns the status.
    pub(crate) fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    /// Returns the first header of that name.
    pub(crate) fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers(name).next()
    }

    /// Returns every header of that name.
    pub(crate) fn headers(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        let all = self.response.headers().get_all(name);
        all.into_iter().map(http::HeaderValue::as_bytes)
    }
}

/// Everything an answer must be.
#[derive(Debug)]
pub(crate) struct Expect {
    /// The accepted statuses.
    pub(crate) status: StatusSet,
    /// Headers that must be there, with a value that must be equal when one is given.
    pub(crate) headers: Vec<(&'static str, Option<&'static str>)>,
    /// Texts that the body must contain.
    pub(crate) body: Vec<&'static str>,
    /// Texts that the body must not contain.
    pub(crate) reject: Vec<&'static str>,
    /// Values inside a JSON body.
    pub(crate) json: Vec<JsonCheck>,
}

impl Expect {
    /// Tells whether the body has to be read at all.
    pub(crate) fn wants_body(&self) -> bool {
        !(self.body.is_empty() && self.reject.is_empty() && self.json.is_empty())
    }

    /// Tells whether these first bytes of a body already settle everything in its favour, so that
    /// an endless stream need not be awaited.
    pub(crate) fn settled_by(&self, body: &[u8]) -> bool {
        self.reject.is_empty()
            && self.json.is_empty()
            && self.body.iter().all(|text| find(body, text).is_some())
    }

    /// Finds the first reason why an answer is unhealthy.
    pub(crate) fn objection(&self, answer: &Answer) -> Option<String> {
        if !self.status.accepts(answer.head.status()) {
            return Some(format!("wanted {}", self.status.text));
        }
        let headers = |(name, wanted)| header_objection(answer, name, wanted);
        if let Some(objection) = self.headers.iter().copied().find_map(headers) {
            return Some(objection);
        }
        if self.wants_body()
            && let Some(coding) = answer.head.headers("content-encoding").find(is_compression)
        {
            let coding = peer(coding, MAX_SHOWN);
            return Some(format!(
                "the body is compressed (\"{coding}\"), which no check can read"
            ));
        }
        let body = &answer.body.bytes;
        if let Some(text) = self.body.iter().find(|text| find(body, text).is_none()) {
            let scope = if answer.body.truncated {
                "the first 64 KiB of the body"
            } else {
                "the body"
            };
            return Some(format!("{scope} does not contain {}", quote(text)));
        }
        if let Some(text) = self.reject.iter().find(|text| find(body, text).is_some()) {
            return Some(format!("the body contains {}", quote(text)));
        }
        if !self.json.is_empty() && answer.body.truncated {
            return Some("the body is over 64 KiB, too long to check as JSON".to_owned());
        }
        self.json.iter().find_map(|check| check.objection(body))
    }
}

/// Says what is wrong with a header; of a repeated one any line may be the wanted one.
fn header_objection(answer: &Answer, name: &str, wanted: Option<&str>) -> Option<String> {
    let found: Vec<_> = answer.head.headers(name).collect();
    let wanted_words = wanted.map_or_else(String::new, |it| format!(", wanted {}", quote(it)));
    if found.is_empty() {
        return Some(format!("header {name} is missing{wanted_words}"));
    }
    if wanted.is_none_or(|wanted| found.contains(&wanted.as_bytes())) {
        return None;
    }
    let found = peer(&found.join(&b", "[..]), MAX_SHOWN);
    Some(format!("header {name} is \"{found}\"{wanted_words}"))
}

/// Tells a compression from `identity`, and from the `utf-8` that some servers say here.
fn is_compression(coding: &&[u8]) -> bool {
    let last = coding.rsplit(|&b| b == b',').next().unwrap_or_default();
    let last = last.trim_ascii();
    COMPRESSIONS
        .iter()
        .any(|known| last.eq_ignore_ascii_case(known))
}

/// A set of statuses such as `200`, `2xx` or `200-204,401`.
#[derive(Debug)]
pub(crate) struct StatusSet {
    /// Inclusive ranges.
    ranges: Vec<(u16, u16)>,
    /// As written, disarmed.
    text: &'static str,
}

impl StatusSet {
    /// Reads a set; `None` when it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let ranges = text.split(',').map(range).collect::<Option<Vec<_>>>()?;
        let text = disarm(text).leak();
        Some(Self { ranges, text })
    }

    /// Tells whether a status is in the set.
    pub(crate) fn accepts(&self, status: u16) -> bool {
        self.ranges
            .iter()
            .any(|&(from, to)| (from..=to).contains(&status))
    }

    /// Yields the set as it was written.
    pub(crate) fn text(&self) -> &'static str {
        self.text
    }
}

/// Reads one member of a set.
fn range(text: &str) -> Option<(u16, u16)> {
    let text = text.trim();
    let class = text.strip_suffix("xx").or_else(|| text.strip_suffix("XX"));
    let (from, to) = match (class, text.split_once('-')) {
        (Some(class), _) => {
            let class = Some(class)
                .filter(|class| class.len() == 1)?
                .parse::<u16>()
                .ok()?;
            let from = class.saturating_mul(100);
            (from, from.saturating_add(99))
        }
        (None, Some((from, to))) => (code(from)?, code(to)?),
        (None, None) => (code(text)?, code(text)?),
    };
    (from >= 100 && from <= to && to <= 999).then_some((from, to))
}

/// Reads one status.
fn code(text: &str) -> Option<u16> {
    let text = text.trim();
    let digits = text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// How much of a body is judged or printed.
pub(crate) const MAX_CONTENT: usize = 64 * 1024;

/// The compressions that servers may use though nobody asked for any.
const COMPRESSIONS: &[&[u8]] = &[b"br", b"compress", b"deflate", b"gzip", b"x-gzip", b"zstd"];

/// How much of a header's value a line shows.
const MAX_SHOWN: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets() {
        for (text, yes, no) in [
            ("200", 200, 201),
            ("2xx", 299, 300),
            ("200-204,401", 401, 205),
            ("5XX, 200", 503, 404),
            ("999", 999, 998),
        ] {
            let set = StatusSet::parse(text).unwrap();
            assert!(set.accepts(yes) && !set.accepts(no), "{text}");
        }
        for text in [
            "", ",", "20", "2000", "0xx", "xx", "22xx", "300-200", "099", "-200", "200-", "a",
            "+20",
        ] {
            assert!(StatusSet::parse(text).is_none(), "{text}");
        }
    }
}
