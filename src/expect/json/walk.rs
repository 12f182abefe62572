//! One walk through a JSON document that finds the values of every check.
//!
//! The memory that it takes depends on the paths, not on how deep the document is nested.

use json_event_parser::{JsonEvent, JsonSyntaxError, SliceJsonParser};

use super::super::Clock;
use super::{Found, JsonCheck};
use crate::text::number;

/// What stands at the path of a check.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Another value, which is kept if asked for.
    Differs(Option<Found>),
    /// The wanted value.
    Equal,
    /// Nothing.
    Missing,
}

/// Why a walk did not reach its end.
#[derive(Debug)]
pub(super) enum Stop {
    /// The time was over.
    OutOfTime,
    /// The document is not JSON.
    Syntax(JsonSyntaxError),
}

/// Walks the whole document, so that a broken tail is seen; of duplicate keys the last counts, as
/// in every common parser. `keep` asks for the values that differ.
pub(super) fn walk(
    body: &[u8],
    checks: &[JsonCheck],
    keep: bool,
    is_over: Clock<'_>,
) -> Result<Vec<State>, Stop> {
    let mut parser = SliceJsonParser::new(body);
    let mut seekers: Vec<Seeker<'_>> = checks.iter().map(Seeker::new).collect();
    let mut depth: usize = 0;
    let mut steps: usize = 0;
    loop {
        steps = steps.saturating_add(seekers.len()).saturating_add(1);
        if steps >= STEPS {
            steps = 0;
            if is_over() {
                return Err(Stop::OutOfTime);
            }
        }
        match parser.parse_next().map_err(Stop::Syntax)? {
            JsonEvent::Eof => return Ok(seekers.into_iter().map(|it| it.state).collect()),
            JsonEvent::ObjectKey(key) => {
                seekers
                    .iter_mut()
                    .for_each(|seeker| seeker.key(depth, &key));
            }
            JsonEvent::EndArray | JsonEvent::EndObject => {
                depth = depth.saturating_sub(1);
                seekers.iter_mut().for_each(|seeker| seeker.close(depth));
            }
            value => {
                let seekers = seekers.iter_mut();
                seekers.for_each(|seeker| seeker.value(depth, &value, keep));
                if let JsonEvent::StartArray | JsonEvent::StartObject = value {
                    depth = depth.saturating_add(1);
                }
            }
        }
    }
}

/// The search for the value of one check.
struct Seeker<'a> {
    /// The check.
    check: &'a JsonCheck,
    /// The open arrays and objects on the path, outermost first; of an array the next index.
    open: Vec<Option<usize>>,
    /// Whether the current member of the innermost of them is on the path, too.
    entered: bool,
    /// What has been found.
    state: State,
}

impl<'a> Seeker<'a> {
    /// Begins at the whole document.
    fn new(check: &'a JsonCheck) -> Self {
        Self {
            check,
            open: Vec::new(),
            entered: false,
            state: State::Missing,
        }
    }

    /// Enters an object's member.
    fn key(&mut self, depth: usize, key: &str) {
        if depth != self.open.len() {
            return;
        }
        let segment = depth.checked_sub(1).and_then(|it| self.check.path.get(it));
        self.entered = segment.is_some_and(|segment| segment == key);
        // What an earlier duplicate held, at whatever depth, is gone with it.
        if self.entered {
            self.state = State::Missing;
        }
    }

    /// Takes a value, or the beginning of an array or object.
    fn value(&mut self, depth: usize, value: &JsonEvent<'_>, keep: bool) {
        if depth != self.open.len() {
            return;
        }
        if let Some(Some(next)) = self.open.last_mut() {
            let segment = depth.checked_sub(1).and_then(|it| self.check.path.get(it));
            self.entered = segment.is_some_and(|segment| is_index(segment, *next));
            *next = next.saturating_add(1);
        }
        if depth > 0 && !self.entered {
            return;
        }
        if depth == self.check.path.len() {
            self.state = self.check.state(value, keep);
            return;
        }
        match value {
            JsonEvent::StartArray => self.open.push(Some(0)),
            JsonEvent::StartObject => self.open.push(None),
            _ => {}
        }
        self.entered = false;
    }

    /// Leaves an array or object that is inside of `depth` others.
    fn close(&mut self, depth: usize) {
        self.open.truncate(depth);
    }
}

/// Reports whether a segment is an index as people write it, without zeros in front.
fn is_index(segment: &str, index: usize) -> bool {
    let is_canonical = segment == "0" || segment.starts_with(|c: char| ('1'..='9').contains(&c));
    is_canonical && number(segment) == Some(index)
}

/// How many steps are made between two looks at the clock: some 50 microseconds.
const STEPS: usize = 4096;
