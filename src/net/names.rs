//! Names to addresses: `/etc/hosts`, then the name servers of `/etc/resolv.conf`, over UDP.
//!
//! Our own, because the system's resolver can neither be interrupted nor bounded: it would need
//! a thread per lookup, and costs 30 kB where this costs 6.

use std::collections::hash_map::RandomState;
use std::fs::File;
use std::hash::{BuildHasher, Hasher};
use std::io::Read;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use super::deadline::Deadline;
use super::dial::Family;
#[cfg(feature = "local-only")]
use super::dial::is_own;
use super::failure::{Failure, Phase, errno_words};
use super::message::{Answer, Kind, parse, query};
use super::socket::{Halt, Socket};
use crate::text::quote;

/// What `/etc/resolv.conf` says.
#[derive(Debug, PartialEq, Eq)]
struct Settings {
    /// Who is asked, in turn.
    servers: Vec<IpAddr>,
    /// What is appended to short names.
    search: Vec<String>,
    /// How many dots make a name long.
    ndots: usize,
}

/// Looks a name up; IPv4 addresses come first.
pub(super) fn lookup(
    name: &str,
    family: Family,
    deadline: Deadline,
) -> Result<Vec<IpAddr>, Failure> {
    let known = hosts(&read("/etc/hosts").unwrap_or_default(), name, family);
    if !known.is_empty() {
        return Ok(known);
    }
    let settings = Settings::parse(&read("/etc/resolv.conf").unwrap_or_default());
    // Even a question would carry a message out.
    #[cfg(feature = "local-only")]
    if let Some(server) = settings.servers.iter().find(|ip| !is_own(**ip)) {
        let name = quote(name);
        return Err(Failure::Lookup(format!(
            "name {name} is not in /etc/hosts, and this build does not ask name server {server}"
        )));
    }
    let mut trouble = None;
    for candidate in settings.candidates(name) {
        match ask(&candidate, family, &settings.servers, deadline) {
            Ok(found) if found.is_empty() => {}
            Ok(found) => return Ok(found),
            Err(why) => trouble = trouble.or(Some(why)),
        }
        if deadline.left().is_none() {
            return Err(Failure::Timeout(
                Phase::Lookup(name.to_owned()),
                deadline.limit(),
            ));
        }
    }
    let name = quote(name);
    Err(Failure::Lookup(match trouble {
        None => format!("name {name} does not exist"),
        Some(why) => format!("name {name} not found: {why}"),
    }))
}

/// Asks every server in turn, again and again until the deadline; nothing found is no error.
fn ask(
    name: &str,
    family: Family,
    servers: &[IpAddr],
    deadline: Deadline,
) -> Result<Vec<IpAddr>, String> {
    let mut trouble = String::new();
    for _ in 0..ATTEMPTS {
        for server in servers {
            match exchange(name, family, *server, deadline.at_most(PATIENCE)) {
                Ok(found) => return Ok(found),
                Err(why) => trouble = format!("name server {server}: {why}"),
            }
        }
    }
    Err(trouble)
}

