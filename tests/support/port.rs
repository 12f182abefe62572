//! Ports on which nobody answers: closed, or with a queue that is full.

use std::net::{SocketAddr, TcpListener};
use std::os::fd::OwnedFd;
use std::process;
use std::sync::atomic::{AtomicU16, Ordering};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, connect, getsockname, listen};

use super::reply::Reply;
use super::server::Server;

/// A port that is taken but not listened on: every connection is refused, for as long as it lives.
#[derive(Debug)]
pub(crate) struct ClosedPort {
    /// Holds the port on 127.0.0.1 and, where there is IPv6, on ::1.
    held: Vec<OwnedFd>,
    /// The number.
    port: u16,
}

impl ClosedPort {
    /// Takes a port.
    pub(crate) fn take() -> Self {
        for _ in 0..100 {
            let v4 = tcp_socket("127.0.0.1:0");
            let port = port_of(&v4);
            let Some(v6) = try_bind(&format!("[::1]:{port}")) else {
                continue;
            };
            return Self {
                held: v6.into_iter().chain([v4]).collect(),
                port,
            };
        }
        panic!("no port is free on 127.0.0.1 and ::1 alike");
    }

    /// The number.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Begins to listen on 127.0.0.1, with the same number.
    pub(crate) fn open(mut self, reply: Reply) -> Server {
        let v4 = self.held.pop().expect("the IPv4 socket is the last");
        listen(&v4, 16).expect("a bound socket can listen");
        Server::tcp(v4.into(), reply)
    }

    /// `http://127.0.0.1:PORT` and the path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

/// A listener whose queue is full: the kernel drops what comes, as a black hole does.
#[derive(Debug)]
pub(crate) struct Backlog {
    /// The listener and the connections that fill its queue.
    held: Vec<OwnedFd>,
    /// Where it listens.
    address: SocketAddr,
}

impl Backlog {
    /// Fills the queue of a listener on 127.0.0.1.
    pub(crate) fn full() -> Self {
        Self::full_at("127.0.0.1:0")
    }

    /// Fills the queue of a listener on the address.
    pub(crate) fn full_at(address: &str) -> Self {
        let listener = tcp_socket(address);
        listen(&listener, 0).expect("a bound socket can listen");
        let ip = address.parse::<SocketAddr>().expect("an address").ip();
        let address = SocketAddr::new(ip, port_of(&listener));
        let mut held = vec![listener];
        // One connection fits into a queue of length 0; the kernel may allow another.
        for _ in 0..16 {
            let stream = open(address);
            match connect(&stream, &address) {
                Ok(()) | Err(Errno::INPROGRESS) => {}
                Err(error) => panic!("cannot fill the queue at {address}: {error}"),
            }
            let stuck = {
                let mut events = [PollFd::new(&stream, PollFlags::OUT)];
                let patience = Timespec {
                    tv_sec: 0,
                    tv_nsec: 50_000_000,
                };
                poll(&mut events, Some(&patience)).expect("a socket can be polled") == 0
            };
            held.push(stream);
            if stuck {
                return Self { held, address };
            }
        }
        panic!("the queue at {address} does not fill");
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://ADDRESS` and the path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

/// A free port below those that the kernel hands out, for a server that must be told its port.
///
/// Another process may still take it before that server does, so starting one is tried again.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = u16::try_from(process::id() % 10_000).expect("below 10000");
    loop {
        let step = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = 20_000 + (start + step) % 10_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// A TCP socket bound to the address.
fn tcp_socket(address: &str) -> OwnedFd {
    let address = address.parse::<SocketAddr>().expect("an address");
    let socket = open(address);
    bind(&socket, &address).unwrap_or_else(|error| panic!("cannot bind {address}: {error}"));
    socket
}

/// A socket of the address's family that never blocks.
fn open(address: SocketAddr) -> OwnedFd {
    let family = match address {
        SocketAddr::V4(_) => AddressFamily::INET,
        SocketAddr::V6(_) => AddressFamily::INET6,
    };
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    rustix::net::socket_with(family, SocketType::STREAM, flags, None).expect("a socket can be made")
}

/// Binds the address: `None` when it is taken, nothing inside when the family is missing.
fn try_bind(address: &str) -> Option<Option<OwnedFd>> {
    let address = address.parse::<SocketAddr>().expect("an address");
    let flags = SocketFlags::CLOEXEC;
    let Ok(socket) =
        rustix::net::socket_with(AddressFamily::INET6, SocketType::STREAM, flags, None)
    else {
        return Some(None);
    };
    match bind(&socket, &address) {
        Ok(()) => Some(Some(socket)),
        Err(Errno::ADDRINUSE) => None,
        Err(_) => Some(None),
    }
}

/// The port a socket is bound to.
fn port_of(socket: &OwnedFd) -> u16 {
    let address = getsockname(socket).expect("a bound socket has an address");
    SocketAddr::try_from(address)
        .expect("an internet address")
        .port()
}
