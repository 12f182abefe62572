//! Whom to trust and who we are: roots, PEM files, and rustls's configuration made of them.

use std::sync::{Arc, OnceLock};

use rustls::client::Resumption;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

use super::verifier::Verifier;
use crate::cli::Given;
use crate::file;
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

/// Our own certificate chain and its key.
#[derive(Debug)]
struct Identity {
    /// Leaf first.
    chain: Vec<CertificateDer<'static>>,
    /// The leaf's key.
    key: PrivateKeyDer<'static>,
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
    identity: Option<Identity>,
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
            Some(given) => Roots::File(certificates(given)?),
        };
        let identity = match (files.cert, files.key) {
            (None, None) => None,
            (None, Some(key)) => return Err(key.secret_misuse("needs --cert FILE with it")),
            (Some(cert), key) => Some(identity(cert, key)?),
        };
        let trust = Self {
            verify: !files.insecure,
            roots,
            identity,
            min_cert_days: files.min_cert_days,
            config: OnceLock::new(),
        };
        // A key that does not fit its certificate, or a root that is none, must be misuse.
        if let (None, Roots::Bundled) = (&trust.identity, &trust.roots) {
            return Ok(trust);
        }
        trust
            .config()
            .map_err(|misuse| match files.cert.or(files.cacert) {
                Some(given) => given.secret_misuse(misuse.line()),
                None => misuse,
            })?;
        Ok(trust)
    }

    /// Says whom we trust, for `--explain`.
    pub(crate) fn describe(&self) -> String {
        let mut text = match (&self.roots, self.verify) {
            (_, false) => "anybody; certificates are not verified".to_owned(),
            (Roots::Bundled, true) => "the bundled Mozilla roots".to_owned(),
            (Roots::File(found), true) => format!("{} certificates of --cacert", found.len()),
        };
        if self.identity.is_some() {
            text.push_str("; with a client certificate");
        }
        if let Some(days) = self.min_cert_days {
            text.push_str(&format!("; valid for {days} days yet"));
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
    pub(super) fn config(&self) -> Result<Arc<ClientConfig>, Misuse> {
        if let Some(config) = self.config.get() {
            return Ok(Arc::clone(config));
        }
        let config = Arc::new(self.build()?);
        Ok(Arc::clone(self.config.get_or_init(|| config)))
    }

    /// Makes rustls's configuration.
    fn build(&self) -> Result<ClientConfig, Misuse> {
        let mut roots = RootCertStore::empty();
        let mut pins = Vec::new();
        match &self.roots {
            Roots::Bundled => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
            Roots::File(certificates) => {
                if roots
                    .add_parsable_certificates(certificates.iter().cloned())
                    .0
                    == 0
                {
                    return Err(Misuse::new("no certificate in it", "can be read"));
                }
                pins.clone_from(certificates);
            }
        }
        let provider = Arc::new(default_provider());
        let verifier = Verifier::new(self, roots, pins, &provider)?;
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| Misuse::new("TLS", &error.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier));
        let mut config = match &self.identity {
            None => builder.with_no_client_auth(),
            Some(Identity { chain, key }) => builder
                .with_client_auth_cert(chain.clone(), key.clone_key())
                .map_err(|error| match error {
                    rustls::Error::InconsistentKeys(_) => {
                        Misuse::new("the key", "does not belong to the certificate")
                    }
                    _ => Misuse::new("the key", "cannot be used; write PKCS#8, SEC1 or PKCS#1"),
                })?,
        };
        config.resumption = Resumption::disabled();
        Ok(config)
    }
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
fn identity(cert: Given, key: Option<Given>) -> Result<Identity, Misuse> {
    let chain = certificates(cert)?;
    let source = key.unwrap_or(cert);
    let bytes = file::read(source, source.text)?;
    let key = PrivateKeyDer::from_pem_slice(&bytes).map_err(|_| match key {
        None => cert.misuse("holds no private key; give one with --key FILE"),
        Some(key) => key.misuse("holds no private key; it must be PEM and not encrypted"),
    })?;
    Ok(Identity { chain, key })
}
