//! TLS on one socket: the handshake, then bytes. The only user of rustls.

mod algorithm;
mod certificate;
mod constraint;
mod der;
mod distinguished;
mod extension;
mod facts;
mod fault;
mod issuer;
mod name;
mod path;
mod pem;
mod pipe;
mod policy;
mod provider;
mod refusal;
mod roots;
mod time;
mod trust;
mod verifier;

use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;
use std::time::Instant;

use rustls::pki_types::ServerName;
use rustls::{ClientConnection, Error, ProtocolVersion};

use super::deadline::Deadline;
use super::socket::{Halt, Socket};
use crate::target::{Host, Scheme, Target};

#[cfg(test)]
pub(crate) use algorithm::Algorithm;
pub(crate) use facts::{CertificateFacts, Handshake};
pub(crate) use fault::{TlsBreach, TlsFault};
pub(crate) use name::CertName;
use pipe::Pipe;
pub(crate) use policy::{Defect, Policy, Source, TrustFault};
use provider::suite_name;
pub(crate) use refusal::{Place, Reason, Refusal};
pub(crate) use trust::Trust;
use verifier::Verifier;

/// The TLS library, for `--version`.
pub(crate) const VERSIONS: &str = "rustls 0.23, Mozilla roots (webpki-roots 1)";

/// Why there is no session.
#[derive(Debug)]
pub(super) enum Broken {
    /// The server closed the connection in the middle of the handshake.
    Close,
    /// The handshake failed.
    Fault(TlsFault),
    /// The socket gave up.
    Halt(Halt),
}

/// A TLS session on a socket that it is handed for every call.
#[derive(Debug)]
pub(super) struct Session {
    /// rustls's state.
    connection: ClientConnection,
    /// What broke the session after the handshake.
    fault: Option<TlsFault>,
    /// Whether any part of an answer came.
    heard: bool,
    /// Whether there is a client certificate to show.
    identified: bool,
}

impl Session {
    /// Makes the handshake; the certificate must be for the URL's host, whoever was dialled.
    ///
    /// Returns what the handshake showed, too, also when it failed.
    pub(super) fn open(
        trust: &Trust,
        target: &Target,
        socket: &Socket,
        deadline: Deadline<'_>,
    ) -> (Handshake, Result<Self, Broken>) {
        let end = Instant::now() + deadline.left().unwrap_or_default();
        let verifier = Verifier::new(Arc::clone(&trust.rules), target.host.clone(), end);
        let verifier = Arc::new(verifier);
        let Some(connection) = connection(trust, target, &verifier) else {
            let broken = Broken::Fault(TlsFault::Hostname);
            return (Handshake::default(), Err(broken));
        };
        let mut session = Self {
            connection,
            fault: None,
            heard: false,
            identified: trust.has_identity(),
        };
        let mut pipe = Pipe::new(socket, deadline);
        let result = session.shake_hands(&mut pipe);
        let record = verifier.record();
        let handshake = session.facts(record.chain, record.refusal.as_ref());
        let Err(error) = result else {
            return (handshake, Ok(session));
        };
        let broken = match (pipe.halt, error, pipe.stranger) {
            // Also where the alert about it could not be sent.
            (_, Some(_), Some(stranger)) => Broken::Fault(TlsFault::Stranger(stranger)),
            (_, Some(error), None) => Broken::Fault(match record.refusal {
                Some(refusal) => TlsFault::Certificate(refusal),
                None => TlsFault::of_handshake(&error, trust),
            }),
            (Some(halt @ Halt::Timeout), ..) => Broken::Halt(halt),
            // A plain server may take our hello for a bad request and hang up.
            _ if !pipe.heard => Broken::Fault(TlsFault::Closed),
            (Some(halt), ..) => Broken::Halt(halt),
            (None, None, _) => Broken::Close,
        };
        (handshake, Err(broken))
    }

    /// Makes the handshake; fails with rustls's error, or with `None` when the socket failed.
    ///
    /// TLS 1.3's last message stays here until the request goes with it: a peer that got it alone
    /// would wake up twice.
    fn shake_hands(&mut self, pipe: &mut Pipe<'_>) -> Result<(), Option<Error>> {
        let broken = |_: io::Error| None;
        while self.connection.is_handshaking() {
            self.flush(pipe).map_err(broken)?;
            if self.connection.read_tls(pipe).map_err(broken)? == 0 {
                return Err(None);
            }
            if let Err(error) = self.connection.process_new_packets() {
                // Sends the alert that says why; it makes no difference whether it arrives.
                let _ = self.flush(pipe);
                return Err(Some(error));
            }
        }
        Ok(())
    }

