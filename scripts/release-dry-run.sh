#!/usr/bin/env bash
# Runs the commands of .github/workflows/release.yml and publish.yml in their order, on a clean clone of the
# last commit and in fresh containers, and pushes to a registry of its own. It leaves out .ci/run, which is
# `make test`, and what only GitHub can do: artifacts, attestations and the draft.
# usage: scripts/release-dry-run.sh [ARCHITECTURE...]    amd64 unless told
set -euo pipefail
. "$(dirname "$0")/common.sh"
export CI=true ARCHITECTURES=${*:-amd64} GITHUB_REPOSITORY BASE
GITHUB_REPOSITORY=$(package repository)
GITHUB_REPOSITORY=${GITHUB_REPOSITORY#https://github.com/}
version=$(package version)
registry=localhost:5000

# Runs one command of a job in the clone.
step() {
    printf '\n=== %s: %s\n' "$1" "${*:2}"
    (cd "$DRY_RUN/clone" && "${@:2}")
}

# Prints the image to build in: the Dockerfile's where it can be had, else one made here as that one is.
base() {
    local named plain image=probelet-test/builder:2
    named=$(sed -n 's/^ARG BASE=//p' Dockerfile)
    if docker pull --quiet "$named" >/dev/null 2>&1; then
        echo "$named"
        return
    fi
    say "$named cannot be pulled; a Debian with rustup, made here, takes its place" >&2
    have rustup || die "rustup is missing: https://rustup.rs"
    plain=$(scripts/base-image.sh)
    mkdir "$DRY_RUN/base"
    # The program of rustup is its installer, too.
    cp "$(command -v rustup)" "$DRY_RUN/base/rustup-init"
    # The machine's authorities, because a proxy may stand between it and the registries.
    cp /etc/ssl/certs/ca-certificates.crt "$DRY_RUN/base/machine.crt"
    docker build --quiet --tag "$image" --file - "$DRY_RUN/base" >&2 <<END
FROM $plain
COPY machine.crt rustup-init /
ENV CARGO_HTTP_CAINFO=/machine.crt PIP_CERT=/machine.crt SSL_CERT_FILE=/machine.crt PIP_NO_INDEX= PIP_FIND_LINKS= \
    RUSTUP_HOME=/usr/local/rustup CARGO_HOME=/usr/local/cargo PATH=/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
RUN /rustup-init -y --quiet --no-modify-path --profile minimal \
    --default-toolchain $(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
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

# Pushes the images, tags them and runs what comes back from the registry.
images() {
    local image
    printf 'FROM %s\nCOPY docker-registry /registry\nCOPY config.yml /\n' "$(scripts/base-image.sh)" |
        docker build --quiet --tag probelet-test/registry:1 --file - "$DRY_RUN/registry" >/dev/null
    docker run --detach --rm --name probelet-test-registry --network host probelet-test/registry:1 /registry serve /config.yml >/dev/null
    export IMAGE=$registry/${GITHUB_REPOSITORY,,}
    trap 'docker rm --force probelet-test-registry >/dev/null; forget; clean' EXIT
    until docker run --rm --network host probelet-test/registry:1 \
        python3 -c 'import urllib.request as r; r.urlopen("http://localhost:5000/v2/")' 2>/dev/null; do sleep 0.2; done
    step draft scripts/release-images.sh push
    ! skopeo list-tags --tls-verify=false "docker://$IMAGE" 2>/dev/null || die "an image has a tag before the release is published"
    step publish scripts/release-images.sh tag "v$version"
    skopeo list-tags --tls-verify=false "docker://$IMAGE"
    printf '\n=== images of the registry\n'
    while read -r image; do
        say "$image"
        docker run --rm --pull always --quiet "$image" --version
        docker run --rm "$image" --explain http://localhost:8080/health
    done <"$DRY_RUN/clone/dist/images.txt"
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

# Builds and tests what is released, and hands it from job to job as the workflows do.
build() {
    local architecture
    step tag scripts/release-tag.sh "v$version"
    for architecture in $ARCHITECTURES; do
        step dist scripts/container.sh scripts/dist-all.sh "$architecture"
        step dist tar -cf "dist-$architecture.tar" "dist/$architecture"
        rm -r "$DRY_RUN/clone/dist/$architecture"
        step draft tar -xf "dist-$architecture.tar"
    done
    step draft scripts/container.sh scripts/release.sh
}

# Builds the same commit in a fresh container and another folder, and compares the bytes.
again() {
    local architecture sums
    printf '\n=== the same again, in another folder and container\n'
    for architecture in $ARCHITECTURES; do
        (cd "$DRY_RUN/another" && scripts/container.sh sh -c "scripts/setup.sh cross $architecture && scripts/dist.sh $architecture")
        sums=$(cd "$DRY_RUN/clone" && sha256sum "dist/$architecture"/probelet{,-http})
        echo "$sums"
        (cd "$DRY_RUN/another" && sha256sum --check <<<"$sums")
    done
}

# What containers made belongs to root.
clean() {
    docker run --rm --volume "$DRY_RUN:$DRY_RUN" "$BASE" find "$DRY_RUN" -mindepth 1 -delete
    rmdir "$DRY_RUN"
}

scripts/docker-engine.sh
DRY_RUN=$(mktemp -d)
BASE=$(base)
trap clean EXIT
say "in containers of $BASE"
registry "$DRY_RUN/registry"
(clone "$DRY_RUN/clone")
(clone "$DRY_RUN/another")
build
again
images
say "the release of $ARCHITECTURES went through"
