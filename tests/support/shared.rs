//! What the threads of one server share.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, Weak};

use super::request::Request;
use super::socket::Socket;

/// What the threads of one server share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// Everything that changes.
    pub(super) state: Mutex<State>,
    /// Told at every change that somebody may wait for.
    pub(super) changed: Condvar,
}

impl Shared {
    /// Locks the state, also after a script panicked.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was heard, in the order of the connections.
    pub(super) fn requests(&self) -> Vec<Request> {
        let mut heard: Vec<_> = self.state().heard.clone().into_iter().collect();
        heard.sort_by_key(|(number, _)| *number);
        heard.into_iter().map(|(_, request)| request).collect()
    }

    /// What was heard, readable.
    pub(super) fn dump(&self, address: Option<SocketAddr>) -> String {
        let mut text = format!(
            "\nserver {address:?}: {} connections",
            self.state().accepted
        );
        for request in self.requests() {
            let _ = write!(text, "\n  heard {}", request.bytes().escape_ascii());
        }
        text
    }
}

/// What changes while a server runs.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Connections so far.
    pub(super) accepted: usize,
    /// What each connection said.
    pub(super) heard: HashMap<usize, Request>,
    /// Connections that are open; weak, so that a script's end closes them.
    pub(super) open: Vec<Weak<Socket>>,
    /// Set when the server is being dropped.
    pub(super) stopped: bool,
}
