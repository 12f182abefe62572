# Sourced by the other scripts: where things are, how they speak, which compiler is used.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
ROOT=$PWD
TARGET_DIR=${CARGO_TARGET_DIR:-$ROOT/target}
MUSL_TARGET=$(uname -m)-unknown-linux-musl
# What is fetched once, and what a clean clone can use again.
CACHE_DIR=${XDG_CACHE_HOME:-$HOME/.cache}/probelet-test
DEBIAN_MIRROR=http://deb.debian.org/debian
# musl for other machines, a folder for each of Debian's architectures.
MUSL_DIR=$CACHE_DIR/musl-trixie
CARGO_FUZZ_VERSION=0.13.2
CARGO_FUZZ=$CACHE_DIR/cargo-fuzz-$CARGO_FUZZ_VERSION
# Daemons such as nginx live in sbin, which a plain user does not have in PATH.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

say() { printf '%s: %s\n' "$(basename "$0" .sh)" "$*"; }
die() { say "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Prints a field of Cargo.toml's package.
package() { sed -n "/^\[package\]/,/^\[features\]/s/^$1 = \"\(.*\)\"/\1/p" Cargo.toml; }

# Prints what CHANGELOG.md says of a version.
release_notes() { awk -v version="$1" '/^## / { inside = $2 == version; next } inside' CHANGELOG.md; }

# Succeeds when a compiler can build what ships: it has std's source and -Cpanic=immediate-abort. Cargo's
# rust-version is older: it is what `cargo install` needs.
can_build_std() {
    local wanted=1.92 version
    version=$("$1" --version 2>/dev/null | cut -d ' ' -f 2)
    [ -f "$("$1" --print sysroot)/lib/rustlib/src/rust/library/std/Cargo.toml" ] &&
        printf '%s\n%s\n' "$wanted" "$version" | sort -VC
}

# Succeeds when rustup has the toolchain of rust-toolchain.toml, be it only under the name of its channel.
rustup_is_ready() {
    have rustup && have cargo || return 1
    local pinned
    pinned=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
    if ! rustup toolchain list | grep -q "^$pinned-" && rustc +stable --version 2>/dev/null | grep -q "^rustc $pinned "; then
        export RUSTUP_TOOLCHAIN=stable
    fi
    can_build_std rustc && [ -d "$(rustc --print sysroot)/lib/rustlib/$MUSL_TARGET/lib" ]
}

debian_is_ready() {
    [ -x /usr/bin/cargo ] && [ -x /usr/bin/rustc ] && can_build_std /usr/bin/rustc
}

# Sets TOOLCHAIN to rustup or debian and puts its programs first in PATH.
use_toolchain() {
    if rustup_is_ready; then
        TOOLCHAIN=rustup
    elif debian_is_ready; then
        TOOLCHAIN=debian
        # Ahead of rustup's proxies, which may be there without a usable toolchain.
        PATH=/usr/bin:$PATH
    else
        die "no compiler that can build for $MUSL_TARGET; run scripts/setup.sh"
    fi
}

# Prints the name of this machine's architecture.
own_architecture() { sed -n "s/ \+$MUSL_TARGET .*//p" scripts/architectures.txt; }

# Succeeds when what the compiler brings along makes the file. rustc makes static files with random addresses for
# x86_64 only; for all others the linker does, with Debian's musl, and the same on whatever machine it runs.
brings_musl() { [ "$target" = "$MUSL_TARGET" ] && [ "$target" = x86_64-unknown-linux-musl ]; }

# Sets target, debian, gnu and qemu from one row of scripts/architectures.txt.
use_architecture() {
    local row
    row=$(grep "^$1 " scripts/architectures.txt) || die "\"$1\" is not in scripts/architectures.txt"
    read -r _ target debian gnu qemu <<<"$row"
}
