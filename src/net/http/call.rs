//! ureq's core for one request: it writes the request, and parses the head of the answer.

use std::rc::Rc;

use ureq_proto::client::{Call, RecvResponseResult, SendRequestResult};

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
        request: http::Request<()>,
        body: Option<&[u8]>,
        wire: &mut Wire<'_>,
    ) -> Result<Self, Failure> {
        let mut output = vec![0; room(&request)];
        let mut call = Call::new(request)?;
        call.allow_non_standard_methods(true);
        if body.is_some() {
            call.force_send_body();
        }
        let mut call = call.proceed();
        let length = call.write(&mut output)?;
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
        let mut call = call.ok_or(ureq_proto::Error::OutputOverflow)?;
        let raw = wire.head()?;
        let (_, response) = call.try_response(&clean(&raw), false)?;
        // Interim heads were skipped, so this one is final.
        let response = response.ok_or(ureq_proto::Error::OutputOverflow)?;
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

/// Returns a size that the whole request head fits, so that it is sent in one piece.
fn room(request: &http::Request<()>) -> usize {
    let headers: usize = request
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    request.uri().path().len() + request.uri().query().map_or(0, str::len) + headers + 1024
}

impl From<ureq_proto::Error> for Failure {
    fn from(error: ureq_proto::Error) -> Self {
        Self::Http(HttpFault::Invalid(error.to_string()))
    }
}

impl From<http::Error> for Failure {
    fn from(error: http::Error) -> Self {
        Self::Http(HttpFault::Invalid(error.to_string()))
    }
}
