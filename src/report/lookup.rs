//! Lookups in words.

use std::net::{IpAddr, SocketAddr};

use crate::duration::millis;
use crate::net::dns::{Answer, Kind, Lookup, LookupFault, Outcome, Question, TcpFault};
use crate::net::{Family, Halt};
use crate::text::{quote, say};

use super::errno::errno_words;

/// Returns why there is no address.
pub(super) fn words(fault: &LookupFault, lookup: Option<&Lookup>) -> &'static str {
    let name = lookup.map_or("", |lookup| quote(&lookup.name));
    match fault {
        LookupFault::Family(host, family) => say!("{host} has no {}address", kind(*family)),
        #[cfg(feature = "local-only")]
        LookupFault::NotLocal(ip) => {
            say!("{ip} is not an address of this machine, and this build connects to no other")
        }
        LookupFault::Nothing(family) => {
            let is_unknown = |it: &Question| {
                it.outcome.is_failure() || it.outcome == Outcome::Answered(Answer::NoName)
            };
            match lookup {
                Some(lookup) if lookup.questions.iter().all(is_unknown) => {
                    say!("name {name} does not exist")
                }
                _ => say!("name {name} has no {}address", kind(*family)),
            }
        }
        #[cfg(feature = "local-only")]
        LookupFault::ServerNotLocal(server) => say!(
            "name {name} is not in /etc/hosts, and this build does not ask name server {server}"
        ),
        LookupFault::Unanswered => {
            let servers = lookup.map_or("", servers);
            say!("name {name} not found: {servers}")
        }
        LookupFault::Unaskable => say!("name {name} is too long for a name server"),
    }
}

/// Returns what a lookup that did not end was waiting for.
pub(super) fn waiting(lookup: &Lookup) -> &'static str {
    let name = quote(&lookup.name);
    match servers(lookup) {
        "" => ["looking up ", name].concat().leak(),
        servers => say!("looking up {name} at {servers}"),
    }
}

/// Returns the family that no server answered about, as it is added to the other one's failure.
pub(super) fn missing(lookup: &Lookup) -> Option<&'static str> {
    let is_answered = |it: &Question| it.outcome != Outcome::Silent && !it.outcome.is_failure();
    let kinds = [(Kind::A, "IPv4"), (Kind::Aaaa, "IPv6")];
    let (_, family) = kinds.into_iter().find(|(kind, _)| {
        let mut asked = lookup.questions.iter().filter(|it| it.kind == *kind);
        asked.clone().any(|it| it.outcome == Outcome::Silent) && !asked.any(is_answered)
    })?;
    let (name, servers) = (quote(&lookup.name), servers(lookup));
    Some(say!("; no {family} address of {name} came: {servers}"))
}

/// Returns what was asked and answered, one line each, for `-v`.
pub(super) fn trace(lookup: &Lookup) -> Vec<&'static str> {
    if !lookup.hosts.is_empty() {
        let hosts = addresses(&lookup.hosts);
        return vec![say!("{}: {hosts} in /etc/hosts", lookup.name)];
    }
    lookup.questions.iter().map(question).collect()
}

/// Returns one question and what came of it.
fn question(question: &Question) -> &'static str {
    let kind = match question.kind {
        Kind::A => "A",
        Kind::Aaaa => "AAAA",
    };
    let times = match question.times {
        1 => "",
        times => say!(", asked {times} times"),
    };
    let outcome = outcome(&question.outcome);
    let took = match question.outcome {
        Outcome::Silent => "",
        _ => say!(" in {}", millis(question.at.duration_since(question.asked))),
    };
    let (name, server) = (&question.name, address(question.server));
    say!("{name} {kind} at {server}: {outcome}{took}{times}")
}

/// Returns which servers could not help, and why.
fn servers(lookup: &Lookup) -> &'static str {
    let mut parts = Vec::new();
    for question in &lookup.questions {
        if question.outcome.is_failure() || question.outcome == Outcome::Silent {
            let (server, outcome) = (address(question.server), outcome(&question.outcome));
            let part = say!("name server {server}: {outcome}");
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
    }
    joined(&parts)
}

/// Lists addresses.
fn addresses(all: &[IpAddr]) -> &'static str {
    let all: Vec<_> = all.iter().map(|ip| &*ip.to_string().leak()).collect();
    joined(&all)
}

/// Joins texts with commas; std's way takes 450 bytes.
fn joined(parts: &[&str]) -> &'static str {
    let mut out = String::new();
    for part in parts {
        out.push_str(if out.is_empty() { "" } else { ", " });
        out.push_str(part);
    }
    out.leak()
}

/// Returns what came of a question.
fn outcome(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Answered(Answer::Addresses(found)) => addresses(found),
        Outcome::Answered(Answer::Failed(code)) => match code {
            1 => "FORMERR",
            2 => "SERVFAIL",
            4 => "NOTIMP",
            5 => "REFUSED",
            code => say!("response code {code}"),
        },
        Outcome::Answered(Answer::Lame) => "it neither knows the name nor asks others",
        Outcome::Answered(Answer::NoAddress) => "no address",
        Outcome::Answered(Answer::NoName) => "no such name",
        Outcome::Errno(errno) => errno_words(*errno),
        Outcome::Silent => "no answer",
        Outcome::Tcp(fault) => {
            let why = match fault {
                TcpFault::Close => "connection closed without an answer",
                TcpFault::Halt(Halt::Errno(errno)) => errno_words(*errno),
                TcpFault::Halt(Halt::Timeout) => "no answer",
                TcpFault::OtherQuestion => "an answer to another question",
            };
            ["too long for UDP, and over TCP: ", why].concat().leak()
        }
    }
}

/// Returns a server's address, with its port only where it is unusual.
fn address(server: SocketAddr) -> &'static str {
    match server {
        SocketAddr::V6(server) if server.scope_id() != 0 => {
            say!("{}%{}", server.ip(), server.scope_id())
        }
        server => server.ip().to_string().leak(),
    }
}

/// Returns the family in front of "address".
fn kind(family: Family) -> &'static str {
    match family {
        Family::Any => "",
        Family::V4 => "IPv4 ",
        Family::V6 => "IPv6 ",
    }
}
