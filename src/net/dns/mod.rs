//! Names to addresses: `/etc/hosts`, then the name servers of `/etc/resolv.conf`, over UDP.
//!
//! Our own, because the system's resolver can neither be interrupted nor bounded: it would need
//! a thread per lookup, and costs 30 kB where this costs 6.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

mod hosts;
mod message;
mod resolv_conf;

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::address::Family;
#[cfg(feature = "local-only")]
use super::address::is_own;
use super::deadline::Deadline;
use super::failure::Failure;
use super::phase::Phase;
use super::socket::{Halt, Socket};
use crate::file;
use crate::text::quote;

use hosts::hosts;
use message::{Answer, Kind, parse, query};
use resolv_conf::Settings;

/// Looks a name up; IPv4 addresses come first.
pub(super) fn lookup(
    name: &str,
    family: Family,
    deadline: Deadline<'_>,
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
            return Err(Failure::Timeout(Phase::Lookup, deadline.limit()));
        }
    }
    let name = quote(name);
    Err(Failure::Lookup(match trouble {
        None if family == Family::V4 => format!("name {name} has no IPv4 address"),
        None if family == Family::V6 => format!("name {name} has no IPv6 address"),
        None => format!("name {name} does not exist"),
        Some(why) => format!("name {name} not found: {why}"),
    }))
}

/// Asks every server in turn, again and again until the deadline; nothing found is no error.
fn ask(
    name: &str,
    family: Family,
    servers: &[IpAddr],
    deadline: Deadline<'_>,
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
    mut deadline: Deadline<'_>,
) -> Result<Vec<IpAddr>, String> {
    let words = |halt| match halt {
        Halt::Timeout => "no answer".to_owned(),
        Halt::Errno(errno) => crate::text::errno_text(errno),
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

/// Reads a small text file, if it is there.
fn read(path: &str) -> Option<String> {
    let bytes = file::start(path, MAX_FILE).ok()?;
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

/// More addresses of one name are not tried.
const MAX_ADDRESSES: usize = 64;

/// The bound of the two files.
const MAX_FILE: usize = 1024 * 1024;
