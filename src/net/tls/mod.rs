//! TLS on one socket: the handshake, then bytes. The only user of rustls.

mod trust;
mod verifier;
mod words;

use std::io::{self, ErrorKind, Read, Write};

use rustls::ClientConnection;
use rustls::pki_types::ServerName;

use super::deadline::Deadline;
use super::failure::{Failure, Phase};
use super::socket::{Halt, Socket};
use crate::target::{Host, Target};

pub(crate) use trust::{Files, Trust};

/// The TLS library, for `--version`.
pub(crate) const VERSIONS: &str = "rustls 0.23, Mozilla roots (webpki-roots 1)";

/// A TLS session on a socket that it is handed for every call.
#[derive(Debug)]
pub(super) struct Session {
    /// rustls's state.
    connection: ClientConnection,
    /// What broke the session after the handshake, in words.
    fault: Option<String>,
}

impl Session {
    /// Makes the handshake; the certificate is checked against the URL's host, whoever was
    /// dialled.
    pub(super) fn open(
        trust: &Trust,
        target: &Target,
        socket: &Socket,
        deadline: Deadline,
    ) -> Result<Self, Failure> {
        let config = trust
            .config()
            .map_err(|misuse| Failure::Tls(misuse.line().to_owned()))?;
        let name = server_name(&target.host)?;
        let connection = ClientConnection::new(config, name)
            .map_err(|error| Failure::Tls(words::words(&error, target, trust)))?;
        let mut session = Self {
            connection,
            fault: None,
        };
        let mut pipe = Pipe {
            socket,
            deadline,
            halt: None,
            first: None,
        };
        match session.connection.complete_io(&mut pipe) {
            Ok(_) => Ok(session),
            Err(error) => Err(match (pipe.halt, rustls_error(&error)) {
                (Some(halt), _) => Failure::halted(halt, Phase::Handshake, deadline.limit()),
                (None, None) => Failure::Close(Phase::Handshake),
                // Whatever speaks first and is no TLS record is a plain port.
                (None, Some(_)) if pipe.first.is_some_and(|byte| byte > 0x18) => {
                    Failure::Tls(format!("no TLS on this port; try {}", plain(target)))
                }
                (None, Some(error)) => Failure::Tls(words::words(error, target, trust)),
            }),
        }
    }

    /// Says what was agreed and who the peer says it is, for `-v`.
    pub(super) fn facts(&self) -> Vec<String> {
        let mut facts = Vec::new();
        if let (Some(version), Some(suite)) = (
            self.connection.protocol_version(),
            self.connection.negotiated_cipher_suite(),
        ) {
            facts.push(format!("{version:?}, {:?}", suite.suite()));
        }
        if let Some(leaf) = self
            .connection
            .peer_certificates()
            .and_then(|chain| chain.first())
        {
            facts.push(format!("certificate for {}", words::names(leaf)));
        }
        facts
    }

    /// Yields what broke the session, once.
    pub(super) fn fault(&mut self) -> Option<String> {
        self.fault.take()
    }

    /// Sends everything.
    pub(super) fn send(
        &mut self,
        socket: &Socket,
        mut bytes: &[u8],
        deadline: Deadline,
    ) -> Result<(), Halt> {
        let mut pipe = Pipe {
            socket,
            deadline,
            halt: None,
            first: None,
        };
        while !bytes.is_empty() {
            // rustls takes 64 KiB at a time.
            let taken = self.connection.writer().write(bytes).unwrap_or_default();
            bytes = bytes.get(taken..).unwrap_or_default();
            while self.connection.wants_write() {
                if self.connection.write_tls(&mut pipe).is_err() {
                    return Err(pipe.halt.unwrap_or(RESET));
                }
            }
        }
        Ok(())
    }

    /// Receives what is there, waiting for the first byte; 0 is an orderly end.
    pub(super) fn recv(
        &mut self,
        socket: &Socket,
        buffer: &mut [u8],
        deadline: Deadline,
    ) -> Result<usize, Halt> {
        let mut pipe = Pipe {
            socket,
            deadline,
            halt: None,
            first: None,
        };
        loop {
            match self.connection.reader().read(buffer) {
                Ok(received) => return Ok(received),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(_) => {
                    self.fault = Some("TLS connection cut off without close_notify".to_owned());
                    return Err(RESET);
                }
            }
            if self.connection.read_tls(&mut pipe).is_err() {
                return Err(pipe.halt.unwrap_or(RESET));
            }
            if let Err(error) = self.connection.process_new_packets() {
                self.fault = Some(words::broken(&error));
                // The alert that says so is a courtesy.
                let _ = self.connection.write_tls(&mut pipe);
                return Err(RESET);
            }
        }
    }
}

/// The socket as rustls wants it; remembers why it gave up and what came first.
struct Pipe<'a> {
    /// The socket.
    socket: &'a Socket,
    /// When everything is over.
    deadline: Deadline,
    /// Why a call failed.
    halt: Option<Halt>,
    /// The first byte that came in.
    first: Option<u8>,
}

impl Read for Pipe<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.socket.recv(buffer, self.deadline) {
            Ok(received) => {
                if received > 0 && self.first.is_none() {
                    self.first = buffer.first().copied();
                }
                Ok(received)
            }
            Err(halt) => {
                self.halt = Some(halt);
                Err(ErrorKind::ConnectionReset.into())
            }
        }
    }
}

impl Write for Pipe<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.socket.send(bytes, self.deadline) {
            Ok(()) => Ok(bytes.len()),
            Err(halt) => {
                self.halt = Some(halt);
                Err(ErrorKind::ConnectionReset.into())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Yields the name that goes into SNI and must be on the certificate.
fn server_name(host: &Host) -> Result<ServerName<'static>, Failure> {
    match host {
        Host::Ip(ip) => Ok(ServerName::IpAddress((*ip).into())),
        Host::Name(name) => {
            let name = name.strip_suffix('.').unwrap_or(name).to_owned();
            ServerName::try_from(name)
                .map_err(|_| Failure::Tls(format!("\"{host}\" cannot be on a certificate")))
        }
    }
}

/// Digs rustls's error out of the I/O error that `complete_io` wraps it in.
fn rustls_error(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}

/// Writes the same target with `http://`.
fn plain(target: &Target) -> String {
    crate::text::redact(&target.url_text().replacen("https://", "http://", 1))
}

/// A session that broke without a reason of the socket's own.
const RESET: Halt = Halt::Errno(rustix::io::Errno::CONNRESET);
