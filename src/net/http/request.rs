//! The request: method, headers, credentials, body.

use crate::target::Target;

/// The request that every HTTP target gets.
#[derive(Debug)]
pub(crate) struct Request {
    /// The method, which may be any token.
    pub(crate) method: &'static str,
    /// The method after a redirect that does not repeat the request: 301, 302 or 303.
    pub(crate) redirected_method: &'static str,
    /// Given headers, in order; secrets among them.
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    /// Default headers that are left out, in lower case.
    pub(crate) removed: Vec<&'static str>,
    /// The whole value of `Authorization`.
    pub(crate) authorization: Option<&'static str>,
    /// The value of `User-Agent`.
    pub(crate) user_agent: &'static str,
    /// The body.
    pub(crate) body: Option<&'static [u8]>,
}

impl Request {
    /// Writes the head; what is secret or given goes to the first origin only. Names keep the case in which
    /// they were typed, because some servers compare them by case.
    pub(super) fn head(
        &self,
        target: &Target,
        method: &str,
        trusted: bool,
        body: Option<&[u8]>,
    ) -> String {
        let mut headers = match trusted {
            true => self.headers.clone(),
            false => Vec::new(),
        };
        let from_url = target.credentials.as_deref().map(basic);
        let authorization = from_url.as_deref().or(self.authorization);
        let has_content = body.is_some_and(|body| !body.is_empty());
        let length = body.map(|body| body.len().to_string());
        let host = target.authority();
        for (name, value) in [
            ("Host", Some(host.as_str())),
            ("User-Agent", Some(self.user_agent)),
            ("Accept", Some("*/*")),
            ("Connection", Some("close")),
            ("Content-Type", (has_content && trusted).then_some(FORM)),
            ("Content-Length", length.as_deref()),
            ("Authorization", authorization.filter(|_| trusted)),
        ] {
            let is_same = |other: &str| other.eq_ignore_ascii_case(name);
            let given = headers.iter().any(|(other, _)| is_same(other));
            let removed = self.removed.iter().any(|other| is_same(other));
            if let (Some(value), false) = (value, given || removed) {
                headers.push((name, value));
            }
        }
        if let Some(at) = headers.iter().position(is_host) {
            let host = headers.remove(at);
            headers.insert(0, host);
        }
        let mut head = [method, " ", &target.path, " HTTP/1.1\r\n"].concat();
        for (name, value) in headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        head.push_str("\r\n");
        head
    }
}

/// Reports whether a header is `Host`, which goes first.
fn is_host((name, _): &(&str, &str)) -> bool {
    name.eq_ignore_ascii_case("host")
}

/// Returns the `user:password` that a value of `Authorization` holds.
///
/// By hand, because the decoder of base64 would cost `probelet-http` 1.6 kB.
pub(crate) fn credentials(authorization: &str) -> Option<Vec<u8>> {
    let encoded = authorization.strip_prefix("Basic ")?;
    let (mut bits, mut count, mut out) = (0_u32, 0, Vec::new());
    for byte in encoded.bytes().take_while(|&byte| byte != b'=') {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(digit);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    Some(out)
}

/// Returns the value of `Authorization` for `user:password`.
pub(crate) fn basic(credentials: &str) -> String {
    use base64::Engine;
    format!(
        "Basic {}",
        base64::engine::general_purpose::STANDARD.encode(credentials)
    )
}

/// curl's default Content-Type.
const FORM: &str = "application/x-www-form-urlencoded";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_read_back() {
        for text in ["", "u:", "u:p", "us:pw", "user:p\u{e4}ss\u{ff}~?>"] {
            let found = credentials(&basic(text)).expect("a value of ours");
            assert_eq!(found, text.as_bytes());
        }
        assert_eq!(credentials("Bearer abc"), None);
        assert_eq!(credentials("Basic a-b"), None);
    }
}
