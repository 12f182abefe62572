#!/usr/bin/env bash
# Checks the tag of a release, and prints the tags of images that move with it.
# usage: scripts/release-tag.sh v1.2.3
#            fails unless it is Cargo.toml's version, CHANGELOG.md has an entry for it, and Cargo.toml names
#            the repository of $GITHUB_REPOSITORY
#        git tag | scripts/release-tag.sh v1.2.3 moving
#            prints 1.2, 1 and latest; of these only what is not ahead already, and nothing for v1.2.3-rc.1
set -euo pipefail
. "$(dirname "$0")/common.sh"

check() {
    local version repository
    version=$(package version) repository=$(package repository)
    [ "$tag" = "v$version" ] || die "the tag is \"$tag\", but Cargo.toml has version $version; the tag must be v$version"
    release_notes "$version" | grep -q . || die "CHANGELOG.md has no entry \"## $version\""
    [ "$repository" = "https://github.com/${GITHUB_REPOSITORY:=${repository#https://github.com/}}" ] ||
        die "Cargo.toml names $repository; run scripts/owner.sh ${GITHUB_REPOSITORY%/*}"
    say "$tag is Cargo.toml's version"
}

# Succeeds when the tag is the highest of those on stdin that begin with a prefix; only releases count.
highest() { [ "$({ echo "$tag"; grep -E "^v$1[0-9.]*$" <<<"$others" | grep -v -- -; } | sort -V | tail -n 1)" = "$tag" ]; }

moving() {
    local version=${tag#v} others
    others=$(cat)
    [[ $version =~ ^([0-9]+)\.([0-9]+)\.[0-9]+$ ]] || return 0
    local major=${BASH_REMATCH[1]} minor=${BASH_REMATCH[2]}
    ! highest "$major\.$minor\." || echo "$major.$minor"
    ! highest "$major\." || echo "$major"
    ! highest "" || echo latest
}

tag=${1:-}
case ${2:-check} in
check | moving) "${2:-check}" ;;
*) die "\"$2\" is not \"moving\"" ;;
esac
