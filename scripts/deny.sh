#!/usr/bin/env bash
# Checks licences, banned crates and sources of all dependencies; known vulnerabilities where the
# advisory database can be reached.
set -euo pipefail
. "$(dirname "$0")/common.sh"
use_toolchain
VERSION=0.20.2
# Outside the checkout, because it takes minutes to build and a clean clone can use it again.
tools=${XDG_CACHE_HOME:-$HOME/.cache}/probelet-test/cargo-deny-$VERSION
PATH=$tools/bin:$PATH

if ! have cargo-deny; then
    say "installing cargo-deny $VERSION into $tools"
    # Unoptimised: it builds in half the time and runs for a second.
    cargo install --quiet --locked --debug --root "$tools" --target-dir "$tools/build" "cargo-deny@$VERSION"
    rm -rf "$tools/build"
fi
cargo deny --locked check --config scripts/deny.toml bans licenses sources
if cargo deny --locked fetch --config scripts/deny.toml db >/dev/null 2>&1; then
    cargo deny --locked check --config scripts/deny.toml advisories
else
    say "NOT CHECKED: known vulnerabilities; the advisory database cannot be reached"
fi
