//! curl's `-w FORMAT`: the variables of a health check, and nothing silently left out.

use std::time::{Duration, Instant};

use crate::net::{Peer, Reply};
use crate::verdict::Verdict;

/// Checks a format; `Err` is the variable that probelet does not know.
pub(crate) fn check(format: &str) -> Result<(), String> {
    pieces(format, &|name| KNOWN.contains(&name).then(String::new)).map(|_| ())
}

/// Fills a format in.
pub(crate) fn fill(format: &str, verdict: &Verdict) -> String {
    pieces(format, &|name| Some(value(name, verdict))).unwrap_or_default()
}

/// Walks a format: `%{name}`, `%%`, `\n`, `\r`, `\t`, `\\`.
fn pieces(format: &str, value: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = format;
    while let Some(at) = rest.find(['%', '\\']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if let Some((name, after)) = from.strip_prefix("%{").and_then(|s| s.split_once('}')) {
            out.push_str(&value(name).ok_or_else(|| name.to_owned())?);
            rest = after;
            continue;
        }
        let known = [
            ("%%", "%"),
            ("\\n", "\n"),
            ("\\r", "\r"),
            ("\\t", "\t"),
            ("\\\\", "\\"),
        ];
        let (typed, meant) = match known.iter().find(|(typed, _)| from.starts_with(typed)) {
            Some((typed, meant)) => (typed.len(), *meant),
            // As in curl, anything else stands for itself.
            None => (1, from.get(..1).unwrap_or_default()),
        };
        out.push_str(meant);
        rest = from.get(typed..).unwrap_or_default();
    }
    out.push_str(rest);
    Ok(out)
}

/// Yields one variable.
fn value(name: &str, verdict: &Verdict) -> String {
    let hops = &verdict.exchange.hops;
    let start = hops.first().map(|hop| hop.moments.started);
    let last = hops.last();
    let since = |moment: Option<Instant>| {
        seconds(
            start
                .zip(moment)
                .map_or(Duration::ZERO, |(start, end)| end.duration_since(start)),
        )
    };
    match name {
        "http_code" | "response_code" => match &verdict.exchange.result {
            Ok(Reply::Http(answer)) => format!("{:03}", answer.head.status()),
            _ => "000".to_owned(),
        },
        "num_redirects" => hops.len().saturating_sub(1).to_string(),
        "remote_ip" => match last.and_then(|hop| hop.peer.as_ref()) {
            Some(Peer::Inet(address)) => address.ip().to_string(),
            _ => String::new(),
        },
        "time_appconnect" => since(last.and_then(|hop| hop.moments.secured)),
        "time_connect" => since(last.and_then(|hop| hop.moments.connected)),
        "time_starttransfer" => since(last.and_then(|hop| hop.moments.first_byte)),
        _ => since(last.map(|hop| hop.moments.ended)),
    }
}

/// Writes seconds with six decimals, as curl does, without floating point.
fn seconds(duration: Duration) -> String {
    format!("{}.{:06}", duration.as_secs(), duration.subsec_micros())
}

/// The variables; `time_total` is the last resort of `value`.
const KNOWN: &[&str] = &[
    "http_code",
    "num_redirects",
    "remote_ip",
    "response_code",
    "time_appconnect",
    "time_connect",
    "time_starttransfer",
    "time_total",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats() {
        let echo = |format| pieces(format, &|name| Some(format!("<{name}>")));
        assert_eq!(echo("%{http_code}\\n").unwrap(), "<http_code>\n");
        assert_eq!(echo("100%% \\t%x %{").unwrap(), "100% \t%x %{");
        assert_eq!(check("%{nonsense}"), Err("nonsense".to_owned()));
        assert_eq!(check("%{http_code} %{time_total}"), Ok(()));
        assert_eq!(seconds(Duration::from_micros(1_002_003)), "1.002003");
    }
}
