//! `--expect-json PATH=VALUE`: one value that a JSON body must have.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

mod find;

use json_event_parser::{JsonEvent, SliceJsonParser};

use crate::text::{disarm, peer, quote};

use find::{Found, find};

/// One value that a JSON body must have.
#[derive(Debug)]
pub(crate) struct JsonCheck {
    /// Object keys and array indices, outermost first; empty means the whole document.
    path: Vec<String>,
    /// The path as it was written, disarmed.
    name: &'static str,
    /// The wanted value as it was written.
    wanted: &'static str,
    /// The wanted string, when it was written as one of JSON: then nothing but a string will do.
    string: Option<String>,
}

impl JsonCheck {
    /// Reads `PATH=VALUE`; a key with dots or equal signs is written as a JSON string.
    pub(crate) fn parse(text: &'static str) -> Option<Self> {
        let mut path = Vec::new();
        let mut rest = text.strip_prefix('.').unwrap_or(text);
        while !rest.starts_with('=') {
            let (segment, after) = if rest.starts_with('"') {
                let (quoted, after) = rest.split_at_checked(string_end(rest)?)?;
                (as_string(quoted)?, after)
            } else {
                let (plain, after) = rest.split_at(rest.find(['.', '='])?);
                (Some(plain).filter(|it| !it.is_empty())?.to_owned(), after)
            };
            path.push(segment);
            rest = match after.strip_prefix('.') {
                Some(more) if more.starts_with('=') => return None,
                Some(more) => more,
                None if after.starts_with('=') => after,
                None => return None,
            };
        }
        let wanted = rest.strip_prefix('=')?;
        let name = disarm(text.strip_suffix(rest).unwrap_or(text)).leak();
        let string = match wanted.starts_with('"') {
            true => Some(as_string(wanted)?),
            false => None,
        };
        Some(Self {
            path,
            name,
            wanted,
            string,
        })
    }

    /// Says what is wrong with a body, if anything.
    pub(crate) fn objection(&self, body: &[u8]) -> Option<String> {
        if body.trim_ascii().is_empty() {
            return Some("the body is empty, wanted JSON".to_owned());
        }
        let wanted = quote(self.string.as_deref().unwrap_or(self.wanted));
        let found = match find(body, &self.path) {
            Err(error) => {
                let why = peer(error.message().as_bytes(), MAX_SHOWN);
                return Some(format!("the body is not JSON ({why})"));
            }
            Ok(None) => return Some(format!("JSON has no {}, wanted {wanted}", self.name)),
            Ok(Some(found)) => found,
        };
        let equal = match (&found, &self.string) {
            (Found::Text(text), Some(string)) => text == string,
            (Found::Plain(text) | Found::Text(text), None) => text == self.wanted,
            _ => false,
        };
        if equal {
            return None;
        }
        let found = match found {
            Found::Compound(what) => what.to_owned(),
            Found::Plain(text) => peer(text.as_bytes(), MAX_SHOWN),
            Found::Text(text) => format!("\"{}\"", peer(text.as_bytes(), MAX_SHOWN)),
        };
        Some(format!("{} is {found}, wanted {wanted}", self.subject()))
    }

    /// Says what is wanted, for `--explain`.
    pub(crate) fn describe(&self) -> String {
        format!("{} equals {}", self.subject(), quote(self.wanted))
    }

    /// Names the value, or the whole document.
    fn subject(&self) -> String {
        match self.name {
            "" | "." => "JSON".to_owned(),
            name => ["JSON ", name].concat(),
        }
    }
}

/// Finds where a JSON string ends that a text starts with.
fn string_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    let mut ends = (1..).zip(text.bytes()).skip(1);
    let end = ends.find(|&(_, byte)| {
        let end = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        end
    });
    end.map(|(end, _)| end)
}

/// Reads a text that is one JSON string and nothing else.
fn as_string(text: &str) -> Option<String> {
    if string_end(text) != Some(text.len()) {
        return None;
    }
    match SliceJsonParser::new(text.as_bytes()).parse_next() {
        Ok(JsonEvent::String(text)) => Some(text.into_owned()),
        _ => None,
    }
}

