//! Flags that contradict the targets, or each other: what was typed beats a variable.

use crate::cli::Flags;
use crate::expect::Expect;
use crate::net::{Request, Route};
use crate::target::Target;
use crate::text::{Misuse, quote};

use super::data::Query;
use super::header;
use super::request::Asked;

/// Settles what the request, the checks and the targets say about the same thing.
pub(super) fn settle(
    flags: &Flags,
    asked: &mut Asked,
    expect: &mut Expect,
    targets: &mut [Target],
) -> Result<(), Misuse> {
    credentials(flags, asked, targets)?;
    metadata(&asked.request, targets)?;
    if asked.is_json {
        for name in ["Content-Type", "Accept"] {
            header::push_default(&mut asked.request, name, "application/json");
        }
    }
    if asked.request.method == "HEAD" && expect.wants_body() {
        let mut checks = ["--expect-body", "--reject-body", "--expect-json"].into_iter();
        if checks.any(|name| flags.was_typed(name)) {
            let reason = "a HEAD answer has no body to check; leave --head or the body check out";
            return Err(Misuse::new("--head", reason));
        }
        expect.body.clear();
        expect.reject.clear();
        expect.json.clear();
    }
    for target in targets.iter_mut().filter(|target| target.scheme.is_http()) {
        if let Some(query) = asked.query {
            target.add_query(query.data);
        }
        if target.is_too_long() {
            let reason = "is over 64 KiB when it is encoded; write a shorter URL";
            let misuse = || Misuse::new(quote(&target.to_string()), reason);
            return Err(asked.query.map_or_else(misuse, Query::too_long));
        }
    }
    Ok(())
}

/// Settles whose credentials count: those of the flags, or those in the URL of a target.
fn credentials(flags: &Flags, asked: &Asked, targets: &mut [Target]) -> Result<(), Misuse> {
    if !asked.has_typed_credentials {
        // Those in a URL come before those of a variable.
        return Ok(());
    }
    for target in targets.iter_mut().filter(|it| it.credentials.is_some()) {
        if flags.has_targets() {
            let reason = "the target has user info of its own; leave one of them out";
            return Err(Misuse::new("-u or --oauth2-bearer", reason));
        }
        target.credentials = None;
    }
    Ok(())
}

/// Refuses headers that no gRPC call may bring along: gRPC sets them itself, or HTTP/2 has none.
fn metadata(request: &Request, targets: &[Target]) -> Result<(), Misuse> {
    if !(cfg!(feature = "grpc") && targets.iter().any(|target| target.scheme.is_grpc())) {
        return Ok(());
    }
    let given = request.headers.iter().map(|(name, _)| name);
    let is_reserved = |name: &&&str| {
        let start = name.get(..5).unwrap_or_default();
        let mut reserved = RESERVED.iter();
        start.eq_ignore_ascii_case("grpc-") || reserved.any(|it| it.eq_ignore_ascii_case(name))
    };
    match given.chain(&request.removed).find(is_reserved) {
        Some(name) => {
            let reason = [name, " is not for a gRPC call to set; leave it out"].concat();
            Err(Misuse::new("--header", &reason))
        }
        None => Ok(()),
    }
}

/// Refuses detours that were typed for a target that has no address.
pub(super) fn route(flags: &Flags, route: &Route, targets: &[Target]) -> Result<(), Misuse> {
    let is_typed = flags.was_typed("--connect-to") || flags.was_typed("--resolve");
    let has_detours = !(route.detours.is_empty() && route.pins.is_empty());
    if is_typed && has_detours && targets.iter().any(|target| target.socket.is_some()) {
        let reason = "has no effect on a Unix socket; leave one of them out";
        return Err(Misuse::new("--connect-to or --resolve", reason));
    }
    Ok(())
}

/// What gRPC sets itself, and what belongs to a connection, which HTTP/2 keeps apart from a call.
const RESERVED: [&str; 6] = [
    "connection",
    "content-type",
    "keep-alive",
    "proxy-connection",
    "te",
    "upgrade",
];
