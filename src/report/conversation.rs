//! What was said on one connection, line by line: for `-v` and for JSON.

use crate::duration::millis;
use crate::expect::Content;
#[cfg(feature = "tls")]
use crate::net::TlsFault;
use crate::net::{Client, Exchange, Failure, Hop, Reply};
use crate::target::Scheme;
use crate::text::{hide_text, push_peer, redact, say, split_once};

use super::errno::halt;
use super::lookup::trace as lookup;
use super::secrets::is_open;
use super::tls;

/// What a line of a conversation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A line of what the peer sent after its head.
    Body,
    /// Something that happened.
    Fact,
    /// A line of the request.
    Request,
    /// A line of the response head.
    Response,
}

/// Takes one line of a conversation.
pub(super) type Take<'a> = &'a mut dyn FnMut(Part, &str);

/// Passes on what was said on one connection of an exchange, secrets hidden.
pub(super) fn conversation(hop: &Hop, exchange: &Exchange, client: &Client, take: Take<'_>) {
    dialled(hop, take);
    if let Some(handshake) = &hop.handshake {
        take(
            Part::Fact,
            ["trusts ", tls::trust(&client.trust)].concat().leak(),
        );
        for fact in tls::facts(handshake) {
            take(Part::Fact, fact);
        }
    }
    match hop.target.scheme {
        // It may hold a password, as Redis' AUTH does.
        Scheme::Tcp | Scheme::Tls if hop.request.is_empty() => {}
        Scheme::Tcp | Scheme::Tls => take(Part::Fact, say!("sent {} bytes", hop.request.len())),
        _ => request(hop, client, take),
    }
    if let Some(head) = &hop.head {
        lines(Part::Response, &head.raw, take);
    }
    if let Some(start) = stranger(hop, exchange) {
        lines(Part::Response, start, take);
    }
    #[cfg(feature = "tls")]
    for fact in hop
        .second
        .iter()
        .flat_map(|it| tls::second(it, &hop.target))
    {
        take(Part::Fact, fact);
    }
    if let Some(content) = content(hop, exchange) {
        let shown = content.bytes.get(..MAX_BODY).unwrap_or(&content.bytes);
        lines(Part::Body, shown, take);
        if content.truncated || content.bytes.len() > MAX_BODY {
            take(Part::Fact, "the body goes on");
        }
    }
}

/// Returns every response head of an exchange, as wget's `--server-response` shows them.
pub(super) fn heads(exchange: &Exchange) -> String {
    let mut out = String::new();
    for head in exchange.hops.iter().filter_map(|hop| hop.head.as_ref()) {
        lines(Part::Response, &head.raw, &mut |_, text| {
            out.extend(["  ", text, "\n"]);
        });
    }
    out
}

/// Returns the name of a connection's target; where a redirect leads is the peer's word.
pub(super) fn place(hop: &Hop, index: usize) -> &'static str {
    let target = hop.target.to_string();
    match index {
        0 => target.leak(),
        _ => hide_text(&target),
    }
}

/// Returns what was received after the head on the last connection.
fn content<'a>(hop: &Hop, exchange: &'a Exchange) -> Option<&'a Content> {
    let last = exchange.hops.last().filter(|last| std::ptr::eq(*last, hop));
    match (&exchange.result, last) {
        (Ok(Reply::Content(content)), Some(_)) => Some(content),
        (Ok(Reply::Http(answer)), Some(_)) => Some(&answer.body),
        _ => None,
    }
}

/// Returns the first bytes of a peer that speaks another protocol, on the last connection.
fn stranger<'a>(hop: &Hop, exchange: &'a Exchange) -> Option<&'a [u8]> {
    exchange
        .hops
        .last()
        .filter(|last| std::ptr::eq(*last, hop))?;
    match &exchange.result {
        Err(Failure::Stranger(stranger)) => Some(&stranger.start),
        #[cfg(feature = "tls")]
        Err(Failure::Tls(TlsFault::Stranger(stranger))) => Some(&stranger.start),
        _ => None,
    }
}

/// Passes on how the name was looked up, and which addresses were tried.
fn dialled(hop: &Hop, take: Take<'_>) {
    for text in hop.lookup.iter().flat_map(lookup) {
        take(Part::Fact, text);
    }
    let mut from = hop.moments.looked_up.unwrap_or(hop.moments.started);
    for attempt in &hop.failed {
        let took = millis(attempt.at.duration_since(from));
        let why = halt(attempt.why);
        take(Part::Fact, say!("{}: {why} in {took}", attempt.peer));
        from = attempt.at;
    }
    if let (Some(peer), Some(at)) = (&hop.peer, hop.moments.connected) {
        let took = millis(at.duration_since(from));
        take(Part::Fact, say!("{peer}: connected in {took}"));
    }
}

/// Passes on the request head; values that were given, and credentials, as `***`.
fn request(hop: &Hop, client: &Client, take: Take<'_>) {
    let given = |name: &str| {
        let mut names = client.request.headers.iter().map(|(given, _)| given);
        names.any(|given| given.eq_ignore_ascii_case(name))
    };
    let mut lines = hop.request.split(|&b| b == b'\n');
    if let Some(first) = lines.next().filter(|first| !first.is_empty()) {
        let path = whole(first.trim_ascii_end());
        let (path, version) = path.rsplit_once(' ').unwrap_or((&path, ""));
        take(Part::Request, &[&redact(path), " ", version].concat());
    }
    for text in lines
        .by_ref()
        .take_while(|text| !text.trim_ascii().is_empty())
    {
        let text = whole(text.trim_ascii_end());
        let (name, value) = split_once(&text, ": ").unwrap_or((&text, ""));
        let value = if is_open(name) && (!given(name) || name.eq_ignore_ascii_case("host")) {
            value
        } else {
            "***"
        };
        take(Part::Request, &[name, ": ", value].concat());
    }
    if let (Some(body), true) = (client.request.body, lines.any(|text| !text.is_empty())) {
        take(Part::Fact, say!("a body of {} bytes", body.len()));
    }
}

/// Passes on what was sent or received line by line, without empty ones.
fn lines(part: Part, bytes: &[u8], take: Take<'_>) {
    let mut is_location = false;
    for text in bytes.split(|&b| b == b'\n') {
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        // A folded line goes on with the one before it.
        let folded = text.starts_with(b" ") || text.starts_with(b"\t");
        let (name, value) = match text.iter().position(|&b| b == b':') {
            Some(colon) if !folded => text.split_at_checked(colon + 1).unwrap_or_default(),
            _ => (&b""[..], text),
        };
        if !folded {
            let name = name.strip_suffix(b":").unwrap_or_default().trim_ascii_end();
            is_location = part == Part::Response && name.eq_ignore_ascii_case(b"location");
        }
        if is_location {
            let value = redact(&whole(value.trim_ascii()));
            take(part, &[&whole(name), " ", &value].concat());
        } else if !text.is_empty() {
            take(part, &whole(text));
        }
    }
}

/// Shows a line of any length. It is freed at once: ten redirects with long heads have to fit little memory.
fn whole(bytes: &[u8]) -> String {
    let mut out = String::new();
    push_peer(&mut out, bytes, usize::MAX);
    out
}

/// How much of a body is shown.
const MAX_BODY: usize = 10 * 1024;
