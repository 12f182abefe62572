#!/usr/bin/env bash
# Fails unless a tag is Cargo.toml's version and CHANGELOG.md has an entry for it.
# usage: scripts/release-tag.sh v1.2.3
set -euo pipefail
. "$(dirname "$0")/common.sh"
version=$(package version)
[ "${1:-}" = "v$version" ] || die "the tag is \"${1:-}\", but Cargo.toml has version $version; the tag must be v$version"
release_notes "$version" | grep -q . || die "CHANGELOG.md has no entry \"## $version\""
say "$1 is Cargo.toml's version"
