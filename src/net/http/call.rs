//! One request and its answer, whose head ureq's core parses.

use std::rc::Rc;

use ureq_proto::Error;
use ureq_proto::parser::try_parse_response;

use super::clean::clean;
use super::framing::Framing;
use super::head::reason;
use super::wire::Wire;
use crate::expect::Head;
use crate::net::failure::{Failure, HttpFault};

/// An answer whose head has come.
pub(super) struct Response {
    /// The head.
    pub(super) head: Rc<Head>,
    /// How much of the body is still to come.
    body: Framing,
}

impl Response {
    /// Sends a request, and reads the head of the answer.
    pub(super) fn to(
        method: &str,
        request: &str,
        body: Option<&[u8]>,
        wire: &mut Wire<'_>,
    ) -> Result<Self, Failure> {
        wire.send(request.as_bytes())?;
        if let Some(body) = body.filter(|body| !body.is_empty()) {
            wire.send(body)?;
        }
        let head = parse(wire.head()?).map_err(Failure::Http)?;
        Ok(Self {
            body: Framing::of(&head, method).map_err(Failure::Http)?,
            head: Rc::new(head),
        })
    }

    /// Reads some of the body; 0 is its end.
    pub(super) fn read(
        &mut self,
        wire: &mut Wire<'_>,
        buffer: &mut [u8],
    ) -> Result<usize, Failure> {
        loop {
            let (used, read) = self.body.read(wire.input(), buffer)?;
            wire.consume(used);
            if read > 0 || self.body == Framing::OVER {
                return Ok(read);
            }
            if used == 0 && !wire.receive()? {
                return match self.body.may_end() {
                    true => Ok(0),
                    false => Err(Failure::Close(wire.phase())),
                };
            }
        }
    }
}

/// Parses a head.
fn parse(raw: Vec<u8>) -> Result<Head, HttpFault> {
    let response = match try_parse_response::<MAX_FIELDS>(&clean(&raw)) {
        Ok(Some((_, response))) => response,
        Err(Error::HttpParseFail(why)) => return Err(HttpFault::Invalid(why)),
        // Cleaned heads are whole, and such that no other error was ever seen.
        _ => return Err(HttpFault::Invalid("ureq-proto refuses it".to_owned())),
    };
    Ok(Head {
        response,
        reason: reason(&raw).to_vec(),
        raw,
    })
}

/// More header lines than a head may have.
const MAX_FIELDS: usize = 128;
