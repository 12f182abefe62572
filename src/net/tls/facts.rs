//! What a handshake showed, as data.

use super::algorithm::{Algorithm, kind, signature};
use super::certificate::Certificate;
use super::distinguished::common_name;
use super::name::{CertName, hosts};

/// What a handshake showed, as far as it came.
#[derive(Debug, Default)]
pub(crate) struct Handshake {
    /// The version that was agreed on, in its usual spelling.
    pub(crate) version: Option<&'static str>,
    /// The cipher suite that was agreed on, in its usual spelling.
    pub(crate) suite: Option<&'static str>,
    /// The protocol inside, if one was agreed on.
    pub(crate) alpn: Option<Vec<u8>>,
    /// The certificates that the server sent, its own first; `None` for one that is malformed.
    pub(crate) chain: Vec<Option<CertificateFacts>>,
    /// The index of the one that was refused.
    pub(crate) refused: Option<usize>,
}

/// What a certificate says of itself. Names are as they came.
#[derive(Debug)]
pub(crate) struct CertificateFacts {
    /// The common name of its subject.
    pub(crate) subject: Vec<u8>,
    /// The hosts that it is for.
    pub(crate) hosts: Vec<CertName>,
    /// The common name of its issuer; `None` when that is itself.
    pub(crate) issuer: Option<Vec<u8>>,
    /// When it becomes valid, in seconds since 1970.
    pub(crate) begin: u64,
    /// When it expires, in seconds since 1970.
    pub(crate) end: u64,
    /// The kind of its key.
    pub(crate) key: Algorithm,
    /// How it is signed.
    pub(crate) signature: Algorithm,
}

impl CertificateFacts {
    /// Collects the facts.
    pub(super) fn new(certificate: &Certificate<'_>) -> Self {
        let name = |name| common_name(name).to_vec();
        Self {
            subject: name(certificate.subject),
            hosts: hosts(certificate),
            issuer: (!certificate.is_self_issued()).then(|| name(certificate.issuer)),
            begin: certificate.begin,
            end: certificate.end,
            key: kind(&certificate.key),
            signature: signature(certificate),
        }
    }
}
