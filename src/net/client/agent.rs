//! ureq for one request, and its errors as failures.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use ureq::Agent;
use ureq::config::{AutoHeaderValue, Config};
use ureq::http;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{ConnectionDetails, Connector, NextTimeout};

use super::wire::Wire;
use crate::net::failure::{Failure, Phase};
use crate::text::peer;

/// Sends a request over a wire, and takes in the head of the answer.
pub(super) fn run(
    wire: Wire,
    request: http::Request<()>,
    body: Option<&[u8]>,
) -> Result<http::Response<ureq::Body>, Failure> {
    let agent = ready(wire);
    match body {
        Some(bytes) => agent.run(request.map(|()| bytes)),
        None => agent.run(request),
    }
    .map_err(|error| Failure::from_ureq(error, Phase::Headers))
}

/// Readies ureq for one request: none of its defaults that would follow, wait, look for a
/// proxy or add a header.
fn ready(wire: Wire) -> Agent {
    let config = Agent::config_builder()
        .proxy(None)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .allow_non_standard_methods(true)
        .user_agent(AutoHeaderValue::None)
        .accept(AutoHeaderValue::None)
        .accept_encoding(AutoHeaderValue::None)
        .build();
    Agent::with_parts(config, Handover(Mutex::new(Some(wire))), Nowhere)
}

/// A connector that hands over the connection made before.
struct Handover(Mutex<Option<Wire>>);

impl Connector for Handover {
    type Out = Wire;

    fn connect(
        &self,
        _: &ConnectionDetails<'_>,
        _: Option<()>,
    ) -> Result<Option<Wire>, ureq::Error> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).take())
    }
}

impl fmt::Debug for Handover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handover")
    }
}

/// A resolver that is never needed: the connection is already there.
struct Nowhere;

impl Resolver for Nowhere {
    fn resolve(
        &self,
        _: &http::Uri,
        _: &Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        Ok(self.empty())
    }
}

impl fmt::Debug for Nowhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nowhere")
    }
}

impl Failure {
    /// Finds our own failure inside ureq's error, or puts ureq's into words.
    ///
    /// `phase` says what was awaited when ureq found the connection closed.
    fn from_ureq(error: ureq::Error, phase: Phase) -> Self {
        match error {
            ureq::Error::Other(inner) => match inner.downcast::<Self>() {
                Ok(failure) => *failure,
                Err(other) => Self::Garble(other.to_string()),
            },
            // ureq 3.5.1 says so when the body ends early.
            ureq::Error::Io(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
                Self::Close(phase)
            }
            ureq::Error::Protocol(e) => {
                let words = peer(e.to_string().as_bytes(), MAX_WORDS);
                Self::Garble(format!("not a valid HTTP answer: {words}"))
            }
            other => Self::Garble(peer(other.to_string().as_bytes(), MAX_WORDS)),
        }
    }

    /// The same for an error that reading a body gave, which wraps ureq's.
    pub(super) fn from_read(error: std::io::Error) -> Self {
        Self::from_ureq(ureq::Error::from(error), Phase::Body)
    }
}

/// How much of a library's message a line shows.
const MAX_WORDS: usize = 120;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn our_own_failures_survive_ureq() {
        let inner = Failure::Timeout(Phase::Headers, Duration::from_millis(500));
        let error = ureq::Error::Other(Box::new(inner));
        let back = Failure::from_read(error.into_io());
        assert_eq!(
            back.to_string(),
            "no answer within 500 ms (status line received, waiting for the headers)"
        );
    }
}
