//! The name servers, and the sockets to them.
//!
//! One connected socket per server stays open as long as an answer may come: only then are late
//! answers and refusals received. Where too few files may be open, the other sockets are closed.

use std::net::{IpAddr, SocketAddr, SocketAddrV6};

use rustix::io::Errno;

use super::lookup::TcpFault;
use super::message::framed;
use super::resolv_conf;
use crate::net::deadline::Deadline;
use crate::net::socket::{Halt, Peer, Socket, first_ready, zone_index};
use crate::text::number;

/// The name servers.
pub(super) struct Servers {
    /// Their addresses, in the order in which they are asked.
    addresses: Vec<SocketAddr>,
    /// The sockets that are open.
    sockets: Vec<(SocketAddr, Socket)>,
}

impl Servers {
    /// Prepares to ask these servers.
    pub(super) fn new(servers: &[resolv_conf::Server]) -> Self {
        Self {
            addresses: servers.iter().map(address).collect(),
            sockets: Vec::new(),
        }
    }

    /// Returns the addresses of all servers.
    pub(super) fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Sends one message in a datagram.
    pub(super) fn send(
        &mut self,
        server: SocketAddr,
        message: &[u8],
        deadline: Deadline<'_>,
    ) -> Result<(), Halt> {
        if let Some((_, socket)) = self.sockets.iter().find(|(address, _)| *address == server) {
            return socket.send(message, deadline);
        }
        let socket = self.with_room(&|| Socket::datagram(server))?;
        let sent = socket.send(message, deadline);
        self.sockets.push((server, socket));
        sent
    }

    /// Receives one datagram from any of the servers, or the error of one of them.
    pub(super) fn recv(
        &self,
        buffer: &mut [u8],
        deadline: Deadline<'_>,
    ) -> Result<(SocketAddr, Result<usize, Halt>), Halt> {
        let sockets: Vec<_> = self.sockets.iter().map(|(_, socket)| socket).collect();
        let place = first_ready(&sockets, deadline)?;
        let (server, socket) = self.sockets.get(place).ok_or(Halt::Timeout)?;
        Ok((*server, socket.recv(buffer, deadline)))
    }

    /// Asks a server over TCP, and returns its message.
    pub(super) fn ask_over_tcp(
        &mut self,
        server: SocketAddr,
        message: &[u8],
        deadline: Deadline<'_>,
    ) -> Result<Vec<u8>, TcpFault> {
        let peer = Peer::Inet(server);
        let socket = self.with_room(&|| Socket::open(&peer, deadline))?;
        let length = u16::try_from(message.len()).unwrap_or_default();
        socket.send(&[&length.to_be_bytes(), message].concat(), deadline)?;
        let mut stream = Vec::new();
        let mut buffer = [0; 2048];
        loop {
            if let Some(message) = framed(&stream) {
                return Ok(message.to_vec());
            }
            match socket.recv(&mut buffer, deadline)? {
                0 => return Err(TcpFault::Close),
                received => stream.extend(buffer.iter().take(received)),
            }
        }
    }

    /// Opens a socket; when too many files are open, closes those to the servers first.
    pub(super) fn with_room(
        &mut self,
        open: &dyn Fn() -> Result<Socket, Halt>,
    ) -> Result<Socket, Halt> {
        match open() {
            Err(Halt::Errno(Errno::MFILE)) if !self.sockets.is_empty() => {
                self.sockets.clear();
                open()
            }
            result => result,
        }
    }
}

/// Returns the address and port of a server.
fn address(server: &resolv_conf::Server) -> SocketAddr {
    match server.ip {
        IpAddr::V6(ip) if !server.zone.is_empty() => {
            // A zone that means nothing is ignored, as by glibc.
            let index = number(&server.zone).or_else(|| zone_index(&server.zone));
            SocketAddrV6::new(ip, DNS, 0, index.unwrap_or_default()).into()
        }
        ip => SocketAddr::new(ip, DNS),
    }
}

/// The servers' port.
const DNS: u16 = 53;
