//! What is asked: method, headers, credentials, body.

use ureq_proto::http;

use crate::net::failure::Failure;
use crate::target::Target;

/// What is asked.
#[derive(Debug)]
pub(crate) struct Request {
    /// Any token.
    pub(crate) method: &'static str,
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
    /// Puts the head together; what is secret or given goes to the first origin only.
    pub(super) fn head(
        &self,
        target: &Target,
        method: &str,
        trusted: bool,
        has_body: bool,
    ) -> Result<http::Request<()>, Failure> {
        let mut builder = http::Request::builder()
            .method(method)
            .uri(target.url_text());
        let given = if trusted {
            self.headers.as_slice()
        } else {
            &[]
        };
        for &(name, value) in given {
            builder = builder.header(name, value.as_bytes());
        }
        let absent = |name: &str| {
            !given
                .iter()
                .any(|(given, _)| given.eq_ignore_ascii_case(name))
                && !self.removed.contains(&name)
        };
        let from_url = target.credentials.as_deref().map(basic);
        let authorization = self.authorization.or(from_url.as_deref());
        let defaults = [
            ("user-agent", Some(self.user_agent)),
            ("accept", Some("*/*")),
            ("connection", Some("close")),
            ("content-type", has_body.then_some(FORM)),
            ("authorization", authorization.filter(|_| trusted)),
        ];
        for (name, value) in defaults {
            if let Some(value) = value.filter(|_| absent(name)) {
                builder = builder.header(name, value);
            }
        }
        builder
            .body(())
            .map_err(|error| Failure::Garble(format!("not a valid request: {error}")))
    }
}

/// Yields the value of `Authorization` for `user:password`.
pub(crate) fn basic(credentials: &str) -> String {
    use base64::Engine;
    format!(
        "Basic {}",
        base64::engine::general_purpose::STANDARD.encode(credentials)
    )
}

/// Yields a size that the whole request head fits, so that it leaves in one piece.
pub(super) fn room(request: &http::Request<()>) -> usize {
    let headers: usize = request
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    request.uri().path().len() + request.uri().query().map_or(0, str::len) + headers + 1024
}

/// What curl says a body is when nobody says otherwise.
const FORM: &str = "application/x-www-form-urlencoded";
