//! What is healthy: statuses, headers, body checks. Parsed here and checked here; pure.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

mod answer;
mod json;
mod objection;
mod search;
mod status;

use std::time::Duration;

pub(crate) use answer::{Answer, Content, Head, MAX_CONTENT};
pub(crate) use json::{Found, JsonCheck, PathFault};
pub(crate) use objection::Objection;
pub(crate) use status::StatusSet;

use search::Search;

/// Reports whether the time for judging is over.
pub(crate) type Clock<'a> = &'a dyn Fn() -> bool;

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
    /// How long ago a file may have been modified.
    pub(crate) max_age: Option<Duration>,
}

/// The text checks of a body that is still arriving.
pub(crate) struct Arriving {
    /// The searches for the texts that are still missing.
    missing: Vec<Search>,
    /// The searches for the texts that must not come.
    rejected: Vec<Search>,
    /// Whether only the whole body can satisfy every check.
    whole: bool,
    /// How much of the body has been looked at.
    seen: usize,
}

impl Expect {
    /// Reports whether the body has to be read at all.
    pub(crate) fn wants_body(&self) -> bool {
        self.wants_text() || !self.json.is_empty()
    }

    /// Reports whether what a port answers has to be read: JSON is for bodies and files.
    pub(crate) fn wants_text(&self) -> bool {
        !(self.body.is_empty() && self.reject.is_empty())
    }

    /// Returns the checks of a body that is going to arrive.
    pub(crate) fn arriving(&self) -> Arriving {
        let mut arriving = self.arriving_text();
        arriving.whole = !(self.reject.is_empty() && self.json.is_empty());
        arriving
    }

    /// Returns the text checks of what a port is going to answer.
    ///
    /// A port that has answered stays open, so its answer ends with the last text that was wanted.
    pub(crate) fn arriving_text(&self) -> Arriving {
        let searches = |texts: &[&'static str]| texts.iter().copied().map(Search::new).collect();
        Arriving {
            missing: searches(&self.body),
            rejected: searches(&self.reject),
            whole: self.body.is_empty(),
            seen: 0,
        }
    }

    /// Returns the first reason why an HTTP answer is unhealthy.
    pub(crate) fn answer(&self, answer: &Answer, is_over: Clock<'_>) -> Option<Objection> {
        let head = &answer.head;
        if !self.status.accepts(head.status()) {
            return Some(Objection::Status(self.status.text()));
        }
        let mut headers = self.headers.iter();
        let headers = headers.find_map(|&(name, wanted)| header(head, name, wanted));
        if headers.is_some() || !self.wants_body() {
            return headers;
        }
        match head.compression() {
            Some(coding) => Some(Objection::Compressed(coding.to_vec())),
            None => self.file(&answer.body, is_over),
        }
    }

    /// Returns the first reason why the start of a file is unhealthy.
    pub(crate) fn file(&self, content: &Content, is_over: Clock<'_>) -> Option<Objection> {
        self.text(content, is_over).or_else(|| {
            if content.truncated && !self.json.is_empty() {
                return Some(Objection::JsonTooLong);
            }
            json::objection(&self.json, &content.bytes, is_over)
        })
    }

    /// Returns the first text that is missing from what a port sent, or must not be in it.
    pub(crate) fn text(&self, content: &Content, is_over: Clock<'_>) -> Option<Objection> {
        let finds = |text: &'static str| Search::new(text).feed(&content.bytes);
        for &text in &self.body {
            if is_over() {
                return Some(Objection::OutOfTime);
            }
            if !finds(text) {
                let truncated = content.truncated;
                return Some(Objection::BodyLacks { text, truncated });
            }
        }
        for &text in &self.reject {
            if is_over() {
                return Some(Objection::OutOfTime);
            }
            if finds(text) {
                return Some(Objection::BodyHolds(text));
            }
        }
        None
    }
}

impl Arriving {
    /// Reports whether what has arrived decides: every check holds, or a text came that must not.
    pub(crate) fn is_settled(&mut self, body: &[u8]) -> bool {
        let new = body.get(self.seen..).unwrap_or_default();
        self.seen = body.len();
        if self.rejected.iter_mut().any(|search| search.feed(new)) {
            return true;
        }
        self.missing.retain_mut(|search| !search.feed(new));
        self.missing.is_empty() && !self.whole
    }
}

/// Checks a header; of a repeated one any line may be the wanted one, or all of them joined.
fn header(head: &Head, name: &'static str, wanted: Option<&'static str>) -> Option<Objection> {
    let found: Vec<_> = head.headers(name).collect();
    if found.is_empty() {
        return Some(Objection::HeaderMissing { name, wanted });
    }
    let wanted = wanted.filter(|wanted| !found.contains(&wanted.as_bytes()))?;
    let found = found.join(&b", "[..]);
    (found != wanted.as_bytes()).then_some(Objection::HeaderDiffers {
        name,
        wanted,
        found,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns checks of texts only.
    fn expect(body: &[&'static str], reject: &[&'static str]) -> Expect {
        Expect {
            status: StatusSet::parse("200").unwrap(),
            headers: Vec::new(),
            body: body.to_vec(),
            reject: reject.to_vec(),
            json: Vec::new(),
            max_age: None,
        }
    }

    #[test]
    fn a_body_is_settled_as_soon_as_no_more_of_it_can_matter() {
        for (body, reject, text, wanted) in [
            (&["ab", "cd"][..], &[][..], "xabxcd", Some(6)),
            (&["cd", "abx"], &[], "xabxcd", Some(6)),
            (&["ab"], &["cd"], "xabx", None),
            (&["zz"], &["cd"], "xabxcdx", Some(6)),
            (&[], &[], "", Some(0)),
        ] {
            let expect = expect(body, reject);
            let mut arriving = expect.arriving();
            let mut prefixes = (0..=text.len()).map(|end| &text.as_bytes()[..end]);
            let settled = prefixes.position(|prefix| arriving.is_settled(prefix));
            assert_eq!(settled, wanted, "{body:?} {reject:?} {text}");
        }
    }

    #[test]
    fn an_answer_of_a_port_ends_with_the_last_text_that_is_wanted() {
        for (body, reject, text, wanted) in [
            (&["ab", "cd"][..], &["zz"][..], "xabxcdx", Some(6)),
            (&["zz"], &["cd"], "xabxcdx", Some(6)),
            (&[], &["zz"], "xabx", None),
        ] {
            let expect = expect(body, reject);
            let mut arriving = expect.arriving_text();
            let mut prefixes = (0..=text.len()).map(|end| &text.as_bytes()[..end]);
            let settled = prefixes.position(|prefix| arriving.is_settled(prefix));
            assert_eq!(settled, wanted, "{body:?} {reject:?} {text}");
        }
    }

    #[test]
    fn nothing_is_judged_when_the_time_is_over() {
        let content = Content {
            bytes: b"ready".to_vec(),
            truncated: false,
        };
        let expect = expect(&["ready"], &[]);
        assert_eq!(expect.text(&content, &|| false), None);
        assert_eq!(expect.text(&content, &|| true), Some(Objection::OutOfTime));
    }
}
