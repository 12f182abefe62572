#!/usr/bin/env bash
# Makes the images of a release, named in Cargo.toml, for every architecture in dist/ from the files that were
# built and tested, with the Dockerfile's own last stages.
# usage: scripts/release-images.sh [push]         push: to the registry, under the version's own tag
#        scripts/release-images.sh move v1.2.3    moves 1.2, 1 and latest there, as scripts/release-tag.sh says
# IMAGE=REPOSITORY takes the place of Cargo.toml's.
set -euo pipefail
. "$(dirname "$0")/common.sh"
# The older builder would compile the stages that nothing here is made of.
export DOCKER_BUILDKIT=1
repository=${IMAGE:-$(package image)}
version=$(package version)
stages=(full http local-only)

# Prints the tag of a stage: version or moving tag, stage.
tag() {
    case $1-$2 in
    *-full) echo "$1" ;;
    latest-*) echo "$2" ;;
    *) echo "$1-$2" ;;
    esac
}

# Docker's platform of an architecture: armv7 is linux/arm/v7.
platform() { sed 's,^,linux/,; s,/armv,/arm/v,' <<<"$1"; }

# Builds the images of one architecture.
images() {
    local platform stage name files=probelet-files:$1
    platform=$(platform "$1")
    # The stages `files` of the Dockerfile.
    printf 'FROM scratch\nCOPY . /dist\n' |
        docker build --quiet --platform "$platform" --tag "$files" --file - "dist/$1" >/dev/null
    for stage in "${stages[@]}"; do
        name=$repository:$(tag "$version" "$stage")-$1
        docker build --quiet --platform "$platform" --target "$stage" --tag "$name" \
            --build-arg FILES="$files" --build-arg LOCAL_ONLY="$files" --build-arg VERSION="$version" \
            --build-arg REVISION="$(git rev-parse HEAD)" --build-arg SOURCE="$(package repository)" . >/dev/null
        say "$name: $platform"
    done
    docker rmi "$files" >/dev/null
}

# Pushes a stage for all architectures and puts one name over them; hands the digest to the workflow.
push() {
    local stage=$1 name parts=() digest
    name=$repository:$(tag "$version" "$stage")
    for architecture in "${architectures[@]}"; do
        docker push --quiet "$name-$architecture"
        parts+=("$name-$architecture")
    done
    docker buildx imagetools create --tag "$name" "${parts[@]}"
    digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$name")
    say "$name@$digest"
    echo "$stage=$digest" >>"${GITHUB_OUTPUT:-/dev/null}"
}

# Moves the tags of all stages to this version.
move() {
    local moving stage
    for moving in $(git tag | scripts/release-tag.sh "$1" moving); do
        for stage in "${stages[@]}"; do
            docker buildx imagetools create --tag "$repository:$(tag "$moving" "$stage")" "$repository:$(tag "${1#v}" "$stage")"
        done
    done
}

case ${1:-} in
'' | push)
    mapfile -t architectures < <(sed '/^#/d; s/ .*//' scripts/architectures.txt)
    # What a dry run has built.
    [ -z "${ARCHITECTURES:-}" ] || read -ra architectures <<<"$ARCHITECTURES"
    for architecture in "${architectures[@]}"; do images "$architecture"; done
    [ "${1:-}" = push ] || exit 0
    echo "name=$repository" >>"${GITHUB_OUTPUT:-/dev/null}"
    for stage in "${stages[@]}"; do push "$stage"; done
    ;;
move) move "${2:?write the tag of the release}" ;;
*) die "\"$1\" is neither push nor move" ;;
esac
