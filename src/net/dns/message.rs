//! DNS messages: one question out, addresses in (RFC 1035). Pure.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Which address is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// IPv4.
    A,
    /// IPv6.
    Aaaa,
}

impl Kind {
    /// Yields the record type's number.
    const fn code(self) -> u8 {
        match self {
            Self::A => 1,
            Self::Aaaa => 28,
        }
    }
}

/// What a server said.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// These addresses, or none.
    Addresses(Vec<IpAddr>),
    /// It could not say; carries the response code.
    Failed(u8),
    /// There is more than a datagram holds, and no address in what it holds.
    Truncated,
}

/// A question on its way.
pub(super) struct Query(Vec<u8>);

impl std::ops::Deref for Query {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl Query {
    /// Tells whether a message is a response with this question's number and text.
    pub(super) fn answered_by(&self, message: &[u8]) -> bool {
        let is_response = message.get(2).is_some_and(|flags| flags & 0x80 != 0);
        let asked = message.get(HEADER..self.len()).unwrap_or_default();
        is_response
            && message.get(..2) == self.get(..2)
            && asked.eq_ignore_ascii_case(self.get(HEADER..).unwrap_or_default())
    }
}

/// Writes a question; `None` for a name that no message can carry.
pub(super) fn query(name: &str, kind: Kind, id: [u8; 2]) -> Option<Query> {
    // Recursion desired, one question.
    let mut message = vec![id[0], id[1], 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in name.split('.') {
        let length = u8::try_from(label.len())
            .ok()
            .filter(|length| (1..64).contains(length))?;
        message.push(length);
        message.extend_from_slice(label.as_bytes());
    }
    message.extend_from_slice(&[0, 0, kind.code(), 0, 1]);
    (message.len() <= HEADER + 255 + 4).then_some(Query(message))
}

/// Reads a response, whose question takes the first `start` bytes.
pub(super) fn parse(message: &[u8], start: usize, kind: Kind) -> Answer {
    match message.get(3).map_or(0, |flags| flags & 15) {
        // No such name is an answer, too: there is no address.
        0 | 3 => {
            let found = records(message, start, kind).unwrap_or_default();
            let is_truncated = message.get(2).is_some_and(|flags| flags & 2 != 0);
            if found.is_empty() && is_truncated {
                return Answer::Truncated;
            }
            Answer::Addresses(found)
        }
        code => Answer::Failed(code),
    }
}

/// Collects the wanted addresses of the answer section, through whatever aliases lead to them.
fn records(message: &[u8], start: usize, kind: Kind) -> Option<Vec<IpAddr>> {
    let mut found = Vec::new();
    let mut rest = message.get(start..)?;
    let count = u16::from_be_bytes([*message.get(6)?, *message.get(7)?]);
    for _ in 0..count {
        let Some((code, data, after)) = record(rest) else {
            break;
        };
        if code == kind.code() {
            found.extend(
                <[u8; 4]>::try_from(data)
                    .map(|bytes| IpAddr::V4(Ipv4Addr::from(bytes)))
                    .or_else(|_| <[u8; 16]>::try_from(data).map(|b| IpAddr::V6(Ipv6Addr::from(b)))),
            );
        }
        rest = after;
    }
    Some(found)
}

/// Takes one record off: its type, its data, and what follows.
fn record(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let mut rest = bytes;
    loop {
        let (&length, after) = rest.split_first()?;
        match length {
            0 => {
                rest = after;
                break;
            }
            // A pointer ends the name.
            0xc0.. => {
                rest = after.get(1..)?;
                break;
            }
            _ => rest = after.get(usize::from(length)..)?,
        }
    }
    let &[
        high,
        code,
        class_high,
        class,
        _,
        _,
        _,
        _,
        a,
        b,
        ref data @ ..,
    ] = rest
    else {
        return None;
    };
    let (data, after) = data.split_at_checked(usize::from(u16::from_be_bytes([a, b])))?;
    let is_internet = (class_high, class) == (0, 1);
    Some((if high == 0 && is_internet { code } else { 0 }, data, after))
}

/// The length of a message's header.
const HEADER: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    /// A response to a question, with records behind it.
    fn response(query: &Query, code: u8, records: &[&[u8]]) -> Vec<u8> {
        let mut message = query.to_vec();
        message[2] |= 0x80;
        message[3] = code;
        message[7] = records.len() as u8;
        message.extend(records.concat());
        message
    }

    #[test]
    fn addresses_are_found_behind_an_alias() {
        let query = query("db.example", Kind::A, [1, 2]).unwrap();
        let alias = b"\xc0\x0c\0\x05\0\x01\0\0\0\x3c\0\x04\x01x\xc0\x0c";
        let address = b"\x01x\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04\x0a\0\0\x02";
        let message = response(&query, 0, &[alias, address]);
        assert!(query.answered_by(&message));
        let found = parse(&message, query.len(), Kind::A);
        assert_eq!(found, Answer::Addresses(vec!["10.0.0.2".parse().unwrap()]));
    }

    #[test]
    fn no_such_name_is_an_answer_and_a_failure_is_not() {
        let query = query("db", Kind::Aaaa, [0, 0]).unwrap();
        let none = response(&query, 3, &[]);
        assert_eq!(
            parse(&none, query.len(), Kind::Aaaa),
            Answer::Addresses(vec![])
        );
        assert_eq!(
            parse(&response(&query, 2, &[]), query.len(), Kind::Aaaa),
            Answer::Failed(2)
        );
    }

    #[test]
    fn a_truncated_answer_counts_only_with_an_address_in_it() {
        let query = query("db", Kind::A, [1, 2]).unwrap();
        let address = b"\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04\x0a\0\0\x02";
        let mut some = response(&query, 0, &[address]);
        let mut none = response(&query, 0, &[]);
        some[2] |= 2;
        none[2] |= 2;
        let found = Answer::Addresses(vec!["10.0.0.2".parse().unwrap()]);
        assert_eq!(parse(&some, query.len(), Kind::A), found);
        assert_eq!(parse(&none, query.len(), Kind::A), Answer::Truncated);
    }

    #[test]
    fn strangers_and_garbage_are_no_answers() {
        let query = query("db", Kind::A, [1, 2]).unwrap();
        assert!(!query.answered_by(&query));
        assert!(!query.answered_by(b""));
        let mut other = response(&query, 0, &[]);
        other[0] ^= 1;
        assert!(!query.answered_by(&other));
        for cut in 0..40 {
            let address = b"\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04\x0a\0\0\x02";
            let mut message = response(&query, 0, &[address, address]);
            message.truncate(cut);
            parse(&message, query.len(), Kind::A);
        }
        let loops = response(&query, 0, &[b"\xc0\x0c\xc0\x0c\xc0\x0c"]);
        assert_eq!(
            parse(&loops, query.len(), Kind::A),
            Answer::Addresses(vec![])
        );
    }

    #[test]
    fn names_that_dns_cannot_carry() {
        let long = "a".repeat(64);
        for name in ["", "a..b", long.as_str(), &"ab.".repeat(90)] {
            assert!(query(name, Kind::A, [0, 0]).is_none(), "{name}");
        }
    }
}
