//! What to do about a failure. Asked only when there is one, and only of this machine.

use std::net::SocketAddr;
use std::os::unix::fs::FileTypeExt;

use rustix::io::Errno;

use crate::listeners::{Listener, listeners};
use crate::net::{Attempt, Client, Failure, Halt, Outcome, Peer, Phase, Reply};
use crate::target::{Host, Scheme, Socket};
use crate::verdict::Verdict;

/// Finds the most useful advice, if there is any.
pub(crate) fn hint(verdict: &Verdict, client: &Client) -> Option<String> {
    let port = verdict.target.port;
    match &verdict.outcome.result {
        Err(Failure::Connect { tried, .. }) => connection(tried, port, &verdict.target.host),
        // Plain HTTP to a TLS port often ends so.
        Err(Failure::Close(Phase::StatusLine) | Failure::Reset(Phase::StatusLine, _))
            if verdict.target.scheme == Scheme::Http && port % 1000 == 443 =>
        {
            Some("if this port speaks TLS, try https://".to_owned())
        }
        Ok(Reply::Answer(answer)) => {
            status(answer.status, &verdict.outcome, client).map(str::to_owned)
        }
        _ => None,
    }
}

/// Advises on a status that was not accepted.
fn status(status: u16, outcome: &Outcome, client: &Client) -> Option<&'static str> {
    let glimpse = &outcome.hops.last()?.glimpse;
    let says = |text: &str| {
        glimpse
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    match status {
        // nginx's and Go's own words.
        400 if says("sent to HTTPS port") || says("to an HTTPS server") => {
            Some("this port speaks TLS; try https://")
        }
        400 | 403 | 421 if !client.request.headers.iter().any(|(name, _)| is_host(name)) => {
            let picky = status == 421 || says("Host") || says("host header");
            let django = status == 400 && says("Bad Request (400)");
            if picky || django {
                return Some("the app may not accept this Host; try -H 'Host: NAME'");
            }
            (status == 403).then_some(DENIED)
        }
        401 | 403 | 407 => Some(DENIED),
        404 | 405 | 501 if client.request.method == "HEAD" => {
            Some("the app may not answer HEAD; leave --head out")
        }
        _ => None,
    }
}

/// Recognises a header name.
fn is_host(name: &str) -> bool {
    name.eq_ignore_ascii_case("host")
}

/// Advises on addresses that could not be connected to.
fn connection(tried: &[Attempt], port: u16, host: &Host) -> Option<String> {
    let first = tried.first()?;
    let address = match &first.peer {
        Peer::Unix(socket) => return unix(socket, first.why),
        Peer::Inet(address) => address,
    };
    let port = if address.port() == 0 {
        port
    } else {
        address.port()
    };
    let refused = tried
        .iter()
        .any(|attempt| attempt.why == Halt::Errno(Errno::CONNREFUSED));
    let here = tried.iter().all(|attempt| match &attempt.peer {
        Peer::Inet(address) => address.ip().is_loopback(),
        Peer::Unix(_) => false,
    });
    if !here {
        return None;
    }
    let all = listeners()?;
    let same: Vec<&Listener> = all.iter().filter(|l| l.address.port() == port).collect();
    if !refused {
        let stuck = same.iter().find(|listener| listener.queued > 0)?;
        return Some(format!(
            "{} listens, but {} connections wait to be accepted: the app is stuck or overloaded",
            stuck.address, stuck.queued
        ));
    }
    if !same.is_empty() {
        let other_loopback = same.iter().any(|l| l.address.ip().is_loopback());
        let remedy = match (other_loopback, host) {
            (true, Host::Ip(_)) => "; write localhost to try both",
            _ => "",
        };
        let list = list(same.iter().map(|listener| listener.address));
        return Some(format!("this port listens on {list} only{remedy}"));
    }
    if all.is_empty() {
        return Some("nothing listens in this container".to_owned());
    }
    Some(format!(
        "this container listens on {}",
        list(all.iter().map(|l| l.address))
    ))
}

/// Advises on a Unix socket.
fn unix(socket: &Socket, why: Halt) -> Option<String> {
    let Socket::Path(path) = socket else {
        return None;
    };
    if why != Halt::Errno(Errno::CONNREFUSED) {
        return None;
    }
    // A regular file refuses just like a socket that nobody listens on.
    let is_socket = std::fs::metadata(path).is_ok_and(|file| file.file_type().is_socket());
    Some(if is_socket {
        "the socket is there, but nobody listens on it".to_owned()
    } else {
        "that file is not a socket".to_owned()
    })
}

/// Lists a few addresses.
fn list(addresses: impl ExactSizeIterator<Item = SocketAddr>) -> String {
    let count = addresses.len();
    let mut out = String::new();
    for (index, address) in addresses.take(MAX_LISTED).enumerate() {
        out.push_str(match index {
            0 => "",
            last if last + 1 == count => " and ",
            _ => ", ",
        });
        out.push_str(&address.to_string());
    }
    if count > MAX_LISTED {
        out.push_str(&format!(" and {} more", count - MAX_LISTED));
    }
    out
}

/// What to do about 401 and its kin.
const DENIED: &str = "give credentials with -u or -H, or accept it with --expect-status";

/// How many listeners a line shows.
const MAX_LISTED: usize = 4;
