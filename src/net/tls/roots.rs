//! The authorities that are trusted: Mozilla's, which are built in, or those of a file.

use super::certificate::{Certificate, Key};
use super::distinguished::same;
use super::issuer::Authority;

/// What is accepted.
#[derive(Debug)]
pub(super) struct Rules {
    /// Whether certificates are verified at all.
    pub(super) verify: bool,
    /// Whose certificates are accepted.
    pub(super) roots: Roots,
    /// For how many days the peer's certificate must at least be valid.
    pub(super) min_cert_days: Option<u32>,
}

/// Whose certificates are accepted.
#[derive(Debug)]
pub(super) enum Roots {
    /// Those of Mozilla's list that is built in.
    Bundled,
    /// Those of a file, and no others.
    File(Vec<Trusted>),
}

/// A certificate that is trusted.
#[derive(Debug)]
pub(super) struct Trusted {
    /// The certificate.
    pub(super) der: Vec<u8>,
    /// What OpenSSL's notes on it say, if anything: whether it is trusted for servers.
    pub(super) marked: Option<bool>,
}

impl Roots {
    /// Returns the authorities of this name.
    pub(super) fn named(&self, name: &[u8]) -> Vec<Authority<'_>> {
        match self {
            Self::Bundled => bundled().filter(|it| same(it.subject, name)).collect(),
            Self::File(all) => {
                let all = all.iter().filter_map(Trusted::authority);
                all.filter(|it| same(it.subject, name)).collect()
            }
        }
    }

    /// Reports whether a server's certificate is in the file itself.
    pub(super) fn holds(&self, leaf: &[u8]) -> bool {
        match self {
            Self::Bundled => false,
            Self::File(certificates) => certificates
                .iter()
                .any(|it| it.der == leaf && it.marked != Some(false)),
        }
    }
}

impl Trusted {
    /// Returns the authority whose certificate this is.
    fn authority(&self) -> Option<Authority<'_>> {
        let certificate = Certificate::parse(&self.der)?;
        Some(Authority {
            subject: certificate.subject,
            key: certificate.key,
            constraints: certificate.extensions.constraints,
            certificate: Some(certificate),
            marked: self.marked,
        })
    }
}

/// Reads the roots that build.rs wrote: name, key and name constraints, each behind its length.
fn bundled() -> impl Iterator<Item = Authority<'static>> {
    let mut rest: &'static [u8] = include_bytes!(concat!(env!("OUT_DIR"), "/roots"));
    std::iter::from_fn(move || {
        let mut field = || {
            let (length, after) = rest.split_first_chunk()?;
            let (field, after) = after.split_at_checked(u16::from_be_bytes(*length).into())?;
            rest = after;
            Some(field)
        };
        Some(Authority {
            subject: field()?,
            key: Key::parse(field()?)?,
            constraints: field().filter(|constraints| !constraints.is_empty()),
            certificate: None,
            marked: None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_roots_are_mozillas() {
        let roots = webpki_roots::TLS_SERVER_ROOTS;
        assert!(roots.len() > 100);
        assert_eq!(bundled().count(), roots.len());
        for (ours, root) in bundled().zip(roots) {
            assert_eq!(ours.subject, &*root.subject);
            let key = Key::parse(&root.subject_public_key_info).expect("a key");
            assert_eq!(ours.key.bits, key.bits);
            assert_eq!(ours.constraints, root.name_constraints.as_deref());
        }
    }
}
