//! Whatever certificates a server sends, checking them ends, and only a signed chain is accepted.

use std::time::{Duration, Instant};

use certificate::Certificate;
use path::Search;
use roots::{Roots, Trusted};

use crate::target::Host;

// Compiled once more, because `net` keeps them to itself.
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/tls/algorithm.rs"]
mod algorithm;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/tls/certificate.rs"]
mod certificate;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/tls/constraint.rs"]
mod constraint;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/tls/der.rs"]
mod der;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/tls/distinguished.rs"]
mod distinguished;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/tls/extension.rs"]
mod extension;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/tls/facts.rs"]
mod facts;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/tls/issuer.rs"]
mod issuer;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/tls/name.rs"]
mod name;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/tls/path.rs"]
mod path;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/tls/provider.rs"]
mod provider;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/tls/refusal.rs"]
mod refusal;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/tls/roots.rs"]
mod roots;
#[allow(clippy::duplicate_mod)]
#[path = "../../../src/net/tls/time.rs"]
mod time;

/// Certificates one after the other: the server's, what it sends with it, and the one that is
/// trusted.
pub fn chain(input: &[u8]) {
    let all: Vec<_> = der::elements(input).map(|it| it.whole).collect();
    let (Some(leaf), Some(root)) = (all.first(), all.last()) else {
        return;
    };
    for der in &all {
        if let Some(certificate) = Certificate::parse(der) {
            show(&certificate);
        }
    }
    let Some(leaf) = Certificate::parse(leaf) else {
        return;
    };
    let served: Vec<_> = all
        .iter()
        .skip(1)
        .map(|it| Certificate::parse(it))
        .collect();
    let trust = |der: &[u8]| {
        let der = der.to_vec();
        Roots::File(vec![Trusted { der, marked: None }])
    };
    let now = leaf.begin.saturating_add(1);
    let start = Instant::now();
    let end = start + LIMIT;
    let accepted = Search::new(leaf, &served, &trust(root), (now, end))
        .run()
        .is_ok();
    assert!(start.elapsed() < LIMIT * 2, "it took {:?}", start.elapsed());
    if accepted {
        let later = u64::MAX;
        let old = Search::new(leaf, &served, &trust(root), (later, end)).run();
        assert!(old.is_err(), "a chain that never expires");
    }
    let nobody = Roots::File(Vec::new());
    let alone = Search::new(leaf, &served, &nobody, (now, end)).run();
    assert!(alone.is_err(), "a chain that nobody trusts");
}

/// Looks at everything that a certificate says of itself.
fn show(certificate: &Certificate<'_>) {
    let facts = facts::CertificateFacts::new(certificate);
    assert!(facts.key.to_string().is_ascii() && facts.signature.to_string().is_ascii());
    for host in facts.hosts {
        let host = match host {
            name::CertName::Ip(ip) => Host::Ip(ip),
            name::CertName::Dns(name) => match String::from_utf8(name) {
                Ok(name) if !name.starts_with("*.") && !name.ends_with('.') => Host::Name(name),
                _ => continue,
            },
        };
        assert!(name::is_for(certificate, &host), "{host} is not its own");
    }
    if let Some(constraints) = certificate.extensions.constraints {
        constraint::permits(constraints, certificate, name::lone_cn(certificate));
    }
}

/// How long a check may take.
const LIMIT: Duration = Duration::from_secs(1);
