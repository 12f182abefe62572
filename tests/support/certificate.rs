//! Certificates made in memory, so that none of them can expire.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, SanType,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate authority of the test's own.
#[derive(Debug)]
pub(crate) struct Authority {
    /// Its certificate and key.
    issuer: CertifiedIssuer<'static, KeyPair>,
    /// What a server sends after a leaf that this authority signed.
    chain: Vec<CertificateDer<'static>>,
}

impl Authority {
    /// A root of this name.
    pub(crate) fn root(name: &str) -> Self {
        Self::root_with(name, |_| {})
    }

    /// As [`Self::root`], changed before it is signed.
    pub(crate) fn root_with(name: &str, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut params = authority(name);
        change(&mut params);
        let issuer = CertifiedIssuer::self_signed(params, key());
        Self {
            issuer: issuer.expect("a certificate can be signed"),
            chain: Vec::new(),
        }
    }

    /// An intermediate of this name below.
    pub(crate) fn intermediate(&self, name: &str) -> Self {
        self.intermediate_with(name, |_| {})
    }

    /// As [`Self::intermediate`], changed before it is signed.
    pub(crate) fn intermediate_with(
        &self,
        name: &str,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Self {
        let mut params = authority(name);
        change(&mut params);
        let issuer = CertifiedIssuer::signed_by(params, key(), &self.issuer);
        let issuer = issuer.expect("a certificate can be signed");
        let own = issuer.der().clone();
        Self {
            issuer,
            chain: [own].into_iter().chain(self.chain.clone()).collect(),
        }
    }

    /// The certificate as PEM.
    pub(crate) fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// The certificate itself.
    pub(crate) fn der(&self) -> CertificateDer<'static> {
        self.issuer.der().clone()
    }

    /// A server's certificate for these names and addresses.
    pub(crate) fn issue<const N: usize>(&self, names: [&str; N]) -> Identity {
        self.issue_with(names, |_| {})
    }

    /// As [`Self::issue`], changed before it is signed.
    pub(crate) fn issue_with<const N: usize>(
        &self,
        names: [&str; N],
        change: impl FnOnce(&mut CertificateParams),
    ) -> Identity {
        self.issue_for(&key(), names, change)
    }

    /// As [`Self::issue_with`], with a key of another kind.
    pub(crate) fn issue_for<const N: usize>(
        &self,
        key: &KeyPair,
        names: [&str; N],
        change: impl FnOnce(&mut CertificateParams),
    ) -> Identity {
        let mut params = leaf(&names);
        change(&mut params);
        let leaf = params.signed_by(key, &self.issuer);
        let leaf = leaf.expect("a certificate can be signed").der().clone();
        Identity {
            chain: [leaf].into_iter().chain(self.chain.clone()).collect(),
            key: key.serialize_pem(),
        }
    }
}

/// Who a peer says it is: a certificate chain and the key of its leaf.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    /// Leaf first.
    pub(crate) chain: Vec<CertificateDer<'static>>,
    /// The leaf's key as PEM.
    pub(crate) key: String,
}

impl Identity {
    /// A leaf signed with its own key.
    pub(crate) fn self_signed<const N: usize>(
        names: [&str; N],
        change: impl FnOnce(&mut CertificateParams),
    ) -> Self {
        let mut params = leaf(&names);
        change(&mut params);
        let key = key();
        let leaf = params.self_signed(&key);
        Self {
            chain: vec![leaf.expect("a certificate can be signed").der().clone()],
            key: key.serialize_pem(),
        }
    }

    /// What another tool wrote.
    pub(crate) fn read(certificate: &Path, key: &Path) -> Self {
        let chain = CertificateDer::pem_file_iter(certificate).expect("the file can be read");
        Self {
            chain: chain.map(|it| it.expect("the file is PEM")).collect(),
            key: fs::read_to_string(key).expect("the file can be read"),
        }
    }

    /// The same without its intermediates.
    pub(crate) fn alone(mut self) -> Self {
        self.chain.truncate(1);
        self
    }

    /// The chain as PEM.
    pub(crate) fn pem(&self) -> String {
        self.chain.iter().map(pem).collect()
    }

    /// The key.
    pub(crate) fn secret(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::from_pem_slice(self.key.as_bytes()).expect("the key is PEM")
    }

    /// Writes the chain and the key as `cert.pem` and `key.pem`.
    pub(crate) fn write(&self, folder: &Path) {
        fs::write(folder.join("cert.pem"), self.pem()).expect("a file can be written");
        fs::write(folder.join("key.pem"), &self.key).expect("a file can be written");
    }
}

/// Sets how many days ago a certificate began and in how many it ends; yields the dates as they
/// are printed.
pub(crate) fn dated(params: &mut CertificateParams, begin: i64, end: i64) -> [String; 2] {
    let moment = |days: i64| {
        // Six hours off midnight's side, so that a whole day stays one while the test runs.
        let shift = Duration::from_secs(days.unsigned_abs() * 86_400 + 21_600);
        let now = SystemTime::now();
        if days < 0 { now - shift } else { now + shift }
    };
    params.not_before = moment(begin).into();
    params.not_after = moment(end).into();
    [params.not_before, params.not_after].map(|it| it.date().to_string())
}

/// Writes a certificate as PEM.
fn pem(certificate: &CertificateDer<'_>) -> String {
    use base64::Engine;
    let text = base64::engine::general_purpose::STANDARD.encode(certificate);
    let lines = text.as_bytes().chunks(64).map(String::from_utf8_lossy);
    let lines: Vec<_> = lines.collect();
    format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        lines.join("\n")
    )
}

/// A P-256 key.
fn key() -> KeyPair {
    KeyPair::generate().expect("a key can be made")
}

/// What a CA's certificate says.
fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

/// What a server's certificate says.
fn leaf(names: &[&str]) -> CertificateParams {
    let mut params = CertificateParams::default();
    let san = |name: &&str| match name.parse() {
        Ok(ip) => SanType::IpAddress(ip),
        Err(_) => SanType::DnsName((*name).try_into().expect("a name")),
    };
    params.subject_alt_names = names.iter().map(san).collect();
    let common = names.first().copied().unwrap_or("localhost");
    params.distinguished_name.push(DnType::CommonName, common);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params
}
