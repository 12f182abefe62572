//! What a server heard on one connection.

/// The bytes of one request, as they came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    /// Every byte that was read.
    bytes: Vec<u8>,
}

impl Request {
    /// Appends what has just been read.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Whether the head and the announced body are there.
    pub(crate) fn is_complete(&self) -> bool {
        let length = self
            .header("content-length")
            .and_then(|value| value.parse().ok());
        let Some(head) = self.head_length() else {
            return false;
        };
        let body = &self.bytes[head..];
        if self.header("transfer-encoding").is_some() {
            return body.ends_with(b"0\r\n\r\n");
        }
        body.len() >= length.unwrap_or(0)
    }

    /// Every byte that was read.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The head without its empty line, as text.
    pub(crate) fn head(&self) -> String {
        let end = self.head_length().unwrap_or(self.bytes.len());
        let head = String::from_utf8_lossy(&self.bytes[..end]);
        head.trim_end_matches("\r\n").to_owned()
    }

    /// The request line: `GET /health HTTP/1.1`.
    pub(crate) fn line(&self) -> String {
        self.head().lines().next().unwrap_or_default().to_owned()
    }

    /// The path and query of the request line.
    pub(crate) fn path(&self) -> String {
        let line = self.line();
        line.split(' ').nth(1).unwrap_or_default().to_owned()
    }

    /// Every header, names in lower case, in the order they came.
    pub(crate) fn headers(&self) -> Vec<(String, String)> {
        self.head()
            .split("\r\n")
            .skip(1)
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect()
    }

    /// The value of a header that must not be there twice.
    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let mut values: Vec<_> = self
            .headers()
            .into_iter()
            .filter(|(given, _)| given.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .collect();
        assert!(values.len() < 2, "{name} was sent twice:\n{}", self.head());
        values.pop()
    }

    /// What follows the head.
    pub(crate) fn body(&self) -> &[u8] {
        let start = self.head_length().unwrap_or(self.bytes.len());
        &self.bytes[start..]
    }

    /// Length of the head with its empty line, once that has come.
    fn head_length(&self) -> Option<usize> {
        let end = b"\r\n\r\n";
        let at = self.bytes.windows(end.len()).position(|it| it == end)?;
        Some(at + end.len())
    }
}
