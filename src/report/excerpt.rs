//! The start of a failing answer's body, as one line.

use crate::expect::Content;
use crate::text::{escape, hide, split_once};

/// Returns what received bytes say, in at most so many bytes; `None` when they are no text, or have
/// no word that the finding lacks. `kind` is their content type; without one the bytes may be those of
/// a binary protocol.
pub(super) fn excerpt(
    content: &Content,
    kind: &[u8],
    finding: &str,
    most: usize,
) -> Option<&'static str> {
    let kind = kind.to_ascii_lowercase();
    if BINARY.iter().any(|start| kind.starts_with(start)) {
        return None;
    }
    let bytes = hide(&content.bytes);
    let text = match text(&bytes) {
        None if kind.is_empty() => sentence(&bytes)?,
        text => text?,
    };
    let is_page = kind.starts_with(b"text/html") || starts_as_page(text);
    let words = if is_page { page(text) } else { one_line(text) };
    let known: Vec<_> = self::words(finding).collect();
    if self::words(words).all(|word| known.contains(&word)) {
        return None;
    }
    // A sentence goes on in the line.
    let mut shown = escape(words.strip_suffix('.').unwrap_or(words)).to_owned();
    cut(&mut shown, most);
    Some(shown.leak())
}

/// Cuts a text that is too long between two characters; with its ellipsis it has at most so many
/// bytes.
pub(super) fn cut(text: &mut String, most: usize) {
    if text.len() > most {
        let most = most.saturating_sub('…'.len_utf8());
        let end = (0..=most).rev().find(|&end| text.is_char_boundary(end));
        text.truncate(end.unwrap_or_default());
        text.push('…');
    }
}

/// Returns a body as text, without a character that was cut at its end.
fn text(bytes: &[u8]) -> Option<&str> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let text = match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    (!bytes.contains(&0)).then_some(text)
}

/// Returns the longest words among the bytes of a binary protocol, as error messages stand there.
fn sentence(bytes: &[u8]) -> Option<&str> {
    let runs = bytes.split(|&byte| byte != b' ' && !byte.is_ascii_graphic());
    let sentences = runs.filter(|run| run.contains(&b' '));
    str::from_utf8(sentences.max_by_key(|run| run.len())?).ok()
}

/// Returns text with every run of blanks and line ends as one blank.
fn one_line(text: &str) -> &'static str {
    let mut out = String::new();
    for word in text.split_ascii_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.leak()
}

/// Reports whether a text starts as an HTML page does.
fn starts_as_page(text: &str) -> bool {
    let start = text.trim_ascii_start();
    ["<!doctype html", "<html", "<head", "<title", "<body", "<h1"]
        .iter()
        .any(|tag| begins(start, tag))
}

/// Returns the title of an HTML page, or else its words.
fn page(text: &str) -> &'static str {
    let (mut title, mut words) = (String::new(), String::new());
    let mut element = "";
    let mut rest = text;
    while let Some((before, tag)) = split_once(rest, "<") {
        match element {
            "title" => title.push_str(before),
            "" => words.extend([before, " "]),
            _ => {}
        }
        let closes = tag
            .strip_prefix('/')
            .is_some_and(|name| begins(name, element));
        if !element.is_empty() && !closes {
            rest = tag;
            continue;
        }
        let hidden = HIDDEN.iter().find(|name| begins(tag, name));
        element = hidden.copied().unwrap_or_default();
        let end = if begins(tag, "!--") { "-->" } else { ">" };
        rest = split_once(tag, end).map_or("", |(_, rest)| rest);
    }
    if element.is_empty() {
        words.push_str(rest);
    }
    let title = one_line(&title);
    if title.is_empty() {
        return one_line(&words);
    }
    title
}

/// Reports whether a text begins with another, in any case.
fn begins(text: &str, start: &str) -> bool {
    let found = text.as_bytes().get(..start.len());
    found.is_some_and(|found| found.eq_ignore_ascii_case(start.as_bytes()))
}

/// Returns the words and numbers of a text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric());
    words.filter(|word| !word.is_empty())
}

/// Content types that are no text.
const BINARY: &[&[u8]] = &[
    b"application/gzip",
    b"application/octet-stream",
    b"application/pdf",
    b"application/zip",
    b"audio/",
    b"font/",
    b"image/",
    b"video/",
];

/// Elements whose text is not a page's words.
const HIDDEN: &[&str] = &["title", "style", "script"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_its_title_or_its_words() {
        for (html, wanted) in [
            (
                "<title>502\n Bad Gateway</title><h1>x</h1>",
                "502 Bad Gateway",
            ),
            ("<html><TITLE lang=en>a b</TITLE>", "a b"),
            ("<h1>Bad Request (400)</h1>", "Bad Request (400)"),
            ("<style>p > a {}</style><p>down<br>now", "down now"),
            ("<!-- <b> --><script>x()</script>a <b>b</b> c", "a b c"),
            ("<title></title><p>x", "x"),
            ("<p>cut <", "cut"),
            ("<script>if (a<b) x()</script>a", "a"),
        ] {
            assert_eq!(page(html), wanted, "{html}");
        }
    }

    #[test]
    fn a_binary_answer_is_its_longest_sentence() {
        for (bytes, wanted) in [
            (
                &b"\x17\0\0\0\xff\x10\x04Too many connections"[..],
                Some("Too many connections"),
            ),
            (b"E\0C57P03\0Mstarting up\0Fa b\0", Some("Mstarting up")),
            (b"d\0\0\x005.5.5-10.11-MariaDB\0", None),
        ] {
            assert_eq!(sentence(bytes), wanted);
        }
    }

    #[test]
    fn only_text_is_shown() {
        assert_eq!(text(b"a\x00b"), None);
        assert_eq!(text(b"\xff\xfe"), None);
        assert_eq!(text(b"ab\xe2\x82"), Some("ab"));
        assert_eq!(text("\u{feff}gr\u{fc}n".as_bytes()), Some("gr\u{fc}n"));
        assert_eq!(one_line(" a\r\n\tb  c "), "a b c");
    }
}
