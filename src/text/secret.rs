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
/// Secrets of fewer than four bytes, and words that every answer may hold, are left out: they
/// cannot be told from the peer's own.
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
pub(crate) fn hide_text(text: &str) -> &'static str {
    String::from_utf8_lossy(&hide(text.as_bytes()))
        .into_owned()
        .leak()
}

/// Returns bytes with these secrets as `***`.
fn without(bytes: &[u8], secrets: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, behind)) = rest.split_first() {
        let found = |is_latin| {
            secrets
                .iter()
                .filter_map(move |it| found(rest, it, is_latin))
        };
        match found(false).chain(found(true)).max() {
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
/// The long beginning of a secret is enough, so that this takes linear time; so is a shorter one at
/// the end of the text, which may have been cut there.
///
/// With `is_latin` every byte of it is a character, as a peer writes it that reads Latin-1.
fn found(text: &[u8], secret: &[u8], is_latin: bool) -> Option<usize> {
    // The secret itself may hold what looks escaped.
    if secret.len() <= ENOUGH && text.starts_with(secret) {
        return Some(secret.len());
    }
    let (mut rest, mut wanted) = (text, secret);
    while !wanted.is_empty() {
        let seen = secret.len() - wanted.len();
        match written(rest, wanted, is_latin) {
            Some((read, stood)) => {
                rest = rest.get(read..).unwrap_or_default();
                wanted = wanted.get(stood..).unwrap_or_default();
            }
            None if seen >= ENOUGH || (seen >= SHORTEST && rest.is_empty()) => break,
            None => return None,
        }
    }
    Some(text.len() - rest.len())
}

/// Compares the start of a text with that of a secret, as it is or escaped as in a URL, JSON or
/// HTML; returns how many bytes of each are the same.
fn written(text: &[u8], wanted: &[u8], is_latin: bool) -> Option<(usize, usize)> {
    let &first = wanted.first()?;
    let is_first = |digits: &[u8]| number(digits, 16) == Some(u32::from(first));
    if let Some((code, read)) = escaped(text)
        && let Some(stood) = stands_for(code, wanted, is_latin)
    {
        return Some((read, stood));
    }
    let read = match text {
        [b'%', digits @ ..] if digits.get(..2).is_some_and(is_first) => 3,
        [b'\\', b'x', digits @ ..] if digits.get(..2).is_some_and(is_first) => 4,
        [b'\\', byte @ (b'"' | b'\\' | b'/'), ..] if *byte == first => 2,
        [b'+', ..] if first == b' ' => 1,
        // The name of a host, for one, comes back in lower case.
        [byte, ..] if byte.eq_ignore_ascii_case(&first) => 1,
        _ => return None,
    };
    Some((read, 1))
}

/// Returns how many bytes at the start of a secret a character stands for.
fn stands_for(code: u32, wanted: &[u8], is_latin: bool) -> Option<usize> {
    if is_latin {
        return (wanted.first().copied().map(u32::from) == Some(code)).then_some(1);
    }
    let letter = char::from_u32(code)?;
    let is_there = wanted.starts_with(letter.encode_utf8(&mut [0; 4]).as_bytes());
    is_there.then_some(letter.len_utf8())
}

/// Returns the character at the start of a text that JSON or HTML escapes, or that is UTF-8 for a
/// byte of Latin-1, and how many bytes it takes.
fn escaped(text: &[u8]) -> Option<(u32, usize)> {
    match text {
        [b'\\', b'u', digits @ ..] => {
            let high = number(digits.get(..4)?, 16)?;
            match digits.get(4..)? {
                [b'\\', b'u', low @ ..] if matches!(high, 0xd800..=0xdbff) => {
                    let low = number(low.get(..4)?, 16)?;
                    Some((0x10000 + ((high & 0x3ff) << 10 | low & 0x3ff), 12))
                }
                _ => Some((high, 6)),
            }
        }
        [b'&', rest @ ..] => {
            let end = rest.iter().take(LONGEST_ENTITY).position(|&b| b == b';')?;
            let code = match rest.get(..end)? {
                b"amp" => b'&'.into(),
                b"lt" => b'<'.into(),
                b"gt" => b'>'.into(),
                b"quot" => b'"'.into(),
                b"apos" => b'\''.into(),
                [b'#', b'x' | b'X', digits @ ..] => number(digits, 16)?,
                [b'#', digits @ ..] => number(digits, 10)?,
                _ => return None,
            };
            Some((code, end + 2))
        }
        [high @ 0xc2..=0xc3, low, ..] => {
            Some((u32::from(high & 3) << 6 | u32::from(low & 0x3f), 2))
        }
        _ => None,
    }
}

/// Returns the number that digits stand for.
fn number(digits: &[u8], radix: u32) -> Option<u32> {
    digits.iter().try_fold(0_u32, |number, &digit| {
        let digit = char::from(digit).to_digit(radix)?;
        number.checked_mul(radix)?.checked_add(digit)
    })
}

/// Values of headers and queries that are no secrets.
const COMMON: &[&[u8]] = &[
    b"basic", b"bearer", b"false", b"https", b"http", b"json", b"pretty", b"ready", b"text",
    b"true", b"verbose",
];

/// How long a character in HTML may be, without its `&`: `#x10FFFF;`, and a zero or two in front.
const LONGEST_ENTITY: usize = 11;

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
            ("http://s3CRET.example/", "http://***.example/"),
            ("", ""),
        ] {
            let shown = without(text.as_bytes(), &secrets);
            assert_eq!(String::from_utf8_lossy(&shown), wanted, "{text}");
        }
    }

    #[test]
    fn a_secret_beyond_ascii_is_found_in_every_usual_spelling() {
        let secrets = ["pässwörd/€𝄞".as_bytes().to_vec()];
        for text in [
            "pässwörd/€𝄞",
            "p%C3%A4ssw%c3%b6rd%2F%E2%82%AC%F0%9D%84%9E",
            r"p\u00e4ssw\u00F6rd\/\u20ac\ud834\udd1e",
            "p&#228;ssw&#xF6;rd&#47;&#8364;&#x1d11e;",
            // Taken for Latin-1, and written as UTF-8, JSON or HTML then.
            "pÃ¤sswÃ¶rd/â\u{82}¬ð\u{9d}\u{84}\u{9e}",
            r"p\u00c3\u00a4ssw\u00c3\u00b6rd/\u00e2\u0082\u00ac\u00f0\u009d\u0084\u009e",
            "p&#195;&#164;ssw&#xc3;&#xb6;rd/&#226;&#130;&#172;&#240;&#157;&#132;&#158;",
        ] {
            let shown = without(text.as_bytes(), &secrets);
            assert_eq!(String::from_utf8_lossy(&shown), "***", "{text}");
        }
        let odd = ["SÃO-Ã", r"c:\u00e9\ud834", r"a&amp;b\\%25"].map(Vec::from);
        // The first byte of this letter is its number, too.
        for text in [
            "SÃO-Ã",
            r"S&#195;O-\u00c3",
            "SÃ\u{83}O-Ã\u{83}",
            r"c:\u00e9\ud834",
            r"a&amp;b\\%25",
        ] {
            let shown = without(text.as_bytes(), &odd);
            assert_eq!(String::from_utf8_lossy(&shown), "***", "{text}");
        }
        for text in [
            "p\\u00e",
            "p&#228",
            "&#99999999999;",
            "\\ud834\\ud8",
            "\u{c3}",
        ] {
            assert_eq!(without(text.as_bytes(), &secrets), text.as_bytes());
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
