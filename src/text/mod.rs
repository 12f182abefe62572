//! Text that people read: quoting, escaping, redaction, and the error that the user can mend.

mod secret;
mod url;

use std::time::Duration;

use rustix::io::Errno;

use crate::duration::as_micros;

pub(crate) use secret::{hide, hide_text, keep_secrets};
pub(crate) use url::{percent_decoded, redact};

/// Makes a text that lives as long as the process, as `Misuse` does: what is said once, when the
/// program is about to end, need not be freed on every way out, which takes 3 kB.
macro_rules! say {
    ($($words:tt)*) => {
        &*format!($($words)*).leak()
    };
}
pub(crate) use say;

/// Something wrong on our side of the wire: exit 64, before anything is sent.
///
/// Text of this kind lives as long as the process. Leaking it makes every value that the flags
/// turn into a plain copy, and saves 20 kB of code that would free them on every way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Misuse(&'static str);

impl Misuse {
    /// Names the culprit first, then says what is wrong and what to do.
    pub(crate) fn new(subject: &str, reason: &str) -> Self {
        Self([subject, ": ", reason].concat().leak())
    }

    /// Returns the line.
    pub(crate) fn line(self) -> &'static str {
        self.0
    }
}

/// Finds a text in bytes.
///
/// std's search for strings, which `str::contains` makes even for a `char`, is meant for long ones
/// and costs 2 kB.
pub(crate) fn find(bytes: &[u8], text: &str) -> Option<usize> {
    if text.is_empty() {
        return Some(0);
    }
    let mut windows = bytes.windows(text.len());
    windows.position(|window| window == text.as_bytes())
}

/// Splits a text at the first mark.
pub(crate) fn split_once<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let at = find(text.as_bytes(), mark)?;
    Some((text.get(..at)?, text.get(at + mark.len()..)?))
}

/// Reads a whole number, which has no sign; std makes a parser of 150 bytes for each width.
pub(crate) fn number<T: TryFrom<u64>>(text: &str) -> Option<T> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let number = text.parse::<u64>().ok().filter(|_| digits);
    T::try_from(number?).ok()
}

/// Quotes what the user typed: control and invisible characters escaped, long text cut.
pub(crate) fn quote(text: &str) -> &'static str {
    let mut out = String::from("\"");
    for (index, c) in text.chars().enumerate() {
        if index == MAX_QUOTE {
            out.push('…');
            break;
        }
        push_escaped(&mut out, c);
    }
    out.push('"');
    out.leak()
}

/// Escapes text that did not come from a peer and may hold anything, such as a path.
pub(crate) fn escape(text: &str) -> &'static str {
    let mut out = String::new();
    text.chars().for_each(|c| push_escaped(&mut out, c));
    out.leak()
}

/// Appends a character; one that a terminal would obey or not show as `\n`, `\u{1b}` and so on.
fn push_escaped(out: &mut String, c: char) {
    let invisible = c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    if invisible {
        out.extend(c.escape_default());
    } else {
        out.push(c);
    }
}

/// Returns bytes of the peer for people: printable ASCII as it is, everything else as `\xNN`, secrets
/// of this run as `***`.
pub(crate) fn peer(bytes: &[u8], most: usize) -> &'static str {
    let mut out = String::new();
    push_peer(&mut out, bytes, most);
    out.leak()
}

/// Appends bytes of the peer as `peer` returns them.
pub(crate) fn push_peer(out: &mut String, bytes: &[u8], most: usize) {
    let bytes = hide(bytes);
    for &byte in bytes.iter().take(most) {
        match byte {
            b' '..=b'~' if byte != b'\\' => out.push(char::from(byte)),
            _ => out.extend(byte.escape_ascii().map(char::from)),
        }
    }
    if bytes.len() > most {
        out.push('…');
    }
}

