//! Where a `Location` leads.

use super::path::absolute;
use super::{Scheme, Target};
use crate::text::split_once;

impl Target {
    /// Resolves a `Location`; `None` when HTTP cannot follow it.
    pub(crate) fn redirected(&self, location: &str) -> Option<Self> {
        let location = location
            .trim_matches(' ')
            .split('#')
            .next()
            .unwrap_or_default();
        if location.is_empty() {
            return None;
        }
        let colon = location.find([':', '/', '?']);
        let has_scheme = colon.is_some_and(|at| location.get(at..=at) == Some(":"));
        let mut next = if has_scheme {
            let (scheme, rest) = split_once(location, "://")?;
            let scheme = Scheme::named(scheme).filter(|it| it.is_http())?;
            Self::url(scheme, rest, true).ok()?
        } else if let Some(rest) = location.strip_prefix("//") {
            Self::url(self.scheme, rest, true).ok()?
        } else {
            let base = self.path.split('?').next().unwrap_or_default();
            let path = match location.chars().next() {
                Some('/') => absolute(location),
                Some('?') => absolute(&format!("{base}{location}")),
                _ => {
                    let directory = base
                        .rfind('/')
                        .and_then(|at| base.get(..=at))
                        .unwrap_or("/");
                    absolute(&format!("{directory}{location}"))
                }
            };
            Self {
                path,
                ..self.clone()
            }
        };
        next.socket.clone_from(&self.socket);
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_resolve_like_a_browser_does() {
        let base = Target::parse("http://u:p@app:8000/a/b?q=1").unwrap();
        for (location, wanted) in [
            ("/x", Some("http://app:8000/x")),
            ("x", Some("http://app:8000/a/x")),
            ("../x", Some("http://app:8000/x")),
            ("?y", Some("http://app:8000/a/b?y")),
            ("//other/x", Some("http://other/x")),
            ("HTTP://user:pw@APP:9000/", Some("http://app:9000/")),
            ("http://app:8000#f", Some("http://app:8000/")),
            ("", None),
            ("#f", None),
            ("mailto:x", None),
            ("file:///etc/passwd", None),
            ("unix:/run/x.sock:/", None),
            ("tcp://app:1", None),
            ("tls://app:1", None),
            ("grpc://app:1", None),
            ("http://*:80/", None),
            ("http://app:0/", None),
        ] {
            let next = base.redirected(location);
            assert_eq!(
                next.as_ref().map(Target::url_text).as_deref(),
                wanted,
                "{location}"
            );
        }
        assert!(
            base.redirected("http://x@app:8000/")
                .is_some_and(|t| t.credentials.is_none())
        );
    }
}
