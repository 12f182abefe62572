#!/usr/bin/env bash
# Prints where the bytes of the files that ship are: by section, by crate, by symbol.
# usage: scripts/bloat.sh [SYMBOLS]    how many symbols are listed; 40 unless told
set -euo pipefail
. "$(dirname "$0")/common.sh"
have nm || die "needs nm of binutils; run scripts/setup.sh"

# The same build with its symbols kept.
CARGO_PROFILE_RELEASE_STRIP=none DIST=$TARGET_DIR/bloat scripts/dist.sh >&2
for name in probelet probelet-http; do
    python3 -B scripts/bloat.py "$TARGET_DIR/bloat/$name" "${1:-40}"
done