/// Asks one server for both kinds of address.
fn exchange(
    name: &str,
    family: Family,
    server: IpAddr,
    mut deadline: Deadline,
) -> Result<Vec<IpAddr>, String> {
    let words = |halt| match halt {
        Halt::Timeout => "no answer".to_owned(),
        Halt::Errno(errno) => errno_words(errno),
    };
    let socket = Socket::datagram(SocketAddr::new(server, DNS)).map_err(words)?;
    let id = RandomState::new().build_hasher().finish().to_le_bytes();
    let mut waiting = Vec::new();
    for (kind, id) in [(Kind::A, [id[0], id[1]]), (Kind::Aaaa, [id[2], id[3]])] {
        if family == Family::Any || (family == Family::V4) == (kind == Kind::A) {
            let query = query(name, kind, id).ok_or("not a name that DNS can carry")?;
            socket.send(&query, deadline).map_err(words)?;
            waiting.push((kind, query));
        }
    }
    let mut found = Vec::new();
    let mut trouble = None;
    let mut buffer = [0; 1500];
    while !waiting.is_empty() {
        let received = match socket.recv(&mut buffer, deadline) {
            Ok(received) => received,
            Err(why) => {
                trouble = Some(words(why));
                break;
            }
        };
        let message = buffer.get(..received).unwrap_or_default();
        // Anything that answers no question of ours is somebody else's.
        let Some(index) = waiting
            .iter()
            .position(|(_, query)| query.answered_by(message))
        else {
            continue;
        };
        let (kind, query) = waiting.swap_remove(index);
        match parse(message, query.len(), kind) {
            Answer::Addresses(ips) => found.extend(ips),
            Answer::Failed(code) => trouble = Some(format!("it failed with code {code}")),
            Answer::Truncated => trouble = Some("its answer is too long for UDP".to_owned()),
        }
        // Some servers know only IPv4 and say nothing, or nonsense, about IPv6.
        if !found.is_empty() {
            deadline = deadline.at_most(HURRY);
        }
    }
    if let (true, Some(trouble)) = (found.is_empty(), trouble) {
        return Err(trouble);
    }
    found.sort_by_key(IpAddr::is_ipv6);
    found.truncate(MAX_ADDRESSES);
    Ok(found)
}

/// Finds a name in a hosts file, in any case.
fn hosts(text: &str, name: &str, family: Family) -> Vec<IpAddr> {
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

impl Settings {
    /// Reads the file's text; without a server it is the one on this machine, as in every libc.
    fn parse(text: &str) -> Self {
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

    /// Lists the full names to ask for: a short name goes through the search list first.
    fn candidates(&self, name: &str) -> Vec<String> {
        let bare = name.strip_suffix('.').unwrap_or(name);
        let dots = bare.bytes().filter(|&b| b == b'.').count();
        let mut candidates = Vec::new();
        if bare == name && dots < self.ndots {
            candidates.extend(
                self.search
                    .iter()
                    .map(|domain| [bare, ".", domain].concat()),
            );
        }
        candidates.push(bare.to_owned());
        candidates
    }
}

/// Reads a small text file, if it is there.
fn read(path: &str) -> Option<String> {
    let mut bytes = Vec::new();
    File::open(path)
        .ok()?
        .take(MAX_FILE)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The servers' port.
const DNS: u16 = 53;

/// How often every server is asked.
const ATTEMPTS: u32 = 3;

/// How long one server may think: long enough for a relay, short enough to ask another.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long the other kind of address is awaited once there is one to try.
const HURRY: Duration = Duration::from_millis(100);

/// As in every libc.
const MAX_SERVERS: usize = 3;

/// More addresses of one name are not tried.
const MAX_ADDRESSES: usize = 16;

/// The bound of the two files.
const MAX_FILE: u64 = 1024 * 1024;

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

    #[test]
    fn resolver_settings() {
        let text = "search a.svc b\nnameserver 10.0.0.10\nnameserver bad\nnameserver ::1\noptions timeout:2 ndots:5\n";
        let settings = Settings::parse(text);
        assert_eq!(settings.servers.len(), 2);
        assert_eq!(settings.candidates("db"), ["db.a.svc", "db.b", "db"]);
        assert_eq!(settings.candidates("db."), ["db"]);
        assert_eq!(settings.candidates("a.b.c.d.e.f"), ["a.b.c.d.e.f"]);
        assert_eq!(Settings::parse("search .\n").candidates("db"), ["db"]);
        let dotted = Settings::parse("search a.svc.\n");
        assert_eq!(dotted.candidates("db"), ["db.a.svc", "db"]);
        assert_eq!(
            Settings::parse("").servers,
            [IpAddr::V4(Ipv4Addr::LOCALHOST)]
        );
    }
}
