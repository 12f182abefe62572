#!/usr/bin/env bash
# Puts the name of a GitHub account into Cargo.toml and every page, in the place of the one that Cargo.toml has.
# usage: scripts/owner.sh NAME
set -euo pipefail
. "$(dirname "$0")/common.sh"
[[ ${1:-} =~ ^[a-zA-Z0-9-]+$ ]] || die "usage: scripts/owner.sh NAME"
former=$(package repository)
former=${former#https://github.com/}
former=${former%/*}
# The name of an image has no capitals.
git grep -lE "(github\.com|ghcr\.io)/$former/probelet" |
    xargs sed -i "s,github\.com/$former/probelet,github.com/$1/probelet,g; s,ghcr\.io/${former,,}/probelet,ghcr.io/${1,,}/probelet,g; s,ghcr\.io/$former/probelet,ghcr.io/${1,,}/probelet,g"
say "$former is $1 now; look at git diff"
