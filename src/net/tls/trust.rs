//! Whom to trust and who we are, and what rustls makes of it.

use std::sync::Arc;

use rustls::client::Resumption;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, Error};

use super::certificate::{Certificate, SERVER_PURPOSES};
use super::der::{Reader, SEQUENCE, constructed, elements, only};
use super::pem::{Block, Label, blocks};
use super::policy::{Defect, Policy, Source, TrustFault};
use super::provider::provider;
use super::roots::{Roots, Rules, Trusted};
use super::verifier::Verifier;

/// Whom to trust and who we are.
#[derive(Debug)]
pub(crate) struct Trust {
    /// What is accepted.
    pub(super) rules: Arc<Rules>,
    /// Who we are, if asked.
    identity: Option<Arc<CertifiedKey>>,
    /// Whether TLS 1.3 is the only version that is offered.
    pub(super) tls13_only: bool,
}

impl Trust {
    /// Parses what the policy holds.
    pub(crate) fn new(policy: Policy<'_>) -> Result<Self, TrustFault> {
        let roots = match policy.authorities {
            None => Roots::Bundled,
            Some(text) => Roots::File(authorities(text)?),
        };
        let identity = match policy.certificate {
            None => None,
            Some(text) => Some(identity(text, policy.key)?),
        };
        Ok(Self {
            rules: Arc::new(Rules {
                verify: !policy.insecure,
                roots,
                min_cert_days: policy.min_cert_days,
            }),
            identity,
            tls13_only: policy.tls13_only,
        })
    }

    /// Reports whether certificates are verified.
    pub(crate) fn verifies(&self) -> bool {
        self.rules.verify
    }

    /// Returns the number of certificates that replace the bundled roots.
    pub(crate) fn authorities(&self) -> Option<usize> {
        match &self.rules.roots {
            Roots::Bundled => None,
            Roots::File(found) => Some(found.len()),
        }
    }

    /// Returns for how many days the peer's certificate must at least be valid.
    pub(crate) fn min_cert_days(&self) -> Option<u32> {
        self.rules.min_cert_days
    }

    /// Reports whether there is a client certificate.
    pub(crate) fn has_identity(&self) -> bool {
        self.identity.is_some()
    }

    /// Makes rustls's configuration for one session.
    pub(super) fn config(&self, verifier: Arc<Verifier>) -> Result<ClientConfig, Error> {
        let versions: &[_] = if self.tls13_only {
            &[&TLS13]
        } else {
            &[&TLS13, &TLS12]
        };
        let builder = ClientConfig::builder_with_provider(Arc::new(provider()))
            .with_protocol_versions(versions)?
            .dangerous()
            .with_custom_certificate_verifier(verifier);
        let mut config = match &self.identity {
            None => builder.with_no_client_auth(),
            Some(identity) => {
                let identity = SingleCertAndKey::from(Arc::clone(identity));
                builder.with_client_cert_resolver(Arc::new(identity))
            }
        };
        config.resumption = Resumption::disabled();
        Ok(config)
    }
}

/// Parses the certificates that are trusted.
fn authorities(text: &[u8]) -> Result<Vec<Trusted>, TrustFault> {
    let found = certificates(text, Source::Authorities)?;
    match found
        .iter()
        .position(|it| Certificate::parse(&it.der).is_none())
    {
        Some(index) => Err(TrustFault {
            source: Source::Authorities,
            defect: Defect::Malformed(index.saturating_add(1)),
        }),
        None => Ok(found),
    }
}

/// Reads every certificate of PEM text.
fn certificates(text: &[u8], source: Source) -> Result<Vec<Trusted>, TrustFault> {
    let fault = |defect| TrustFault { source, defect };
    let blocks = blocks(text).map_err(|line| fault(Defect::NotPem(line)))?;
    let mut found = Vec::new();
    for Block { label, der } in blocks {
        match label {
            Label::Certificate => found.push(Trusted { der, marked: None }),
            Label::Trusted => {
                let number = found.len().saturating_add(1);
                let trusted = trusted(&der);
                found.push(trusted.ok_or_else(|| fault(Defect::Malformed(number)))?);
            }
            _ => {}
        }
    }
    if found.is_empty() {
        return Err(fault(Defect::NoCertificate));
    }
    Ok(found)
}

/// Reads a certificate and OpenSSL's notes behind it: what it is trusted for, and what not.
fn trusted(der: &[u8]) -> Option<Trusted> {
    let mut reader = Reader::new(der);
    let certificate = reader.next()?;
    let mut notes = Reader::new(reader.optional(SEQUENCE).unwrap_or_default());
    let is_listed = |list: &[u8]| {
        elements(list).any(|it| it.content == ANY_PURPOSE || SERVER_PURPOSES.contains(&it.content))
    };
    let accepted = notes.optional(SEQUENCE).map(is_listed);
    let rejected = notes.optional(constructed(0)).is_some_and(is_listed);
    Some(Trusted {
        der: certificate.whole.to_vec(),
        marked: if rejected { Some(false) } else { accepted },
    })
}

/// Parses our certificate chain and its key, which may stand in the same text.
fn identity(certificate: &[u8], key: Option<&[u8]>) -> Result<Arc<CertifiedKey>, TrustFault> {
    let chain = certificates(certificate, Source::Certificate)?;
    let source = key.map_or(Source::Certificate, |_| Source::Key);
    let fault = |defect| TrustFault { source, defect };
    let blocks = blocks(key.unwrap_or(certificate)).map_err(|line| fault(Defect::NotPem(line)))?;
    let secret = secret(blocks).map_err(fault)?;
    let secret = provider().key_provider.load_private_key(secret);
    let secret = secret.map_err(|_| fault(Defect::KeyUnsupported))?;
    // A certificate that cannot be parsed is the server's to judge.
    let own = chain.first().and_then(|it| Certificate::parse(&it.der));
    if let (Some(own), Some(public)) = (own, secret.public_key())
        && only(&public, SEQUENCE) != Some(own.key.content)
    {
        return Err(fault(Defect::KeyUnfit));
    }
    let chain = chain.into_iter().map(|it| CertificateDer::from(it.der));
    Ok(Arc::new(CertifiedKey::new(chain.collect(), secret)))
}

/// Finds the first private key that needs no password.
fn secret(blocks: Vec<Block>) -> Result<PrivateKeyDer<'static>, Defect> {
    let mut defect = Defect::KeyMissing;
    for Block { label, der } in blocks {
        match label {
            Label::Encrypted => defect = Defect::KeyEncrypted,
            Label::Pkcs1 => return Ok(PrivateKeyDer::Pkcs1(der.into())),
            Label::Pkcs8 => return Ok(PrivateKeyDer::Pkcs8(der.into())),
            Label::Sec1 => return Ok(PrivateKeyDer::Sec1(der.into())),
            Label::Certificate | Label::Other | Label::Trusted => {}
        }
    }
    Err(defect)
}

/// anyExtendedKeyUsage, 2.5.29.37.0.
const ANY_PURPOSE: &[u8] = b"\x55\x1d\x25\x00";
