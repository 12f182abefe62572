//! What is asked: method, headers, credentials, body.

use ureq::http::{self, HeaderName, HeaderValue, Method, Uri};

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
    ) -> Result<http::Request<()>, http::Error> {
        let mut request = http::Request::new(());
        *request.method_mut() = Method::try_from(method)?;
        *request.uri_mut() = Uri::try_from(target.url_text())?;
        let given = if trusted {
            self.headers.as_slice()
        } else {
            &[]
        };
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
            ("content-type", (has_body && trusted).then_some(FORM)),
            ("authorization", authorization.filter(|_| trusted)),
        ];
        let defaults = defaults
            .into_iter()
            .filter_map(|(name, value)| value.filter(|_| absent(name)).map(|it| (name, it)));
        for (name, value) in given.iter().copied().chain(defaults) {
            let (name, value) = (HeaderName::try_from(name)?, value.as_bytes());
            let headers = request.headers_mut();
            headers.try_append(name, HeaderValue::from_bytes(value)?)?;
        }
        Ok(request)
    }
}

impl From<http::Error> for Failure {
    fn from(error: http::Error) -> Self {
        Self::Garble(format!("not a valid request: {error}"))
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
