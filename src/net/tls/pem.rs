//! PEM as OpenSSL reads it: blocks between text, with a byte order mark, CRLF, and any label.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// One block of a PEM file.
#[derive(Debug)]
pub(super) struct Block {
    /// What it holds.
    pub(super) label: Label,
    /// The content.
    pub(super) der: Vec<u8>,
}

/// What a block holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// A certificate.
    Certificate,
    /// A private key that needs a password.
    Encrypted,
    /// Anything else, as a CRL or the parameters of a key.
    Other,
    /// An RSA key of PKCS #1.
    Pkcs1,
    /// A key of PKCS #8.
    Pkcs8,
    /// An elliptic curve key of SEC 1.
    Sec1,
    /// A certificate, and behind it OpenSSL's notes on what it is trusted for.
    Trusted,
}

/// Reads every block of a file; `Err` carries the number of the line where a broken one starts.
pub(super) fn blocks(file: &[u8]) -> Result<Vec<Block>, usize> {
    let text = file.strip_prefix(BYTE_ORDER_MARK).unwrap_or(file);
    let mut lines = text.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let mut blocks = Vec::new();
    let mut number: usize = 0;
    while let Some(line) = lines.next() {
        number = number.saturating_add(1);
        let Some(name) = line
            .strip_prefix(b"-----BEGIN ")
            .and_then(|rest| rest.strip_suffix(b"-----"))
        else {
            continue;
        };
        let start = number;
        let end = [b"-----END ", name, b"-----"].concat();
        let mut body = Vec::new();
        loop {
            let line = lines.next().ok_or(start)?;
            number = number.saturating_add(1);
            if line == end {
                break;
            }
            body.push(line);
        }
        blocks.push(block(name, &body).ok_or(start)?);
    }
    Ok(blocks)
}

/// Reads the lines between BEGIN and END.
fn block(name: &[u8], mut lines: &[&[u8]]) -> Option<Block> {
    let mut label = match name {
        b"CERTIFICATE" | b"X509 CERTIFICATE" => Label::Certificate,
        b"TRUSTED CERTIFICATE" => Label::Trusted,
        b"PRIVATE KEY" => Label::Pkcs8,
        b"EC PRIVATE KEY" => Label::Sec1,
        b"RSA PRIVATE KEY" => Label::Pkcs1,
        b"ENCRYPTED PRIVATE KEY" => Label::Encrypted,
        _ => Label::Other,
    };
    // RFC 1421's headers end with an empty line; OpenSSL writes them for encrypted keys only.
    if lines.first().is_some_and(|line| line.contains(&b':')) {
        let empty = lines.iter().position(|line| line.is_empty())?;
        let (headers, body) = lines.split_at(empty);
        if headers.iter().any(|line| line.ends_with(b"ENCRYPTED")) {
            label = Label::Encrypted;
        }
        lines = body;
    }
    let mut text = lines.concat();
    text.retain(|byte| !byte.is_ascii_whitespace());
    let der = BASE64.decode(text).ok()?;
    Some(Block { label, der })
}

/// What Windows editors put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// OpenSSL does not mind bits that are left over in the last character.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);

#[cfg(test)]
mod tests {
    use super::*;

    /// The labels and contents of a file.
    fn read(file: &[u8]) -> Result<Vec<(Label, Vec<u8>)>, usize> {
        let found = blocks(file)?;
        Ok(found.into_iter().map(|it| (it.label, it.der)).collect())
    }

    #[test]
    fn blocks_are_found_however_they_are_written() {
        let hello = |label| Ok(vec![(label, b"hello".to_vec())]);
        for (file, wanted) in [
            (
                &b"-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n"[..],
                hello(Label::Certificate),
            ),
            (
                b"\xef\xbb\xbf-----BEGIN CERTIFICATE-----\r\naGVs\r\nbG8=\r\n-----END CERTIFICATE-----",
                hello(Label::Certificate),
            ),
            (
                b"A root\n======\n-----BEGIN X509 CERTIFICATE-----  \naG Vs\n\nbG8=\n-----END X509 CERTIFICATE-----",
                hello(Label::Certificate),
            ),
            (
                b"-----BEGIN TRUSTED CERTIFICATE-----\naGVsbG8=\n-----END TRUSTED CERTIFICATE-----",
                hello(Label::Trusted),
            ),
            (
                b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\naGVsbG8=\n-----END RSA PRIVATE KEY-----",
                hello(Label::Encrypted),
            ),
            (
                b"-----BEGIN X509 CRL-----\naGVsbG8=\n-----END X509 CRL-----",
                hello(Label::Other),
            ),
            (b"", Ok(Vec::new())),
            (b"no block", Ok(Vec::new())),
        ] {
            assert_eq!(read(file), wanted, "{}", file.escape_ascii());
        }
    }

    #[test]
    fn a_broken_block_is_named_by_its_line() {
        for file in [
            &b"\n-----BEGIN CERTIFICATE-----\naGVsbG8=\n"[..],
            b"\n-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END X509 CERTIFICATE-----\n",
            b"\n-----BEGIN CERTIFICATE-----\naGVsbG8\n-----END CERTIFICATE-----\n",
            b"\n-----BEGIN CERTIFICATE-----\naGVs!G8=\n-----END CERTIFICATE-----\n",
            b"\n-----BEGIN CERTIFICATE-----\nName: value\naGVsbG8=\n-----END CERTIFICATE-----\n",
        ] {
            assert_eq!(read(file), Err(2), "{}", file.escape_ascii());
        }
    }
}
