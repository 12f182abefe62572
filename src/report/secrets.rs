//! What of a command line is secret: everything that a peer may send back and no line may show.

use crate::config::Config;
use crate::net::credentials;
use crate::target::Target;
use crate::text::percent_decoded;

/// Returns the secrets of a run: values of given headers, credentials, query values.
pub(super) fn secrets(config: &Config) -> Vec<Vec<u8>> {
    let request = &config.client.request;
    let mut out = Vec::new();
    for (name, value) in &request.headers {
        if !is_open(name) {
            push_header(&mut out, value);
        }
    }
    if let Some(value) = &request.authorization {
        push_header(&mut out, value);
    }
    for target in &config.targets {
        if let Some(given) = &target.credentials {
            push_credentials(&mut out, given.as_bytes());
        }
        push_query(&mut out, target);
    }
    out
}

/// Reports whether the value of a header that has this name is no secret.
pub(super) fn is_open(name: &str) -> bool {
    OPEN.iter().any(|open| name.eq_ignore_ascii_case(open))
}

/// Appends the value of a header, and its words: a token, a cookie's value.
fn push_header(out: &mut Vec<Vec<u8>>, value: &str) {
    out.push(value.as_bytes().to_vec());
    if let Some(given) = credentials(value) {
        push_credentials(out, &given);
    }
    for word in value.split([' ', ',', ';', '"']) {
        out.push(word.as_bytes().to_vec());
        if let Some((_, value)) = word.split_once('=') {
            out.push(value.as_bytes().to_vec());
        }
    }
}

/// Appends `USER:PASSWORD` and both of its parts.
fn push_credentials(out: &mut Vec<Vec<u8>>, given: &[u8]) {
    out.extend(given.splitn(2, |&byte| byte == b':').map(<[u8]>::to_vec));
    out.push(given.to_vec());
}

/// Appends the values of a target's query.
fn push_query(out: &mut Vec<Vec<u8>>, target: &Target) {
    let Some((_, query)) = target.path.split_once('?') else {
        return;
    };
    // What has no name is a value.
    let value = |pair: &str| {
        let value = pair.split_once('=').map_or(pair, |(_, value)| value);
        percent_decoded(value.replace('+', " ").as_bytes())
    };
    for pair in query.split('&') {
        out.push(value(pair));
        // Some servers take a semicolon for the end of a value, too.
        out.extend(pair.split(';').map(value));
    }
}

/// The headers whose values are no secrets.
const OPEN: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "host",
    "te",
    "user-agent",
    "x-forwarded-host",
    "x-forwarded-proto",
];
