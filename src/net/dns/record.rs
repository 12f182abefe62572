//! The records of a DNS message, and their names (RFC 1035, section 4.1). Pure.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The kind of address that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// IPv4.
    A,
    /// IPv6.
    Aaaa,
}

impl Kind {
    /// Returns the number of the record type.
    pub(super) const fn code(self) -> u16 {
        match self {
            Self::A => 1,
            Self::Aaaa => 28,
        }
    }
}

/// Collects the addresses of the name that was asked for, or of the name that it is an alias of.
///
/// `question` is where the name in the question starts, `answers` where the first record does.
pub(super) fn addresses(
    message: &[u8],
    (question, answers): (usize, usize),
    count: u16,
    wanted: Kind,
) -> Vec<IpAddr> {
    let mut found = Vec::new();
    let mut rest = answers;
    let Some((mut owner, _)) = name(message, question) else {
        return found;
    };
    for _ in 0..count.min(MAX_RECORDS) {
        let Some(record) = record(message, rest) else {
            break;
        };
        rest = record.end;
        if record.owner != owner {
            continue;
        }
        let data = message.get(record.data..record.end).unwrap_or_default();
        if record.kind == ALIAS {
            if let Some((target, _)) = name(message, record.data) {
                owner = target;
            }
        } else if record.kind == wanted.code() && found.len() < MAX_ADDRESSES {
            found.extend(address(data, wanted));
        }
    }
    found
}

/// Reads the data of an address record.
fn address(data: &[u8], kind: Kind) -> Option<IpAddr> {
    match kind {
        Kind::A => Some(Ipv4Addr::from(<[u8; 4]>::try_from(data).ok()?).into()),
        Kind::Aaaa => Some(Ipv6Addr::from(<[u8; 16]>::try_from(data).ok()?).into()),
    }
}

/// A record of the Internet class; the type of any other class is 0.
struct Record {
    /// The name that it belongs to, as [`name`] returns it.
    owner: Vec<u8>,
    /// The record type.
    kind: u16,
    /// Where its data starts.
    data: usize,
    /// Where its data ends.
    end: usize,
}

/// Reads the record that starts at `start`.
fn record(message: &[u8], start: usize) -> Option<Record> {
    let (owner, fixed) = name(message, start)?;
    let data = fixed.checked_add(10)?;
    let &[kind_high, kind, class_high, class, _, _, _, _, a, b] =
        message.get(fixed..data)?.first_chunk()?;
    let end = data.checked_add(usize::from(u16::from_be_bytes([a, b])))?;
    message.get(data..end)?;
    let is_internet = (class_high, class) == (0, 1);
    let kind = u16::from_be_bytes([kind_high, kind]);
    Some(Record {
        owner,
        kind: if is_internet { kind } else { 0 },
        data,
        end,
    })
}

/// Reads the name that starts at `start`: its labels in lower case, each behind its length, and
/// where the bytes after it start.
fn name(message: &[u8], start: usize) -> Option<(Vec<u8>, usize)> {
    let mut labels = Vec::new();
    let mut at = start;
    let mut end = None;
    // Every label and every pointer takes one step; more of them than fit into a name are a loop.
    for _ in 0..MAX_NAME {
        let length = *message.get(at)?;
        let after = at.checked_add(1)?;
        match length {
            0 => return Some((labels, end.unwrap_or(after))),
            1..64 => {
                let next = after.checked_add(usize::from(length))?;
                labels.extend(message.get(at..next)?.iter().map(u8::to_ascii_lowercase));
                at = next;
            }
            0xc0.. => {
                let low = *message.get(after)?;
                end = end.or(after.checked_add(1));
                at = usize::from(u16::from_be_bytes([length & 0x3f, low]));
            }
            _ => return None,
        }
        if labels.len() > MAX_NAME {
            return None;
        }
    }
    None
}

/// More addresses of one kind are not tried.
pub(super) const MAX_ADDRESSES: usize = 64;

/// More records are not read: an answer that needs them is made to use up time.
const MAX_RECORDS: u16 = 1000;

/// The record type of an alias, CNAME.
const ALIAS: u16 = 5;

/// The longest name, with the lengths of its labels.
pub(super) const MAX_NAME: usize = 255;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_pointers() {
        let message = b"\x02Ab\x01c\0\x01x\xc0\x03rest";
        assert_eq!(name(message, 0), Some((b"\x02ab\x01c".to_vec(), 6)));
        assert_eq!(name(message, 6), Some((b"\x01x\x01c".to_vec(), 10)));
        for broken in [&b"\x02a"[..], b"\xc0", b"\xc0\x09", b"\x40a\0", b""] {
            assert_eq!(name(broken, 0), None, "{broken:?}");
        }
    }

    #[test]
    fn a_name_that_never_ends_is_no_name() {
        assert_eq!(name(b"\xc0\0", 0), None);
        assert_eq!(name(b"\x01a\xc0\0", 0), None);
        assert_eq!(name(&b"\x01a".repeat(200), 0), None);
    }

    #[test]
    fn a_record_ends_inside_of_its_message() {
        let record = |data: &[u8]| record(data, 0).map(|it| (it.kind, it.data, it.end));
        assert_eq!(record(b"\0\0\x01\0\x01\0\0\0\0\0\x01x"), Some((1, 11, 12)));
        assert_eq!(record(b"\0\x01\x01\0\x01\0\0\0\0\0\0"), Some((257, 11, 11)));
        assert_eq!(record(b"\0\0\x01\0\x03\0\0\0\0\0\0"), Some((0, 11, 11)));
        assert_eq!(record(b"\0\0\x01\0\x01\0\0\0\0\0\x02x"), None);
        assert_eq!(record(b"\0\0\x01\0\x01\0\0"), None);
    }

    #[test]
    fn no_more_addresses_than_the_bound_are_found() {
        let one = b"\x01a\0\0\x01\0\x01\0\0\0\0\0\x04\x7f\0\0\x01";
        let message = [&b"\x01a\0"[..], &one.repeat(65)].concat();
        let found = |count| addresses(&message, (0, 3), count, Kind::A).len();
        assert_eq!((found(63), found(64), found(65)), (63, 64, 64));
    }
}
