#!/usr/bin/env bash
# Makes the images of a release for every architecture from the files that were built and tested, with
# the Dockerfile's own last stages. With "push" they go to the registry, under one name each for all
# architectures; without, they stay here.
# usage: scripts/release-images.sh REPOSITORY [push]    such as ghcr.io/owner/probelet
set -euo pipefail
. "$(dirname "$0")/common.sh"
# The older builder would compile the stages that nothing here is made of.
export DOCKER_BUILDKIT=1
repository=$1 push=${2:-}
version=$(package version)
mapfile -t architectures < <(sed '/^#/d; s/ .*//' scripts/architectures.txt)

# Docker's platform of an architecture: armv7 is linux/arm/v7.
platform() { sed 's,^,linux/,; s,/armv,/arm/v,' <<<"$1"; }

# Builds one image: architecture, stage.
image() {
    local platform
    platform=$(platform "$1")
    docker build --quiet --platform "$platform" --target "$2" --tag "$repository:$version-$2-$1" \
        --build-arg FILES="probelet-files:$1" --build-arg VERSION="$version" \
        --build-arg REVISION="$(git rev-parse HEAD)" --build-arg SOURCE="https://github.com/${repository#*/}" . >/dev/null
    say "$repository:$version-$2-$1: $platform"
}

for architecture in "${architectures[@]}"; do
    # The stage `files` of the Dockerfile.
    printf 'FROM scratch\nCOPY . /dist\n' | docker build --quiet --platform "$(platform "$architecture")" \
        --tag "probelet-files:$architecture" --file - "dist/$architecture" >/dev/null
    for stage in full http; do image "$architecture" "$stage"; done
    docker rmi "probelet-files:$architecture" >/dev/null
done
[ "$push" = push ] || exit 0

# Puts one name over the images of all architectures: stage, tags. Tells GitHub the digest.
publish() {
    local stage=$1 parts=() tag digest
    shift
    for architecture in "${architectures[@]}"; do
        docker push --quiet "$repository:$version-$stage-$architecture"
        parts+=("$repository:$version-$stage-$architecture")
    done
    for tag; do docker buildx imagetools create --tag "$repository:$tag" "${parts[@]}"; done
    digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$repository:$1")
    say "$repository@$digest: $*"
    echo "$stage=$digest" >>"${GITHUB_OUTPUT:-/dev/null}"
}
publish full "$version" "${version%.*}" "${version%%.*}" latest
publish http "$version-http" "${version%.*}-http" "${version%%.*}-http" http
