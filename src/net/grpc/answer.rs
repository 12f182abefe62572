//! What comes back on one connection with one call: bytes in, acknowledgements out. Pure.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use super::fault::{Breach, GrpcFault, word};
use super::frames::{self, Frame};
use super::hpack::{Field, Fields};
use super::message::Health;
use super::status::{self, value};

/// The answer, as far as it has come.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// Received, and not yet a whole frame.
    input: Vec<u8>,
    /// How many frames came.
    frames: usize,
    /// The frames to be sent back.
    pub(crate) replies: Vec<u8>,
    /// A header block whose end is awaited, and whether it ends the stream.
    block: Option<(Vec<u8>, bool)>,
    /// Every field that came, trailers included.
    fields: Vec<Field>,
    /// Their size.
    size: usize,
    /// Whether the final head has come.
    headed: bool,
    /// The message with gRPC's five bytes before it.
    message: Vec<u8>,
}

impl Answer {
    /// Takes in some bytes. Returns the health status once it is there.
    pub(crate) fn receive(&mut self, bytes: &[u8]) -> Result<Option<Health>, GrpcFault> {
        self.input.extend_from_slice(bytes);
        let input = std::mem::take(&mut self.input);
        let mut rest = &*input;
        while let Some(frame) = Frame::take(&mut rest)? {
            if let Some(serving) = self.frame(frame)? {
                return Ok(Some(serving));
            }
        }
        self.input = rest.to_vec();
        Ok(None)
    }

    /// Returns every field that came, as `-v` shows it; `None` before the first one.
    pub(crate) fn text(&self) -> Option<Vec<u8>> {
        let (status, fields) = self.fields.split_first()?;
        let mut raw = [b"HTTP/2 ", &*status.value, b"\r\n"].concat();
        for field in fields {
            raw.extend([&*field.name, b": ", &field.value, b"\r\n"].concat());
        }
        Some(raw)
    }

    /// Takes in a frame.
    fn frame(&mut self, frame: Frame<'_>) -> Result<Option<Health>, GrpcFault> {
        self.frames = self.frames.saturating_add(1);
        if self.frames > MAX_FRAMES {
            return Err(Breach::ManyFrames.into());
        }
        // Every connection begins with SETTINGS, unless it ends at once.
        if self.frames == 1 && !matches!(frame.kind, frames::SETTINGS | frames::GOAWAY) {
            return Err(Breach::Frame.into());
        }
        // Nothing may come between the parts of a header block.
        if self.block.is_some() != (frame.kind == frames::CONTINUATION) {
            return Err(Breach::Frame.into());
        }
        match (frame.kind, frame.stream) {
            (frames::DATA, 1) => self.data(frame),
            (frames::HEADERS, 1) => {
                let ends = frame.has(frames::END_STREAM);
                self.headers(Vec::new(), ends, frame)
            }
            (frames::CONTINUATION, 1) => {
                let (block, ends) = self.block.take().unwrap_or_default();
                self.headers(block, ends, frame)
            }
            (frames::RST_STREAM, 1) => Err(match word(frame.payload, 0) {
                Some(code) => GrpcFault::Reset(code),
                None => Breach::Frame.into(),
            }),
            // An acknowledgement sets nothing.
            (frames::SETTINGS, 0) if frame.has(frames::ACK) && !frame.payload.is_empty() => {
                Err(Breach::Frame.into())
            }
            (frames::SETTINGS, 0) if frame.payload.len().is_multiple_of(6) => {
                self.acknowledge(frame, &[]);
                Ok(None)
            }
            (frames::PING, 0) if frame.payload.len() == 8 => {
                self.acknowledge(frame, frame.payload);
                Ok(None)
            }
            (frames::GOAWAY, 0) => GrpcFault::going_away(frame.payload).map_or(Ok(None), Err),
            (
                frames::DATA
                | frames::HEADERS
                | frames::RST_STREAM
                | frames::SETTINGS
                | frames::PUSH_PROMISE
                | frames::PING
                | frames::GOAWAY
                | frames::CONTINUATION,
                _,
            ) => Err(Breach::Frame.into()),
            // PRIORITY, WINDOW_UPDATE and whatever may be invented.
            _ => Ok(None),
        }
    }

    /// Queues the acknowledgement of a frame, unless it is one itself.
    fn acknowledge(&mut self, frame: Frame<'_>, payload: &[u8]) {
        if !frame.has(frames::ACK) {
            let reply = Frame {
                flags: frames::ACK,
                payload,
                ..frame
            };
            reply.append_to(&mut self.replies);
        }
    }

