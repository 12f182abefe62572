#!/usr/bin/env bash
# Fills a folder with what the Dockerfile is built from, all crates included, so that nothing is fetched.
# Prints the image for its ARG BASE as the only line on stdout.
# usage: scripts/offline-context.sh FOLDER
set -euo pipefail
. "$(dirname "$0")/common.sh"
use_toolchain
BASE=probelet-test/rust:2
folder=$1

git ls-files -z --cached --others --exclude-standard | tar -c --null --files-from=- | tar -x -C "$folder"

# Kept, because what scripts/setup.sh installs takes minutes; the build itself adds what is new. Debian's
# current Rust is in its security suite, which debootstrap leaves out.
if ! docker image inspect "$BASE" >/dev/null 2>&1; then
    plain=$(scripts/base-image.sh)
    # Under a name of its own: a build that breaks off must not leave an image without a compiler.
    docker build --quiet --tag "$BASE-plain" - >&2 <<END
FROM $plain
RUN sed 's,^\(deb .*/debian\) *bookworm .*,\1-security bookworm-security main,' \
    /etc/apt/sources.list >/etc/apt/sources.list.d/security.list
END
    docker build --quiet --target tools --build-arg BASE="$BASE-plain" --tag "$BASE" "$folder" >&2
fi

# The standard library is built, too, and that of the image may want other crates than this machine's.
std=$(mktemp -d)
trap 'rm -rf "$std"' EXIT
docker run --rm "$BASE" sh -c 'tar -c -C "$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library" .' | tar -x -C "$std"
# The standard library's manifest uses what stable cargo does not offer.
RUSTC_BOOTSTRAP=1 cargo vendor --quiet --locked --versioned-dirs --sync "$std/Cargo.toml" "$folder/vendor"
# Two thirds of the bytes are libraries of another system, which are never compiled here.
for crate in "$folder"/vendor/windows*; do
    rm -rf "$crate"/{lib,src}
    mkdir "$crate/src"
    touch "$crate/src/lib.rs"
done
mkdir -p "$folder/.cargo"
cat >"$folder/.cargo/config.toml" <<'END'
[source.crates-io]
replace-with = "vendored-sources"

[source.vendored-sources]
directory = "vendor"
END
echo "$BASE"
