//! DNS messages: one question out, addresses in (RFC 1035). Pure.

use std::net::IpAddr;
use std::ops::Deref;

use super::record::{Kind, MAX_NAME, addresses};

/// What a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// At least one address.
    Addresses(Vec<IpAddr>),
    /// The server could not answer; carries the response code.
    Failed(u8),
    /// Nothing, from a server that neither owns the name nor asks others.
    Lame,
    /// The name exists, and has no address of this kind.
    NoAddress,
    /// The name does not exist.
    NoName,
}

/// A message that answers a query.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Response {
    /// What it says.
    pub(super) answer: Answer,
    /// Whether there is more than the datagram could hold.
    pub(super) is_truncated: bool,
}

/// A query message, and the kind of address that it asks for.
pub(super) struct Query {
    /// The message.
    message: Vec<u8>,
    /// The kind.
    pub(super) kind: Kind,
}

impl Deref for Query {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.message
    }
}

impl Query {
    /// Writes a query; `None` for a name that no message can carry.
    pub(super) fn new(name: &str, kind: Kind, id: [u8; 2]) -> Option<Self> {
        // Recursion desired, one question.
        let mut message = vec![id[0], id[1], 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        for label in name.split('.') {
            let length = u8::try_from(label.len())
                .ok()
                .filter(|length| (1..64).contains(length))?;
            message.push(length);
            message.extend_from_slice(label.as_bytes());
        }
        let [high, low] = kind.code().to_be_bytes();
        message.extend_from_slice(&[0, high, low, 0, 1]);
        (message.len() <= HEADER + MAX_NAME + 4).then_some(Self { message, kind })
    }

    /// Reads a message; `None` when it is no response to this query.
    pub(super) fn read(&self, message: &[u8]) -> Option<Response> {
        let asked = message.get(HEADER..self.len())?;
        let is_answer = message.get(..2) == self.get(..2)
            && asked.eq_ignore_ascii_case(self.get(HEADER..).unwrap_or_default());
        let &[
            _,
            _,
            flags,
            more,
            _,
            _,
            answers_high,
            answers_low,
            _,
            _,
            extra_high,
            extra_low,
        ] = message.first_chunk::<HEADER>()?;
        if !is_answer || flags & RESPONSE == 0 {
            return None;
        }
        let answers = u16::from_be_bytes([answers_high, answers_low]);
        let is_alone = answers == 0 && (extra_high, extra_low) == (0, 0);
        let is_truncated = flags & TRUNCATED != 0;
        let answer = match more & CODE {
            0 => match addresses(message, (HEADER, self.len()), answers, self.kind) {
                found if !found.is_empty() => Answer::Addresses(found),
                _ if is_truncated => Answer::NoAddress,
                _ if is_alone && flags & OWNS == 0 && more & RECURSES == 0 => Answer::Lame,
                _ => Answer::NoAddress,
            },
            3 => Answer::NoName,
            code => Answer::Failed(code),
        };
        Some(Response {
            answer,
            is_truncated,
        })
    }
}

/// Returns the message at the start of a DNS stream over TCP, where its length stands before it;
/// `None` while a part of it is missing.
pub(super) fn framed(stream: &[u8]) -> Option<&[u8]> {
    let (&length, rest) = stream.split_first_chunk()?;
    rest.get(..usize::from(u16::from_be_bytes(length)))
}

/// The length of a message's header.
const HEADER: usize = 12;

/// In the first byte of the flags: the message is a response.
const RESPONSE: u8 = 0x80;

/// In the first byte of the flags: the server owns the name.
const OWNS: u8 = 4;

/// In the first byte of the flags: the message is cut short.
const TRUNCATED: u8 = 2;

/// In the second byte of the flags: the server asks others for names that it does not own.
const RECURSES: u8 = 0x80;

/// In the second byte of the flags: the response code.
const CODE: u8 = 15;

#[cfg(test)]
mod tests {
    use super::*;

