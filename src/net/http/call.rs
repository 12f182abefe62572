//! ureq's core for one request: it writes the request, and parses the head of the answer.

use std::rc::Rc;

use ureq_proto::Error;
use ureq_proto::client::{Call, RecvResponseResult, SendRequestResult};

use super::clean::clean;
use super::framing::Framing;
use super::head::reason;
use super::request::Outgoing;
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
        outgoing: Outgoing,
        body: Option<&[u8]>,
        wire: &mut Wire<'_>,
    ) -> Result<Self, Failure> {
        let mut output = vec![0; outgoing.room];
        let mut call = Call::new(outgoing.request)?;
        call.allow_non_standard_methods(true);
        if body.is_some() {
            call.force_send_body();
        }
        let mut call = call.proceed();
        let length = call.write(&mut output)?;
        restore_case(&mut output, outgoing.names);
        wire.send(output.get(..length).unwrap_or_default())?;
        let call = match (call.proceed()?, body) {
            (Some(SendRequestResult::RecvResponse(call)), _) => Some(call),
            (Some(SendRequestResult::SendBody(mut call)), Some(body)) => {
                wire.send(body)?;
                call.consume_direct_write(body.len())?;
                call.proceed()
            }
            _ => None,
        };
        let mut call = call.ok_or(Error::OutputOverflow)?;
        let raw = wire.head()?;
        let (_, response) = call.try_response(&clean(&raw), false)?;
        // Interim heads were skipped, so this one is final.
        let response = response.ok_or(Error::OutputOverflow)?;
        let reason = reason(&raw).to_vec();
        Ok(Self {
            head: Rc::new(Head {
                response,
                reason,
                raw,
            }),
            body: match call.proceed() {
                Some(RecvResponseResult::RecvBody(call)) => call.body_mode().into(),
                _ => Framing::OVER,
            },
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

/// Gives the names in a written head the case in which they were typed, because some servers
/// compare them by case.
///
/// ureq's own way, `header_raw`, takes 4 kB.
fn restore_case(head: &mut [u8], mut names: Vec<&str>) {
    for line in head.split_mut(|&b| b == b'\n').skip(1) {
        let colon = line.iter().position(|&b| b == b':').unwrap_or_default();
        let written = line.get_mut(..colon).unwrap_or_default();
        let is_same = |name: &&str| name.as_bytes().eq_ignore_ascii_case(written);
        if let Some(at) = names.iter().position(is_same) {
            written.copy_from_slice(names.remove(at).as_bytes());
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Http(HttpFault::Invalid(match error {
            Error::HttpParseFail(why) => ["http parse fail: ", &why].concat(),
            Error::TooManyContentLengthHeaders => "conflicting content-length headers".to_owned(),
            Error::BadContentLengthHeader => "content-length header not a number".to_owned(),
            // Requests and cleaned answers are such that no other error was ever seen.
            _ => "ureq-proto refuses it".to_owned(),
        }))
    }
}
