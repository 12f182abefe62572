//! Which certificates are accepted, for one session.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

use super::algorithm::{dotted, is_usable, kind};
use super::certificate::{Certificate, USED_IN_TLS};
use super::facts::CertificateFacts;
use super::issuer::dates;
use super::name::{cn_fits, hosts, is_for, lone_cn};
use super::path::Search;
use super::provider::{SIGNATURES, UNVERIFIED};
use super::refusal::{Place, Reason, Refusal};
use super::roots::{Roots, Rules};
use crate::target::Host;

/// Checks the certificates that one server shows.
pub(super) struct Verifier {
    /// What is accepted.
    rules: Arc<Rules>,
    /// The host that the certificate must be for.
    host: Host,
    /// When the check has to end.
    end: Instant,
    /// What was seen.
    record: Mutex<Record>,
}

/// What a verifier saw.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// The certificates that came; `None` for one that is malformed.
    pub(super) chain: Vec<Option<CertificateFacts>>,
    /// Why they were refused.
    pub(super) refusal: Option<Refusal>,
}

impl Verifier {
    /// Makes the verifier of one session.
    pub(super) fn new(rules: Arc<Rules>, host: Host, end: Instant) -> Self {
        Self {
            rules,
            host,
            end,
            record: Mutex::default(),
        }
    }

    /// Takes out what was seen.
    pub(super) fn record(&self) -> Record {
        std::mem::take(&mut self.record.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Applies the rules to a chain.
    fn check(
        &self,
        leaf: &[u8],
        served: &[Option<Certificate<'_>>],
        now: u64,
    ) -> Result<(), Refusal> {
        let parsed = Certificate::parse(leaf);
        let refuse = |reason| Refusal::new(Place::Leaf, Vec::new(), reason);
        if self.rules.verify {
            let leaf = parsed.ok_or_else(|| refuse(Reason::Malformed))?;
            self.verify(&leaf, served, now)?;
        }
        let Some(wanted) = self.rules.min_cert_days else {
            return Ok(());
        };
        let end = parsed.ok_or_else(|| refuse(Reason::Malformed))?.end;
        if end < now.saturating_add(u64::from(wanted).saturating_mul(DAY)) {
            return Err(refuse(Reason::EndsSoon { end, now, wanted }));
        }
        Ok(())
    }

    /// Verifies a certificate.
    fn verify(
        &self,
        leaf: &Certificate<'_>,
        served: &[Option<Certificate<'_>>],
        now: u64,
    ) -> Result<(), Refusal> {
        let refuse = |reason| Err(Refusal::new(Place::Leaf, Vec::new(), reason));
        let is_pinned = self.rules.roots.holds(leaf.der);
        if let Some(reason) = dates(leaf, now) {
            return refuse(reason);
        }
        if !is_usable(&leaf.key) {
            return refuse(Reason::Key(kind(&leaf.key)));
        }
        if let Some(reason) = unfit(leaf, is_pinned) {
            return refuse(reason);
        }
        if !is_pinned {
            Search::new(*leaf, served, &self.rules.roots, (now, self.end)).run()?;
            if leaf.extensions.basic.is_some_and(|it| it.is_ca) {
                return refuse(Reason::Ca);
            }
        }
        let cn = match self.rules.roots {
            Roots::Bundled => None,
            Roots::File(_) => lone_cn(leaf),
        };
        if is_for(leaf, &self.host) || cn.is_some_and(|cn| cn_fits(&self.host, cn)) {
            return Ok(());
        }
        refuse(Reason::Name {
            hosts: hosts(leaf),
            cn: cn.map(<[u8]>::to_vec),
        })
    }

    /// Verifies the server's signature in the handshake with its certificate's key.
    fn check_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
        most: usize,
    ) -> Result<HandshakeSignatureValid, Error> {
        if !self.rules.verify {
            return Ok(HandshakeSignatureValid::assertion());
        }
        let key = Certificate::parse(leaf)
            .ok_or(CertificateError::BadEncoding)?
            .key;
        let schemes = SIGNATURES.mapping.iter();
        let algorithms = schemes.filter(|(scheme, _)| *scheme == signed.scheme);
        let mut algorithms = algorithms.flat_map(|(_, algorithms)| algorithms.iter().take(most));
        let valid = algorithms.any(|algorithm| {
            *algorithm.public_key_alg_id() == *key.algorithm
                && algorithm
                    .verify_signature(key.bits, message, signed.signature())
                    .is_ok()
        });
        if valid {
            Ok(HandshakeSignatureValid::assertion())
        } else {
            Err(CertificateError::BadSignature.into())
        }
    }
}

/// Returns why a certificate is not one for servers, whoever signed it; a pinned one may be a CA's.
fn unfit(leaf: &Certificate<'_>, is_pinned: bool) -> Option<Reason> {
    let extensions = &leaf.extensions;
    if let Some(id) = extensions.critical {
        Some(Reason::Critical(dotted(id)))
    } else if !is_pinned && extensions.basic.is_some_and(|it| it.is_ca) {
        // For a self-signed one there is better advice, unless an authority of its name signed it.
        Some(Reason::Ca).filter(|_| !leaf.is_self_issued())
    } else if !leaf.is_for_servers() || extensions.netscape.is_some_and(|it| it & SSL_SERVER == 0) {
        Some(Reason::Purpose)
    } else if !leaf.may(USED_IN_TLS) {
        Some(Reason::Usage)
    } else {
        None
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let served: Vec<_> = chain.iter().map(|it| Certificate::parse(it)).collect();
        let mut result = self.check(leaf, &served, now.as_secs());
        if let Err(refusal) = &mut result {
            refusal.bundled = matches!(self.rules.roots, Roots::Bundled);
        }
        let facts = |it: &Option<Certificate<'_>>| it.as_ref().map(CertificateFacts::new);
        let chain = [Certificate::parse(leaf)]
            .iter()
            .chain(&served)
            .map(facts)
            .collect();
        let mut record = self.record.lock().unwrap_or_else(PoisonError::into_inner);
        *record = Record {
            chain,
            refusal: result.err(),
        };
        match record.refusal.as_ref().map(|it| &it.reason) {
            None => Ok(ServerCertVerified::assertion()),
            Some(reason) => Err(alert(reason).into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        // In TLS 1.2 the scheme does not name the curve.
        self.check_signature(message, leaf, signature, usize::MAX)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.check_signature(message, leaf, signature, 1)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let verified = SIGNATURES.mapping.iter().map(|(scheme, _)| *scheme);
        verified.chain(UNVERIFIED).collect()
    }
}

/// Returns the error whose alert fits a refusal best.
fn alert(reason: &Reason) -> CertificateError {
    match reason {
        Reason::Expired { .. } | Reason::EndsSoon { .. } => CertificateError::Expired,
        Reason::Issuer { .. } | Reason::SelfSigned => CertificateError::UnknownIssuer,
        Reason::Name { .. } => CertificateError::NotValidForName,
        _ => CertificateError::ApplicationVerificationFailure,
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verifier")
    }
}

/// The bit of Netscape's certificate type that stands for servers.
const SSL_SERVER: u8 = 0x40;

/// Seconds of a day.
const DAY: u64 = 86_400;
