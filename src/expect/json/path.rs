//! `PATH=VALUE`, in the ways that people know from jq and JSONPath.

use std::borrow::Cow;

use json_event_parser::{JsonEvent, SliceJsonParser};

/// One step from a JSON value to one inside it: the key in an object, or the index in an array.
pub(super) type Segment = Cow<'static, str>;

/// Why a text is not a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathFault {
    /// It asks for a value that differs.
    Differs,
    /// It is a pattern, or asks for more than equality.
    Pattern,
    /// It is no path and value at all.
    Syntax,
}

/// A path, and the text behind it that begins with an equals sign.
pub(super) struct Path {
    /// From the whole document to the value, outermost first.
    pub(super) segments: Vec<Segment>,
    /// The wanted value as it was written.
    pub(super) value: &'static str,
    /// The path as it was written.
    pub(super) text: &'static str,
}

/// Parses `PATH=VALUE`: a path such as `a.0.b`, `.a[0].b` or `$.a["b"]`, and one equals sign or two.
pub(super) fn parse(text: &'static str) -> Result<Path, PathFault> {
    let mut rest = match text.strip_prefix('$') {
        Some(after) if after.starts_with(['.', '[', '=', ' ']) => after,
        _ => text,
    };
    // A lone dot is the whole document.
    rest = rest.strip_prefix('.').unwrap_or(rest);
    let mut segments = Vec::new();
    let end = loop {
        let blanks = rest.trim_start_matches(' ');
        if blanks.starts_with('=') || blanks.starts_with("!=") {
            break rest;
        }
        let (key, after) = segment(rest)?;
        segments.push(key);
        rest = match after.strip_prefix('.') {
            Some(more) if more.starts_with(['.', '=', ' ']) => return Err(PathFault::Syntax),
            Some(more) => more,
            None if after.starts_with(['[', '=', ' ', '!']) => after,
            None => return Err(PathFault::Syntax),
        };
    };
    Ok(Path {
        segments,
        value: value(end)?,
        text: text.strip_suffix(end).unwrap_or(text),
    })
}

/// Parses the first segment of a path; returns it and what follows.
fn segment(text: &'static str) -> Result<(Segment, &'static str), PathFault> {
    if let Some(inside) = text.strip_prefix('[').filter(|_| is_subscript(text)) {
        let (key, after) = match inside.chars().next() {
            Some('"') => quoted(inside)?,
            Some('\'') => {
                let key = inside.get(1..).and_then(|key| key.split_once('\''));
                let (key, after) = key.ok_or(PathFault::Syntax)?;
                (Cow::Borrowed(key), after)
            }
            _ => {
                let end = inside.find(']').ok_or(PathFault::Syntax)?;
                let (key, after) = inside.split_at(end);
                if key.is_empty() || !key.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(PathFault::Pattern);
                }
                (Cow::Borrowed(key), after)
            }
        };
        return Ok((key, after.strip_prefix(']').ok_or(PathFault::Syntax)?));
    }
    if text.starts_with('"') {
        return quoted(text);
    }
    let mut ends = text.char_indices();
    let end = ends.find(|&(at, c)| match c {
        '.' | '=' => true,
        '[' => text.get(at..).is_some_and(is_subscript),
        _ => false,
    });
    let (end, _) = end.ok_or(PathFault::Syntax)?;
    let (key, after) = text.split_at(end);
    if key.ends_with('!') && after.starts_with('=') {
        return Err(PathFault::Differs);
    }
    let is_operator = key.ends_with(['~', '<', '>']) && after.starts_with('=');
    if is_operator || key.contains(['*', '|', '(', '?']) {
        return Err(PathFault::Pattern);
    }
    let key = match after.starts_with('=') {
        true => key.trim_end_matches(' '),
        false => key,
    };
    let after = text.get(key.len()..).unwrap_or_default();
    match key {
        "" => Err(PathFault::Syntax),
        key => Ok((Cow::Borrowed(key), after)),
    }
}

/// Reports whether a bracket begins a subscript such as `[0]` or `["key"]`, and is not part of a key.
fn is_subscript(text: &str) -> bool {
    let Some(inside) = text.strip_prefix('[') else {
        return false;
    };
    let digits = inside.trim_start_matches(|c: char| c.is_ascii_digit());
    digits.starts_with(']') || inside.starts_with(['"', '\'', '*', '?'])
}

