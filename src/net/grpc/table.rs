//! HPACK's static table (RFC 7541, Appendix A).

/// Returns the name and value of an entry of the static table; the dynamic one has none.
pub(super) fn entry(index: usize) -> Option<(&'static [u8], &'static [u8])> {
    let line = STATIC.split(|&b| b == b'\n').nth(index.checked_sub(1)?)?;
    let blank = line.iter().position(|&b| b == b' ');
    let (name, value) = line.split_at_checked(blank.unwrap_or(line.len()))?;
    Some((name, value.get(1..).unwrap_or_default()))
}

/// The static table (RFC 7541, Appendix A), an entry a line.
const STATIC: &[u8] = b":authority
:method GET
:method POST
:path /
:path /index.html
:scheme http
:scheme https
:status 200
:status 204
:status 206
:status 304
:status 400
:status 404
:status 500
accept-charset
accept-encoding gzip, deflate
accept-language
accept-ranges
accept
access-control-allow-origin
age
allow
authorization
cache-control
content-disposition
content-encoding
content-language
content-length
content-location
content-range
content-type
cookie
date
etag
expect
expires
from
host
if-match
if-modified-since
if-none-match
if-range
if-unmodified-since
last-modified
link
location
max-forwards
proxy-authenticate
proxy-authorization
range
referer
refresh
retry-after
server
set-cookie
strict-transport-security
transfer-encoding
user-agent
vary
via
www-authenticate";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_static_table_has_its_61_entries() {
        for (index, name, value) in [
            (1, ":authority", ""),
            (8, ":status", "200"),
            (14, ":status", "500"),
            (16, "accept-encoding", "gzip, deflate"),
            (31, "content-type", ""),
            (54, "server", ""),
            (61, "www-authenticate", ""),
        ] {
            assert_eq!(entry(index), Some((name.as_bytes(), value.as_bytes())));
        }
        assert_eq!(entry(0), None);
        assert_eq!(entry(62), None);
    }
}
