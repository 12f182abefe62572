//! `--expect-json PATH=VALUE`: values that a JSON body must have.
//!
//! Numbers stay the text they were written as: no rounding, and no 12 kB of float parsing.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

mod path;
mod walk;

use std::slice;

use json_event_parser::JsonEvent;

use super::{Clock, Objection};
use crate::text::escape;

pub(crate) use path::PathFault;
use path::{Segment, string_value};
use walk::{State, Stop, walk};

/// One value that a JSON body must have.
#[derive(Debug)]
pub(crate) struct JsonCheck {
    /// From the whole document to the value, outermost first.
    path: Vec<Segment>,
    /// The path as it was written, escaped.
    pub(crate) name: &'static str,
    /// The wanted value.
    pub(crate) wanted: &'static str,
    /// Whether it was written as a JSON string, so that nothing but a string will do.
    is_string: bool,
}

/// What stands at a path instead of the wanted value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// An array, which equals nothing.
    Array,
    /// An object, which equals nothing.
    Object,
    /// A number, `true`, `false` or `null`, as written.
    Plain(String),
    /// A string, unescaped.
    Text(String),
}

impl JsonCheck {
    /// Parses `PATH=VALUE`; a key with dots or equal signs is written as a JSON string.
    pub(crate) fn parse(text: &'static str) -> Result<Self, PathFault> {
        let path = path::parse(text)?;
        let is_string = path.value.starts_with('"');
        let wanted = match is_string {
            true => string_value(path.value).ok_or(PathFault::Syntax)?.leak(),
            false => path.value,
        };
        Ok(Self {
            path: path.segments,
            name: escape(path.text),
            wanted,
            is_string,
        })
    }

    /// Compares a value with the wanted one.
    fn state(&self, value: &JsonEvent<'_>, keep: bool) -> State {
        let (text, is_string) = match value {
            JsonEvent::String(text) => (&**text, true),
            JsonEvent::Number(text) => (&**text, false),
            JsonEvent::Boolean(true) => ("true", false),
            JsonEvent::Boolean(false) => ("false", false),
            JsonEvent::Null => ("null", false),
            JsonEvent::StartArray => return State::Differs(Some(Found::Array)),
            _ => return State::Differs(Some(Found::Object)),
        };
        if text == self.wanted && (is_string || !self.is_string) {
            return State::Equal;
        }
        let found = match is_string {
            true => Found::Text,
            false => Found::Plain,
        };
        State::Differs(keep.then(|| found(text.to_owned())))
    }

    /// Returns what is wrong with the value that was found, if anything.
    fn objection(&self, state: State) -> Option<Objection> {
        let (path, wanted) = (self.name, self.wanted);
        match state {
            State::Equal => None,
            State::Missing | State::Differs(None) => Some(Objection::JsonMissing { path, wanted }),
            State::Differs(Some(found)) => Some(Objection::JsonDiffers {
                path,
                wanted,
                found,
            }),
        }
    }
}

/// Returns the first check that a body fails, and why.
pub(super) fn objection(
    checks: &[JsonCheck],
    body: &[u8],
    is_over: Clock<'_>,
) -> Option<Objection> {
    if checks.is_empty() {
        return None;
    }
    if body.trim_ascii().is_empty() {
        return Some(Objection::JsonEmpty);
    }
    let fails = |stop| match stop {
        Stop::OutOfTime => Objection::OutOfTime,
        Stop::Syntax(error) => Objection::JsonSyntax(error.message().to_owned()),
    };
    let states = match walk(body, checks, false, is_over) {
        Ok(states) => states,
        Err(stop) => return Some(fails(stop)),
    };
    let mut judged = checks.iter().zip(states);
    let (check, _) = judged.find(|(_, state)| *state != State::Equal)?;
    // A second walk, so that the only value in memory is the one that is shown.
    match walk(body, slice::from_ref(check), true, is_over) {
        Ok(states) => states.into_iter().find_map(|state| check.objection(state)),
        Err(stop) => Some(fails(stop)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Judges a body by one check.
    fn judge(check: &'static str, body: &str) -> Option<Objection> {
        let check = JsonCheck::parse(check).unwrap();
        objection(&[check], body.as_bytes(), &|| false)
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
            ("a[1].b=x", r#"{"a":[1,{"b":"x"}]}"#),
            ("$.a == \"x\"", r#"{"b":[[{"a":1}]],"a":"x"}"#),
            ("a.b=1", r#"{"a":{"a":{"b":2},"b":1,"c":{"b":3}}}"#),
            ("1=b", r#"["a","b",["c","d"]]"#),
            ("1.1=d", r#"[["a","b"],["c","d"]]"#),
            ("a=1", r#"{"b":{"a":2},"a":1,"c":[{"a":3}]}"#),
        ] {
            assert_eq!(judge(check, body), None, "{check} in {body}");
        }
    }

    #[test]
    fn other_values_are_named() {
        let text = |text: &str| Some(Found::Text(text.to_owned()));
        let plain = |text: &str| Some(Found::Plain(text.to_owned()));
        for (check, body, wanted) in [
            (
                "status=healthy",
                r#"{"status":"degraded"}"#,
                text("degraded"),
            ),
            ("n=\"5\"", r#"{"n":5}"#, plain("5")),
            ("n=1.0", r#"{"n":1}"#, plain("1")),
            ("a=x", r#"{"a":{"a":"x"}}"#, Some(Found::Object)),
            ("a.b=x", r#"{"a":{"c":1},"b":"x"}"#, None),
            ("a.b=1", r#"{"a":{"b":1},"a":{"c":2}}"#, None),
            ("a.b=1", r#"{"a":{"b":1},"a":2}"#, None),
            ("a.01=1", r#"{"a":[0,1]}"#, None),
            ("a.2=1", r#"{"a":[0,1]}"#, None),
            ("=up", r#""down""#, text("down")),
            (".=up", "[]", Some(Found::Array)),
        ] {
            let found = match judge(check, body) {
                Some(Objection::JsonDiffers { found, .. }) => Some(found),
                Some(Objection::JsonMissing { .. }) => None,
                other => panic!("{check} in {body}: {other:?}"),
            };
            assert_eq!(found, wanted, "{check} in {body}");
        }
        assert_eq!(judge("a=1", " \n"), Some(Objection::JsonEmpty));
        for body in [
            "<p>",
            "{\"a\":1} x",
            &"[".repeat(65_536),
            "{\"a\":1",
            "{'a':1}",
        ] {
            let found = judge("a=1", body);
            assert!(matches!(found, Some(Objection::JsonSyntax(_))), "{found:?}");
        }
    }

    #[test]
    fn the_first_check_that_fails_is_named_and_all_share_one_walk() {
        let body = br#"{"a":1,"b":{"c":2},"d":[3]}"#;
        let checks = ["d.0=3", "b.c=2", "b.c=3", "a=2"];
        let checks = checks.map(|check| JsonCheck::parse(check).unwrap());
        let Some(Objection::JsonDiffers { path, wanted, .. }) = objection(&checks, body, &|| false)
        else {
            panic!("it differs");
        };
        assert_eq!((path, wanted), ("b.c", "3"));
        assert_eq!(objection(&checks[..2], body, &|| false), None);
    }

    #[test]
    fn a_walk_ends_when_the_time_is_over() {
        let body = ["[", &"1,".repeat(30_000), "1]"].concat();
        let check = JsonCheck::parse("0=1").unwrap();
        let found = objection(&[check], body.as_bytes(), &|| true);
        assert_eq!(found, Some(Objection::OutOfTime));
    }
}
