#!/usr/bin/env bash
# Prints where the bytes of the shipped files are: by section, by crate, by symbol.
# usage: scripts/bloat.sh [SYMBOLS]    how many symbols are listed; 40 unless told
set -euo pipefail
. "$(dirname "$0")/common.sh"
have nm || die "needs nm of binutils; run scripts/setup.sh"

# The same build with its symbols kept, in a folder of its own: dist/ holds what ships.
house=$TARGET_DIR/bloat
rm -rf "$house/source"
mkdir -p "$house/source"
cp -r Cargo.toml Cargo.lock build.rs src scripts examples tests "$house/source"
CARGO_PROFILE_RELEASE_STRIP=none CARGO_TARGET_DIR=$house/target "$house/source/scripts/dist.sh" >&2

for name in probelet probelet-http; do
    python3 scripts/bloat.py "$house/source/dist/$name" "dist/$name" "${1:-40}"
done
