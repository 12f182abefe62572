//! What `/etc/resolv.conf` says. Pure.

use std::net::{IpAddr, Ipv4Addr};

use crate::text::number;

/// The name servers, and the full names to ask for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Settings {
    /// The servers that are asked, in turn.
    pub(super) servers: Vec<Server>,
    /// What is appended to short names.
    search: Vec<String>,
    /// How many dots make a name long.
    ndots: usize,
}

/// One `nameserver` line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Server {
    /// The address.
    pub(super) ip: IpAddr,
    /// What stands behind a `%`: an interface's name or number, or nothing.
    pub(super) zone: String,
}

impl Settings {
    /// Parses the file's text; without a server it is the one on this machine, as in every libc.
    pub(super) fn parse(text: &str) -> Self {
        let mut settings = Self {
            servers: Vec::new(),
            search: Vec::new(),
            ndots: 1,
        };
        for line in text.lines() {
            let mut fields = line.split_ascii_whitespace();
            match fields.next().unwrap_or_default() {
                "nameserver" if settings.servers.len() < MAX_SERVERS => {
                    settings
                        .servers
                        .extend(fields.next().and_then(Server::parse));
                }
                "domain" | "search" => {
                    // `search .` is systemd's way to say that there is none.
                    let domains = fields.map(|domain| domain.trim_end_matches('.'));
                    let domains = domains.filter(|domain| !domain.is_empty());
                    settings.search = domains.map(str::to_owned).collect();
                }
                "options" => {
                    let ndots = fields.filter_map(|option| option.strip_prefix("ndots:"));
                    let ndots = ndots.filter_map(number).next_back();
                    settings.ndots = ndots.unwrap_or(settings.ndots).min(MAX_DOTS);
                }
                _ => {}
            }
        }
        if settings.servers.is_empty() {
            settings.servers.push(Server {
                ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
                zone: String::new(),
            });
        }
        settings
    }

    /// Lists the full names to ask for: a short name goes through the search list first, a long one
    /// goes first itself.
    pub(super) fn candidates(&self, name: &str) -> Vec<String> {
        let bare = name.strip_suffix('.').unwrap_or(name);
        let dots = bare.bytes().filter(|&b| b == b'.').count();
        let mut candidates = Vec::new();
        if bare == name {
            let full = |domain: &String| [bare, ".", domain].concat();
            candidates.extend(self.search.iter().map(full));
        }
        let place = if dots < self.ndots {
            candidates.len()
        } else {
            0
        };
        candidates.insert(place, bare.to_owned());
        candidates
    }
}

impl Server {
    /// Parses an address, behind which a zone may stand.
    fn parse(text: &str) -> Option<Self> {
        let (ip, zone) = text.split_once('%').unwrap_or((text, ""));
        Some(Self {
            ip: ip.parse().ok()?,
            zone: zone.to_owned(),
        })
    }
}

/// As in every libc.
const MAX_SERVERS: usize = 3;

/// As in every libc.
const MAX_DOTS: usize = 15;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolver_settings() {
        let text = "search a.svc b\nnameserver 10.0.0.10\nnameserver bad\nnameserver ::1\noptions timeout:2 ndots:5\n";
        let settings = Settings::parse(text);
        assert_eq!(settings.servers.len(), 2);
        assert_eq!(settings.candidates("db"), ["db.a.svc", "db.b", "db"]);
        assert_eq!(settings.candidates("db."), ["db"]);
        let long = ["a.b.c.d.e.f", "a.b.c.d.e.f.a.svc", "a.b.c.d.e.f.b"];
        assert_eq!(settings.candidates("a.b.c.d.e.f"), long);
        assert_eq!(Settings::parse("search .\n").candidates("db"), ["db"]);
        let dotted = Settings::parse("search a.svc.\n");
        assert_eq!(dotted.candidates("db"), ["db.a.svc", "db"]);
        assert_eq!(Settings::parse("options ndots:99\n").ndots, 15);
        let many = "nameserver ::1\n".repeat(4);
        assert_eq!(Settings::parse(&many).servers.len(), 3);
        let alone = Settings::parse("").servers;
        assert_eq!(alone, [Server::parse("127.0.0.1").unwrap()]);
    }

    #[test]
    fn a_server_may_have_a_zone() {
        for (text, ip, zone) in [("::1%lo", "::1", "lo"), ("fe80::1%2", "fe80::1", "2")] {
            let server = Server::parse(text).unwrap();
            assert_eq!((server.ip.to_string().as_str(), &*server.zone), (ip, zone));
        }
    }
}
