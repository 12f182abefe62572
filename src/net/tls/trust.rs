//! Whom to trust and who we are: roots, PEM files, and rustls's configuration made of them.

use std::sync::{Arc, OnceLock};

use rustls::client::Resumption;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, Der, PrivateKeyDer, TrustAnchor, UnixTime};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, Error, InconsistentKeys, RootCertStore};

use super::facts::{is_ca, validity};
use super::provider::provider;
use super::verifier::{Verifier, check_dates};
use crate::cli::Given;
use crate::config::files as file;
use crate::text::Misuse;

/// The flags that name files and policy, as given.
pub(crate) struct Files {
    /// `--insecure`.
    pub(crate) insecure: bool,
    /// `--cacert`.
    pub(crate) cacert: Option<Given>,
    /// `--cert`.
    pub(crate) cert: Option<Given>,
    /// `--key`.
    pub(crate) key: Option<Given>,
    /// `--min-cert-days`.
    pub(crate) min_cert_days: Option<u32>,
}

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
    /// How long the peer's certificate must at least last.
    pub(super) min_cert_days: Option<u32>,
    /// What rustls makes of it.
    config: OnceLock<Arc<ClientConfig>>,
}

impl Trust {
    /// Reads the files; what is wrong with them is misuse.
    pub(crate) fn load(files: &Files) -> Result<Self, Misuse> {
        if let (true, Some(cacert)) = (files.insecure, files.cacert) {
            let reason = "has no effect with --insecure; leave one of them out";
            return Err(cacert.secret_misuse(reason));
        }
        let roots = match files.cacert {
            None => Roots::Bundled,
            Some(given) => Roots::File(trusted(given)?),
        };
        let identity = match (files.cert, files.key) {
            (None, None) => None,
            (None, Some(key)) => return Err(key.secret_misuse("needs --cert FILE with it")),
            (Some(cert), key) => Some(identity(cert, key)?),
        };
        Ok(Self {
            verify: !files.insecure,
            roots,
            identity,
            min_cert_days: files.min_cert_days,
            config: OnceLock::new(),
        })
    }

    /// Says whom we trust, for `--explain`.
    pub(crate) fn describe(&self) -> String {
        let mut text = match (&self.roots, self.verify) {
            (_, false) => "anybody; certificates are not verified".to_owned(),
            (Roots::Bundled, true) => "the bundled Mozilla roots".to_owned(),
            (Roots::File(found), true) => match found.len() {
                1 => "the certificate in --cacert, and nobody else".to_owned(),
                count => format!("the {count} certificates in --cacert, and nobody else"),
            },
        };
        if self.identity.is_some() {
            text.push_str("; a client certificate is shown to who asks");
        }
        if let Some(days) = self.min_cert_days {
            text.push_str(&format!("; certificates must last {days} more days"));
        }
        text
    }

    /// Tells whether the roots came out of a file.
    pub(super) fn has_file(&self) -> bool {
        matches!(self.roots, Roots::File(_))
    }

    /// Tells whether we would show a certificate of our own.
    pub(super) fn has_identity(&self) -> bool {
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
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
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

/// Reads the certificates that are trusted.
fn trusted(given: Given) -> Result<Vec<CertificateDer<'static>>, Misuse> {
    let found = certificates(given)?;
    if !found.iter().any(|it| validity(it).is_some() || is_ca(it)) {
        return Err(given.misuse("holds only malformed certificates"));
    }
    Ok(found)
}

/// Reads all certificates of a PEM file.
fn certificates(given: Given) -> Result<Vec<CertificateDer<'static>>, Misuse> {
    let bytes = file::read(given, given.text)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) => Err(given.misuse("holds no certificate; it must be PEM")),
        Err(_) => Err(given.misuse("is not valid PEM")),
    }
}

/// Reads our certificate chain and its key, which may stand in the same file.
fn identity(cert: Given, key: Option<Given>) -> Result<Arc<CertifiedKey>, Misuse> {
    let chain = certificates(cert)?;
    let source = key.unwrap_or(cert);
    let bytes = file::read(source, source.text)?;
    let secret = PrivateKeyDer::from_pem_slice(&bytes).map_err(|_| match key {
        None => cert.misuse("holds no private key; give one with --key FILE"),
        Some(key) => key.misuse("holds no private key; it must be PEM and not encrypted"),
    })?;
    let secret = provider()
        .key_provider
        .load_private_key(secret)
        .map_err(|_| {
            source.misuse("holds a key of a kind that is not supported; make a P-256 one")
        })?;
    let identity = CertifiedKey::new(chain, secret);
    // Any other error is about the certificate, which is the server's to judge: rustls cannot
    // read those of X.509 version 1, as `openssl x509 -req` makes them.
    if let Err(Error::InconsistentKeys(InconsistentKeys::KeyMismatch)) = identity.keys_match() {
        return Err(source.misuse("holds a key that does not fit the certificate"));
    }
    Ok(Arc::new(identity))
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
