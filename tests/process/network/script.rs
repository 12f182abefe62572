//! What name servers do in most of these tests.

use std::net::Ipv6Addr;
use std::time::Duration;

use super::name_server::{NameServer, Question, Say, a, record};

/// Answers for each family.
pub(super) fn names(v4: Say, v6: Say) -> NameServer {
    NameServer::start(move |question| match question.v6 {
        true => v6.clone(),
        false => v4.clone(),
    })
}

/// The service at 127.0.0.1, and nothing for IPv6.
pub(super) fn both(question: &Question) -> Say {
    match question.v6 {
        true => none(),
        false => v4(),
    }
}

/// The service's IPv4 address.
pub(super) fn v4() -> Say {
    Say::records([a([127, 0, 0, 1])])
}

/// The service's IPv6 address.
pub(super) fn v6() -> Say {
    aaaa("::1")
}

/// An IPv6 address.
pub(super) fn aaaa(ip: &str) -> Say {
    let ip: Ipv6Addr = ip.parse().expect("an address");
    Say::records([record(b"\xc0\x0c", 28, &ip.octets())])
}

/// An address where nobody listens.
pub(super) fn dead() -> Say {
    Say::records([a([127, 0, 0, 2])])
}

/// No address.
pub(super) fn none() -> Say {
    Say::records([])
}

/// The same, later.
pub(super) fn late(milliseconds: u64, say: Say) -> Say {
    Say::Late(Duration::from_millis(milliseconds), Box::new(say))
}
