//! Whatever a name server answers, only addresses of the kind asked for come out.

use message::{Answer, Kind, parse, query};

// Compiled once more, because `net` keeps it to itself.
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/dns/message.rs"]
mod message;

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
    let question = query("db.example", kind, [1, 2]).expect("a name that DNS can carry");
    // A raw message, or one whose header and question are right.
    let message = if pick & 4 == 4 {
        let flags = [0x81, rest.first().copied().unwrap_or_default()];
        let mut message = question.to_vec();
        message[2..4].copy_from_slice(&flags);
        message[7] = pick >> 3;
        message.extend(rest.get(1..).unwrap_or_default());
        assert!(question.answered_by(&message));
        message
    } else {
        rest.to_vec()
    };
    if !question.answered_by(&message) {
        return;
    }
    assert!(message.len() >= question.len());
    assert!(
        message[..2] == [1, 2] && message[12..question.len()].eq_ignore_ascii_case(&question[12..])
    );
    match parse(&message, question.len(), kind) {
        Answer::Addresses(found) => {
            // A record is at least 11 bytes and an address.
            let most = (message.len() - question.len()) / 15;
            assert!(
                found.len() <= most,
                "{} addresses in {message:?}",
                found.len()
            );
        }
        Answer::Failed(code) => assert!(code != 0 && code != 3 && code < 16),
        Answer::Truncated => assert_ne!(message[2] & 2, 0),
    }
}

/// Checks a question: it carries the name, and is answered by nothing but its answer.
fn ask(name: &str, kind: Kind) {
    let Some(question) = query(name, kind, [3, 4]) else {
        return;
    };
    assert!(question.len() <= 12 + 255 + 4);
    let mut labels = Vec::new();
    let mut rest = &question[12..];
    while let Some((&length, after)) = rest.split_first().filter(|(length, _)| **length != 0) {
        let (label, after) = after.split_at(length.into());
        labels.push(label);
        rest = after;
    }
    assert_eq!(labels.join(&b'.'), name.as_bytes());
    assert_eq!(rest.len(), 5);
    assert!(!question.answered_by(&question));
}
