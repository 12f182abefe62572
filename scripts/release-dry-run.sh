#!/usr/bin/env bash
# Runs the commands of .github/workflows/release.yml and publish.yml in their order, on a clean clone of the
# last commit and in fresh containers, and pushes to a registry of its own. It leaves out .ci/run, which is
# `make test`, and what only GitHub can do: artifacts, attestations and the draft.
# usage: scripts/release-dry-run.sh [ARCHITECTURE...]    amd64 unless told
set -euo pipefail
. "$(dirname "$0")/common.sh"
# The second half runs with another engine where this machine's has no buildx.
half=build
if [ "${1:-}" = images ]; then
    half=images
    shift
fi
export CI=true ARCHITECTURES=${*:-amd64} GITHUB_REPOSITORY BASE DRY_RUN
GITHUB_REPOSITORY=$(package repository)
GITHUB_REPOSITORY=${GITHUB_REPOSITORY#https://github.com/}
version=$(package version)
registry=localhost:5000

# Runs one command of a job in the clone.
step() {
    printf '\n=== %s: %s\n' "$1" "${*:2}"
    (cd "$DRY_RUN/clone" && "${@:2}")
}

# Prints the image to build in: the Dockerfile's where it can be had, else a Debian made here.
base() {
    local named plain image=probelet-test/builder:1 bundle=/etc/ssl/certs/ca-certificates.crt
    named=$(sed -n 's/^ARG BASE=//p' Dockerfile)
    if docker pull --quiet "$named" >/dev/null 2>&1; then
        echo "$named"
        return
    fi
    say "$named cannot be pulled; a Debian made here takes its place" >&2
    plain=$(scripts/base-image.sh)
    # The machine's authorities, because a proxy may stand between it and the registries.
    docker build --quiet --tag "$image" --file - "$(dirname "$bundle")" >&2 <<END
FROM $plain
RUN sed 's,^\(deb .*/debian\) *bookworm .*,\1-security bookworm-security main,' \
    /etc/apt/sources.list >/etc/apt/sources.list.d/security.list
COPY ca-certificates.crt /machine.crt
ENV CARGO_HTTP_CAINFO=/machine.crt PIP_CERT=/machine.crt SSL_CERT_FILE=/machine.crt PIP_NO_INDEX= PIP_FIND_LINKS=
END
    echo "$image"
}

# Clones the last commit and tags it, with the entry in the changelog that the owner would have written.
clone() {
    git clone --quiet --no-local . "$1"
    cd "$1"
    sed -i "s/^## Unreleased$/## $version/" CHANGELOG.md
    git -c user.name=dry -c user.email=dry@run commit --quiet --allow-empty --all --message "release: $version"
    git tag "v$version"
}

# Removes the images from the engine, so that only the registry has them.
forget() { docker images --quiet "$IMAGE" | sort -u | xargs --no-run-if-empty docker rmi --force >/dev/null; }

# Pushes the images, moves the tags and runs what came back from the registry. Docker needs buildx.
images() {
    local stage
    printf 'FROM %s\nCOPY docker-registry /registry\nCOPY config.yml /\n' "$(scripts/base-image.sh)" |
        docker build --quiet --tag probelet-test/registry:1 --file - "$DRY_RUN/registry" >/dev/null
    docker run --detach --rm --name probelet-test-registry --network host probelet-test/registry:1 /registry serve /config.yml >/dev/null
    export IMAGE=$registry/${GITHUB_REPOSITORY,,}
    trap 'docker rm --force probelet-test-registry >/dev/null; forget' EXIT
    until docker run --rm --network host probelet-test/registry:1 \
        python3 -c 'import urllib.request as r; r.urlopen("http://localhost:5000/v2/")' 2>/dev/null; do sleep 0.2; done
    step draft scripts/release-images.sh push
    forget
    step publish scripts/release-images.sh move "v$version"
    printf '\n=== images of the registry\n'
    for stage in "$version" latest http local-only; do
        say "$IMAGE:$stage"
        docker run --rm --pull always --quiet "$IMAGE:$stage" --version
        docker run --rm "$IMAGE:$stage" --explain http://localhost:8080/health
    done
}

# Puts Debian's registry into a folder, with its configuration.
registry() {
    mkdir "$1"
    docker run --rm --network host --volume "$1:$1" --workdir "$1" "$BASE" sh -ec \
        'apt-get update && apt-get download docker-registry && dpkg-deb -x docker-registry_*.deb .' >/dev/null 2>&1 ||
        die "Debian's docker-registry cannot be had"
    mv "$1/usr/bin/docker-registry" "$1"
    printf '%s\n' 'version: 0.1' 'storage: {filesystem: {rootdirectory: /data}}' "http: {addr: '$registry'}" >"$1/config.yml"
}

# Builds and tests what is released, and builds it again elsewhere.
build() {
    local architecture name
    (clone "$DRY_RUN/clone")
    (clone "$DRY_RUN/another")
    step tag scripts/release-tag.sh "v$version"
    for architecture in $ARCHITECTURES; do
        step dist scripts/container.sh scripts/dist-all.sh "$architecture"
    done
    step draft scripts/container.sh scripts/release.sh
    printf '\n=== the same again, in another folder and container\n'
    for architecture in $ARCHITECTURES; do
        (cd "$DRY_RUN/another" && scripts/container.sh sh -c "scripts/setup.sh cross $architecture && scripts/dist.sh $architecture")
        for name in probelet probelet-http; do
            cmp "$DRY_RUN/clone/dist/$architecture/$name" "$DRY_RUN/another/dist/$architecture/$name"
            say "$architecture/$name: the same bytes"
        done
    done
}

if [ "$half" = images ]; then
    images
    exit
fi
scripts/docker-engine.sh
DRY_RUN=$(mktemp -d)
# What containers made belongs to root.
trap 'docker run --rm --volume "$DRY_RUN:$DRY_RUN" "$BASE" find "$DRY_RUN" -mindepth 1 -delete; rmdir "$DRY_RUN"' EXIT
BASE=$(base)
say "in containers of $BASE"
registry "$DRY_RUN/registry"
build
engine=()
docker buildx version >/dev/null 2>&1 || engine=(scripts/current-engines.sh)
"${engine[@]}" scripts/release-dry-run.sh images $ARCHITECTURES
say "the release of $ARCHITECTURES went through"
