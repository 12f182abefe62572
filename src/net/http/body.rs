//! How much of a response body is read, and how long it is awaited.

use std::time::Duration;

use super::call::Response;
use super::wire::Wire;
use crate::expect::{Answer, Expect};
use crate::net::failure::Failure;

/// Why a body is read that no assertion asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// It is not.
    Unread,
    /// To show its start with `-v`, if it comes soon.
    Shown,
    /// To put it on stdout.
    Wanted,
}

impl Body {
    /// Reads what the checks need or somebody wants to see; only the former can fail.
    pub(super) fn read(
        self,
        response: &mut Response,
        wire: &mut Wire,
        answer: &mut Answer,
        expect: &Expect,
    ) -> Result<(), Failure> {
        let accepted = expect.status.accepts(answer.status);
        let judged = accepted && expect.wants_body();
        if judged || (accepted && self == Self::Wanted) {
            let enough = |body: &[u8]| judged && self != Self::Wanted && expect.settled_by(body);
            match answer.read(response, wire, MAX_BODY, &enough) {
                // A server that forgets TLS's goodbye has said enough when every check holds.
                Err(Failure::Tls(_))
                    if judged && expect.reject.is_empty() && expect.objection(answer).is_none() => {
                }
                read => read?,
            }
        } else if self != Self::Unread {
            // Best effort: what is only shown must not decide, nor take long.
            wire.deadline = wire.deadline.at_most(PATIENCE);
            let most = if self == Self::Wanted {
                MAX_BODY
            } else {
                MAX_SHOWN_BODY
            };
            let _ = answer.read(response, wire, most, &|_| false);
        }
        Ok(())
    }
}

impl Answer {
    /// Reads the body up to a bound, or until it is enough.
    fn read(
        &mut self,
        response: &mut Response,
        wire: &mut Wire,
        most: usize,
        enough: &dyn Fn(&[u8]) -> bool,
    ) -> Result<(), Failure> {
        let mut chunk = [0; 2048];
        // Growing by doubling would touch twice the pages.
        self.body.reserve_exact(most + chunk.len());
        while !enough(&self.body) {
            let received = response.read(wire, &mut chunk)?;
            if received == 0 {
                break;
            }
            self.body
                .extend_from_slice(chunk.get(..received).unwrap_or_default());
            if self.body.len() > most {
                self.body.truncate(most);
                self.truncated = true;
                break;
            }
        }
        Ok(())
    }
}

/// The bound of a body that is judged or printed.
const MAX_BODY: usize = 64 * 1024;

/// The bound of a body that is only shown.
const MAX_SHOWN_BODY: usize = 10 * 1024;

/// How long a body is awaited that is only shown.
const PATIENCE: Duration = Duration::from_millis(250);
