//! What a certificate says of itself, for failure lines and for `-v`.
//!
//! No X.509 parser, which would cost more than 15 kB: webpki tells the names to somebody who asks
//! for a wrong one, and the dates to somebody whose clock is wrong.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::net::IpAddr;
use std::time::Duration;

use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use webpki::{EndEntityCert, Error, KeyUsage};

use crate::text::peer;

/// Yields the DNS names and addresses on a certificate.
pub(super) fn names(leaf: &CertificateDer<'_>) -> Vec<String> {
    let nobody = ServerName::try_from("name.invalid").map_err(|_| Error::MalformedDnsIdentifier);
    let refusal = EndEntityCert::try_from(leaf)
        .and_then(|leaf| leaf.verify_is_valid_for_subject_name(&nobody?));
    match refusal {
        Err(Error::CertNotValidForName(context)) => plain_names(&context.presented),
        _ => Vec::new(),
    }
}

/// Takes webpki's `DnsName("x")` and `IpAddress(1.2.3.4)` apart (seen in 0.103); mail addresses
/// and the like are nobody's host.
pub(super) fn plain_names(presented: &[String]) -> Vec<String> {
    let plain = |name: &String| {
        let (kind, inside) = name.strip_suffix(')')?.split_once('(')?;
        let inside = matches!(kind, "DnsName" | "IpAddress").then(|| inside.trim_matches('"'))?;
        // webpki writes ::1 as 0::1.
        let address = inside.parse::<IpAddr>().map(|ip| ip.to_string());
        Some(address.unwrap_or_else(|_| peer(inside.as_bytes(), MAX_NAME)))
    };
    presented.iter().filter_map(plain).collect()
}

/// Lists a few names in quotes.
pub(super) fn list(names: &[String]) -> String {
    let mut line = String::new();
    for (index, name) in names.iter().take(MAX_NAMES).enumerate() {
        line.push_str(if index == 0 { "\"" } else { ", \"" });
        line.push_str(name);
        line.push('"');
    }
    if let Some(more) = names.len().checked_sub(MAX_NAMES).filter(|&more| more > 0) {
        line.push_str(&format!(" and {more} more"));
    }
    line
}

/// Yields who signed a certificate; `None` when that is the certificate itself.
pub(super) fn issuer(certificate: &CertificateDer<'_>) -> Option<String> {
    let certificate = EndEntityCert::try_from(certificate).ok()?;
    let issuer = certificate.issuer();
    (issuer != certificate.subject()).then(|| peer(common_name(issuer), MAX_NAME))
}

/// Yields when a certificate begins and ends to be valid; `None` when it is malformed.
pub(super) fn validity(leaf: &CertificateDer<'_>) -> Option<(UnixTime, UnixTime)> {
    let leaf = EndEntityCert::try_from(leaf).ok()?;
    let ask = |clock: u64| {
        let clock = UnixTime::since_unix_epoch(Duration::from_secs(clock));
        // Nobody is trusted here: webpki looks at the dates before anything else.
        leaf.verify_for_usage(&[], &[], &[], clock, KeyUsage::server_auth(), None, None)
            .err()
    };
    let Some(Error::CertExpired { not_after, .. }) = ask(u64::MAX) else {
        return None;
    };
    match ask(0) {
        Some(Error::CertNotValidYet { not_before, .. }) => Some((not_before, not_after)),
        _ => Some((UnixTime::since_unix_epoch(Duration::ZERO), not_after)),
    }
}

/// Tells whether a certificate may sign others: its basic constraints say so, or it is of X.509
/// version 1, which has none.
pub(super) fn is_ca(certificate: &CertificateDer<'_>) -> bool {
    let parsed = match EndEntityCert::try_from(certificate) {
        Ok(parsed) => parsed,
        Err(why) => return why == Error::UnsupportedCertVersion,
    };
    let refusal = validity(certificate).and_then(|(_, end)| {
        let usage = KeyUsage::server_auth();
        // Nobody is trusted here, either: webpki looks at the constraints right after the dates.
        parsed
            .verify_for_usage(&[], &[], &[], end, usage, None, None)
            .err()
    });
    refusal == Some(Error::CaUsedAsEndEntity)
}

/// Finds the common name in a distinguished name, or else its last part.
///
/// A distinguished name is a row of SET { SEQUENCE { OID, string } }.
fn common_name(mut name: &[u8]) -> &[u8] {
    let mut found: &[u8] = b"";
    while let Some((part, rest)) = element(name) {
        if let Some((pair, _)) = element(part)
            && let Some((kind, value)) = element(pair)
            && let Some((text, _)) = element(value)
        {
            found = text;
            if kind == COMMON_NAME {
                break;
            }
        }
        name = rest;
    }
    found
}

/// Splits the content of the first DER element from what follows it.
fn element(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&[_, length], rest) = der.split_first_chunk()?;
    match length {
        // Longer ones than 255 bytes hold no name that a line could show.
        0x81 => rest
            .split_first()
            .and_then(|(&length, rest)| rest.split_at_checked(length.into())),
        _ => rest.split_at_checked(length.into()),
    }
}

/// Writes a moment's day as `2026-11-22`, UTC.
///
/// The proleptic Gregorian calendar counted from 0000-03-01, so that the leap day comes last.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "every moment of a certificate is before the year 10000"
)]
pub(super) fn date(moment: UnixTime) -> String {
    let days = moment.as_secs() / 86_400 + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    format!("{:04}-{month:02}-{day:02}", year_of_era + era * 400 + carry)
}

/// Says how long it is from one moment to a later one, in whole days.
pub(super) fn days(from: UnixTime, to: UnixTime) -> String {
    match to.as_secs().saturating_sub(from.as_secs()) / 86_400 {
        0 => "less than a day".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

/// id-at-commonName, 2.5.4.3.
const COMMON_NAME: &[u8] = &[0x55, 4, 3];

/// How many names a line lists.
const MAX_NAMES: usize = 3;

/// How much of one name a line shows.
const MAX_NAME: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for (seconds, wanted) in [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_795_305_600, "2026-11-22"),
            (4_107_542_400, "2100-03-01"),
        ] {
            assert_eq!(
                date(UnixTime::since_unix_epoch(Duration::from_secs(seconds))),
                wanted
            );
        }
    }

    #[test]
    fn presented_names_lose_their_wrapping() {
        let presented = [
            "DnsName(\"a.example\")",
            "IpAddress(0::1)",
            "Unsupported(1)",
            "x",
        ];
        let plain = plain_names(&presented.map(str::to_owned));
        assert_eq!(list(&plain), "\"a.example\", \"::1\"");
    }

    #[test]
    fn a_common_name_is_found_among_others() {
        let organization = b"\x31\x0c\x30\x0a\x06\x03\x55\x04\x0a\x0c\x03Inc";
        let name = b"\x31\x0b\x30\x09\x06\x03\x55\x04\x03\x0c\x02CA";
        assert_eq!(common_name(&[&organization[..], name].concat()), b"CA");
        assert_eq!(common_name(&[&name[..], organization].concat()), b"CA");
        assert_eq!(common_name(organization), b"Inc");
        for end in 0..name.len() {
            assert_eq!(common_name(&name[..end]), b"", "{end}");
        }
    }
}
