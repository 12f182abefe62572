//! How far an attempt has come, and when each step ended.

use std::time::Instant;

/// What an attempt is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nothing was begun.
    Start,
    /// Looking up the name.
    Lookup,
    /// Connecting.
    Connect,
    /// Connected; the TLS handshake is under way.
    Handshake,
    /// Sending the request.
    Send,
    /// The request is sent, the status line is awaited.
    StatusLine,
    /// The status line is there, the rest of the head is awaited.
    Headers,
    /// The head is there, the body is awaited.
    Body,
    /// Waiting for what a server says that speaks something other than HTTP/1.1.
    Answer,
}

/// A step of an attempt, as timelines show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Looking up the name.
    Lookup,
    /// Connecting.
    Connect,
    /// The TLS handshake.
    Tls,
    /// From there to the first byte of the answer.
    Wait,
    /// From the first byte to the end.
    Body,
}

/// When each step of an attempt ended, as far as it was reached.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moments {
    /// When it began; the moments below follow in this order.
    pub(crate) started: Instant,
    /// When the name was looked up.
    pub(crate) looked_up: Option<Instant>,
    /// When the connection stood.
    pub(crate) connected: Option<Instant>,
    /// When TLS stood.
    pub(crate) secured: Option<Instant>,
    /// When the first byte came back.
    pub(crate) first_byte: Option<Instant>,
    /// When it was over.
    pub(crate) ended: Instant,
}

impl Moments {
    /// Starts the record.
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Self {
            started: now,
            looked_up: None,
            connected: None,
            secured: None,
            first_byte: None,
            ended: now,
        }
    }

    /// Returns the steps that were completed, each with its beginning and its end.
    pub(crate) fn steps(&self) -> impl Iterator<Item = (Step, Instant, Instant)> {
        let ends = [
            (Step::Lookup, self.looked_up),
            (Step::Connect, self.connected),
            (Step::Tls, self.secured),
            (Step::Wait, self.first_byte),
            (Step::Body, self.first_byte.map(|_| self.ended)),
        ];
        let mut start = self.started;
        ends.into_iter().filter_map(move |(step, end)| {
            let end = end?;
            Some((step, std::mem::replace(&mut start, end), end))
        })
    }

    /// Returns when the last completed step before the body ended.
    pub(crate) fn last(&self) -> Instant {
        [
            self.first_byte,
            self.secured,
            self.connected,
            self.looked_up,
        ]
        .into_iter()
        .flatten()
        .next()
        .unwrap_or(self.started)
    }
}
