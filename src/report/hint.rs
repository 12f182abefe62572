//! What to do about a failure. Asked only when there is one, and only of this machine.

use rustix::fs::{FileType, stat};
use rustix::io::Errno;

use crate::expect::{Answer, Expect};
use crate::net::{Attempt, Away, Client, Exchange, Failure, Follow, Halt, Peer, Phase, Reply};
use crate::report::listeners::{Listener, is_own, listeners, sockets};
use crate::target::{Scheme, Socket, Target};
use crate::text::{find, list};
use crate::verdict::Verdict;

use super::tls;

/// Finds the most useful advice, if there is any.
pub(crate) fn hint(verdict: &Verdict, client: &Client, expect: &Expect) -> Option<String> {
    let exchange = &verdict.exchange;
    let hop = exchange.hops.last()?;
    let from_http = verdict.target.scheme == Scheme::Http;
    let advice = match &exchange.result {
        // Apps behind a TLS proxy redirect direct HTTP requests to https://. A refused certificate
        // has another cause, and so has a name that the server does not know.
        Err(failure)
            if from_http
                && hop.target.scheme == Scheme::Https
                && hop.target.host == verdict.target.host
                && hop.moments.secured.is_none()
                && !matches!(failure, Failure::Tls(fault) if tls::is_about_name(fault)) =>
        {
            INSISTS
        }
        Err(Failure::Tls(fault)) => return tls::advice(fault, &hop.target),
        Err(Failure::Connect { tried, .. }) => return connection(tried, &hop.target),
        Err(Failure::Timeout(Phase::Answer | Phase::Handshake | Phase::StatusLine, _)) => {
            return match &hop.peer {
                Some(peer @ Peer::Inet(address)) if is_here(peer) => {
                    stuck(&listeners()?, address.port())
                }
                _ => None,
            };
        }
        // Plain HTTP to a TLS port often ends so.
        Err(Failure::Close(Phase::StatusLine) | Failure::Reset(Phase::StatusLine, _))
            if from_http && hop.moments.first_byte.is_none() =>
        {
            "if this port speaks TLS, try https://"
        }
        Err(Failure::Close(Phase::Answer) | Failure::Reset(Phase::Answer, _))
            if verdict.target.scheme == Scheme::Grpc && hop.moments.first_byte.is_none() =>
        {
            "if this port speaks TLS, try grpcs://"
        }
        Ok(Reply::Http(answer)) if !expect.status.accepts(answer.head.status()) => {
            status(answer, exchange, client)?
        }
        _ => return None,
    };
    Some(advice.to_owned())
}

/// Advises on a status that was not accepted.
fn status(answer: &Answer, exchange: &Exchange, client: &Client) -> Option<&'static str> {
    let hop = exchange.hops.last()?;
    let status = answer.head.status();
    let body = &answer.body.bytes;
    let says = |text: &str| find(body, text).is_some();
    let request = &client.request;
    let has_host = || {
        let mut names = request.headers.iter();
        names.any(|(name, _)| name.eq_ignore_ascii_case("host"))
    };
    match status {
        // nginx's, Go's and Apache's own words.
        400 if says("sent to HTTPS port") || says("to an HTTPS server") || says("SSL-enabled") => {
            Some("this port speaks TLS; try https://")
        }
        // Django's page without a word on the reason, which may also come after its head.
        400 if !has_host() && (body.is_empty() || says("Bad Request (400)")) => Some(HOST),
        400 | 403 | 421 if !has_host() && (status == 421 || says("Host") || says(" host")) => {
            Some(HOST)
        }
        401 | 403 if request.authorization.is_some() || hop.target.credentials.is_some() => {
            Some("the app did not accept the credentials that were given")
        }
        401 | 403 | 407 => {
            Some("give credentials with -u or -H, or accept it with --expect-status")
        }
        404 | 405 | 501 if request.method == "HEAD" => {
            Some("the app may not answer HEAD; leave --head out")
        }
        300..400 if client.follow.0 == Follow::SameHost => match exchange.away.as_ref()? {
            Away::To(to)
                if !cfg!(feature = "tls")
                    && to.scheme == Scheme::Https
                    && to.host == hop.target.host =>
            {
                Some(INSISTS)
            }
            _ => Some("-L follows to other hosts, too"),
        },
        _ => None,
    }
}

