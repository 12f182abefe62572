//! Why a certificate is refused, as data.

use super::algorithm::Algorithm;
use super::name::CertName;

/// Why a server's certificate is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The certificate that is at fault.
    pub(crate) place: Place,
    /// A name that the reason is about, as it came: the subject's, or that of a missing issuer.
    pub(crate) name: Vec<u8>,
    /// What is wrong.
    pub(crate) reason: Reason,
    /// Whether the bundled roots are trusted, and not those of a file.
    pub(crate) bundled: bool,
}

/// Where a certificate comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// All that the server sent: this many besides its own.
    Chain(usize),
    /// The authorities that are trusted.
    File,
    /// The server's own certificate.
    Leaf,
    /// The one with this number, counted from 1, after the server's own.
    Served(usize),
}

/// What is wrong with a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// It is an authority's, and stands where a server's should.
    Ca,
    /// An authority may not sign its names.
    Constraint,
    /// It has a critical extension with this object identifier, such as `2.5.29.54`, which is not
    /// understood.
    Critical(String),
    /// Its file says that it is not trusted for servers.
    Distrusted,
    /// It is not valid yet.
    Early {
        /// When it becomes valid.
        begin: u64,
        /// When it expires.
        end: u64,
    },
    /// It expires sooner than it should.
    EndsSoon {
        /// When it expires.
        end: u64,
        /// Now.
        now: u64,
        /// For how many days it should be valid.
        wanted: u32,
    },
    /// It has expired.
    Expired {
        /// When it became valid.
        begin: u64,
        /// When it expired.
        end: u64,
        /// Now.
        now: u64,
    },
    /// A trusted authority has the name of the issuer, and did not sign it.
    Forged,
    /// Nobody who is trusted has this name.
    Issuer {
        /// Whether the server sent nothing but its own certificate.
        alone: bool,
    },
    /// Its key is of a kind that cannot be used.
    Key(Algorithm),
    /// The time was over before the chain was verified.
    Late,
    /// It cannot be parsed.
    Malformed,
    /// It is for other hosts, which are these.
    Name {
        /// The hosts.
        hosts: Vec<CertName>,
        /// The common name, where that counts.
        cn: Option<Vec<u8>>,
    },
    /// It signs others, and its key may not.
    NoCertSign,
    /// It signs others, and is no authority's.
    NotCa,
    /// There are more intermediates below it than it allows.
    PathLength,
    /// It is not meant for servers (extKeyUsage).
    Purpose,
    /// It is signed with its own key, and nobody trusts it.
    SelfSigned,
    /// It is signed in a way that cannot be verified.
    Signature(Algorithm),
    /// There are so many ways through the chain that not all were tried.
    Tangled,
    /// Its key may not be used for TLS (keyUsage).
    Usage,
}

impl Refusal {
    /// Makes a refusal.
    pub(super) fn new(place: Place, name: Vec<u8>, reason: Reason) -> Self {
        Self {
            place,
            name,
            reason,
            bundled: false,
        }
    }
}
