//! ureq's core for one request: what HTTP/1.1 says that we send and how long a body is.

use ureq::http;
use ureq_proto::client::{Call, RecvResponseResult, SendRequestResult};

use super::framing::Framing;
use super::request::room;
use super::wire::Wire;
use crate::net::failure::{Failure, Phase};
use crate::text::peer;

/// An answer whose head has come.
pub(super) struct Response {
    /// Its status.
    pub(super) status: u16,
    /// How much of the body is still to come.
    body: Framing,
}

impl Response {
    /// Sends a request over a wire, and takes in the head of the answer.
    pub(super) fn to(
        request: http::Request<()>,
        body: Option<&[u8]>,
        wire: &mut Wire,
    ) -> Result<Self, Failure> {
        let mut output = vec![0; room(&request)];
        let mut call = Call::new(request)?;
        call.allow_non_standard_methods(true);
        if let Some(body) = body {
            call.header(http::header::CONTENT_LENGTH, body.len())?;
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
        wire.await_head()?;
        let (used, response) = call.try_response(wire.input(), false)?;
        wire.consume(used);
        // The gate lets only a whole and final head pass.
        let response = response.ok_or(Failure::Close(Phase::Headers))?;
        Ok(Self {
            status: response.status().as_u16(),
            body: match call.proceed() {
                Some(RecvResponseResult::RecvBody(call)) => call.body_mode().into(),
                _ => Framing::OVER,
            },
        })
    }

    /// Reads some of the body; 0 is its end.
    pub(super) fn read(&mut self, wire: &mut Wire, buffer: &mut [u8]) -> Result<usize, Failure> {
        loop {
            let (used, read) = self.body.read(wire.input(), buffer)?;
            wire.consume(used);
            if read > 0 || self.body == Framing::OVER {
                return Ok(read);
            }
            if used == 0 && !wire.receive()? {
                return match self.body.may_end() {
                    true => Ok(0),
                    false => Err(Failure::Close(Phase::Body)),
                };
            }
        }
    }
}

impl From<ureq_proto::Error> for Failure {
    fn from(error: ureq_proto::Error) -> Self {
        let words = peer(error.to_string().as_bytes(), MAX_WORDS);
        Self::Garble(["not a valid HTTP answer: ", &words].concat())
    }
}

/// How much of the library's message a line shows.
const MAX_WORDS: usize = 120;
