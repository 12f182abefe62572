//! Who may sign certificates: OpenSSL 3's rules for authorities and intermediates.

use super::algorithm::dotted;
use super::certificate::{Certificate, KEY_CERT_SIGN, Key};
use super::refusal::{Place, Reason};

/// Someone who is trusted to sign certificates.
#[derive(Clone, Copy, Debug)]
pub(super) struct Authority<'a> {
    /// Its name.
    pub(super) subject: &'a [u8],
    /// Its key.
    pub(super) key: Key<'a>,
    /// The names that it may sign.
    pub(super) constraints: Option<&'a [u8]>,
    /// Its certificate, unless it is a bundled root, of which these parts are all that is kept.
    pub(super) certificate: Option<Certificate<'a>>,
    /// What OpenSSL's notes in the file say, if anything: whether it is trusted for servers.
    pub(super) marked: Option<bool>,
}

/// Returns why a certificate may not sign one that has so many intermediates below it.
pub(super) fn defect(
    issuer: &Certificate<'_>,
    place: Place,
    intermediates: usize,
    now: u64,
) -> Option<Reason> {
    let (basic, usage) = (issuer.extensions.basic, issuer.extensions.usage);
    let may_sign = match basic {
        Some(basic) => basic.is_ca,
        // OpenSSL takes these for authorities when they are trusted for themselves.
        None => place == Place::File && (usage.is_some() || is_old_root(issuer)),
    };
    let most = basic.and_then(|it| it.path_length).unwrap_or(u32::MAX);
    if let Some(reason) = dates(issuer, now) {
        Some(reason)
    } else if !may_sign {
        Some(Reason::NotCa)
    } else if !issuer.may(KEY_CERT_SIGN) {
        Some(Reason::NoCertSign)
    } else if place != Place::File && !issuer.is_for_servers() {
        Some(Reason::Purpose)
    } else if u32::try_from(intermediates).is_ok_and(|it| it > most) {
        Some(Reason::PathLength)
    } else {
        let critical = issuer.extensions.critical;
        critical.map(|id| Reason::Critical(dotted(id)))
    }
}

/// Returns why a certificate is not valid now.
pub(super) fn dates(certificate: &Certificate<'_>, now: u64) -> Option<Reason> {
    let (begin, end) = (certificate.begin, certificate.end);
    if now < begin {
        Some(Reason::Early { begin, end })
    } else if now > end {
        Some(Reason::Expired { begin, end, now })
    } else {
        None
    }
}

/// Reports whether a certificate is a root from before there were extensions.
fn is_old_root(certificate: &Certificate<'_>) -> bool {
    certificate.is_v1 && certificate.is_self_issued()
}
