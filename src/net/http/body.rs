//! How much of a response body is read, and how long it is awaited.

use std::time::Duration;

use super::call::Response;
use super::wire::Wire;
use crate::expect::{Answer, Expect, MAX_CONTENT};
use crate::net::failure::Failure;

/// Why a body is read that no check asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// The start of a failing one is shown in the line, if it comes soon.
    Excerpt,
    /// Its start is shown with `-v`, if it comes soon.
    Shown,
    /// It is not read.
    Unread,
    /// It is printed on stdout.
    Wanted,
}

impl Body {
    /// Reads what the checks need, or what is shown; only the former can fail.
    pub(super) fn read(
        self,
        response: &mut Response,
        wire: &mut Wire<'_>,
        answer: &mut Answer,
        expect: &Expect,
    ) -> Result<(), Failure> {
        let accepted = expect.status.accepts(answer.head.status());
        let judged = accepted && expect.wants_body();
        if judged || (accepted && self == Self::Wanted) {
            let mut checks = expect.arriving();
            let mut wanted = Wanted {
                most: MAX_CONTENT,
                enough: &mut |body| judged && self != Self::Wanted && checks.is_settled(body),
            };
            let deadline = wire.deadline;
            let is_over = || deadline.left().is_none();
            return match read(response, wire, answer, &mut wanted) {
                // A server that closes without TLS's goodbye has said enough when every check holds.
                Err(Failure::Tls(_))
                    if judged
                        && expect.reject.is_empty()
                        && expect.answer(answer, &is_over).is_none() =>
                {
                    Ok(())
                }
                result => result,
            };
        }
        let failed = expect.answer(answer, &|| false).is_some();
        let (most, patience) = match self {
            Self::Excerpt if failed => (MAX_EXCERPT, EXCERPT_PATIENCE),
            Self::Excerpt | Self::Unread => return Ok(()),
            Self::Shown => (MAX_SHOWN, PATIENCE),
            Self::Wanted => (MAX_CONTENT, PATIENCE),
        };
        // Best effort: what is only shown must not decide, nor take long.
        wire.deadline = wire.deadline.at_most(patience);
        let mut wanted = Wanted {
            most,
            enough: &mut |_| false,
        };
        let _ = read(response, wire, answer, &mut wanted);
        Ok(())
    }
}

/// How much of a body is read.
struct Wanted<'a> {
    /// The most bytes.
    most: usize,
    /// Reports whether what has come is enough.
    enough: &'a mut dyn FnMut(&[u8]) -> bool,
}

/// Reads the body up to a bound, or until it is enough.
fn read(
    response: &mut Response,
    wire: &mut Wire<'_>,
    answer: &mut Answer,
    wanted: &mut Wanted<'_>,
) -> Result<(), Failure> {
    let (body, most) = (&mut answer.body, wanted.most);
    let mut chunk = [0; 2048];
    // Growing by doubling would touch twice the pages.
    body.bytes.reserve_exact(most + chunk.len());
    while !(wanted.enough)(&body.bytes) {
        let received = response.read(wire, &mut chunk)?;
        if received == 0 {
            break;
        }
        body.bytes
            .extend_from_slice(chunk.get(..received).unwrap_or_default());
        if body.bytes.len() > most {
            body.bytes.truncate(most);
            body.truncated = true;
            break;
        }
    }
    Ok(())
}

/// The bound of a body that is only shown.
const MAX_SHOWN: usize = 10 * 1024;

/// The bound of a failing body of which the line shows the start.
const MAX_EXCERPT: usize = 4 * 1024;

/// How long a body is awaited that is only shown.
const PATIENCE: Duration = Duration::from_millis(250);

/// How long the start of a failing body is awaited.
const EXCERPT_PATIENCE: Duration = Duration::from_millis(100);
