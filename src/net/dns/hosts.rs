//! What `/etc/hosts` says. Pure.

use std::net::IpAddr;

use super::MAX_ADDRESSES;
use crate::net::address::Family;

/// Finds a name in a hosts file, in any case.
pub(super) fn hosts(text: &str, name: &str, family: Family) -> Vec<IpAddr> {
    let mut found = Vec::new();
    for line in text.lines() {
        let mut fields = line
            .split('#')
            .next()
            .unwrap_or_default()
            .split_ascii_whitespace();
        let Some(ip) = fields.next().and_then(|ip| ip.parse::<IpAddr>().ok()) else {
            continue;
        };
        if family.has(ip) && fields.any(|known| known.eq_ignore_ascii_case(name)) {
            found.push(ip);
        }
    }
    found.sort_by_key(IpAddr::is_ipv6);
    found.dedup();
    found.truncate(MAX_ADDRESSES);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hosts_file() {
        let text =
            "127.0.0.1 localhost\n# 10.0.0.9 app\n::2 App.local APP # x\n10.0.0.2\tapp\nbad app\n";
        let found = |name, family| {
            hosts(text, name, family)
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        };
        assert_eq!(found("app", Family::Any), ["10.0.0.2", "::2"]);
        assert_eq!(found("APP.LOCAL", Family::Any), ["::2"]);
        assert_eq!(found("app", Family::V4), ["10.0.0.2"]);
        assert!(found("x", Family::Any).is_empty());
    }
}
