//! Flags that contradict the targets, or each other: what was typed beats a variable.

use crate::cli::Flags;
use crate::expect::Expect;
use crate::net::Route;
use crate::target::Target;
use crate::text::Misuse;

use super::request::Asked;

/// Settles what the request, the checks and the targets say of the same thing.
pub(super) fn settle(
    flags: &Flags,
    asked: &mut Asked,
    expect: &mut Expect,
    targets: &mut [Target],
) -> Result<(), Misuse> {
    credentials(flags, asked, targets)?;
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
            target.add_query(query);
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
