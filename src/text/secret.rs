//! What was given as a secret, and how it is kept out of whatever a peer sends back.

use std::borrow::Cow;
use std::sync::OnceLock;

/// The secrets of this run.
///
/// There is one list for the process, because every byte of a peer that is shown goes through
/// `hide`, and a list that had to be passed along could be forgotten somewhere.
static SECRETS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();

/// Keeps secrets out of everything that is shown of a peer from now on.
///
/// Shorter ones than four bytes, and words that every answer may hold, cannot be told from the
/// peer's own.
pub(crate) fn keep_secrets(mut secrets: Vec<Vec<u8>>) {
    secrets.retain(|secret| {
        let known = COMMON.iter().any(|word| secret.eq_ignore_ascii_case(word));
        secret.len() >= SHORTEST && !known
    });
    let _ = SECRETS.set(secrets);
}

/// Returns bytes of a peer with every secret of this run as `***`.
pub(crate) fn hide(bytes: &[u8]) -> Cow<'_, [u8]> {
    match SECRETS.get() {
        Some(secrets) if !secrets.is_empty() => Cow::Owned(without(bytes, secrets)),
        _ => Cow::Borrowed(bytes),
    }
}

/// Returns text that holds words of a peer, with every secret of this run as `***`.
pub(crate) fn hide_text(text: &str) -> String {
    String::from_utf8_lossy(&hide(text.as_bytes())).into_owned()
}

/// Returns bytes with these secrets as `***`.
fn without(bytes: &[u8], secrets: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, behind)) = rest.split_first() {
        let lengths = secrets.iter().filter_map(|secret| found(rest, secret));
        match lengths.max() {
            Some(length) => {
                out.extend_from_slice(b"***");
                rest = rest.get(length..).unwrap_or_default();
            }
            None => {
                out.push(first);
                rest = behind;
            }
        }
    }
    out
}

/// Returns how many bytes at the start of a text are a secret, written in any usual way.
///
/// So that this takes linear time, and a text that was cut shows no part of a secret, a long
/// beginning is enough, and so is a beginning at the end of the text.
fn found(text: &[u8], secret: &[u8]) -> Option<usize> {
    let mut used = 0_usize;
    for (index, &wanted) in secret.iter().enumerate() {
        let rest = text.get(used..).unwrap_or_default();
        match written(rest, wanted) {
            Some(length) => used = used.saturating_add(length),
            None if index >= ENOUGH => return Some(used),
            None if index >= SHORTEST && rest.is_empty() => return Some(used),
            None => return None,
        }
    }
    Some(used)
}

/// Returns how many bytes at the start of a text stand for a byte: as it is, or escaped as in a
/// URL, JSON or HTML.
fn written(text: &[u8], wanted: u8) -> Option<usize> {
    let escaped = match text {
        [b'%', a, b, ..] if hex(*a, *b) == Some(wanted) => 3,
        [b'\\', b'x', a, b, ..] if hex(*a, *b) == Some(wanted) => 4,
        [b'\\', b'u', b'0', b'0', a, b, ..] if hex(*a, *b) == Some(wanted) => 6,
        [b'\\', byte @ (b'"' | b'\\' | b'/'), ..] if *byte == wanted => 2,
        [b'+', ..] if wanted == b' ' => 1,
        _ => {
            let is_entity = |(byte, name): &&(u8, &[u8])| *byte == wanted && text.starts_with(name);
            let entity = HTML.iter().find(is_entity);
            let plain = usize::from(text.first() == Some(&wanted));
            entity.map_or(plain, |(_, name)| name.len())
        }
    };
    (escaped > 0).then_some(escaped)
}

/// Returns the byte that two hexadecimal digits stand for.
fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? << 4 | digit(low)?).ok()
}

/// Characters that HTML escapes, and how.
const HTML: &[(u8, &[u8])] = &[
    (b'&', b"&amp;"),
    (b'<', b"&lt;"),
    (b'>', b"&gt;"),
    (b'"', b"&quot;"),
    (b'"', b"&#34;"),
    (b'\'', b"&#39;"),
    (b'\'', b"&#x27;"),
];

/// Values of headers and queries that are no secrets.
const COMMON: &[&[u8]] = &[
    b"basic", b"bearer", b"false", b"https", b"http", b"json", b"text", b"true",
];

/// The length from which on a secret can be told from other text.
const SHORTEST: usize = 4;

/// So many bytes of a secret are as good as all of it.
const ENOUGH: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_in_every_usual_spelling() {
        let secrets = [b"p&ss \"w/rd".to_vec(), b"s3cret".to_vec()];
        for (text, wanted) in [
            ("a s3cret, and s3cret", "a ***, and ***"),
            ("s3cre t", "s3cre t"),
            ("cut s3cre", "cut ***"),
            ("cut s3c", "cut s3c"),
            ("?k=%733cre%74&x", "?k=***&x"),
            ("p%26ss+%22w%2frd!", "***!"),
            ("{\"a\":\"p&ss \\\"w\\/rd\"}", "{\"a\":\"***\"}"),
            ("<b>p&amp;ss &quot;w/rd</b>", "<b>***</b>"),
            ("\\u0073\\x33cret", "***"),
            ("", ""),
        ] {
            let shown = without(text.as_bytes(), &secrets);
            assert_eq!(String::from_utf8_lossy(&shown), wanted, "{text}");
        }
    }

    #[test]
    fn a_long_beginning_is_hidden_and_costs_no_time() {
        let secret = [&b"a".repeat(40_000)[..], b"b"].concat();
        let shown = without(&b"a".repeat(65_536), std::slice::from_ref(&secret));
        assert_eq!(shown, b"******");
        let text = b"aaac".repeat(16_384);
        assert_eq!(without(&text, &[secret]), text);
    }
}
