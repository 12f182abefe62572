#!/usr/bin/env bash
# Puts what a release consists of into target/release-assets/: the files that scripts/dist-all.sh has
# built and tested, man page, completions, notices, bill of materials and SHA256SUMS.
set -euo pipefail
. "$(dirname "$0")/common.sh"
scripts/setup.sh release
use_toolchain
CYCLONEDX=0.5.9
version=$(package version)
assets=$TARGET_DIR/release-assets
rm -rf "$assets"
mkdir -p "$assets"

mapfile -t architectures < <(sed '/^#/d; s/ .*//' scripts/architectures.txt)
# What a dry run has built.
[ -z "${ARCHITECTURES:-}" ] || read -ra architectures <<<"$ARCHITECTURES"
for architecture in "${architectures[@]}"; do
    for name in probelet probelet-http probelet-local-only; do
        [ -x "dist/$architecture/$name" ] || die "dist/$architecture/$name is missing; run make dist-all"
        cp "dist/$architecture/$name" "$assets/$name-$version-linux-$architecture"
    done
done
# A file that says another version was built from another commit.
for file in "$assets"/*-linux-*; do
    grep -qaF "probelet/$version" "$file" || die "$(basename "$file") is not version $version"
    readelf -SW "$file" | grep -qF .dep-v0 || die "$(basename "$file") has no list of its crates"
done

cp LICENSE THIRD-PARTY-NOTICES.md "$assets"
completions=$TARGET_DIR/completions
mkdir -p "$completions"
python3 scripts/manual.py "$completions"
bash -n "$completions/probelet.bash"
gzip -9n "$completions/probelet.1"
mv "$completions/probelet.1.gz" "$assets"
tar -C "$completions" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -c . | gzip -9n >"$assets/completions.tar.gz"

tools=$CACHE_DIR/cargo-cyclonedx-$CYCLONEDX
PATH=$tools/bin:$PATH
if ! have cargo-cyclonedx; then
    say "installing cargo-cyclonedx $CYCLONEDX into $tools"
    cargo install --quiet --locked --debug --root "$tools" --target-dir "$tools/build" "cargo-cyclonedx@$CYCLONEDX"
    rm -rf "$tools/build"
fi
# One for each file: without TLS it is made of fewer crates.
bill() {
    local name=$1
    shift
    cargo cyclonedx --quiet --format json --spec-version 1.5 --target "$MUSL_TARGET" \
        --override-filename "$name.cdx" "$@"
    mv "$name.cdx.json" "$assets"
}
bill probelet
bill probelet-http --no-default-features
bill probelet-local-only --features local-only

(cd "$assets" && sha256sum -- * >"$TARGET_DIR/SHA256SUMS" && mv "$TARGET_DIR/SHA256SUMS" .)
(cd "$assets" && sha256sum --check --quiet SHA256SUMS)
release_notes "$version" >"$TARGET_DIR/release-notes.md"
ls -l "$assets" | sed 1d
say "target/release-assets is complete"
