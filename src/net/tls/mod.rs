//! TLS on one socket: the handshake, then bytes. The only user of rustls.

mod facts;
mod pem;
mod pipe;
mod policy;
mod provider;
mod trust;
mod verifier;
mod words;

use std::io::{self, ErrorKind, Read, Write};

use rustls::pki_types::ServerName;
use rustls::{ClientConnection, Error};

use super::deadline::Deadline;
use super::failure::Failure;
use super::phase::Phase;
use super::socket::{Halt, Socket};
use crate::target::{Host, Target};
use crate::text::redact;

use pipe::{Greeting, Pipe};
pub(crate) use policy::{Defect, Policy, Source, TrustFault};
pub(crate) use trust::Trust;

/// The TLS library, for `--version`.
pub(crate) const VERSIONS: &str = "rustls 0.23, Mozilla roots (webpki-roots 1)";

/// A TLS session on a socket that it is handed for every call.
#[derive(Debug)]
pub(super) struct Session {
    /// rustls's state.
    connection: ClientConnection,
    /// What broke the session after the handshake, in words.
    fault: Option<String>,
    /// Whether any part of an answer came.
    heard: bool,
    /// Whether we had a certificate of our own to show.
    identified: bool,
}

impl Session {
    /// Makes the handshake; the certificate is checked against the URL's host, whoever was
    /// dialled.
    pub(super) fn open(
        trust: &Trust,
        target: &Target,
        socket: &Socket,
        deadline: Deadline<'_>,
    ) -> Result<Self, Failure> {
        let name = server_name(&target.host)?;
        let connection = trust
            .config()
            .and_then(|config| ClientConnection::new(config, name))
            .map_err(|error| Failure::Tls(words::words(&error, target, trust)))?;
        let mut session = Self {
            connection,
            fault: None,
            heard: false,
            identified: trust.has_identity(),
        };
        let mut pipe = Pipe::new(socket, deadline);
        let Err(error) = session.shake_hands(&mut pipe) else {
            return Ok(session);
        };
        Err(match (pipe.halt, &error, pipe.greeting) {
            (Some(Halt::Timeout), ..) => Failure::Timeout(Phase::Handshake, deadline.limit()),
            (None, Some(_), Some(Greeting::Http)) => {
                Failure::Tls(format!("no TLS on this port; try {}", plain(target)))
            }
            (None, Some(_), Some(Greeting::Strange(start))) => Failure::Tls(format!(
                "no TLS on this port; its answer starts \"{start}\""
            )),
            (None, Some(error), _) => Failure::Tls(words::words(error, target, trust)),
            // A plain server may take our hello for a bad request and hang up.
            (_, _, None) => Failure::Tls(format!(
                "connection closed in the TLS handshake; if this port has no TLS, try {}",
                plain(target)
            )),
            (Some(Halt::Errno(errno)), ..) => Failure::Reset(Phase::Handshake, errno),
            (None, None, Some(_)) => Failure::Close(Phase::Handshake),
        })
    }

    /// Makes the handshake; fails with rustls's error, or with none when the way broke.
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
                // The alert that says why; whether it arrives decides nothing.
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

    /// Says what was agreed and who the peer says it is, for `-v`.
    pub(super) fn facts(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let (Some(version), Some(suite)) = (
            self.connection.protocol_version(),
            self.connection.negotiated_cipher_suite(),
        ) {
            lines.push(format!("{version:?}, {:?}", suite.suite()));
        }
        if let Some(leaf) = self
            .connection
            .peer_certificates()
            .and_then(|chain| chain.first())
        {
            let names = facts::names(leaf);
            let names = if names.is_empty() {
                "nobody".to_owned()
            } else {
                facts::list(&names)
            };
            lines.push(format!("certificate for {names}"));
            let issuer = facts::issuer(leaf);
            let issuer = issuer.map_or_else(|| "itself".to_owned(), |name| format!("\"{name}\""));
            lines.push(match facts::validity(leaf) {
                Some((begin, end)) => format!(
                    "issued by {issuer}, valid from {} to {}",
                    facts::date(begin),
                    facts::date(end)
                ),
                None => "malformed".to_owned(),
            });
        }
        lines
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
        deadline: Deadline<'_>,
    ) -> Result<(), Halt> {
        let mut pipe = Pipe::new(socket, deadline);
        while !bytes.is_empty() {
            // rustls takes 64 KiB at a time.
            let taken = self.connection.writer().write(bytes).unwrap_or_default();
            bytes = bytes.get(taken..).unwrap_or_default();
            if self.flush(&mut pipe).is_err() {
                return Err(pipe.halt.unwrap_or(RESET));
            }
        }
        Ok(())
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
                // Where nothing was said, nothing can have been cut off by somebody between.
                Err(_) if !self.heard => return Ok(0),
                Err(_) => {
                    self.fault = Some(CUT_OFF.to_owned());
                    return Err(RESET);
                }
            }
            if self.connection.read_tls(&mut pipe).is_err() {
                return Err(pipe.halt.unwrap_or(RESET));
            }
            let processed = self.connection.process_new_packets();
            // A refusal to renegotiate that the peer waits for, or the alert that says what broke;
            // whether it arrives decides nothing.
            let _ = self.flush(&mut pipe);
            if let Err(error) = processed {
                self.fault = Some(words::broken(&error, self.identified));
                return Err(RESET);
            }
        }
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

/// Writes the same target with `http://`.
fn plain(target: &Target) -> String {
    redact(&target.url_text().replacen("https://", "http://", 1))
}

/// An end that anybody between the two could have made.
const CUT_OFF: &str = "connection cut off without TLS close_notify, so the answer may not be whole";

/// A session that broke without a reason of the socket's own.
const RESET: Halt = Halt::Errno(rustix::io::Errno::CONNRESET);
