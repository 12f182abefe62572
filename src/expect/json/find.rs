//! Finds the value at a path in a JSON document.
//!
//! Numbers stay the text they were written as: no rounding, and no 12 kB of float parsing.

use json_event_parser::{JsonEvent, JsonSyntaxError, SliceJsonParser};

/// What stands at the path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// An array or object, which equals nothing.
    Compound(&'static str),
    /// A number, `true`, `false` or `null`, as written.
    Plain(String),
    /// A string, unescaped.
    Text(String),
}

/// Walks the whole document, so that a broken tail is noticed; of duplicate keys the last
/// counts, as in every common parser.
pub(super) fn find(body: &[u8], path: &[String]) -> Result<Option<Found>, JsonSyntaxError> {
    let mut parser = SliceJsonParser::new(body);
    let mut levels: Vec<Level> = Vec::new();
    let mut found = None;
    loop {
        let event = parser.parse_next()?;
        let segment = levels
            .len()
            .checked_sub(1)
            .and_then(|depth| path.get(depth));
        if let JsonEvent::ObjectKey(key) = &event {
            if let Some(level) = levels.last_mut() {
                level.enter(segment.is_some_and(|segment| segment == key));
                // What an earlier duplicate held, at whatever depth, is gone with it.
                if level.inside {
                    found = None;
                }
            }
            continue;
        }
        if let JsonEvent::EndArray | JsonEvent::EndObject = event {
            levels.pop();
            continue;
        }
        let depth = levels.len();
        if let Some(level) = levels.last_mut()
            && let Some(index) = level.next_index()
        {
            level.enter(segment.is_some_and(|segment| *segment == index.to_string()));
        }
        let on_path = levels.last().is_none_or(|level| level.inside);
        let here = on_path && depth == path.len();
        let value = match event {
            JsonEvent::Eof => return Ok(found),
            JsonEvent::StartArray => {
                levels.push(Level::new(on_path, Some(0)));
                Found::Compound("an array")
            }
            JsonEvent::StartObject => {
                levels.push(Level::new(on_path, None));
                Found::Compound("an object")
            }
            JsonEvent::String(text) => Found::Text(text.into_owned()),
            JsonEvent::Number(text) => Found::Plain(text.into_owned()),
            JsonEvent::Boolean(value) => Found::Plain(value.to_string()),
            _ => Found::Plain("null".to_owned()),
        };
        if here {
            found = Some(value);
        }
    }
}

/// One open array or object on the way down.
struct Level {
    /// Whether this array or object itself lies on the path.
    on_path: bool,
    /// Whether the member at hand does, too.
    inside: bool,
    /// The next index, in an array.
    index: Option<usize>,
}

impl Level {
    /// Opens a level.
    fn new(on_path: bool, index: Option<usize>) -> Self {
        Self {
            on_path,
            inside: false,
            index,
        }
    }

    /// Steps onto a member.
    fn enter(&mut self, wanted: bool) {
        self.inside = self.on_path && wanted;
    }

    /// Counts an array's element.
    fn next_index(&mut self) -> Option<usize> {
        let index = self.index?;
        self.index = index.checked_add(1);
        Some(index)
    }
}
