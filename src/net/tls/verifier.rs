//! Which certificates are accepted.

use std::fmt;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
};

use super::facts::{is_ca, issuer, validity};

/// rustls's own rules, and three wishes of ours: none at all, a leaf that is in the CA file
/// itself, and a leaf that lasts for some days yet.
#[derive(Debug)]
pub(super) struct Verifier {
    /// Whom rustls's rules trust.
    pub(super) roots: RootCertStore,
    /// The signatures that are accepted.
    pub(super) algorithms: WebPkiSupportedAlgorithms,
    /// Certificates that are accepted as they are, CA flag or not.
    pub(super) pins: Vec<CertificateDer<'static>>,
    /// Whether the rules count.
    pub(super) verify: bool,
    /// For how many days the leaf must at least be valid yet.
    pub(super) min_days: Option<u32>,
}

/// A refusal of which rustls's errors would leave out what its reader needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// No authority of the CA file signed this, and one in there is out of date.
    AnchorOutOfDate(UnixTime, UnixTime),
    /// The leaf is in date, but a CA certificate of the server's chain ended then.
    ChainExpired(UnixTime),
    /// The leaf ends sooner than `--min-cert-days` allows.
    EndsSoon {
        /// Now.
        now: UnixTime,
        /// When it ends.
        end: UnixTime,
        /// How many days it should last.
        wanted: u32,
    },
    /// A CA of this name is known, but it did not sign this.
    Forged(String),
    /// Nobody trusted has this name.
    Issuer {
        /// Who signed the last certificate that the server sent.
        name: String,
        /// Whether that was the leaf.
        alone: bool,
    },
    /// The leaf is signed with its own key and nobody trusts it.
    SelfSigned,
}

impl Verifier {
    /// Applies the rules.
    fn check(
        &self,
        leaf: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<(), Error> {
        if self.pins.contains(leaf) {
            check_dates(leaf, now)?;
            return verify_server_name(&ParsedCertificate::try_from(leaf)?, name);
        }
        // rustls's own verifier does just this, and links 15 kB of revocation lists besides.
        let parsed = ParsedCertificate::try_from(leaf)?;
        let (roots, all) = (&self.roots, self.algorithms.all);
        let trusted = verify_server_cert_signed_by_trust_anchor(&parsed, roots, chain, now, all);
        match trusted.and_then(|()| verify_server_name(&parsed, name)) {
            Err(Error::InvalidCertificate(why)) => {
                let stale = (why == CertificateError::UnknownIssuer).then(|| self.stale(now));
                Err(match stale.flatten() {
                    Some((begin, end)) => Refusal::AnchorOutOfDate(begin, end).into(),
                    None => explain(why, leaf, chain, now),
                })
            }
            result => result,
        }
    }

    /// Finds an authority of the CA file that is out of date, and tells its dates.
    fn stale(&self, now: UnixTime) -> Option<(UnixTime, UnixTime)> {
        let mut authorities = self.pins.iter().filter(|it| is_ca(it));
        authorities
            .find(|it| check_dates(it, now).is_err())
            .and_then(validity)
    }
}

/// Wants a certificate to be in date.
pub(super) fn check_dates(
    leaf: &CertificateDer<'_>,
    time: UnixTime,
) -> Result<(), CertificateError> {
    match validity(leaf) {
        Some((not_before, _)) if time < not_before => {
            Err(CertificateError::NotValidYetContext { time, not_before })
        }
        Some((_, not_after)) if time > not_after => {
            Err(CertificateError::ExpiredContext { time, not_after })
        }
        // Whatever is malformed has no name either, and that is checked next.
        _ => Ok(()),
    }
}

/// Adds what a reader of the refusal needs to know.
fn explain(
    why: CertificateError,
    leaf: &CertificateDer<'_>,
    chain: &[CertificateDer<'_>],
    now: UnixTime,
) -> Error {
    use CertificateError::{BadSignature, ExpiredContext, UnknownIssuer};
    let refusal = match (issuer(leaf), &why) {
        (_, ExpiredContext { not_after, .. }) if check_dates(leaf, now).is_ok() => {
            Refusal::ChainExpired(*not_after)
        }
        (None, BadSignature | UnknownIssuer) => Refusal::SelfSigned,
        (None, why) if is_ca_as_leaf(why) => Refusal::SelfSigned,
        (Some(name), BadSignature) => Refusal::Forged(name),
        (Some(name), UnknownIssuer) => Refusal::Issuer {
            name: chain.last().and_then(issuer).unwrap_or(name),
            alone: chain.is_empty(),
        },
        _ => return why.into(),
    };
    refusal.into()
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
        if let Some(wanted) = self.min_days {
            let (_, end) = validity(leaf).ok_or(CertificateError::BadEncoding)?;
            if end.as_secs() < now.as_secs().saturating_add(u64::from(wanted) * DAY) {
                return Err(Refusal::EndsSoon { now, end, wanted }.into());
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
        verify_tls12_signature(message, leaf, signature, &self.algorithms)
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
        verify_tls13_signature(message, leaf, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(refusal))))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("certificate refused")
    }
}

impl std::error::Error for Refusal {}

/// Recognises webpki's refusal of a CA certificate served as a leaf, as `openssl req -x509` makes
/// them; rustls has no variant for it.
pub(super) fn is_ca_as_leaf(why: &CertificateError) -> bool {
    inner(why) == Some(&webpki::Error::CaUsedAsEndEntity)
}

/// Takes out what rustls only wraps.
pub(super) fn inner<T: std::error::Error + 'static>(why: &CertificateError) -> Option<&T> {
    match why {
        CertificateError::Other(other) => other.0.downcast_ref(),
        _ => None,
    }
}

/// Seconds of a day.
const DAY: u64 = 86_400;
