#!/usr/bin/env bash
# Builds the files that ship: dist/probelet (with TLS) and dist/probelet-http (without).
# usage: scripts/dist.sh [ARCHITECTURE]    one of scripts/architectures.txt, into a folder of that
#                                          name below dist/; this machine's into dist/ itself unless told
# PLAIN=1 builds with nothing that stable cargo does not offer, into dist/plain/.
# FLAVOURS=probelet-local-only builds that one instead of the two; DIST=FOLDER takes the place of dist/.
# docs/performance.md says what each flag saves.
set -euo pipefail
. "$(dirname "$0")/common.sh"
use_toolchain
out=${DIST:-dist}${1:+/$1} std=()
use_architecture "${1:-$(own_architecture)}"

# Sets all that is above stable cargo's release profile.
make_small() {
    local unwind=$TARGET_DIR/unwind src lld cc=musl-gcc linker=cc musl= cflags link rustflags name
    src=$(rustc --print sysroot)/lib/rustlib/src/rust
    # A build id is of no use without debug information. Nothing unwinds, so no table is needed for it.
    link="-Wl,--build-id=none,--no-eh-frame-hdr"
    rustflags=(
        # A panic becomes an illegal instruction, which src/sys/start.c turns into exit 70.
        -Zunstable-options
        -Cpanic=immediate-abort
        -Cforce-unwind-tables=no
        # A call takes fewer bytes than most bodies.
        -Cllvm-args=-inline-threshold=10
        # A function with a large frame stays one: inside another, both would reach less by short offsets.
        -Cllvm-args=-inline-max-stacksize=512
        # The same file wherever it is built.
        --remap-path-prefix="$ROOT=."
        --remap-path-prefix="${CARGO_HOME:-$HOME/.cargo}=cargo"
        --remap-path-prefix="$src=rust"
        -Lnative="$unwind"
    )
    # ring's C: with -Os https takes 7 % longer, with -O2 the file grows by 30 kB.
    cflags="-O1 -fno-asynchronous-unwind-tables -fno-unwind-tables -ffile-prefix-map=${CARGO_HOME:-$HOME/.cargo}=cargo"

    if ! brings_musl; then
        link+=",-pie,--no-dynamic-linker,-z,text"
        cc=$gnu-gcc linker=$cc musl=$MUSL_DIR/$debian/lib
        cflags+=" -nostdinc -isystem $("$cc" -print-file-name=include) -isystem $MUSL_DIR/$debian/include"
    elif [ "$TOOLCHAIN" = debian ]; then
        musl=/usr/lib/$(uname -m)-linux-musl
    fi

    # The outliner makes functions of instructions that repeat. On 32-bit x86 LLVM cannot assemble them.
    [ "$target" = i686-unknown-linux-musl ] || rustflags+=(-Cllvm-args=-enable-machine-outliner=always)
    if [ "$TOOLCHAIN" = rustup ]; then
        # rustup's lld packs segments without padding and folds equal functions. musl 1.2.5, rustup's and
        # that of other machines, applies RELR relocations; Debian bookworm's 1.2.3 does not and would crash.
        lld=$(rustc --print sysroot)/lib/rustlib/$(rustc -vV | sed -n 's/^host: //p')/bin/gcc-ld
        rustflags+=(-Clink-arg=-B"$lld" -Clink-arg=-fuse-ld=lld)
        link+=",--icf=all,--pack-dyn-relocs=relr"
    fi
    rustflags+=(-Clinker="$linker" -Clinker-flavor=gcc)
    if [ -n "$musl" ]; then
        # Debian's rustc brings no musl files of its own, rustup's not for every target, and musl-gcc
        # knows no -static-pie: it would leave an interpreter in the file. So start files and libc are
        # named here.
        rustflags+=(
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

    # std asks for an unwinder under this name; without panics it calls none. Two functions stay named on
    # some machines, in code that is never reached.
    mkdir -p "$unwind"
    rm -f "$unwind/libunwind.a"
    for name in _Unwind_GetDataRelBase _Unwind_GetTextRelBase; do echo "void $name(void) { __builtin_trap(); }"; done |
        "$cc" $cflags -fPIC -x c -c -o "$unwind/unwind.o" -
    ar rcsD "$unwind/libunwind.a" "$unwind/unwind.o"

    # The stable compiler takes -Z flags only in this mode.
    export RUSTC_BOOTSTRAP=1
    std=(-Z build-std=std,panic_abort -Z build-std-features=optimize_for_size)
    export CARGO_ENCODED_RUSTFLAGS
    CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; echo "${rustflags[*]}")
    export "CC_${target//-/_}=$cc" "CFLAGS_${target//-/_}=$cflags"
}

# Builds one flavour: name of the file, then cargo's feature arguments.
flavour() {
    local name=$1
    shift
    cargo build --locked --release --target "$target" --target-dir "$TARGET_DIR" "${std[@]}" "$@"
    # Both linkers fall back to a shared libc in silence, and here that file even runs.
    if readelf -dlW "$TARGET_DIR/$target/release/probelet" | grep -E 'NEEDED|INTERP'; then
        die "$name is not static"
    fi
    # Renamed into place, so that a test that runs the old file never sees half of the new one.
    cp "$TARGET_DIR/$target/release/probelet" "$out/.$name"
    mv "$out/.$name" "$out/$name"
    say "$out/$name: $(stat -c %s "$out/$name") bytes, built with $TOOLCHAIN's $(rustc --version)"
}

if [ "${PLAIN:-0}" = 0 ]; then
    make_small
elif [ "$TOOLCHAIN" = rustup ] && [ "$target" = "$MUSL_TARGET" ]; then
    out+=/plain
else
    die "PLAIN=1 takes std as rustup built it for $MUSL_TARGET"
fi
mkdir -p "$out"
for name in ${FLAVOURS:-probelet probelet-http}; do
    case $name in
    probelet) flavour "$name" ;;
    probelet-http) flavour "$name" --no-default-features ;;
    probelet-local-only) flavour "$name" --features local-only ;;
    *) die "\"$name\" is no flavour" ;;
    esac
done
