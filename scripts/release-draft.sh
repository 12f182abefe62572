#!/usr/bin/env bash
# Drafts the release of a tag on GitHub, out of what scripts/release.sh and scripts/release-images.sh have made. Nobody sees it until the
# owner publishes it.
# usage: scripts/release-draft.sh v1.2.3
set -euo pipefail
. "$(dirname "$0")/common.sh"
kind=()
[[ $1 != *-* ]] || kind=(--prerelease)
gh release create "$1" --draft --verify-tag "${kind[@]}" --title "$1" \
    --notes-file target/release-notes.md target/release-assets/* dist/images.txt