/// How much of a value a line shows.
const MAX_SHOWN: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;

    fn objection(check: &'static str, body: &str) -> Option<String> {
        JsonCheck::parse(check).unwrap().objection(body.as_bytes())
    }

    #[test]
    fn equal_values() {
        for (check, body) in [
            ("status=UP", r#"{"status":"UP"}"#),
            (".status=UP", "\u{feff}{\"status\":\"UP\"}"),
            (
                "checks.db.state=ok",
                r#"{"checks":{"x":{"state":1},"db":{"state":"ok"}}}"#,
            ),
            ("items.1.ok=true", r#"{"items":[{"ok":false},{"ok":true}]}"#),
            ("0.1=2", "[[1,2],[3,4]]"),
            ("n=1e3", r#"{"n":1e3}"#),
            ("n=null", r#"{"n":null}"#),
            ("n=5", r#"{"n":"5"}"#),
            ("n=\"5\"", r#"{"n":"5"}"#),
            ("\"a.b\".c=1", r#"{"a.b":{"c":1}}"#),
            ("\"a=b\"=x=y", r#"{"a=b":"x=y"}"#),
            (".=ok", r#""ok""#),
            ("=ok", r#""ok""#),
            ("s=", r#"{"s":""}"#),
            ("a=2", r#"{"a":1,"a":2}"#),
            ("a.b=2", r#"{"a":{"b":1},"a":{"b":2}}"#),
            (r#""a\"b".c=1"#, r#"{"a\"b":{"c":1}}"#),
            (r#""\u00e9"=1"#, r#"{"é":1}"#),
            (r#"a"b=1"#, r#"{"a\"b":1}"#),
            (r#""".a=1"#, r#"{"":{"a":1}}"#),
            (r#"s="a\n\"""#, r#"{"s":"a\n\""}"#),
            ("a=é", "{\"a\":\"\\u00e9\"}"),
        ] {
            assert_eq!(objection(check, body), None, "{check} in {body}");
        }
    }

    #[test]
    fn other_values_are_named() {
        for (check, body, wanted) in [
            (
                "status=healthy",
                r#"{"status":"degraded"}"#,
                r#"JSON status is "degraded", wanted "healthy""#,
            ),
            ("n=\"5\"", r#"{"n":5}"#, r#"JSON n is 5, wanted "5""#),
            ("n=1.0", r#"{"n":1}"#, r#"JSON n is 1, wanted "1.0""#),
            (
                "a=x",
                r#"{"a":{"a":"x"}}"#,
                r#"JSON a is an object, wanted "x""#,
            ),
            (
                "a.b=x",
                r#"{"a":{"c":1},"b":"x"}"#,
                r#"JSON has no a.b, wanted "x""#,
            ),
            (
                "a.b=1",
                r#"{"a":{"b":1},"a":{"c":2}}"#,
                r#"JSON has no a.b, wanted "1""#,
            ),
            ("=up", r#""down""#, r#"JSON is "down", wanted "up""#),
            (".=up", "[]", r#"JSON is an array, wanted "up""#),
            ("a=1", " \n", "the body is empty, wanted JSON"),
            ("a=1", "<p>", "the body is not JSON (Unexpected char: '<')"),
        ] {
            let found = objection(check, body).unwrap();
            assert_eq!(found, wanted, "{check} in {body}");
        }
        assert!(objection("a=1", &"[".repeat(65536)).is_some());
        assert!(objection("a=1", "{\"a\":1} x").is_some());
        assert!(
            JsonCheck::parse("a=1")
                .unwrap()
                .objection(b"{\"a\":\"\xff\"}")
                .is_some()
        );
    }

    #[test]
    fn bad_checks() {
        for text in [
            "",
            "status",
            "a..b=1",
            "a.=1",
            "\"a=1",
            "\"a\"b=1",
            "..=1",
            "\"\\x\"=1",
            "a=\"b",
            "a=\"b\"c",
            "a=\"",
        ] {
            assert!(JsonCheck::parse(text).is_none(), "{text}");
        }
    }
}
