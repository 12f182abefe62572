//! Signatures and keys: which there are, and which of them ring can verify.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::fmt;

use super::certificate::{Certificate, Key};
use super::der::{INTEGER, OBJECT, Reader, SEQUENCE, only};
use super::provider::SIGNATURES;

/// An algorithm, by its name or its object identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// One with a name that people know.
    Named(&'static str),
    /// RSA, with the length of its modulus in bits.
    Rsa(usize),
    /// Any other.
    Unknown(Vec<u8>),
}

/// Why a signature is not valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SignatureFault {
    /// It was made with another key, or of something else.
    Forged,
    /// ring cannot verify with a key of this kind.
    Key(Algorithm),
    /// ring cannot verify signatures of this kind.
    Signature(Algorithm),
}

/// Verifies the signature on a certificate with its issuer's key.
pub(super) fn verify(certificate: &Certificate<'_>, key: &Key<'_>) -> Result<(), SignatureFault> {
    let mut fault = SignatureFault::Signature(signature(certificate));
    for algorithm in SIGNATURES.all {
        if bare(&algorithm.signature_alg_id()) != bare(certificate.algorithm) {
            continue;
        }
        if bare(&algorithm.public_key_alg_id()) != bare(key.algorithm) || !is_usable(key) {
            fault = SignatureFault::Key(kind(key));
            continue;
        }
        let valid = algorithm.verify_signature(key.bits, certificate.signed, certificate.signature);
        return valid.map_err(|_| SignatureFault::Forged);
    }
    Err(fault)
}

/// Reports whether ring can verify with a key.
pub(super) fn is_usable(key: &Key<'_>) -> bool {
    let known = |id: &[u8]| bare(id) == bare(key.algorithm);
    let mut all = SIGNATURES.all.iter();
    match kind(key) {
        Algorithm::Rsa(bits) => (MIN_RSA..=MAX_RSA).contains(&bits),
        _ => all.any(|it| known(&it.public_key_alg_id())),
    }
}

/// Returns the kind of a key.
pub(super) fn kind(key: &Key<'_>) -> Algorithm {
    let mut reader = Reader::new(key.algorithm);
    let id = reader.expect(OBJECT).unwrap_or_default();
    match id {
        RSA => Algorithm::Rsa(modulus_bits(key.bits).unwrap_or_default()),
        // The curve is its parameter.
        ELLIPTIC => named(reader.expect(OBJECT).unwrap_or_default()),
        _ => named(id),
    }
}

/// Returns the algorithm of the signature on a certificate.
pub(super) fn signature(certificate: &Certificate<'_>) -> Algorithm {
    let id = Reader::new(certificate.algorithm).expect(OBJECT);
    named(id.unwrap_or_default())
}

/// Finds the name of an object identifier.
fn named(id: &[u8]) -> Algorithm {
    let name = NAMES.iter().find(|(known, _)| *known == id);
    name.map_or_else(
        || Algorithm::Unknown(id.to_vec()),
        |(_, name)| Algorithm::Named(name),
    )
}

/// Returns the length of an RSA key's modulus.
fn modulus_bits(key: &[u8]) -> Option<usize> {
    let modulus = Reader::new(only(key, SEQUENCE)?).expect(INTEGER)?;
    let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
    let (first, rest) = modulus.get(zeros..)?.split_first()?;
    let bits = rest.len().checked_mul(8)?;
    bits.checked_add(usize::try_from(first.checked_ilog2()?).ok()?)?
        .checked_add(1)
}

/// Returns an algorithm's identifier without NULL parameters, which some certificates leave out.
fn bare(algorithm: &[u8]) -> &[u8] {
    algorithm.strip_suffix(b"\x05\x00").unwrap_or(algorithm)
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Rsa(bits) => write!(f, "RSA of {bits} bits"),
            Self::Unknown(id) => write!(f, "algorithm {}", dotted(id)),
        }
    }
}

/// Writes an object identifier as `1.2.840`.
pub(super) fn dotted(id: &[u8]) -> String {
    let (mut text, mut number) = (String::new(), 0_u64);
    for byte in id {
        number = number
            .saturating_mul(128)
            .saturating_add(u64::from(byte & 0x7f));
        if byte & 0x80 != 0 {
            continue;
        }
        if text.is_empty() {
            let first = (number / 40).min(2);
            text = format!(
                "{first}.{}",
                number.saturating_sub(first.saturating_mul(40))
            );
        } else {
            text.push_str(&format!(".{number}"));
        }
        number = 0;
    }
    text
}

/// The shortest RSA key that ring accepts, and OpenSSL as Debian sets it up.
const MIN_RSA: usize = 2048;

/// The longest RSA key that ring accepts.
const MAX_RSA: usize = 8192;

/// rsaEncryption, 1.2.840.113549.1.1.1.
const RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";

/// id-ecPublicKey, 1.2.840.10045.2.1.
const ELLIPTIC: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";

/// The names of curves, of other keys and of signatures.
const NAMES: [(&[u8], &str); 21] = [
    (b"\x2a\x86\x48\xce\x3d\x03\x01\x07", "P-256"),
    (b"\x2b\x81\x04\x00\x22", "P-384"),
    (b"\x2b\x81\x04\x00\x23", "P-521"),
    (b"\x2b\x81\x04\x00\x0a", "secp256k1"),
    (b"\x2b\x65\x70", "Ed25519"),
    (b"\x2b\x65\x71", "Ed448"),
    (b"\x2a\x86\x48\xce\x38\x04\x01", "DSA"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", "RSA-PSS"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04", "RSA-MD5"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05", "RSA-SHA1"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e", "RSA-SHA224"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b", "RSA-SHA256"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c", "RSA-SHA384"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d", "RSA-SHA512"),
    (b"\x2a\x86\x48\xce\x3d\x04\x01", "ECDSA-SHA1"),
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x01", "ECDSA-SHA224"),
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x02", "ECDSA-SHA256"),
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x03", "ECDSA-SHA384"),
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x04", "ECDSA-SHA512"),
    (b"\x60\x86\x48\x01\x65\x03\x04\x03\x02", "DSA-SHA256"),
    (b"\x60\x86\x48\x01\x65\x03\x04\x03\x12", "ML-DSA-65"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_identifiers_are_written_with_dots() {
        for (id, wanted) in [
            (
                &b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"[..],
                "1.2.840.113549.1.1.1",
            ),
            (b"\x55\x1d\x13", "2.5.29.19"),
            (b"\x60\x86\x48\x01", "2.16.840.1"),
            (b"\x88\x37\x03", "2.999.3"),
            (b"", ""),
            (b"\x86", ""),
        ] {
            assert_eq!(dotted(id), wanted);
        }
    }

    #[test]
    fn the_modulus_of_a_key_is_measured() {
        let key = |modulus: &[u8]| {
            let integers = [&[2, modulus.len() as u8][..], modulus, b"\x02\x01\x03"].concat();
            [&[0x30, integers.len() as u8][..], &integers].concat()
        };
        for (modulus, wanted) in [
            (&b"\x00\x80\x00"[..], Some(16)),
            (b"\x01\x00", Some(9)),
            (b"\x00", None),
            (b"", None),
        ] {
            assert_eq!(modulus_bits(&key(modulus)), wanted);
        }
    }
}
