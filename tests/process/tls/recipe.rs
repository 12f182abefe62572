//! Certificates byte by byte, wrong ones included, which no library would make.

use rcgen::{KeyPair, PublicKeyData, SigningKey};

/// What a certificate is made of.
#[derive(Clone)]
pub(super) struct Recipe {
    /// Whether it is of X.509 version 1; extensions are left out.
    pub(super) v1: bool,
    /// The attributes of its subject.
    pub(super) subject: Vec<u8>,
    /// The days before and after today within which it is valid.
    pub(super) days: (i64, i64),
    /// Its extensions, in order.
    pub(super) extensions: Vec<Extension>,
    /// What its signature is made with instead of its issuer's key: a key that nobody has.
    pub(super) forged: bool,
}

/// One extension.
#[derive(Clone)]
pub(super) struct Extension {
    /// Its object identifier, encoded.
    pub(super) id: Vec<u8>,
    /// Whether it is critical.
    pub(super) critical: bool,
    /// Its value.
    pub(super) value: Vec<u8>,
}

impl Recipe {
    /// A certificate for this name without any extension.
    pub(super) fn new(cn: &str) -> Self {
        Self {
            v1: false,
            subject: rdn(0x0c, cn),
            days: (-1, 30),
            extensions: Vec::new(),
            forged: false,
        }
    }

    /// Adds an extension, in place of one of the same kind.
    pub(super) fn with(mut self, extension: Extension) -> Self {
        self.extensions.retain(|it| it.id != extension.id);
        self.extensions.push(extension);
        self
    }

    /// Removes an extension.
    pub(super) fn without(mut self, id: &[u8]) -> Self {
        self.extensions.retain(|it| it.id != id);
        self
    }

    /// Makes the certificate.
    pub(super) fn sign(&self, key: &KeyPair, issuer: &[u8], issuer_key: &KeyPair) -> Vec<u8> {
        let algorithm = tlv(0x30, tlv(6, *b"\x2a\x86\x48\xce\x3d\x04\x03\x02"));
        let mut parts = Vec::new();
        if !self.v1 {
            parts.push(tlv(0xa0, [2, 1, 2]));
        }
        let serial: [u8; 8] = rand(key, &self.subject);
        parts.push(tlv(2, serial));
        parts.push(algorithm.clone());
        parts.push(tlv(0x30, issuer));
        parts.push(tlv(0x30, [time(self.days.0), time(self.days.1)].concat()));
        parts.push(tlv(0x30, &*self.subject));
        parts.push(key.subject_public_key_info());
        if !self.v1 && !self.extensions.is_empty() {
            let all: Vec<_> = self.extensions.iter().map(Extension::der).collect();
            parts.push(tlv(0xa3, tlv(0x30, all.concat())));
        }
        let signed = tlv(0x30, parts.concat());
        let thief = KeyPair::generate().expect("a key can be made");
        let signer = if self.forged { &thief } else { issuer_key };
        let signature = signer.sign(&signed).expect("it can be signed");
        let signature = tlv(3, [&[0][..], &signature].concat());
        tlv(0x30, [signed, algorithm, signature].concat())
    }
}

impl Extension {
    /// An extension of this kind.
    pub(super) fn new(id: &[u8], critical: bool, value: impl AsRef<[u8]>) -> Self {
        Self {
            id: id.to_vec(),
            critical,
            value: value.as_ref().to_vec(),
        }
    }

    /// The extension as DER.
    fn der(&self) -> Vec<u8> {
        let critical = if self.critical {
            tlv(1, [0xff])
        } else {
            Vec::new()
        };
        tlv(
            0x30,
            [tlv(6, &*self.id), critical, tlv(4, &*self.value)].concat(),
        )
    }
}

/// One element.
pub(super) fn tlv(tag: u8, content: impl AsRef<[u8]>) -> Vec<u8> {
    let content = content.as_ref();
    let length = u16::try_from(content.len()).expect("an element is short");
    let [high, low] = length.to_be_bytes();
    let head = match length {
        0..0x80 => vec![tag, low],
        0x80..0x100 => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [&head, content].concat()
}

/// A distinguished name with a common name of this string type.
pub(super) fn rdn(string: u8, cn: &str) -> Vec<u8> {
    attribute(b"\x55\x04\x03", string, cn)
}

/// One attribute of a distinguished name.
pub(super) fn attribute(id: &[u8], string: u8, text: &str) -> Vec<u8> {
    let pair = [tlv(6, id), tlv(string, text)].concat();
    tlv(0x31, tlv(0x30, pair))
}

/// A moment so many days from now, as UTCTime.
fn time(days: i64) -> Vec<u8> {
    use std::time::{Duration, SystemTime};
    let shift = Duration::from_secs(days.unsigned_abs() * 86_400);
    let now = SystemTime::now();
    let moment = if days < 0 { now - shift } else { now + shift };
    let mut params = rcgen::CertificateParams::default();
    params.not_before = moment.into();
    let date = params.not_before;
    let text = format!(
        "{:02}{:02}{:02}{:02}{:02}{:02}Z",
        date.year() % 100,
        u8::from(date.month()),
        date.day(),
        date.hour(),
        date.minute(),
        date.second()
    );
    tlv(0x17, text)
}

/// A serial number that nothing else has.
fn rand(key: &KeyPair, subject: &[u8]) -> [u8; 8] {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    (key.public_key_raw(), subject).hash(&mut hasher);
    // Its first byte is neither zero, which would be padding, nor negative.
    ((hasher.finish() >> 2) | (1 << 62)).to_be_bytes()
}

/// basicConstraints.
pub(super) fn basic(is_ca: bool, path_length: Option<u8>) -> Extension {
    let mut value = if is_ca { vec![1, 1, 0xff] } else { Vec::new() };
    if let Some(length) = path_length {
        value.extend([2, 1, length]);
    }
    Extension::new(BASIC, true, tlv(0x30, value))
}

/// keyUsage.
pub(super) fn usage(bits: u8) -> Extension {
    Extension::new(
        USAGE,
        true,
        tlv(3, [bits.trailing_zeros().min(7) as u8, bits]),
    )
}

/// extKeyUsage with those of id-kp.
pub(super) fn purposes(numbers: &[u8]) -> Extension {
    let one = |number: &u8| {
        tlv(
            6,
            [b"\x2b\x06\x01\x05\x05\x07\x03", &[*number][..]].concat(),
        )
    };
    let all: Vec<_> = numbers.iter().map(one).collect();
    Extension::new(PURPOSES, false, tlv(0x30, all.concat()))
}

/// Netscape's certificate type.
pub(super) fn netscape(bits: u8) -> Extension {
    let value = tlv(3, [0, bits]);
    Extension::new(b"\x60\x86\x48\x01\x86\xf8\x42\x01\x01", false, value)
}

/// keyUsage.
pub(super) const USAGE: &[u8] = b"\x55\x1d\x0f";
/// subjectAltName.
pub(super) const SAN: &[u8] = b"\x55\x1d\x11";
/// basicConstraints.
pub(super) const BASIC: &[u8] = b"\x55\x1d\x13";
/// nameConstraints.
pub(super) const CONSTRAINTS: &[u8] = b"\x55\x1d\x1e";
/// extKeyUsage.
pub(super) const PURPOSES: &[u8] = b"\x55\x1d\x25";
