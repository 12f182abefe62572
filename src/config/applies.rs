//! Flags that can do nothing for the targets given are misuse.

use crate::cli::Flags;
use crate::target::{Scheme, Target};
use crate::text::Misuse;

/// Flags, the targets that they need, and those targets in words.
struct Rule {
    /// The long names.
    flags: &'static [&'static str],
    /// Reports whether the flags can do something for a target of this scheme.
    fits: fn(Scheme) -> bool,
    /// What is missing where no target fits.
    needs: &'static str,
}

/// Refuses each flag that was typed and applies to no target; a variable may be set for every
/// probe there is, and is not asked.
pub(super) fn check(flags: &Flags, targets: &[Target]) -> Result<(), Misuse> {
    for rule in RULES {
        if targets.iter().any(|target| (rule.fits)(target.scheme)) {
            continue;
        }
        if let Some(name) = rule.flags.iter().find(|name| flags.was_typed(name)) {
            let reason = ["needs ", rule.needs, "; leave it out"].concat();
            return Err(Misuse::new(name, &reason));
        }
    }
    Ok(())
}

/// Every flag that applies to some schemes only. curl's TLS flags are fine beside `http://`, as
/// there.
const RULES: &[Rule] = &[
    Rule {
        flags: &[
            "--expect-status",
            "--expect-header",
            "--request",
            "--head",
            "--data",
            "--data-raw",
            "--json",
            "--get",
            "--cookie",
            "--location",
            "--no-location",
            "--max-redirs",
            "--include",
            "--server-response",
        ],
        fits: Scheme::is_http,
        needs: "an http:// or https:// target",
    },
    Rule {
        flags: &[
            "--header",
            "--user",
            "--password",
            "--oauth2-bearer",
            "--user-agent",
        ],
        fits: |scheme| scheme.is_http() || scheme.is_grpc(),
        needs: "an http://, https:// or grpc:// target",
    },
    Rule {
        flags: &["--expect-body", "--reject-body"],
        fits: |scheme| !scheme.is_grpc(),
        needs: "an http://, https://, tcp://, tls:// or file: target",
    },
    Rule {
        flags: &["--expect-json"],
        fits: |scheme| scheme.is_http() || scheme == Scheme::File,
        needs: "an http://, https:// or file: target",
    },
    Rule {
        flags: &["--send"],
        fits: Scheme::is_stream,
        needs: "a tcp:// or tls:// target",
    },
    Rule {
        flags: &["--max-age"],
        fits: |scheme| scheme == Scheme::File,
        needs: "a file: target",
    },
    Rule {
        flags: &["--min-cert-days"],
        // A redirect may lead from http:// to https://.
        fits: |scheme| scheme.is_secure() || scheme == Scheme::Http,
        needs: "an https://, tls:// or grpcs:// target",
    },
    Rule {
        flags: &[
            "--connect-timeout",
            "--connect-to",
            "--haproxy-protocol",
            "--ipv4",
            "--ipv6",
            "--resolve",
        ],
        fits: |scheme| scheme != Scheme::File,
        needs: "a target on the network",
    },
];