/// Parses the JSON string that a text begins with; returns it and what follows.
fn quoted(text: &'static str) -> Result<(Segment, &'static str), PathFault> {
    let end = string_end(text).ok_or(PathFault::Syntax)?;
    let (string, after) = text.split_at(end);
    let key = string_value(string).ok_or(PathFault::Syntax)?;
    Ok((Cow::Owned(key), after))
}

/// Parses what follows a path: `=VALUE`, ` == VALUE` and the like.
fn value(text: &'static str) -> Result<&'static str, PathFault> {
    let sign = text.trim_start_matches(' ');
    if sign.starts_with("!=") {
        return Err(PathFault::Differs);
    }
    if sign.starts_with("=~") {
        return Err(PathFault::Pattern);
    }
    let value = sign.strip_prefix('=').ok_or(PathFault::Syntax)?;
    // As in jq, where blanks may stand around the sign.
    match value.strip_prefix('=') {
        Some(value) => Ok(value.trim_start_matches(' ')),
        None if sign.len() < text.len() => Ok(value.trim_start_matches(' ')),
        None => Ok(value),
    }
}

/// Returns where the JSON string ends that a text begins with.
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

/// Parses a text that is one JSON string and nothing else.
pub(super) fn string_value(text: &str) -> Option<String> {
    if string_end(text) != Some(text.len()) {
        return None;
    }
    match SliceJsonParser::new(text.as_bytes()).parse_next() {
        Ok(JsonEvent::String(text)) => Some(text.into_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_values() {
        for (text, path, value) in [
            ("status=UP", &["status"][..], "UP"),
            (".a.b=x", &["a", "b"], "x"),
            ("$.a.b=x", &["a", "b"], "x"),
            ("$=x", &[], "x"),
            (".=x", &[], "x"),
            ("=x", &[], "x"),
            ("$a=x", &["$a"], "x"),
            ("a[0].b=x", &["a", "0", "b"], "x"),
            (".a[0][1]=x", &["a", "0", "1"], "x"),
            ("[0].a=x", &["0", "a"], "x"),
            ("$[0]=x", &["0"], "x"),
            (r#"$["a.b"]['c=d'].e=x"#, &["a.b", "c=d", "e"], "x"),
            (r#".a == "x""#, &["a"], r#""x""#),
            ("a==x", &["a"], "x"),
            ("a = x", &["a"], "x"),
            ("a= x", &["a"], " x"),
            ("a[0=x", &["a[0"], "x"),
            ("my key.b=x=y", &["my key", "b"], "x=y"),
            (r#""a.b".c=1"#, &["a.b", "c"], "1"),
            (r#""a=b"=x=y"#, &["a=b"], "x=y"),
            (r#"a"b=1"#, &[r#"a"b"#], "1"),
        ] {
            let found = parse(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
            let keys: Vec<_> = found.segments.iter().map(|it| &**it).collect();
            assert_eq!((keys.as_slice(), found.value), (path, value), "{text}");
        }
    }

    #[test]
    fn what_is_no_check_is_told_apart() {
        for (text, wanted) in [
            ("status!=UP", PathFault::Differs),
            (".status != \"UP\"", PathFault::Differs),
            ("$ != 1", PathFault::Differs),
            ("a=~^x", PathFault::Pattern),
            ("a~=x", PathFault::Pattern),
            ("a>=1", PathFault::Pattern),
            ("a[*].b=x", PathFault::Pattern),
            ("a[].b=x", PathFault::Pattern),
            ("a.*=x", PathFault::Pattern),
            (".a | length == 1", PathFault::Pattern),
            ("$..a=x", PathFault::Syntax),
            ("", PathFault::Syntax),
            ("status", PathFault::Syntax),
            ("a..b=1", PathFault::Syntax),
            ("a.=1", PathFault::Syntax),
            ("\"a=1", PathFault::Syntax),
            ("\"a\"b=1", PathFault::Syntax),
            ("..=1", PathFault::Syntax),
            ("\"\\x\"=1", PathFault::Syntax),
            ("a[0]b=1", PathFault::Syntax),
            ("a[\"b\"=1", PathFault::Syntax),
        ] {
            let found = parse(text).map(|path| path.text);
            assert_eq!(found.err(), Some(wanted), "{text}");
        }
    }
}