    /// A response to a query, with records behind it.
    fn response(query: &Query, code: u8, records: &[&[u8]]) -> Vec<u8> {
        let mut message = query.to_vec();
        message[2] |= RESPONSE;
        message[3] = RECURSES | code;
        message[7] = records.len() as u8;
        message.extend(records.concat());
        message
    }

    /// The query that most tests make.
    fn db(kind: Kind) -> Query {
        Query::new("db.example", kind, [1, 2]).unwrap()
    }

    /// What the query reads in a message.
    fn answer(query: &Query, message: &[u8]) -> Answer {
        query.read(message).unwrap().answer
    }

    const ADDRESS: &[u8] = b"\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04\x0a\0\0\x02";

    #[test]
    fn an_address_counts_only_when_an_alias_leads_to_it() {
        let query = db(Kind::A);
        let found = Answer::Addresses(vec!["10.0.0.2".parse().unwrap()]);
        let alias = b"\xc0\x0c\0\x05\0\x01\0\0\0\x3c\0\x04\x01x\xc0\x0c";
        let address = b"\x01X\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04\x0a\0\0\x02";
        let read = |records: &[&[u8]]| answer(&query, &response(&query, 0, records));
        assert_eq!(read(&[alias, address]), found);
        assert_eq!(read(&[address]), Answer::NoAddress);
        assert_eq!(read(&[address, ADDRESS]), found);
        let other_class = b"\xc0\x0c\0\x01\0\x03\0\0\0\x3c\0\x04\x0a\0\0\x02";
        let other_length = b"\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x03\x0a\0\0";
        assert_eq!(read(&[other_class, other_length]), Answer::NoAddress);
    }

    #[test]
    fn nothing_found_and_a_failure_differ() {
        let query = db(Kind::Aaaa);
        for (code, wanted) in [
            (0, Answer::NoAddress),
            (2, Answer::Failed(2)),
            (3, Answer::NoName),
            (5, Answer::Failed(5)),
        ] {
            assert_eq!(answer(&query, &response(&query, code, &[])), wanted);
        }
        let mut lame = response(&query, 0, &[]);
        lame[3] = 0;
        assert_eq!(answer(&query, &lame), Answer::Lame);
        lame[2] |= OWNS;
        assert_eq!(answer(&query, &lame), Answer::NoAddress);
    }

    #[test]
    fn a_truncated_answer_says_so() {
        let query = db(Kind::A);
        let found = Answer::Addresses(vec!["10.0.0.2".parse().unwrap()]);
        for (records, wanted) in [(&[ADDRESS][..], found), (&[], Answer::NoAddress)] {
            let mut message = response(&query, 0, records);
            assert!(!query.read(&message).unwrap().is_truncated);
            message[2] |= TRUNCATED;
            let read = query.read(&message).unwrap();
            assert_eq!((read.answer, read.is_truncated), (wanted, true));
        }
    }

    #[test]
    fn strangers_and_garbage_are_no_responses() {
        let query = db(Kind::A);
        assert_eq!(query.read(&query), None);
        assert_eq!(query.read(b""), None);
        let mut other = response(&query, 0, &[]);
        other[0] ^= 1;
        assert_eq!(query.read(&other), None);
        for cut in 0..60 {
            let mut message = response(&query, 0, &[ADDRESS, ADDRESS]);
            message.truncate(cut);
            query.read(&message);
        }
        let loops = response(&query, 0, &[b"\xc0\x0c\xc0\x0c\xc0\x0c"]);
        assert_eq!(answer(&query, &loops), Answer::NoAddress);
    }

    #[test]
    fn names_that_dns_cannot_carry() {
        let long = "a".repeat(64);
        for name in ["", "a..b", long.as_str(), &"ab.".repeat(90)] {
            assert!(Query::new(name, Kind::A, [0, 0]).is_none(), "{name}");
        }
    }

    #[test]
    fn a_stream_holds_its_message_once_all_of_it_is_there() {
        assert_eq!(framed(b"\0"), None);
        assert_eq!(framed(b"\0\x02a"), None);
        assert_eq!(framed(b"\0\x02abc"), Some(&b"ab"[..]));
        assert_eq!(framed(b"\0\0"), Some(&b""[..]));
    }
}
