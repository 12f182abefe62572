//! Which certificates are accepted.

use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use super::trust::Trust;
use crate::text::Misuse;

/// rustls's own rules, and three wishes of ours: none at all, a leaf that is in the CA file
/// itself, and a leaf that lasts for some days yet.
#[derive(Debug)]
pub(super) struct Verifier {
    /// rustls's rules.
    rules: Arc<WebPkiServerVerifier>,
    /// Certificates that are accepted as they are, CA flag or not.
    pins: Vec<CertificateDer<'static>>,
    /// Whether the rules count.
    verify: bool,
    /// How far ahead they must still hold.
    ahead: Option<Duration>,
}

impl Verifier {
    /// Readies the rules.
    pub(super) fn new(
        trust: &Trust,
        roots: RootCertStore,
        pins: Vec<CertificateDer<'static>>,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Self, Misuse> {
        let rules =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
                .build()
                .map_err(|error| Misuse::new("TLS roots", &error.to_string()))?;
        let ahead = trust.min_cert_days.map(|days| DAY * days);
        Ok(Self {
            rules,
            pins,
            verify: trust.verify,
            ahead,
        })
    }

    /// Applies the rules at one moment.
    fn check(
        &self,
        leaf: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<(), Error> {
        match self.rules.verify_server_cert(leaf, chain, name, &[], now) {
            Ok(_) => Ok(()),
            // webpki looks at the dates first, so a pinned leaf that gets this far is in date;
            // its name still has to be right.
            Err(Error::InvalidCertificate(why))
                if (why == CertificateError::UnknownIssuer || is_ca_as_leaf(&why))
                    && self.pins.contains(leaf) =>
            {
                verify_server_name(&ParsedCertificate::try_from(leaf)?, name)
            }
            Err(error) => Err(error),
        }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.verify {
            self.check(leaf, chain, name, now)?;
        }
        if let Some(ahead) = self.ahead {
            let then = Duration::from_secs(now.as_secs()).saturating_add(ahead);
            let later = self.check(leaf, chain, name, UnixTime::since_unix_epoch(then));
            if let Err(error @ Error::InvalidCertificate(CertificateError::ExpiredContext { .. })) =
                later
            {
                return Err(error);
            }
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        if !self.verify {
            return Ok(HandshakeSignatureValid::assertion());
        }
        self.rules.verify_tls12_signature(message, leaf, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        if !self.verify {
            return Ok(HandshakeSignatureValid::assertion());
        }
        self.rules.verify_tls13_signature(message, leaf, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.rules.supported_verify_schemes()
    }
}

/// Recognises webpki's refusal of a CA certificate served as a leaf, as `openssl req -x509` makes
/// them; rustls has no variant for it.
pub(super) fn is_ca_as_leaf(why: &CertificateError) -> bool {
    is_webpki(why, &webpki::Error::CaUsedAsEndEntity)
}

/// Recognises any of webpki's errors that rustls only wraps.
pub(super) fn is_webpki(why: &CertificateError, wanted: &webpki::Error) -> bool {
    match why {
        CertificateError::Other(other) => other.0.downcast_ref() == Some(wanted),
        _ => false,
    }
}

/// One day.
const DAY: Duration = Duration::from_secs(86_400);