/// Advises on addresses that could not be connected to.
fn connection(tried: &[Attempt], target: &Target) -> Option<String> {
    let first = tried.first()?;
    let port = match &first.peer {
        Peer::Unix(socket) => return unix(socket, first.why),
        Peer::Inet(address) => address.port(),
    };
    if !tried.iter().all(|attempt| is_here(&attempt.peer)) {
        return None;
    }
    let all = listeners()?;
    let stuck = stuck(&all, port);
    let refused = Halt::Errno(Errno::CONNREFUSED);
    if stuck.is_some() || tried.iter().all(|attempt| attempt.why != refused) {
        return stuck;
    }
    let (mut same, mut local) = (Vec::new(), false);
    for it in all.iter().filter(|it| it.port == port) {
        same.push(it.name.clone());
        local |= it.local;
    }
    if same.is_empty() {
        return elsewhere(names(all), sockets);
    }
    let remedy = match local {
        false => "; probe that address, or let the app listen on 0.0.0.0",
        true if target.host.is_this_machine() => "",
        true => "; write localhost to try both",
    };
    Some(["this port listens on ", &list(&same), " only", remedy].concat())
}

/// Says who listens instead: those named, or else those that are found then.
fn elsewhere(names: Vec<String>, or_else: fn() -> Option<Vec<String>>) -> Option<String> {
    let names = if names.is_empty() { or_else()? } else { names };
    Some(if names.is_empty() {
        "nothing listens in this container".to_owned()
    } else {
        ["this container listens on ", &list(&names)].concat()
    })
}

/// Notices connections that the app has left waiting.
fn stuck(all: &[Listener], port: u16) -> Option<String> {
    let waiting = |it: &&Listener| it.port == port && it.queued > 0;
    let Listener { name, queued, .. } = all.iter().find(waiting)?;
    Some(format!(
        "the app is stuck or overloaded; not yet accepted at {name}: {queued}"
    ))
}

/// Advises on a Unix socket.
fn unix(socket: &Socket, why: Halt) -> Option<String> {
    let known = match socket {
        Socket::Abstract(_) => None,
        Socket::Path(path) => stat(path).ok(),
    };
    let advice = match (why, known) {
        // Nothing else lets a Unix socket wait.
        (Halt::Timeout, _) => "its queue is full: the app is stuck or overloaded",
        (Halt::Errno(Errno::ACCESS), None) => "this user may not enter a folder on its path",
        (Halt::Errno(Errno::ACCESS), Some(file)) => {
            let owner = file.st_uid;
            return Some(format!(
                "connecting needs write permission, and it belongs to uid {owner}"
            ));
        }
        (Halt::Errno(Errno::CONNREFUSED), Some(file))
            if FileType::from_raw_mode(file.st_mode) == FileType::Socket =>
        {
            "the socket is there, but nobody listens on it"
        }
        // A regular file refuses just like a socket that nobody listens on.
        (Halt::Errno(Errno::CONNREFUSED), Some(_)) => "that file is not a socket",
        (Halt::Errno(Errno::CONNREFUSED | Errno::NOENT), None) => {
            return elsewhere(sockets()?, || listeners().map(names));
        }
        _ => return None,
    };
    Some(advice.to_owned())
}

/// Tells whether the other end is this machine.
fn is_here(peer: &Peer) -> bool {
    match peer {
        Peer::Inet(address) => is_own(address.ip()),
        Peer::Unix(_) => false,
    }
}

/// Keeps only who listens.
fn names(listeners: Vec<Listener>) -> Vec<String> {
    listeners.into_iter().map(|it| it.name).collect()
}

/// What an app wants that redirects to https:// on its own host.
const INSISTS: &str =
    "the app insists on https; try -H 'X-Forwarded-Proto: https' or --no-location";

/// What a picky app may want.
const HOST: &str = "the app may not accept this Host; try -H 'Host: NAME'";
