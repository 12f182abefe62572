//! Whatever a name server answers, only addresses of the kind asked for come out.

use message::{Answer, Query, framed};
use record::Kind;

// Compiled once more, because `net` keeps them to itself.
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/dns/message.rs"]
mod message;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/dns/record.rs"]
mod record;

/// A first byte that picks the question, and the answer behind it; or a name to ask for.
pub fn dns_message(input: &[u8]) {
    let Some((&pick, rest)) = input.split_first() else {
        return;
    };
    let kind = if pick & 1 == 0 { Kind::A } else { Kind::Aaaa };
    if pick & 2 == 2 {
        if let Ok(name) = str::from_utf8(rest) {
            ask(name, kind);
        }
        return;
    }
    let query = Query::new("db.example", kind, [1, 2]).expect("a name that DNS can carry");
    // A raw message, or one whose header and question are right.
    let message = if pick & 4 == 4 {
        let flags = [0x81, rest.first().copied().unwrap_or_default()];
        let mut message = query.to_vec();
        message[2..4].copy_from_slice(&flags);
        message[7] = pick >> 3;
        message.extend(rest.get(1..).unwrap_or_default());
        assert!(query.read(&message).is_some());
        message
    } else {
        rest.to_vec()
    };
    read(&query, &message);
}

/// What a name server sends over TCP: the first byte is the size of the pieces in which it comes.
pub fn dns_stream(input: &[u8]) {
    let Some((&size, stream)) = input.split_first() else {
        return;
    };
    let query = Query::new("db.example", Kind::A, [1, 2]).expect("a name that DNS can carry");
    let mut received = Vec::new();
    for piece in stream.chunks(usize::from(size).max(1)) {
        received.extend_from_slice(piece);
        let Some(message) = framed(&received) else {
            continue;
        };
        let length = usize::from(received[0]) << 8 | usize::from(received[1]);
        assert_eq!(message, &received[2..2 + length]);
        assert!(received.len() < 2 + length + usize::from(size).max(1));
        return read(&query, message);
    }
}

/// Reads a message, and checks what comes out.
fn read(query: &Query, message: &[u8]) {
    let Some(response) = query.read(message) else {
        return;
    };
    assert!(message.len() >= query.len());
    assert!(message[..2] == [1, 2] && message[12..query.len()].eq_ignore_ascii_case(&query[12..]));
    assert_eq!(response.is_truncated, message[2] & 2 != 0);
    match response.answer {
        Answer::Addresses(found) => {
            // A record is at least 11 bytes and an address.
            let most = (message.len() - query.len()) / 15;
            assert!(!found.is_empty() && found.len() <= most.min(64));
            assert!(
                found
                    .iter()
                    .all(|ip| ip.is_ipv4() == (query.kind == Kind::A))
            );
        }
        Answer::Failed(code) => assert!(code != 0 && code != 3 && code < 16),
        Answer::Lame => assert_eq!((message[2] & 6, message[3] & 0x8f), (0, 0)),
        Answer::NoAddress => assert_eq!(message[3] & 15, 0),
        Answer::NoName => assert_eq!(message[3] & 15, 3),
    }
}

/// Checks a query: it carries the name, and is answered by nothing but its answer.
fn ask(name: &str, kind: Kind) {
    let Some(query) = Query::new(name, kind, [3, 4]) else {
        return;
    };
    assert!(query.len() <= 12 + 255 + 4);
    let mut labels = Vec::new();
    let mut rest = &query[12..];
    while let Some((&length, after)) = rest.split_first().filter(|(length, _)| **length != 0) {
        let (label, after) = after.split_at(length.into());
        labels.push(label);
        rest = after;
    }
    assert_eq!(labels.join(&b'.'), name.as_bytes());
    assert_eq!(rest.len(), 5);
    assert_eq!(query.read(&query), None);
}
