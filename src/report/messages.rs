//! A test: `docs/messages.md` explains whatever the code can make of a failure.
//!
//! Each function below has a `match` without a wildcard, so that a new variant does not compile until
//! it has an example here, and then fails until the page explains it.

#[cfg(feature = "tls")]
mod tls;

use std::time::Duration;

use rustix::fs::FileType;
use rustix::io::Errno;

use super::{failure, file, hint, objection};
use crate::expect::{Found, Objection};
use crate::net::{FileFault, HttpFault, Phase, Speaks};
use crate::target::Scheme;
use crate::text::say;

#[test]
fn the_page_explains_every_message() {
    let page = include_str!("../../docs/messages.md");
    let patterns: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` |"))
        .map(|(pattern, _)| pattern)
        .collect();
    let mut all = objections();
    all.extend(http());
    all.extend(phases());
    all.extend(files());
    all.extend(protocols());
    #[cfg(feature = "grpc")]
    all.extend(grpc());
    #[cfg(feature = "tls")]
    all.extend(tls::all());
    all.retain(|text| !patterns.iter().any(|pattern| says(text, pattern)));
    assert!(
        all.is_empty(),
        "docs/messages.md does not explain: {all:#?}"
    );
}

/// Returns whether a text holds the parts of a pattern, which `…` divides, in their order.
fn says(text: &str, pattern: &str) -> bool {
    let parts = pattern.split('…').map(str::trim);
    let mut parts = parts.filter(|part| !part.is_empty());
    let end = parts.try_fold(text, |rest, part| {
        rest.split_once(part).map(|(_, after)| after)
    });
    end.is_some()
}

/// Every objection.
fn objections() -> Vec<&'static str> {
    let (name, wanted, path) = ("x-a", "b", "a.b");
    let second = Duration::from_secs(1);
    let all = [
        Objection::BodyHolds("x"),
        Objection::BodyLacks {
            text: "x",
            truncated: false,
        },
        Objection::BodyLacks {
            text: "x",
            truncated: true,
        },
        Objection::Compressed(b"gzip".to_vec()),
        Objection::Future(second),
        Objection::HeaderDiffers {
            name,
            wanted,
            found: b"c".to_vec(),
        },
        Objection::HeaderMissing {
            name,
            wanted: Some("b"),
        },
        Objection::JsonDiffers {
            path,
            wanted,
            found: Found::Array,
        },
        Objection::JsonEmpty,
        Objection::JsonMissing { path, wanted },
        Objection::JsonSyntax("x".to_owned()),
        Objection::JsonTooLong,
        Objection::OutOfTime,
        Objection::Stale {
            age: second,
            most: second,
        },
        Objection::Status("2xx"),
    ];
    let mut texts = Vec::new();
    for objection in all {
        let subject = match &objection {
            Objection::Future(_) | Objection::Stale { .. } => "the file",
            Objection::BodyHolds(_)
            | Objection::BodyLacks { .. }
            | Objection::Compressed(_)
            | Objection::HeaderDiffers { .. }
            | Objection::HeaderMissing { .. }
            | Objection::JsonDiffers { .. }
            | Objection::JsonEmpty
            | Objection::JsonMissing { .. }
            | Objection::JsonSyntax(_)
            | Objection::JsonTooLong
            | Objection::OutOfTime => "the body",
            // The status stands before it.
            Objection::Status(_) => "",
        };
        let before = if subject.is_empty() { "500, " } else { "" };
        texts.push(say!("{before}{}", objection::words(&objection, subject)));
    }
    texts
}

/// Every fault of an HTTP answer.
fn http() -> Vec<&'static str> {
    let all = [
        HttpFault::ChunkEnd,
        HttpFault::ChunkLineTooLong,
        HttpFault::ChunkSize(b"x".to_vec()),
        HttpFault::HeadTooLong,
        HttpFault::Invalid("x".to_owned()),
        HttpFault::Length,
        HttpFault::Lengths,
        HttpFault::TooManyLines,
    ];
    for fault in &all {
        match fault {
            HttpFault::ChunkEnd
            | HttpFault::ChunkLineTooLong
            | HttpFault::ChunkSize(_)
            | HttpFault::HeadTooLong
            | HttpFault::Invalid(_)
            | HttpFault::Length
            | HttpFault::Lengths
            | HttpFault::TooManyLines => {}
        }
    }
    all.iter().map(failure::http).collect()
}

/// Every phase in which the limit may come.
fn phases() -> Vec<&'static str> {
    let mut phase = Phase::Start;
    let mut texts = Vec::new();
    loop {
        texts.push(say!("({})", failure::doing(phase)));
        phase = match phase {
            Phase::Start => Phase::Handshake,
            Phase::Handshake => Phase::Send,
            Phase::Send => Phase::StatusLine,
            Phase::StatusLine => Phase::Headers,
            Phase::Headers => Phase::Body,
            Phase::Body => Phase::Answer,
            // The others name what they wait for.
            Phase::Answer | Phase::Connect | Phase::Lookup => return texts,
        };
    }
}

/// Every fault of a file.
fn files() -> Vec<&'static str> {
    let all = [
        FileFault::Errno(Errno::NOENT),
        FileFault::Errno(Errno::ACCESS),
        FileFault::Kind(FileType::Directory),
    ];
    for fault in &all {
        match fault {
            FileFault::Errno(_) | FileFault::Kind(_) => {}
        }
    }
    all.map(file::words).to_vec()
}

/// The advice for every protocol that is recognised.
fn protocols() -> Vec<&'static str> {
    let mut speaks = Speaks::Http;
    let mut texts = Vec::new();
    loop {
        for (scheme, before) in [(Scheme::Http, "TLS on this port; "), (Scheme::Grpc, "")] {
            let advice = hint::another(speaks, scheme);
            let before = match (speaks, scheme) {
                (Speaks::Tls, _) => "TLS on this port; ",
                (Speaks::Http2, _) => "this port speaks HTTP/2; ",
                (Speaks::Http, _) => "this port speaks HTTP/1.1; ",
                _ => before,
            };
            texts.extend(advice.map(|advice| say!("{before}{advice}")));
        }
        speaks = match speaks {
            Speaks::Http => Speaks::Http2,
            Speaks::Http2 => Speaks::Memcached,
            Speaks::Memcached => Speaks::MySql,
            Speaks::MySql => Speaks::PostgreSql,
            Speaks::PostgreSql => Speaks::Redis,
            Speaks::Redis => Speaks::Request,
            Speaks::Request => Speaks::Smtp,
            Speaks::Smtp => Speaks::Ssh,
            Speaks::Ssh => Speaks::Tls,
            Speaks::Tls => Speaks::Unknown,
            Speaks::Unknown => return texts,
        };
    }
}

/// Every fault of a gRPC call.
#[cfg(feature = "grpc")]
fn grpc() -> Vec<&'static str> {
    use crate::net::{Breach, GrpcFault};
    let target = |path: &str| crate::target::Target {
        path: path.to_owned(),
        ..crate::target::Target::parse("grpc://localhost:1").expect("a target")
    };
    let mut breach = Breach::Compressed;
    let mut all = vec![
        GrpcFault::ContentType(None),
        GrpcFault::ContentType(Some(b"text/html".to_vec())),
        GrpcFault::GoAway(1, b"x".to_vec()),
        GrpcFault::HttpStatus(b"502".to_vec()),
        GrpcFault::InvalidStatus(b"x".to_vec()),
        #[cfg(feature = "tls")]
        GrpcFault::NoAlpn,
        GrpcFault::Reset(1),
        GrpcFault::Status(5, Vec::new()),
        GrpcFault::Status(12, Vec::new()),
        GrpcFault::Status(14, Vec::new()),
    ];
    loop {
        all.push(GrpcFault::Breach(breach));
        breach = match breach {
            Breach::Compressed => Breach::Frame,
            Breach::Frame => Breach::Headers,
            Breach::Headers => Breach::LongFrame,
            Breach::LongFrame => Breach::LongHeaders,
            Breach::LongHeaders => Breach::LongMessage,
            Breach::LongMessage => Breach::ManyFrames,
            Breach::ManyFrames => Breach::Message,
            Breach::Message => Breach::NoMessage,
            Breach::NoMessage => Breach::NoStatus,
            Breach::NoStatus => break,
        };
    }
    let words = |fault| ["", "app"].map(|path| super::grpc::words(fault, &target(path)));
    all.iter().flat_map(words).collect()
}
