//! One connected stream socket, TCP or Unix, that never waits past a deadline.
//!
//! Its own small layer because std can neither bound a Unix connect nor read without setting a
//! timeout first: one `poll` replaces the two `setsockopt` calls before every read.

use std::fmt;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::netdevice::name_to_index;
use rustix::net::sockopt::{Timeout, set_socket_timeout, set_tcp_nodelay};
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketAddrAny, SocketAddrUnix, SocketFlags, SocketType,
    connect, getsockname, recv, send, socket_with,
};

use super::deadline::Deadline;
use crate::target;

/// The other end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    /// An address and a port.
    Inet(SocketAddr),
    /// A Unix socket.
    Unix(target::Socket),
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Inet(address) => address.fmt(f),
            Self::Unix(socket) => socket.fmt(f),
        }
    }
}

/// Why a socket call gave up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Halt {
    /// The system refused.
    Errno(Errno),
    /// The deadline came first.
    Timeout,
}

impl From<Errno> for Halt {
    fn from(errno: Errno) -> Self {
        Self::Errno(errno)
    }
}

/// A connected stream.
#[derive(Debug)]
pub(crate) struct Socket(OwnedFd);

impl Socket {
    /// Connects, within the deadline.
    ///
    /// Blocking with `SO_SNDTIMEO`, because only then does the kernel also wait for room in a Unix
    /// listener's full queue.
    pub(crate) fn open(peer: &Peer, deadline: Deadline<'_>) -> Result<Self, Halt> {
        let fd = socket_with(family(peer), SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
        loop {
            let wait = deadline.next_wait().ok_or(Halt::Timeout)?;
            // Zero would mean no limit at all.
            let wait = wait.max(Duration::from_millis(1));
            set_socket_timeout(&fd, Timeout::Send, Some(wait))?;
            let result = match peer {
                Peer::Inet(address) => connect(&fd, address),
                Peer::Unix(target::Socket::Path(path)) => {
                    connect(&fd, &SocketAddrUnix::new(path.as_str())?)
                }
                Peer::Unix(target::Socket::Abstract(name)) => {
                    connect(&fd, &SocketAddrUnix::new_abstract_name(name.as_bytes())?)
                }
            };
            match result {
                // Where nobody listens, the kernel may choose the very port that is dialled.
                Ok(()) | Err(Errno::ISCONN) if is_itself(&fd, peer) => {
                    return Err(Errno::CONNREFUSED.into());
                }
                Ok(()) | Err(Errno::ISCONN) => return Ok(Self(fd)),
                // The wait is over, or the process was stopped and continued: the kernel goes on
                // making the connection.
                Err(Errno::INPROGRESS | Errno::AGAIN | Errno::INTR | Errno::ALREADY) => {}
                Err(errno) => return Err(errno.into()),
            }
        }
    }

    /// Opens a datagram socket connected to one address, so that a refusal is reported.
    pub(super) fn datagram(address: SocketAddr) -> Result<Self, Halt> {
        let family = family(&Peer::Inet(address));
        let fd = socket_with(family, SocketType::DGRAM, SocketFlags::CLOEXEC, None)?;
        connect(&fd, &address)?;
        Ok(Self(fd))
    }

    /// Sends small writes at once; without it a second write waits 40 ms for the peer's ACK.
    pub(crate) fn no_delay(&self) {
        // A Unix socket has no such option and no such delay.
        let _ = set_tcp_nodelay(&self.0, true);
    }

    /// Sends everything.
    pub(crate) fn send(&self, mut bytes: &[u8], deadline: Deadline<'_>) -> Result<(), Halt> {
        while !bytes.is_empty() {
            match send(&self.0, bytes, SendFlags::DONTWAIT | SendFlags::NOSIGNAL) {
                Ok(sent) => bytes = bytes.get(sent..).unwrap_or_default(),
                Err(Errno::AGAIN) => self.wait(PollFlags::OUT, deadline)?,
                Err(Errno::INTR) => {}
                Err(errno) => return Err(errno.into()),
            }
            // A server that reads a byte at a time must not extend the limit.
            deadline.left().ok_or(Halt::Timeout)?;
        }
        Ok(())
    }

    /// Receives what is there, waiting for the first byte; 0 is the end.
    pub(crate) fn recv(&self, buffer: &mut [u8], deadline: Deadline<'_>) -> Result<usize, Halt> {
        loop {
            self.wait(PollFlags::IN, deadline)?;
            match recv(&self.0, &mut *buffer, RecvFlags::DONTWAIT) {
                Ok((received, _)) => return Ok(received),
                Err(Errno::AGAIN | Errno::INTR) => {}
                Err(errno) => return Err(errno.into()),
            }
        }
    }

    /// Waits until the socket is ready, or has failed.
    fn wait(&self, flags: PollFlags, deadline: Deadline<'_>) -> Result<(), Halt> {
        wait(&mut [PollFd::new(&self.0, flags)], deadline)
    }

    /// Returns this end's address.
    pub(super) fn address(&self) -> Option<SocketAddr> {
        SocketAddr::try_from(getsockname(&self.0).ok()?).ok()
    }
}

/// Waits until one of the sockets is ready to be read, or has failed, and returns its place.
pub(super) fn first_ready(sockets: &[&Socket], deadline: Deadline<'_>) -> Result<usize, Halt> {
    let mut fds: Vec<_> = sockets
        .iter()
        .map(|socket| PollFd::new(&socket.0, PollFlags::IN))
        .collect();
    wait(&mut fds, deadline)?;
    let ready = fds.iter().position(|fd| !fd.revents().is_empty());
    ready.ok_or(Halt::Timeout)
}

/// Waits until one of the sockets is ready, or has failed.
fn wait(fds: &mut [PollFd<'_>], deadline: Deadline<'_>) -> Result<(), Halt> {
    while let Some(wait) = deadline.next_wait() {
        match poll(fds, Timespec::try_from(wait).ok().as_ref()) {
            Ok(0) | Err(Errno::INTR) => {}
            Ok(_) => return Ok(()),
            Err(errno) => return Err(errno.into()),
        }
    }
    Err(Halt::Timeout)
}

/// Returns the number of a network interface.
pub(super) fn zone_index(name: &str) -> Option<u32> {
    let (family, flags) = (AddressFamily::INET6, SocketFlags::CLOEXEC);
    let fd = socket_with(family, SocketType::DGRAM, flags, None).ok()?;
    name_to_index(fd, name).ok()
}

/// Returns the address family.
fn family(peer: &Peer) -> AddressFamily {
    match peer {
        Peer::Inet(SocketAddr::V4(_)) => AddressFamily::INET,
        Peer::Inet(SocketAddr::V6(_)) => AddressFamily::INET6,
        Peer::Unix(_) => AddressFamily::UNIX,
    }
}

/// Reports whether a socket is connected to itself.
fn is_itself(fd: &OwnedFd, peer: &Peer) -> bool {
    let Peer::Inet(address) = peer else {
        return false;
    };
    getsockname(fd).is_ok_and(|own| own == SocketAddrAny::from(*address))
}
