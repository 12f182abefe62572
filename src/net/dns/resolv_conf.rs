//! What `/etc/resolv.conf` says. Pure.

use std::net::{IpAddr, Ipv4Addr};

/// Who is asked, and for which full names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Settings {
    /// Who is asked, in turn.
    pub(super) servers: Vec<IpAddr>,
    /// What is appended to short names.
    search: Vec<String>,
    /// How many dots make a name long.
    ndots: usize,
}

impl Settings {
    /// Reads the file's text; without a server it is the one on this machine, as in every libc.
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
                        .extend(fields.next().and_then(|ip| ip.parse::<IpAddr>().ok()));
                }
                "domain" | "search" => {
                    // `search .` is systemd's way to say that there is none.
                    let domains = fields.map(|domain| domain.trim_end_matches('.'));
                    let domains = domains.filter(|domain| !domain.is_empty());
                    settings.search = domains.map(str::to_owned).collect();
                }
                "options" => {
                    let ndots = fields.find_map(|option| option.strip_prefix("ndots:"));
                    settings.ndots = ndots.and_then(|n| n.parse().ok()).unwrap_or(settings.ndots);
                }
                _ => {}
            }
        }
        if settings.servers.is_empty() {
            settings.servers.push(IpAddr::V4(Ipv4Addr::LOCALHOST));
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

/// As in every libc.
const MAX_SERVERS: usize = 3;

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
        assert_eq!(
            Settings::parse("").servers,
            [IpAddr::V4(Ipv4Addr::LOCALHOST)]
        );
    }
}
