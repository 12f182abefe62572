//! Who listens on this machine, from `/proc/net`; not known where there is no `/proc`.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use rustix::fs::stat;
use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, socket_with};

use crate::file;
use crate::text::{peer, say, split_once};

/// One listening TCP socket.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Listener {
    /// Its port.
    pub(super) port: u16,
    /// Address and port.
    pub(super) name: &'static str,
    /// Whether `localhost` leads there, so that 127.0.0.2 does not count.
    pub(super) local: bool,
    /// Connections that nobody has accepted yet.
    pub(super) queued: u32,
}

/// What this program runs in.
pub(super) enum Place {
    /// A container.
    Container,
    /// A machine, or a container that does not show itself.
    Machine,
}

/// Returns what this program runs in, by what engines leave in every container.
pub(super) fn here() -> Place {
    match MARKS.iter().any(|path| stat(*path).is_ok()) {
        true => Place::Container,
        false => Place::Machine,
    }
}

/// Lists the TCP listeners of this network namespace, by port; `None` when they are not known.
pub(super) fn listeners() -> Option<Vec<Listener>> {
    let mut found: Vec<Listener> = Vec::new();
    let mut add = |line: &str| {
        let Some(new) = listener(line) else { return };
        // Several processes may share a port.
        if !new.name.starts_with(DOCKER_DNS) && found.iter().all(|known| known.name != new.name) {
            let at = found.iter().take_while(|known| known.port <= new.port);
            found.insert(at.count(), new);
        }
    };
    // A kernel without IPv6 has one table only.
    let known = each_line("tcp", &mut add).is_some() | each_line("tcp6", &mut add).is_some();
    known.then_some(found)
}

/// Lists the Unix sockets that somebody listens on, as targets; `None` when they are not known.
pub(super) fn sockets() -> Option<Vec<&'static str>> {
    let mut found = Vec::new();
    each_line("unix", &mut |line| {
        if let Some((_, rest)) = split_once(line, ACCEPTS)
            && let Some(at) = rest.find(['/', '@'])
            && let Some(name) = rest.get(at..)
        {
            found.push(say!("unix:{}", peer(name.as_bytes(), MAX_NAME)));
        }
    })?;
    Some(found)
}

/// Reports whether an address is this machine's own: only such an address can be bound to.
pub(super) fn is_own(ip: IpAddr) -> bool {
    let family = match ip {
        IpAddr::V4(_) => AddressFamily::INET,
        IpAddr::V6(_) => AddressFamily::INET6,
    };
    ip.is_loopback()
        || socket_with(family, SocketType::STREAM, SocketFlags::CLOEXEC, None)
            .is_ok_and(|socket| bind(socket, &SocketAddr::new(ip, 0)).is_ok())
}

/// Reads the start of a table, which is where the kernel puts those who listen.
fn each_line(table: &str, take: &mut dyn FnMut(&str)) -> Option<()> {
    let bytes = file::start(["/proc/net/", table].concat().leak(), MAX_TABLE).ok()?;
    let text = str::from_utf8(&bytes).ok()?;
    text.lines().for_each(take);
    Some(())
}

/// Reads one line of a TCP table, if it is a listener's.
fn listener(line: &str) -> Option<Listener> {
    let (head, tail) = split_once(line, LISTEN)?;
    let (_, local) = split_once(head, ": ")?;
    let (ip, port) = local.split(' ').next()?.split_once(':')?;
    // The kernel prints the address as machine words.
    let mut bytes = [0; 16];
    for (chunk, at) in bytes.chunks_exact_mut(4).zip((0..ip.len()).step_by(8)) {
        chunk.copy_from_slice(&hex(ip.get(at..)?.get(..8)?)?.to_ne_bytes());
    }
    let ip = match bytes {
        [a, b, c, d, ..] if ip.len() == 8 => IpAddr::from([a, b, c, d]),
        // Java listens on ::ffff:127.0.0.1.
        _ => Ipv6Addr::from(bytes).to_canonical(),
    };
    let port = u16::try_from(hex(port)?).ok()?;
    Some(Listener {
        port,
        name: say!("{}", SocketAddr::new(ip, port)),
        local: ip.is_unspecified() || LOCALHOST.contains(&ip),
        queued: hex(tail.get(..8)?)?,
    })
}

/// Reads a hexadecimal number.
fn hex(text: &str) -> Option<u32> {
    let mut digits = text.chars().map(|c| c.to_digit(16));
    digits.try_fold(0, |number, digit| Some(number << 4 | digit?))
}

/// `TCP_LISTEN` and a listener's empty send queue; the number that follows is how many wait.
const LISTEN: &str = " 0A 00000000:";

/// `__SO_ACCEPTCON`, `SOCK_STREAM` and `SS_UNCONNECTED`; an inode and the name come then.
const ACCEPTS: &str = " 00010000 0001 01 ";

/// What Docker, Podman and the kubelet leave in their containers.
const MARKS: [&str; 3] = ["/.dockerenv", "/run/.containerenv", "/dev/termination-log"];

/// The addresses of `localhost`.
const LOCALHOST: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::LOCALHOST),
    IpAddr::V6(Ipv6Addr::LOCALHOST),
];

/// Docker's name server, which is in every container of a user-defined network.
const DOCKER_DNS: &str = "127.0.0.11:";

/// The bound of a table; a busy machine has a long one.
const MAX_TABLE: usize = 64 * 1024;

/// How much of a socket's name is shown.
const MAX_NAME: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_table() {
        let v4 =
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000002 00:00000000 00000000 0 0 1";
        let v6 = "   1: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:0 0";
        let java = "   1: 0000000000000000FFFF00000500000A:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:0 0";
        let busy = "   0: 0100007F:1F90 0100007F:9999 01 00000000:00000000 00:00000000 00000000";
        let found = |line| listener(line).map(|it| (it.name, it.local, it.queued));
        assert_eq!(found(v4), Some(("127.0.0.1:8080", true, 2)));
        assert_eq!(found(v6), Some(("[::1]:80", true, 0)));
        assert_eq!(found(java), Some(("10.0.0.5:80", false, 0)));
        assert_eq!(listener(busy), None);
        assert_eq!(
            listener("  sl  local_address rem_address   st tx_queue rx_queue"),
            None
        );
        assert_eq!(listener(""), None);
    }
}