    /// Sends what is ready.
    fn flush(&mut self, pipe: &mut Pipe<'_>) -> io::Result<()> {
        while self.connection.wants_write() {
            self.connection.write_tls(pipe)?;
        }
        Ok(())
    }

    /// Collects what the handshake showed.
    fn facts(&self, chain: Vec<Option<CertificateFacts>>, refusal: Option<&Refusal>) -> Handshake {
        let version = self.connection.protocol_version().map(|it| match it {
            ProtocolVersion::TLSv1_3 => "TLSv1.3",
            _ => "TLSv1.2",
        });
        let suite = self.connection.negotiated_cipher_suite();
        Handshake {
            version,
            suite: suite.map(|it| suite_name(it.suite())),
            alpn: self.connection.alpn_protocol().map(<[u8]>::to_vec),
            chain,
            refused: refusal.and_then(|it| match it.place {
                Place::Leaf => Some(0),
                Place::Served(index) => Some(index),
                Place::Chain(_) | Place::File => None,
            }),
        }
    }

    /// Returns what broke the session, once.
    pub(super) fn fault(&mut self) -> Option<TlsFault> {
        self.fault.take()
    }

    /// Sends everything, the end of the handshake included, also when there are no bytes.
    pub(super) fn send(
        &mut self,
        socket: &Socket,
        mut bytes: &[u8],
        deadline: Deadline<'_>,
    ) -> Result<(), Halt> {
        let mut pipe = Pipe::new(socket, deadline);
        loop {
            // rustls takes 64 KiB at a time.
            let taken = self.connection.writer().write(bytes).unwrap_or_default();
            bytes = bytes.get(taken..).unwrap_or_default();
            if self.flush(&mut pipe).is_err() {
                return Err(pipe.halt.unwrap_or(RESET));
            }
            if bytes.is_empty() {
                return Ok(());
            }
        }
    }

    /// Receives what is there, waiting for the first byte; 0 is an orderly end.
    pub(super) fn recv(
        &mut self,
        socket: &Socket,
        buffer: &mut [u8],
        deadline: Deadline<'_>,
    ) -> Result<usize, Halt> {
        let mut pipe = Pipe::new(socket, deadline);
        loop {
            match self.connection.reader().read(buffer) {
                Ok(received) => {
                    self.heard = true;
                    return Ok(received);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                // Nothing came, so nothing was cut off.
                Err(_) if !self.heard => return Ok(0),
                Err(_) => {
                    self.fault = Some(TlsFault::CutOff);
                    return Err(RESET);
                }
            }
            if self.connection.read_tls(&mut pipe).is_err() {
                return Err(pipe.halt.unwrap_or(RESET));
            }
            let processed = self.connection.process_new_packets();
            // Sends a refusal to renegotiate, which the peer waits for, or the alert that says what
            // broke; it makes no difference whether it arrives.
            let _ = self.flush(&mut pipe);
            if let Err(error) = processed {
                self.fault = Some(TlsFault::of_session(&error, self.identified));
                return Err(RESET);
            }
        }
    }
}

/// Starts a session; `None` when the host cannot be the name of a server.
fn connection(
    trust: &Trust,
    target: &Target,
    verifier: &Arc<Verifier>,
) -> Option<ClientConnection> {
    let name = match &target.host {
        Host::Ip(ip) => ServerName::IpAddress((*ip).into()),
        Host::Name(name) => {
            let name = name.strip_suffix('.').unwrap_or(name).to_owned();
            ServerName::try_from(name).ok()?
        }
    };
    let mut config = trust.config(Arc::clone(verifier)).ok()?;
    if target.scheme == Scheme::Grpcs {
        config.alpn_protocols = vec![b"h2".to_vec()];
    }
    ClientConnection::new(Arc::new(config), name).ok()
}

/// A session that broke without a reason of the socket's own.
const RESET: Halt = Halt::Errno(rustix::io::Errno::CONNRESET);
