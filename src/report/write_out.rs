//! curl's `-w FORMAT`, filled in.

use std::time::{Duration, Instant};

use super::finding::{away, finding};
use crate::config::write_out::{Piece, Variable};
use crate::expect::Answer;
use crate::net::{Peer, Reply};
use crate::text::{hide_text, push_peer, say};
use crate::verdict::Verdict;

/// Fills a format in; `exit` is the exit status that this target alone would lead to.
pub(super) fn fill(format: &[Piece], verdict: &Verdict, exit: u8) -> String {
    let mut out = String::new();
    for piece in format {
        match piece {
            Piece::Header(name) => push_header(&mut out, verdict, name),
            Piece::Text(text) => out.push_str(text),
            Piece::Variable(Variable::ContentType) => {
                push_header(&mut out, verdict, "content-type");
            }
            Piece::Variable(Variable::ExitCode) => out.push_str(&exit.to_string()),
            Piece::Variable(variable) => out.push_str(value(*variable, verdict)),
        }
    }
    out
}

/// Appends the value of a response header, escaped.
fn push_header(out: &mut String, verdict: &Verdict, name: &str) {
    if let Some(value) = answer(verdict).and_then(|answer| answer.head.header(name)) {
        push_peer(out, value, usize::MAX);
    }
}

/// Returns the HTTP answer, if there is one.
fn answer(verdict: &Verdict) -> Option<&Answer> {
    match &verdict.exchange.result {
        Ok(Reply::Http(answer)) => Some(answer),
        _ => None,
    }
}

/// Returns the value of a variable.
fn value(variable: Variable, verdict: &Verdict) -> &'static str {
    let hops = &verdict.exchange.hops;
    let last = hops.last();
    let since = |moment: Option<Instant>| {
        let start = hops.first().map(|hop| hop.moments.started);
        let both = start.zip(moment);
        seconds(both.map_or(Duration::ZERO, |(start, end)| end.duration_since(start)))
    };
    let address = match last.and_then(|hop| hop.peer.as_ref()) {
        Some(Peer::Inet(address)) => Some(address),
        _ => None,
    };
    let target = last.map_or(&verdict.target, |hop| &hop.target);
    match variable {
        // `fill` writes these two.
        Variable::ContentType | Variable::ExitCode => "",
        Variable::ErrorMessage if verdict.healthy => "",
        Variable::ErrorMessage => finding(verdict),
        Variable::HttpVersion => match answer(verdict) {
            Some(answer) if answer.head.raw.starts_with(b"HTTP/1.0") => "1",
            Some(_) => "1.1",
            None if target.scheme.is_grpc() && verdict.exchange.result.is_ok() => "2",
            None => "0",
        },
        Variable::NumRedirects => hops.len().saturating_sub(1).to_string().leak(),
        Variable::RedirectUrl => verdict.exchange.away.as_ref().map_or("", away),
        Variable::RemoteIp => address.map_or("", |it| it.ip().to_string().leak()),
        Variable::RemotePort => address.map_or(0, |it| it.port()).to_string().leak(),
        Variable::ResponseCode => {
            let status = answer(verdict).map_or(0, |answer| answer.head.status());
            say!("{status:03}")
        }
        Variable::Scheme => target.scheme.name(),
        Variable::SizeDownload => {
            let size = match &verdict.exchange.result {
                Ok(Reply::Http(answer)) => answer.body.bytes.len(),
                Ok(Reply::Content(content)) => content.bytes.len(),
                _ => 0,
            };
            size.to_string().leak()
        }
        Variable::TimeAppconnect => since(last.and_then(|hop| hop.moments.secured)),
        Variable::TimeConnect => since(last.and_then(|hop| hop.moments.connected)),
        Variable::TimeStarttransfer => since(last.and_then(|hop| hop.moments.first_byte)),
        Variable::TimeTotal => since(last.map(|hop| hop.moments.ended)),
        Variable::UrlEffective => match hops.len() {
            0 | 1 => target.to_string().leak(),
            _ => hide_text(&target.to_string()),
        },
    }
}

/// Returns seconds with six decimals, as curl writes them, without floating point.
fn seconds(duration: Duration) -> &'static str {
    say!("{}.{:06}", duration.as_secs(), duration.subsec_micros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_curl_writes_them() {
        assert_eq!(seconds(Duration::from_micros(1_002_003)), "1.002003");
    }
}