    /// Takes in a part of the message.
    fn data(&mut self, frame: Frame<'_>) -> Result<Option<Health>, GrpcFault> {
        if !self.headed {
            return Err(Breach::Frame.into());
        }
        self.message.extend_from_slice(frame.content()?);
        if self.message.len() > MAX_SIZE || word(&self.message, 1) > Some(MAX_MESSAGE) {
            return Err(Breach::LongMessage.into());
        }
        if frame.has(frames::END_STREAM) {
            return Err(Breach::NoStatus.into());
        }
        Ok(None)
    }

    /// Takes in a part of a header block, and the whole once it is there.
    fn headers(
        &mut self,
        mut block: Vec<u8>,
        ends: bool,
        frame: Frame<'_>,
    ) -> Result<Option<Health>, GrpcFault> {
        block.extend_from_slice(frame.content()?);
        if block.len() > MAX_SIZE {
            return Err(Breach::LongHeaders.into());
        }
        if !frame.has(frames::END_HEADERS) {
            self.block = Some((block, ends));
            return Ok(None);
        }
        let start = self.fields.len();
        let mut fields = Fields::new(&block);
        while let Some(field) = fields.read().ok_or(Breach::Headers)? {
            self.size = self.size.saturating_add(field.size());
            if self.size > MAX_SIZE {
                return Err(Breach::LongHeaders.into());
            }
            self.fields.push(field);
        }
        let fields = self.fields.get(start..).unwrap_or_default();
        if ends {
            return status::end(fields, &self.message).map(Some);
        }
        match (self.headed, value(fields, ":status")) {
            (false, Some([b'1', _, _])) => Ok(None),
            (false, Some(b"200")) => {
                status::is_grpc(fields)?;
                self.headed = true;
                Ok(None)
            }
            (false, Some(status)) => Err(GrpcFault::HttpStatus(status.to_vec())),
            // Trailers end the stream, and a head has a status.
            _ => Err(Breach::Headers.into()),
        }
    }
}

/// How many frames an answer may have; a dozen is usual.
const MAX_FRAMES: usize = 1000;

/// How long a message may be.
const MAX_MESSAGE: u32 = 64 * 1024;

/// How long all headers together, or what is received of a message, may be.
const MAX_SIZE: usize = 64 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    /// What a server sends: `SETTINGS` and whatever follows.
    fn answer(frames: &[(u8, u8, u32, &[u8])]) -> Vec<u8> {
        let mut out = b"\0\0\0\x04\0\0\0\0\0".to_vec();
        for &(kind, flags, stream, payload) in frames {
            let frame = Frame {
                kind,
                flags,
                stream,
                payload,
            };
            frame.append_to(&mut out);
        }
        out
    }

    const HEAD: &[u8] = b"\x88\x5f\x10application/grpc";
    const TRAILERS: &[u8] = b"\x00\x0bgrpc-status\x010";
    const MESSAGE: &[u8] = b"\0\0\0\0\x02\x08\x01";

    #[test]
    fn a_serving_server_in_pieces_of_any_size() {
        let bytes = answer(&[
            (frames::PING, 0, 0, b"12345678"),
            (8, 0, 0, b"\0\0\0\x01"),
            (frames::HEADERS, 0, 1, &HEAD[..1]),
            (frames::CONTINUATION, frames::END_HEADERS, 1, &HEAD[1..]),
            (frames::DATA, 0, 1, &MESSAGE[..3]),
            (frames::DATA, 0, 1, &MESSAGE[3..]),
            (frames::HEADERS, 5, 1, TRAILERS),
        ]);
        for size in 1..bytes.len() {
            let mut answer = Answer::default();
            let results: Vec<_> = bytes
                .chunks(size)
                .map(|bytes| answer.receive(bytes))
                .collect();
            let (last, before) = results.split_last().unwrap();
            assert!(before.iter().all(|it| *it == Ok(None)), "{size}");
            assert_eq!(*last, Ok(Some(Health::Serving)), "{size}");
            assert_eq!(
                answer.replies,
                b"\0\0\0\x04\x01\0\0\0\0\0\0\x08\x06\x01\0\0\0\x0012345678"
            );
        }
    }

    #[test]
    fn going_away_gracefully_does_not_end_the_call() {
        let bytes = answer(&[
            (frames::GOAWAY, 0, 0, b"\x7f\xff\xff\xff\0\0\0\0"),
            (frames::HEADERS, 4, 1, HEAD),
            (frames::DATA, 0, 1, MESSAGE),
            (frames::HEADERS, 5, 1, TRAILERS),
        ]);
        let result = Answer::default().receive(&bytes);
        assert_eq!(result, Ok(Some(Health::Serving)));
    }
}
