//! What to do about a failure: only where there is evidence, and otherwise what it may be.

use crate::expect::{Answer, Expect};
use crate::net::{Away, Client, Exchange, Failure, Follow, Hop, Phase, Reply, Speaks};
use crate::target::{Scheme, Target};
use crate::text::{find, split_once};
use crate::verdict::Verdict;

use super::{credentials, tls, unreached};

/// Returns the most useful advice, if there is any.
pub(super) fn hint(verdict: &Verdict, client: &Client, expect: &Expect) -> Option<&'static str> {
    let exchange = &verdict.exchange;
    let hop = exchange.hops.last()?;
    match &exchange.result {
        Err(failure) => match insists(failure, hop, &verdict.target) {
            true => Some(INSISTS),
            false => self::failure(failure, hop, client),
        },
        Ok(Reply::Http(answer)) if !expect.status.accepts(answer.head.status()) => {
            status(answer, exchange, client)
        }
        Ok(_) => None,
    }
}

/// Reports whether an app redirected to `https://` on its own host, where the TLS handshake failed:
/// apps behind a TLS proxy redirect direct HTTP requests like that. A refused certificate has
/// another cause, and so has a name that the server does not know.
fn insists(failure: &Failure, hop: &Hop, target: &Target) -> bool {
    target.scheme == Scheme::Http
        && hop.target.scheme == Scheme::Https
        && hop.target.host == target.host
        && hop.moments.secured.is_none()
        && !matches!(failure, Failure::Tls(fault) if tls::is_about_name(fault))
}

/// Returns what helps where there is no answer.
fn failure(failure: &Failure, hop: &Hop, client: &Client) -> Option<&'static str> {
    let advice = match failure {
        Failure::Tls(fault) => return tls::advice(fault, &hop.target),
        Failure::Connect { tried, .. } => return unreached::connection(tried, &hop.target),
        Failure::Timeout(Phase::Answer | Phase::Handshake | Phase::StatusLine, _) => {
            return unreached::silent(hop.peer.as_ref()?);
        }
        Failure::Close(Phase::Answer | Phase::StatusLine)
        | Failure::Reset(Phase::Answer | Phase::StatusLine, _)
            if hop.moments.first_byte.is_none() =>
        {
            closed(&hop.target, client)?
        }
        Failure::Stranger(stranger) => return another(stranger.speaks, hop.target.scheme),
        _ => return None,
    };
    Some(advice)
}

/// Returns what a connection may lack that was closed without a word.
fn closed(target: &Target, client: &Client) -> Option<&'static str> {
    let advice = match target.scheme {
        _ if client.route.proxy_line => "it may not expect --haproxy-protocol; leave it out",
        Scheme::Http if target.socket.is_some() => {
            "it may refuse this Host (-H), or speak something else, as uwsgi and FastCGI do"
        }
        Scheme::Http => {
            "it may refuse this Host (-H), or speak TLS (https://), PROXY (--haproxy-protocol) or \
             another protocol (tcp://)"
        }
        Scheme::Https => {
            "it may refuse this Host (-H), want a client certificate (-E FILE) or speak gRPC (grpcs://)"
        }
        Scheme::Grpc => {
            "it may speak TLS, HTTP/1.1 or another protocol; try grpcs://, http:// or tcp://"
        }
        _ => return None,
    };
    Some(advice)
}

/// Returns how to probe a port that speaks another protocol.
pub(super) fn another(speaks: Speaks, scheme: Scheme) -> Option<&'static str> {
    let advice = match speaks {
        Speaks::Http if scheme.is_grpc() => "try http://, or grpcs:// if it wants TLS",
        Speaks::Http2 if scheme.is_grpc() => return None,
        Speaks::Http2 if scheme.is_secure() => "if it is gRPC, try grpcs://, otherwise tcp://",
        Speaks::Http2 => "if it is gRPC, try grpc://, otherwise tcp://",
        Speaks::Memcached => {
            r"it may be memcached; try tcp:// with --send 'version\r\n' --expect-body VERSION"
        }
        Speaks::MySql => "it may be MySQL or MariaDB; try tcp://",
        Speaks::PostgreSql => "it may be PostgreSQL; try tcp://",
        Speaks::Redis => r"it may be Redis; try tcp:// with --send 'PING\r\n' --expect-body PONG",
        Speaks::Smtp => "it may be SMTP or FTP; try tcp:// with --expect-body 220",
        Speaks::Ssh => "it may be SSH; try tcp:// with --expect-body SSH-",
        Speaks::Tls if scheme.is_grpc() => "try grpcs://",
        Speaks::Tls => "try https://",
        Speaks::Http | Speaks::Request | Speaks::Unknown => return None,
    };
    Some(match split_once(advice, "tcp://") {
        Some((before, after)) if scheme.is_secure() => [before, "tls://", after].concat().leak(),
        _ => advice,
    })
}

/// Returns what helps where a status was not accepted.
fn status(answer: &Answer, exchange: &Exchange, client: &Client) -> Option<&'static str> {
    let hop = exchange.hops.last()?;
    let status = answer.head.status();
    let says = |text: &str| find(&answer.body.bytes, text).is_some();
    let request = &client.request;
    let mut given = request.headers.iter();
    let has_host = given.any(|(name, _)| name.eq_ignore_ascii_case("host"));
    match status {
        400 if SPEAKS_TLS.iter().any(|text| says(text)) => {
            Some("this port speaks TLS; try https://")
        }
        400 if client.route.proxy_line => {
            Some("it may not expect --haproxy-protocol; leave it out")
        }
        400 if says("SSL certificate") => {
            Some("the server wants a client certificate; give one with -E FILE --key FILE")
        }
        400 | 403 if !has_host && REFUSES_HOST.iter().any(|text| says(text)) => Some(HOST),
        421 if !has_host => Some(HOST),
        401 | 403 => credentials::advice(answer, hop, request),
        407 => Some("this port is a proxy's; probe the app itself"),
        404 | 405 | 501 if request.method == "HEAD" => {
            Some("the app may not answer HEAD; leave --head out")
        }
        300..400 if client.follow.0 == Follow::SameHost => match exchange.away.as_ref()? {
            Away::To(to)
                if !cfg!(feature = "tls")
                    && to.scheme == Scheme::Https
                    && to.host == hop.target.host =>
            {
                Some(INSISTS)
            }
            _ => Some("-L follows to other hosts, too"),
        },
        _ => None,
    }
}

/// What nginx, Go and Apache say where TLS was expected.
const SPEAKS_TLS: [&str; 3] = ["sent to HTTPS port", "to an HTTPS server", "SSL-enabled"];

/// What Django, Starlette, Rails, Vite and webpack say of a Host that is not on their list. Django's
/// page in production gives no reason, and is sent for hardly anything else.
const REFUSES_HOST: [&str; 6] = [
    "Bad Request (400)",
    "Blocked host",
    "Blocked request",
    "DisallowedHost",
    "Invalid Host",
    "Invalid host",
];

/// What an app wants that redirects to https:// on its own host.
const INSISTS: &str =
    "the app insists on https; try -H 'X-Forwarded-Proto: https' or --no-location";

/// What an app may want that checks the Host header.
const HOST: &str = "the app may not accept this Host; try -H 'Host: NAME'";
