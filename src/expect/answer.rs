//! What a peer answered, as far as it is judged.

use std::rc::Rc;

/// An HTTP answer, as far as it is judged.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Its head.
    pub(crate) head: Rc<Head>,
    /// Its body, as far as it was read.
    pub(crate) body: Content,
}

/// A response head, parsed once.
#[derive(Debug)]
pub(crate) struct Head {
    /// Status and headers.
    pub(crate) response: http::Response<()>,
    /// The reason phrase as it came.
    pub(crate) reason: Vec<u8>,
    /// The whole head as it came.
    pub(crate) raw: Vec<u8>,
}

/// What a peer sent, at most 64 KiB.
#[derive(Debug, Default)]
pub(crate) struct Content {
    /// The bytes.
    pub(crate) bytes: Vec<u8>,
    /// Whether there was more.
    pub(crate) truncated: bool,
}

impl Head {
    /// Returns the status.
    pub(crate) fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    /// Returns the first header of that name.
    pub(crate) fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers(name).next()
    }

    /// Returns every header of that name.
    pub(crate) fn headers(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        // Looked up by its text, a name would be parsed first, which takes 1 kB.
        let all = self.response.headers().iter();
        let same = all.filter(move |(other, _)| other.as_str().eq_ignore_ascii_case(name));
        same.map(|(_, value)| value.as_bytes())
    }

    /// Returns the coding of a body that is compressed, as the peer wrote it.
    pub(super) fn compression(&self) -> Option<&[u8]> {
        let lists = ["content-encoding", "transfer-encoding"];
        let mut codings = lists.iter().flat_map(|name| self.headers(name));
        codings.find(|list| list.split(|&b| b == b',').any(is_compression))
    }
}

/// Reports whether a coding is a compression, and not `identity`, `chunked` or the `utf-8` that
/// some servers write here.
fn is_compression(coding: &[u8]) -> bool {
    let coding = coding.split(|&b| b == b';').next().unwrap_or_default();
    let coding = coding.trim_ascii();
    let coding = coding.strip_prefix(b"\"").unwrap_or(coding);
    let coding = coding.strip_suffix(b"\"").unwrap_or(coding);
    let known = COMPRESSIONS.iter();
    known.copied().any(|it| coding.eq_ignore_ascii_case(it))
}

/// The codings that servers may use though nobody asked for any: IANA's, and two that are not
/// registered.
const COMPRESSIONS: &[&[u8]] = &[
    b"aes128gcm",
    b"br",
    b"compress",
    b"dcb",
    b"dcz",
    b"deflate",
    b"exi",
    b"gzip",
    b"lzma",
    b"pack200-gzip",
    b"x-compress",
    b"x-gzip",
    b"xz",
    b"zstd",
];

/// The bound of what is judged.
pub(crate) const MAX_CONTENT: usize = 64 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compressions() {
        for (name, value, wanted) in [
            ("Content-Encoding", "gzip", true),
            ("Content-Encoding", "X-Compress", true),
            ("Content-Encoding", "gzip, identity", true),
            ("Content-Encoding", "identity,\tbr", true),
            ("Content-Encoding", "xz", true),
            ("Content-Encoding", " \"gzip\" ; q=1", true),
            ("Transfer-Encoding", "gzip, chunked", true),
            ("Transfer-Encoding", "chunked", false),
            ("Content-Encoding", "identity", false),
            ("Content-Encoding", "utf-8", false),
            ("Content-Encoding", "", false),
            ("X-Encoding", "gzip", false),
        ] {
            let response = http::Response::builder().header(name, value).body(());
            let head = Head {
                response: response.unwrap(),
                reason: Vec::new(),
                raw: Vec::new(),
            };
            assert_eq!(head.compression().is_some(), wanted, "{name}: {value}");
        }
    }
}
