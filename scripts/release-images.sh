#!/usr/bin/env bash
# Makes the images of a release, named in Cargo.toml, for every architecture in dist/ from the files that were
# built and tested, with the Dockerfile's own last stages. No image has a tag before the owner publishes the release.
# usage: scripts/release-images.sh push          pushes by digest, and writes the digests to dist/images.txt
#        scripts/release-images.sh tag v1.2.3    tags what dist/images.txt names: 1.2.3, and what moves with it,
#                                                as scripts/release-tag.sh says
# IMAGE=REPOSITORY takes the place of Cargo.toml's.
set -euo pipefail
. "$(dirname "$0")/common.sh"
repository=${IMAGE:-$(package image)}
version=$(package version)
stages=(full http local-only)
list=dist/images.txt

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

# podman with images of its own, which go with the run.
engine() { podman --root "$work/images" --runroot "$work/run" --storage-driver vfs "$@"; }

# Copies images of all architectures, bytes and digests as they are. A registry of this machine speaks plain HTTP, as for Docker.
copy() {
    local verify=true
    [[ $repository != localhost:* ]] || verify=false
    skopeo copy --quiet --all --src-tls-verify=$verify --dest-tls-verify=$verify "$@"
}

# Adds the image of a stage for one architecture to the list of a name. The same files make the same digest.
image() {
    local stage=$1 architecture=$2 name=$3 files=$work/$2
    [ -d "$files" ] || { mkdir "$files" && cp -r "dist/$architecture" "$files/dist"; }
    # The files take the place of the stages that compile.
    engine build --quiet --no-cache --platform "$(platform "$architecture")" --timestamp 0 \
        --build-context build="$files" --build-context build-local-only="$files" \
        --build-arg VERSION="$version" --build-arg REVISION="$(git rev-parse HEAD)" --build-arg SOURCE="$(package repository)" \
        --target "$stage" --manifest "$name" . >/dev/null
}

# Pushes a stage for all architectures, and writes its name and digest down, for the workflow, too.
push() {
    local stage=$1 name=localhost/probelet:$1 layout=$work/$1 architecture digest
    for architecture in "${architectures[@]}"; do image "$stage" "$architecture" "$name"; done
    engine manifest push --quiet --all "$name" "oci:$layout"
    digest=sha256:$(skopeo inspect --raw "oci:$layout" | sha256sum | cut -d ' ' -f 1)
    copy "oci:$layout" "docker://$repository@$digest"
    echo "$repository:$(tag "$version" "$stage")@$digest" | tee -a "$list"
    echo "$stage=$digest" >>"${GITHUB_OUTPUT:-/dev/null}"
}

# Gives every image of the list its tag, and the tags that move with it.
tag_release() {
    local moving stage digest
    for moving in "${1#v}" $(git tag | scripts/release-tag.sh "$1" moving); do
        for stage in "${stages[@]}"; do
            digest=$(sed -n "s,^.*:$(tag "${1#v}" "$stage")@,,p" "$list")
            copy "docker://$repository@$digest" "docker://$repository:$(tag "$moving" "$stage")"
            say "$repository:$(tag "$moving" "$stage") is $digest"
        done
    done
}

case ${1:-} in
push)
    scripts/setup.sh images
    mapfile -t architectures < <(sed '/^#/d; s/ .*//' scripts/architectures.txt)
    # What a dry run has built.
    [ -z "${ARCHITECTURES:-}" ] || read -ra architectures <<<"$ARCHITECTURES"
    work=$(mktemp -d)
    # The roots of images cannot be written to, not even by a plain user who owns them.
    trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
    rm -f "$list"
    echo "name=$repository" >>"${GITHUB_OUTPUT:-/dev/null}"
    for stage in "${stages[@]}"; do push "$stage"; done
    ;;
tag)
    scripts/setup.sh images
    tag_release "${2:?write the tag of the release}"
    ;;
*) die "\"${1:-}\" is neither push nor tag" ;;
esac
