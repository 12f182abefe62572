#!/usr/bin/env bash
# Builds the files that ship: dist/probelet (with TLS) and dist/probelet-http (without).
# Every flag's bytes are in docs/size.md.
set -euo pipefail
. "$(dirname "$0")/common.sh"
use_toolchain
mkdir -p dist "$TARGET_DIR/unwind"

src=$(rustc --print sysroot)/lib/rustlib/src/rust
link="-Wl,--build-id=none"
rustflags=(
    # A panic becomes an illegal instruction, which src/start.c turns into exit 70.
    -Zunstable-options
    -Cpanic=immediate-abort
    -Zlocation-detail=none
    -Cforce-unwind-tables=no
    -Cllvm-args=-inline-threshold=10
    -Cllvm-args=-enable-machine-outliner=always
    -Lnative="$TARGET_DIR/unwind"
    --remap-path-prefix="$ROOT=."
    --remap-path-prefix="${CARGO_HOME:-$HOME/.cargo}=cargo"
    --remap-path-prefix="$src=rust"
)
cflags="-Os -fno-asynchronous-unwind-tables -fno-unwind-tables -ffile-prefix-map=${CARGO_HOME:-$HOME/.cargo}=cargo"

if [ "$TOOLCHAIN" = rustup ]; then
    # rustup's lld packs segments without padding and folds equal functions. rustup's musl (1.2.5)
    # applies RELR relocations; Debian bookworm's 1.2.3 does not and would crash.
    rustflags+=(-Clinker-features=+lld -Clink-self-contained=+linker)
    link+=",--icf=all,--pack-dyn-relocs=relr"
else
    # Debian's rustc brings no musl files of its own, and musl-gcc knows no -static-pie: it would
    # leave an interpreter in the file. So musl-tools' start files and libc are named here.
    musl=/usr/lib/$(uname -m)-linux-musl
    rustflags+=(
        -Clinker=cc
        -Clink-self-contained=no
        -Clink-arg=-nostdlib
        -Zpre-link-arg="$musl/rcrt1.o"
        -Zpre-link-arg="$musl/crti.o"
        -Clink-arg=-L"$musl"
        -Clink-arg="$musl/libc.a"
        -Clink-arg="$musl/crtn.o"
    )
fi
rustflags+=(-Clink-arg="$link")

# std asks for an unwinder under this name; without panics it calls none.
rm -f "$TARGET_DIR/unwind/libunwind.a"
ar rcsD "$TARGET_DIR/unwind/libunwind.a"

# The stable compiler takes -Z flags only in this mode.
export RUSTC_BOOTSTRAP=1
export CARGO_ENCODED_RUSTFLAGS
CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; echo "${rustflags[*]}")
export "CC_${MUSL_TARGET//-/_}=musl-gcc" "CFLAGS_${MUSL_TARGET//-/_}=$cflags"

# Builds one flavour: name of the file in dist/, then cargo's feature arguments.
flavour() {
    local name=$1
    shift
    cargo build --locked --release --target "$MUSL_TARGET" --target-dir "$TARGET_DIR" \
        -Z build-std=std,panic_abort -Z build-std-features=optimize_for_size "$@"
    # Both linkers fall back to a shared libc in silence, and here that file even runs.
    if readelf -dlW "$TARGET_DIR/$MUSL_TARGET/release/probelet" | grep -E 'NEEDED|INTERP'; then
        die "$name is not static"
    fi
    # Renamed into place, so that a test that runs the old file never sees half of the new one.
    cp "$TARGET_DIR/$MUSL_TARGET/release/probelet" "dist/.$name"
    mv "dist/.$name" "dist/$name"
    say "dist/$name: $(stat -c %s "dist/$name") bytes, built with $TOOLCHAIN's $(rustc --version)"
}

flavour probelet
flavour probelet-http --no-default-features
