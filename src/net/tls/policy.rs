//! What a user asks of TLS, as data, and what can be wrong with it.

/// Whom to trust, who we are, and what is offered.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Policy<'a> {
    /// Whether certificates are accepted without verification.
    pub(crate) insecure: bool,
    /// The PEM text of the authorities that replace the bundled roots.
    pub(crate) authorities: Option<&'a [u8]>,
    /// The PEM text of the client certificate and its chain.
    pub(crate) certificate: Option<&'a [u8]>,
    /// The PEM text of the client's key; `None` means that it is with the certificate.
    pub(crate) key: Option<&'a [u8]>,
    /// For how many days the peer's certificate must at least be valid.
    pub(crate) min_cert_days: Option<u32>,
    /// Whether TLS 1.3 is the only version that is offered.
    pub(crate) tls13_only: bool,
}

/// Why a policy cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TrustFault {
    /// The text that is at fault.
    pub(crate) source: Source,
    /// What is wrong with it.
    pub(crate) defect: Defect,
}

/// One of the texts of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The authorities.
    Authorities,
    /// The client certificate.
    Certificate,
    /// The client's key.
    Key,
}

/// What can be wrong with PEM text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Defect {
    /// Every private key in it needs a password.
    KeyEncrypted,
    /// It holds no private key.
    KeyMissing,
    /// The key does not belong to the certificate.
    KeyUnfit,
    /// The key is of a kind that ring cannot sign with.
    KeyUnsupported,
    /// The certificate with this number, counted from 1, cannot be parsed.
    Malformed(usize),
    /// It holds no certificate.
    NoCertificate,
    /// The block that starts in this line is no valid PEM.
    NotPem(usize),
}
