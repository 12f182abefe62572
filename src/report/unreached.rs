//! What to do where no connection was accepted, or nobody answers on it. Asks only this machine.

use rustix::fs::{FileType, stat};
use rustix::io::Errno;

use super::listeners::{Listener, Place, here, is_own, listeners, sockets};
use crate::net::{Attempt, Halt, Peer};
use crate::target::{Socket, Target};
use crate::text::{list, say};

/// Returns what helps where no address could be connected to.
pub(super) fn connection(tried: &[Attempt], target: &Target) -> Option<&'static str> {
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
        same.push(it.name);
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
    Some(
        ["this port listens on ", list(&same), " only", remedy]
            .concat()
            .leak(),
    )
}

/// Returns who listens instead; when `names` is empty, those that `or_else` finds.
fn elsewhere(
    names: Vec<&'static str>,
    or_else: fn() -> Option<Vec<&'static str>>,
) -> Option<&'static str> {
    let names = if names.is_empty() { or_else()? } else { names };
    Some(match (names.as_slice(), here()) {
        ([], Place::Container) => "nothing listens in this container",
        ([], Place::Machine) => "nothing listens on this machine",
        (names, Place::Container) => ["this container listens on ", list(names)].concat().leak(),
        (names, Place::Machine) => ["this machine listens on ", list(names)].concat().leak(),
    })
}

/// Returns what helps where a peer accepted the connection and is silent.
pub(super) fn silent(peer: &Peer) -> Option<&'static str> {
    match peer {
        Peer::Inet(address) if is_here(peer) => stuck(&listeners()?, address.port()),
        _ => None,
    }
}

/// Returns that connections wait which the app has not accepted, if there are any.
fn stuck(all: &[Listener], port: u16) -> Option<&'static str> {
    let waiting = |it: &&Listener| it.port == port && it.queued > 0;
    let Listener { name, queued, .. } = all.iter().find(waiting)?;
    Some(say!(
        "the app is stuck or overloaded; not yet accepted at {name}: {queued}"
    ))
}

/// Returns what helps where a Unix socket could not be connected to.
fn unix(socket: &Socket, why: Halt) -> Option<&'static str> {
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
            return Some(say!(
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
    Some(advice)
}

/// Reports whether the other end is this machine.
fn is_here(peer: &Peer) -> bool {
    match peer {
        Peer::Inet(address) => is_own(address.ip()),
        Peer::Unix(_) => false,
    }
}

/// Returns only who listens.
fn names(listeners: Vec<Listener>) -> Vec<&'static str> {
    listeners.into_iter().map(|it| it.name).collect()
}
