//! The messages about TLS: each is on the page, and its section has no others.

use super::says;
use crate::net::{
    Algorithm, CertName, Place, Reason, Refusal, Speaks, Stranger, TlsBreach, TlsFault,
};
use crate::report::tls::words;

#[test]
fn the_section_about_tls_has_only_what_the_code_says() {
    let page = include_str!("../../../docs/messages.md");
    let mut sections = page.split("\n## ");
    let section = sections.find(|text| text.starts_with("TLS\n")).unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    let patterns = rows.filter_map(|row| Some(row.split_once("` |")?.0));
    let texts = all();
    let strange: Vec<_> = patterns
        .filter(|pattern| !texts.iter().any(|text| says(text, pattern)))
        .collect();
    assert!(strange.is_empty(), "no message says {strange:#?}");
}

/// Every fault of TLS.
pub(super) fn all() -> Vec<&'static str> {
    let stranger = |speaks, start: &[u8]| {
        let start = start.to_vec();
        TlsFault::Stranger(Stranger { speaks, start })
    };
    let mut faults = vec![
        TlsFault::Closed,
        TlsFault::CutOff,
        TlsFault::Hostname,
        TlsFault::Incompatible,
        TlsFault::Outdated { tls13_only: false },
        TlsFault::Oversized,
        TlsFault::Refused { identified: false },
        TlsFault::Signature,
        stranger(Speaks::Http, b"HTTP/1.1"),
        stranger(Speaks::Ssh, b"SSH-2.0"),
    ];
    let breaches = [
        TlsBreach::Decrypt,
        TlsBreach::Malformed,
        TlsBreach::Order,
        TlsBreach::Other,
        TlsBreach::Record,
    ];
    faults.extend(breaches.map(TlsFault::Invalid));
    for alert in 0..=u8::MAX {
        let alerts = [false, true].map(|identified| TlsFault::Alert { alert, identified });
        faults.extend(alerts);
    }
    for bundled in [false, true] {
        let refusals = reasons().into_iter().map(|(place, reason)| Refusal {
            place,
            name: b"CA".to_vec(),
            reason,
            bundled,
        });
        faults.extend(refusals.map(TlsFault::Certificate));
    }
    for fault in &faults {
        match fault {
            TlsFault::Alert { .. }
            | TlsFault::Certificate(_)
            | TlsFault::Closed
            | TlsFault::CutOff
            | TlsFault::Hostname
            | TlsFault::Incompatible
            | TlsFault::Invalid(_)
            | TlsFault::Outdated { .. }
            | TlsFault::Oversized
            | TlsFault::Refused { .. }
            | TlsFault::Signature
            | TlsFault::Stranger(_) => {}
        }
    }
    faults.iter().map(|fault| words(fault, None)).collect()
}

/// Every reason to refuse a certificate, and where it may come from.
fn reasons() -> Vec<(Place, Reason)> {
    let (begin, end, now) = (1, 2, 3);
    let names = |hosts, cn| Reason::Name { hosts, cn };
    let dns = vec![CertName::Dns(b"a".to_vec())];
    let all = vec![
        (Place::Chain(2), Reason::Late),
        (Place::Chain(2), Reason::Tangled),
        (Place::File, Reason::Distrusted),
        (Place::File, Reason::Expired { begin, end, now }),
        (Place::File, Reason::NotCa),
        (Place::Leaf, Reason::Ca),
        (Place::Leaf, Reason::Constraint),
        (Place::Leaf, Reason::Critical("2.5.29.54".to_owned())),
        (Place::Leaf, Reason::Early { begin, end }),
        (Place::Leaf, soon(end, begin)),
        (Place::Leaf, soon(end, now)),
        (Place::Leaf, Reason::Expired { begin, end, now }),
        (Place::Leaf, Reason::Forged),
        (Place::Leaf, Reason::Issuer { alone: true }),
        (Place::Leaf, Reason::Key(Algorithm::Rsa(1024))),
        (Place::Leaf, Reason::Malformed),
        (Place::Leaf, names(dns, None)),
        (Place::Leaf, names(Vec::new(), None)),
        (Place::Leaf, names(Vec::new(), Some(b"a".to_vec()))),
        (Place::Leaf, Reason::Purpose),
        (Place::Leaf, Reason::SelfSigned),
        (Place::Leaf, Reason::Signature(Algorithm::Named("MD5"))),
        (Place::Leaf, Reason::Usage),
        (Place::Served(1), Reason::Expired { begin, end, now }),
        (Place::Served(1), Reason::Forged),
        (Place::Served(1), Reason::NoCertSign),
        (Place::Served(1), Reason::NotCa),
        (Place::Served(1), Reason::PathLength),
    ];
    for (_, reason) in &all {
        match reason {
            Reason::Ca
            | Reason::Constraint
            | Reason::Critical(_)
            | Reason::Distrusted
            | Reason::Early { .. }
            | Reason::EndsSoon { .. }
            | Reason::Expired { .. }
            | Reason::Forged
            | Reason::Issuer { .. }
            | Reason::Key(_)
            | Reason::Late
            | Reason::Malformed
            | Reason::Name { .. }
            | Reason::NoCertSign
            | Reason::NotCa
            | Reason::PathLength
            | Reason::Purpose
            | Reason::SelfSigned
            | Reason::Signature(_)
            | Reason::Tangled
            | Reason::Usage => {}
        }
    }
    all
}

/// A certificate that ends too soon.
fn soon(end: u64, now: u64) -> Reason {
    let wanted = 14;
    Reason::EndsSoon { end, now, wanted }
}
