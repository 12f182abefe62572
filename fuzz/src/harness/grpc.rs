//! Whatever a gRPC server answers, it is bounded, and the same in pieces of any size.

use answer::Answer;
use fault::GrpcFault;
use hpack::{Field, Fields, append};
use message::Health;

// Compiled once more, because `net` keeps them to itself.
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/grpc/answer.rs"]
mod answer;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/grpc/fault.rs"]
mod fault;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/grpc/frames.rs"]
mod frames;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/grpc/hpack.rs"]
mod hpack;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/grpc/huffman.rs"]
mod huffman;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/grpc/message.rs"]
mod message;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/grpc/status.rs"]
mod status;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/grpc/table.rs"]
mod table;

/// A byte for the size of the pieces and one for the start of the answer, then what follows.
pub fn grpc_answer(input: &[u8]) {
    let &[size, start, ref rest @ ..] = input else {
        return;
    };
    // A good start leads deeper: settings, a head, a message, trailers.
    let parts: [&[u8]; 4] = [
        b"\0\0\0\x04\0\0\0\0\0",
        b"\0\0\x13\x01\x04\0\0\0\x01\x88\x5f\x10application/grpc",
        b"\0\0\x07\0\0\0\0\0\x01\0\0\0\0\x02\x08\x01",
        b"\0\0\x0f\x01\x05\0\0\0\x01\0\x0bgrpc-status\x010",
    ];
    let good = parts[..usize::from(start) % 5].concat();
    let bytes = [&good, rest].concat();
    let whole = receive(&bytes, bytes.len().max(1));
    let pieces = receive(&bytes, usize::from(size) + 1);
    assert_eq!(whole, pieces);
    if start % 5 == 4 {
        assert_eq!(whole.0, Ok(Some(Health::Serving)));
    }
    if whole.0 == Ok(Some(Health::Serving)) {
        assert!(bytes.windows(2).any(|it| it.starts_with(b"\x08")));
    }
}

/// Takes in bytes in pieces; returns what came of it and what was sent back.
fn receive(bytes: &[u8], size: usize) -> (Result<Option<Health>, GrpcFault>, Vec<u8>) {
    let mut answer = Answer::default();
    let mut result = Ok(None);
    for piece in bytes.chunks(size) {
        result = answer.receive(piece);
        if result != Ok(None) {
            break;
        }
    }
    let text = answer.text().map_or(0, |text| text.len());
    assert!(text <= 2 * 64 * 1024, "{text} bytes of headers");
    // Only acknowledgements, each for a frame that is at least as long.
    let replies = answer.replies;
    assert!(replies.len() <= bytes.len());
    let mut rest = &*replies;
    while let [0, 0, length @ (0 | 8), 4 | 6, 1, 0, 0, 0, 0, after @ ..] = rest {
        rest = &after[usize::from(*length)..];
    }
    assert!(rest.is_empty(), "{rest:?}");
    (result, replies)
}

/// A header block. What is read from it is read again from what is written.
pub fn header_block(input: &[u8]) {
    let Some(fields) = read(input) else {
        return;
    };
    let size: usize = fields.iter().map(Field::size).sum();
    // An index may stand for 48 bytes; Huffman's code saves three bits in eight.
    assert!(size <= input.len() * 100, "{size} of {}", input.len());
    let mut block = Vec::new();
    for field in &fields {
        append(&mut block, &field.name, &field.value);
    }
    assert_eq!(read(&block), Some(fields));
    if let Some(text) = huffman::decode(input) {
        assert_eq!(encoded(&text), input);
    }
}

/// Reads all fields of a block.
fn read(block: &[u8]) -> Option<Vec<Field>> {
    let mut fields = Fields::new(block);
    let mut all = Vec::new();
    while let Some(field) = fields.read()? {
        all.push(field);
    }
    Some(all)
}

/// Encodes by the table of the RFC.
fn encoded(text: &[u8]) -> Vec<u8> {
    thread_local! {
        static CODES: Vec<&'static str> = include_str!("../../../tests/data/huffman.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| Some(line.split_once(' ')?.1))
            .collect();
    }
    let mut bits = String::new();
    CODES.with(|codes| bits.extend(text.iter().map(|&byte| codes[usize::from(byte)])));
    while bits.len() % 8 != 0 {
        bits.push('1');
    }
    let byte = |bits: &[u8]| bits.iter().fold(0, |byte, bit| byte << 1 | bit & 1);
    bits.as_bytes().chunks(8).map(byte).collect()
}
