#!/usr/bin/env bash
# Checks licences, banned crates and sources of all dependencies; known vulnerabilities where the
# advisory database can be reached.
# usage: scripts/deny.sh [--advisories]    (--advisories: fail when it cannot be reached)
set -euo pipefail
. "$(dirname "$0")/common.sh"
use_toolchain
VERSION=0.20.2
# Outside the checkout, because it takes minutes to build and a clean clone can use it again.
tools=$CACHE_DIR/cargo-deny-$VERSION
PATH=$tools/bin:$PATH

if ! have cargo-deny; then
    say "installing cargo-deny $VERSION into $tools"
    # Unoptimised: it builds in half the time and runs for a second.
    cargo install --quiet --locked --debug --root "$tools" --target-dir "$tools/build" "cargo-deny@$VERSION"
    rm -rf "$tools/build"
fi
cargo deny --locked --config scripts/deny.toml check bans licenses sources
if cargo deny --locked --config scripts/deny.toml fetch db >/dev/null 2>&1; then
    cargo deny --locked --config scripts/deny.toml check advisories
else
    [ "${1:-}" != --advisories ] || die "the advisory database cannot be reached"
    say "NOT CHECKED: known vulnerabilities; the advisory database cannot be reached"
fi
