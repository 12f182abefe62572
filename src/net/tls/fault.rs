//! Why TLS failed, as data.

use rustls::{AlertDescription, Error, InvalidMessage};

use super::refusal::Refusal;
use super::trust::Trust;
use crate::net::stranger::Stranger;

/// Why TLS failed.
#[derive(Debug)]
pub(crate) enum TlsFault {
    /// The server ended the session with an alert of this number.
    Alert {
        /// The number of the alert.
        alert: u8,
        /// Whether there was a client certificate to show.
        identified: bool,
    },
    /// The server's certificate is refused.
    Certificate(Refusal),
    /// The connection ended before the server said anything.
    Closed,
    /// The connection ended without the goodbye that tells a whole answer from one that was cut.
    CutOff,
    /// The host cannot be the name of a TLS server.
    Hostname,
    /// The server offers nothing that is offered here, or something that was not.
    Incompatible,
    /// The server breaks a rule of TLS.
    Invalid(TlsBreach),
    /// The server offers no version that is offered here.
    Outdated {
        /// Whether TLS 1.3 is the only one.
        tls13_only: bool,
    },
    /// A message exceeds the bound, as a very long certificate chain does.
    Oversized,
    /// The server refused the handshake (alert handshake_failure) without saying why.
    Refused {
        /// Whether there was a client certificate to show.
        identified: bool,
    },
    /// The server's signature was not made with its certificate's key.
    Signature,
    /// The server speaks something else.
    Stranger(Stranger),
}

/// A rule of TLS that a server breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TlsBreach {
    /// A record cannot be decrypted.
    Decrypt,
    /// A message cannot be parsed.
    Malformed,
    /// A message comes when another is due.
    Order,
    /// Anything else.
    Other,
    /// A record exceeds its bound.
    Record,
}

impl TlsFault {
    /// Reports whether only a TLS server can have caused this.
    pub(in crate::net) fn shows_tls(&self) -> bool {
        matches!(
            self,
            Self::Alert { .. } | Self::Incompatible | Self::Outdated { .. } | Self::Refused { .. }
        )
    }

    /// Returns why a handshake failed.
    pub(super) fn of_handshake(error: &Error, trust: &Trust) -> Self {
        let (identified, tls13_only) = (trust.has_identity(), trust.tls13_only);
        match error {
            Error::AlertReceived(AlertDescription::ProtocolVersion) => {
                Self::Outdated { tls13_only }
            }
            Error::PeerIncompatible(_) if tls13_only => Self::Outdated { tls13_only },
            Error::AlertReceived(AlertDescription::HandshakeFailure) => {
                Self::Refused { identified }
            }
            Error::InvalidCertificate(_) => Self::Signature,
            Error::InvalidMessage(
                InvalidMessage::CertificatePayloadTooLarge
                | InvalidMessage::HandshakePayloadTooLarge,
            ) => Self::Oversized,
            Error::PeerIncompatible(_) => Self::Incompatible,
            other => Self::of_session(other, identified),
        }
    }

    /// Returns what broke a session after its handshake.
    ///
    /// TLS 1.3 servers judge a client's certificate when the client's part of the handshake is over.
    pub(super) fn of_session(error: &Error, identified: bool) -> Self {
        Self::Invalid(match error {
            Error::AlertReceived(alert) => {
                let alert = u8::from(*alert);
                return Self::Alert { alert, identified };
            }
            Error::DecryptError => TlsBreach::Decrypt,
            Error::InvalidMessage(_) => TlsBreach::Malformed,
            Error::InappropriateMessage { .. } | Error::InappropriateHandshakeMessage { .. } => {
                TlsBreach::Order
            }
            Error::PeerSentOversizedRecord => TlsBreach::Record,
            _ => TlsBreach::Other,
        })
    }
}
