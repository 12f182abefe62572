//! One connected stream socket, TCP or Unix, that never waits past a deadline.
//!
//! Its own small layer because std can neither bound a Unix connect nor read without setting a
//! timeout first: one `poll` replaces the two `setsockopt` calls before every read.

use std::fmt;
use std::net::SocketAddr;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
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
    /// Connects, within `wait`.
    ///
    /// Blocking with `SO_SNDTIMEO`, because only so does the kernel also wait for room in a Unix
    /// listener's full queue.
    pub(crate) fn open(peer: &Peer, wait: Duration) -> Result<Self, Halt> {
        let fd = socket_with(family(peer), SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
        let deadline = Deadline::after(wait);
        loop {
            // Zero would mean no limit at all.
            let left = deadline
                .left()
                .ok_or(Halt::Timeout)?
                .max(Duration::from_millis(1));
            set_socket_timeout(&fd, Timeout::Send, Some(left))?;
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
                // Where nobody listens, the kernel may pick the very port that is dialled.
                Ok(()) | Err(Errno::ISCONN) if is_itself(&fd, peer) => {
                    return Err(Errno::CONNREFUSED.into());
                }
                Ok(()) | Err(Errno::ISCONN) => return Ok(Self(fd)),
                Err(Errno::INPROGRESS | Errno::AGAIN) => return Err(Halt::Timeout),
                // Stopped and continued: the connection goes on being made.
                Err(Errno::INTR | Errno::ALREADY) => {}
                Err(errno) => return Err(errno.into()),
            }
        }
    }

    /// Readies a datagram socket towards one address, so that its refusal is heard.
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
    pub(crate) fn send(&self, mut bytes: &[u8], deadline: Deadline) -> Result<(), Halt> {
        while !bytes.is_empty() {
            match send(&self.0, bytes, SendFlags::DONTWAIT | SendFlags::NOSIGNAL) {
                Ok(sent) => bytes = bytes.get(sent..).unwrap_or_default(),
                Err(Errno::AGAIN) => self.wait(PollFlags::OUT, deadline)?,
                Err(Errno::INTR) => {}
                Err(errno) => return Err(errno.into()),
            }
            // A peer that reads a byte at a time must not outlive the limit.
            deadline.left().ok_or(Halt::Timeout)?;
        }
        Ok(())
    }

    /// Receives what is there, waiting for the first byte; 0 is the end.
    pub(crate) fn recv(&self, buffer: &mut [u8], deadline: Deadline) -> Result<usize, Halt> {
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
    fn wait(&self, flags: PollFlags, deadline: Deadline) -> Result<(), Halt> {
        let left = deadline.left().ok_or(Halt::Timeout)?;
        if wait(&mut [PollFd::new(&self.0, flags)], left)? {
            Ok(())
        } else {
            Err(Halt::Timeout)
        }
    }
}

/// Yields the address family.
fn family(peer: &Peer) -> AddressFamily {
    match peer {
        Peer::Inet(SocketAddr::V4(_)) => AddressFamily::INET,
        Peer::Inet(SocketAddr::V6(_)) => AddressFamily::INET6,
        Peer::Unix(_) => AddressFamily::UNIX,
    }
}

/// Tells a connection from a socket to itself.
fn is_itself(fd: &OwnedFd, peer: &Peer) -> bool {
    let Peer::Inet(address) = peer else {
        return false;
    };
    getsockname(fd).is_ok_and(|own| own == SocketAddrAny::from(*address))
}

/// Polls, interrupted or not; tells whether something is ready.
fn wait(fds: &mut [PollFd<'_>], time: Duration) -> Result<bool, Errno> {
    let deadline = Deadline::after(time);
    loop {
        let left = deadline.left().unwrap_or_default();
        match poll(fds, Timespec::try_from(left).ok().as_ref()) {
            Err(Errno::INTR) => {}
            result => return result.map(|ready| ready > 0),
        }
    }
}

/// Writes text to a standard stream without ever blocking past the deadline.
///
/// A pipe that nobody empties would otherwise hold the probe for ever; what does not fit is lost,
/// and the exit status stays what it is.
///
/// Tells whether the stream keeps others waiting.
pub(crate) fn write_fd(fd: BorrowedFd<'_>, text: &[u8], deadline: Deadline) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let left = deadline.left().unwrap_or_default();
        match wait(&mut [PollFd::new(&fd, PollFlags::OUT)], left) {
            Ok(true) => {}
            Ok(false) => return true,
            Err(_) => return false,
        }
        // A ready pipe takes this much without blocking.
        let piece = rest.get(..PIPE_BUF).unwrap_or(rest);
        match rustix::io::write(fd, piece) {
            Ok(0) => return false,
            Ok(written) => rest = rest.get(written..).unwrap_or_default(),
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(_) => return false,
        }
    }
    false
}

/// What Linux promises to write in one piece.
const PIPE_BUF: usize = 4096;