/// Lists a few names: `a, b and c`.
pub(crate) fn list(names: &[&str]) -> &'static str {
    let mut out = String::new();
    for (index, name) in names.iter().take(MAX_LISTED).enumerate() {
        out.push_str(match index {
            0 => "",
            last if last + 1 == names.len() => " and ",
            _ => ", ",
        });
        out.push_str(name);
    }
    match names.len().checked_sub(MAX_LISTED) {
        None | Some(0) => out.leak(),
        Some(more) => say!("{out} and {more} more"),
    }
}

/// Returns an error number in words that are the same with every libc; std's take 3 kB.
pub(crate) fn errno_text(errno: Errno) -> &'static str {
    match errno {
        Errno::ACCESS | Errno::PERM => "permission denied",
        Errno::ADDRNOTAVAIL => "address not available",
        Errno::AFNOSUPPORT => "address family not supported",
        Errno::CONNREFUSED => "connection refused",
        Errno::CONNRESET | Errno::PIPE | Errno::CONNABORTED => "connection reset",
        Errno::DQUOT | Errno::NOSPC => "no space left on device",
        Errno::HOSTUNREACH => "host unreachable",
        Errno::INVAL => "invalid argument",
        Errno::IO => "i/o error",
        Errno::ISDIR => "is a directory",
        Errno::LOOP => "symbolic link loop",
        Errno::MFILE | Errno::NFILE => "too many open files",
        Errno::NAMETOOLONG => "file name too long",
        Errno::NETDOWN => "network is down",
        Errno::NETUNREACH => "network unreachable",
        Errno::NODEV => "no such device",
        Errno::NOENT => "no such file or directory",
        Errno::NOMEM | Errno::NOBUFS => "out of memory",
        Errno::NOTDIR => "not a directory",
        Errno::ROFS => "read-only file system",
        Errno::TIMEDOUT => "connection timed out",
        other => say!("error {}", other.raw_os_error()),
    }
}

/// Returns a limit as people write it: `500 ms`, `2.5 s`, `4 s`.
pub(crate) fn duration_text(duration: Duration) -> &'static str {
    let millis = as_micros(duration) / 1000;
    let (whole, rest) = (millis / 1000, millis % 1000);
    if whole == 0 {
        return say!("{millis} ms");
    }
    if rest == 0 {
        return say!("{whole} s");
    }
    let decimals = say!("{rest:03}");
    say!("{whole}.{} s", decimals.trim_end_matches('0'))
}

/// Returns how long ago something was, in whole seconds from 10 s on.
pub(crate) fn ago(age: Duration) -> &'static str {
    match age.as_secs() {
        0..10 => duration_text(age),
        seconds => duration_text(Duration::from_secs(seconds)),
    }
}

/// Returns a time that passed, in whole milliseconds, never less than one.
pub(crate) fn elapsed(duration: Duration) -> &'static str {
    say!("{} ms", as_micros(duration).div_ceil(1000).max(1))
}

/// How many names a line lists.
const MAX_LISTED: usize = 4;

/// How many characters of a user's text are quoted back.
const MAX_QUOTE: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting_escapes_what_terminals_obey() {
        assert_eq!(quote("a\x1b[2J\r\nb"), r#""a\u{1b}[2J\r\nb""#);
        assert_eq!(quote("grüß\u{202e}"), "\"grüß\\u{202e}\"");
    }

    #[test]
    fn the_peers_bytes_are_always_ascii() {
        assert_eq!(peer(b"ok \xff\x00\n\\", 64), r"ok \xff\x00\n\\");
        assert_eq!(peer(b"abcdef", 3), "abc…");
    }

    #[test]
    fn durations_are_written_as_people_write_them() {
        for (millis, wanted) in [
            (500, "500 ms"),
            (4000, "4 s"),
            (2500, "2.5 s"),
            (1050, "1.05 s"),
            (60_000, "60 s"),
        ] {
            assert_eq!(duration_text(Duration::from_millis(millis)), wanted);
        }
        assert_eq!(elapsed(Duration::from_micros(10)), "1 ms");
        assert_eq!(elapsed(Duration::from_micros(2001)), "3 ms");
    }
}
