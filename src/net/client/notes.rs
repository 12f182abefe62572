//! What a wire saw, for whoever made it: ureq owns the wire itself.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::net::deadline::Deadline;

/// The notes about one wire, shared.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes(Arc<Mutex<Seen>>);

impl Notes {
    /// Opens them, to read or to write.
    pub(super) fn open(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is in them.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The request as it was sent, body included up to a few kilobytes; only when kept.
    pub(super) sent: Option<Vec<u8>>,
    /// When the request was on its way.
    pub(super) sent_at: Option<Instant>,
    /// When the first byte came back.
    pub(super) first_byte: Option<Instant>,
    /// The final head, as it came.
    pub(super) head: Vec<u8>,
    /// What came along with it.
    pub(super) glimpse: Vec<u8>,
    /// An earlier end, for a body that is only looked at.
    pub(super) until: Option<Deadline>,
}
