//! Whom to trust and who we are: roots, PEM text, and rustls's configuration made of them.

use std::sync::{Arc, OnceLock};

use rustls::client::Resumption;
use rustls::pki_types::{CertificateDer, Der, PrivateKeyDer, TrustAnchor, UnixTime};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, Error, InconsistentKeys, RootCertStore};

use super::facts::{is_ca, validity};
use super::pem::{Block, Label, blocks};
use super::policy::{Defect, Policy, Source, TrustFault};
use super::provider::provider;
use super::verifier::{Verifier, check_dates};

/// Whose certificates are accepted.
#[derive(Debug)]
enum Roots {
    /// Those of Mozilla's list that is built in.
    Bundled,
    /// Those of a file, and none else.
    File(Vec<CertificateDer<'static>>),
}

/// Whom to trust, read and checked; rustls's configuration is made when first needed, so that
/// `http://` never pays for it.
#[derive(Debug)]
pub(crate) struct Trust {
    /// Whether certificates are verified at all.
    pub(super) verify: bool,
    /// Whose certificates are accepted.
    roots: Roots,
    /// Who we are, if asked.
    identity: Option<Arc<CertifiedKey>>,
    /// For how many days the peer's certificate must at least be valid.
    min_cert_days: Option<u32>,
    /// Whether TLS 1.3 is the only version that is offered.
    tls13_only: bool,
    /// What rustls makes of it.
    config: OnceLock<Arc<ClientConfig>>,
}

impl Trust {
    /// Parses what the policy holds.
    pub(crate) fn new(policy: Policy<'_>) -> Result<Self, TrustFault> {
        let roots = match policy.authorities {
            None => Roots::Bundled,
            Some(text) => Roots::File(certificates(text, Source::Authorities)?),
        };
        let identity = match policy.certificate {
            None => None,
            Some(text) => Some(identity(text, policy.key)?),
        };
        Ok(Self {
            verify: !policy.insecure,
            roots,
            identity,
            min_cert_days: policy.min_cert_days,
            tls13_only: policy.tls13_only,
            config: OnceLock::new(),
        })
    }

    /// Reports whether certificates are verified.
    pub(crate) fn verifies(&self) -> bool {
        self.verify
    }

    /// Returns the number of certificates that replace the bundled roots.
    pub(crate) fn authorities(&self) -> Option<usize> {
        match &self.roots {
            Roots::Bundled => None,
            Roots::File(found) => Some(found.len()),
        }
    }

    /// Returns for how many days the peer's certificate must at least be valid.
    pub(crate) fn min_cert_days(&self) -> Option<u32> {
        self.min_cert_days
    }

    /// Tells whether the roots came out of a file.
    pub(super) fn has_file(&self) -> bool {
        matches!(self.roots, Roots::File(_))
    }

    /// Reports whether there is a client certificate.
    pub(crate) fn has_identity(&self) -> bool {
        self.identity.is_some()
    }

    /// Yields rustls's configuration.
    pub(super) fn config(&self) -> Result<Arc<ClientConfig>, Error> {
        if let Some(config) = self.config.get() {
            return Ok(Arc::clone(config));
        }
        let config = Arc::new(self.build()?);
        Ok(Arc::clone(self.config.get_or_init(|| config)))
    }

    /// Makes rustls's configuration.
    fn build(&self) -> Result<ClientConfig, Error> {
        let (roots, pins) = match &self.roots {
            Roots::Bundled => (bundled().collect(), Vec::new()),
            Roots::File(certificates) => {
                (anchors(certificates, UnixTime::now()), certificates.clone())
            }
        };
        let provider = Arc::new(provider());
        let verifier = Verifier {
            roots,
            algorithms: provider.signature_verification_algorithms,
            pins,
            verify: self.verify,
            min_days: self.min_cert_days,
        };
        let versions: &[_] = if self.tls13_only {
            &[&TLS13]
        } else {
            &[&TLS13, &TLS12]
        };
        let builder = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier));
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

/// Reads the roots that build.rs wrote: name, key and name constraints, each behind its length.
fn bundled() -> impl Iterator<Item = TrustAnchor<'static>> {
    let mut rest: &'static [u8] = include_bytes!(concat!(env!("OUT_DIR"), "/roots"));
    std::iter::from_fn(move || {
        let mut field = || {
            let (length, after) = rest.split_first_chunk()?;
            let (field, after) = after.split_at_checked(u16::from_be_bytes(*length).into())?;
            rest = after;
            Some(Der::from_slice(field))
        };
        Some(TrustAnchor {
            subject: field()?,
            subject_public_key_info: field()?,
            name_constraints: field().filter(|constraints| !constraints.is_empty()),
        })
    })
}

/// Picks what may sign other certificates today out of a file's: webpki would take the key of any
/// for an authority's, whatever its certificate says. Malformed ones are passed over, as the bundles of
/// some systems hold a few.
fn anchors(certificates: &[CertificateDer<'static>], now: UnixTime) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    let fit = certificates
        .iter()
        .filter(|it| is_ca(it) && check_dates(it, now).is_ok());
    roots.add_parsable_certificates(fit.cloned());
    roots
}

/// Parses every certificate of PEM text.
fn certificates(text: &[u8], source: Source) -> Result<Vec<CertificateDer<'static>>, TrustFault> {
    let fault = |defect| TrustFault { source, defect };
    let blocks = blocks(text).map_err(|line| fault(Defect::NotPem(line)))?;
    let mut found = Vec::new();
    for Block { label, mut der } in blocks {
        match label {
            Label::Certificate => {}
            // What follows is OpenSSL's own.
            Label::Trusted => {
                let length = der_length(&der);
                der.truncate(length.ok_or(fault(Defect::Malformed(found.len() + 1)))?);
            }
            _ => continue,
        }
        found.push(CertificateDer::from(der));
    }
    if found.is_empty() {
        return Err(fault(Defect::NoCertificate));
    }
    let malformed = |it: &CertificateDer<'_>| validity(it).is_none() && !is_ca(it);
    // rustls cannot parse client certificates of X.509 version 1; they are the server's to judge.
    match found.iter().position(malformed) {
        Some(index) if source == Source::Authorities => {
            Err(fault(Defect::Malformed(index.saturating_add(1))))
        }
        _ => Ok(found),
    }
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
    let identity = CertifiedKey::new(chain, secret);
    // Any other error is about the certificate, which is the server's to judge: rustls cannot
    // read those of X.509 version 1, as `openssl x509 -req` makes them.
    if let Err(Error::InconsistentKeys(InconsistentKeys::KeyMismatch)) = identity.keys_match() {
        return Err(fault(Defect::KeyUnfit));
    }
    Ok(Arc::new(identity))
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

/// Returns how many bytes the first DER element takes.
fn der_length(der: &[u8]) -> Option<usize> {
    let (&[0x30, 0x82, high, low], _) = der.split_first_chunk()? else {
        return None;
    };
    Some(usize::from(u16::from_be_bytes([high, low])).saturating_add(4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_roots_are_mozillas() {
        let bundled: Vec<_> = bundled().collect();
        assert!(bundled.len() > 100);
        assert_eq!(bundled, webpki_roots::TLS_SERVER_ROOTS);
    }
}
