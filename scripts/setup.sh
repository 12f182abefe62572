#!/usr/bin/env bash
# Installs what is missing and says so; does nothing when all is there.
# usage: scripts/setup.sh [build|demo|fuzz|images|process|release|test]
#        scripts/setup.sh cross ARCHITECTURE...    of scripts/architectures.txt
set -euo pipefail
. "$(dirname "$0")/common.sh"

profile=${1:-build}
case $profile in
build | cross | demo | fuzz | images | process | release | test) ;;
*) die "\"$profile\" is not a set-up; write build, cross, demo, fuzz, images, process, release or test" ;;
esac

missing_packages=()

# Notes the Debian package that brings a command, when the command is missing.
want() { have "$1" || missing_packages+=("$2"); }

install_packages() {
    [ $# -gt 0 ] || return 0
    have apt-get || die "missing and without apt to install it: $*"
    local root=()
    if [ "$(id -u)" != 0 ]; then
        have sudo || die "neither root nor sudo; have root run: apt-get install $*"
        root=(sudo)
    fi
    say "installing Debian packages: $*"
    # Always with fresh lists: an old one may name versions that are gone, or that are too old.
    # Another repository's fault is no reason to stop.
    quiet "${root[@]}" apt-get update || true
    quiet "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" || die "$(cat "$log")"
}

quiet() { "$@" >"$log" 2>&1 </dev/null; }

rustup_toolchain() {
    have rustup || { say "no rustup"; return 1; }
    say "rustup: installing what rust-toolchain.toml names, and target $MUSL_TARGET"
    quiet rustup toolchain install && quiet rustup target add "$MUSL_TARGET" && rustup_is_ready ||
        { say "rustup did not bring them: $(grep -m 1 '^error' "$log" || rustc --version)"; return 1; }
}

debian_toolchain() {
    install_packages rustc-web cargo-web rust-web-src && debian_is_ready
}

# Unpacks musl's headers, start files and library for one of Debian's architectures. trixie is the first
# release that has riscv64, and its musl, unlike bookworm's, applies RELR relocations.
musl_for() {
    local debian=$1 work options
    [ ! -f "$MUSL_DIR/$debian/lib/libc.a" ] || return 0
    say "fetching Debian's musl for $debian"
    work=$(mktemp -d)
    mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$MUSL_DIR"
    # By name: this machine's own mirror need not be Debian's.
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $DEBIAN_MIRROR trixie main" >"$work/sources"
    # An apt of its own, so that this machine's knows nothing of another architecture.
    options=(
        -o APT::Architecture="$debian" -o APT::Architectures::="$debian" -o APT::Sandbox::User=root
        -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false -o Acquire::Languages=none
        -o Dir::Cache="$work/cache" -o Dir::Etc::SourceList="$work/sources" -o Dir::Etc::SourceParts=-
        -o Dir::State::Lists="$work/lists" -o Dir::State::status=/dev/null
    )
    quiet apt-get "${options[@]}" update || die "$(cat "$log")"
    (cd "$work" && quiet apt-get "${options[@]}" download musl-dev) || die "$(cat "$log")"
    dpkg-deb -x "$work"/musl-dev_*.deb "$work/root"
    mkdir "$work/musl"
    mv "$work"/root/usr/include/*-linux-musl* "$work/musl/include"
    mv "$work"/root/usr/lib/*-linux-musl* "$work/musl/lib"
    rm -rf "${MUSL_DIR:?}/$debian"
    mv "$work/musl" "$MUSL_DIR/$debian"
    rm -rf "$work"
}

# Sets up one architecture: compiler, C library and, where it is not this machine's, emulator.
cross() {
    use_architecture "$1"
    ! brings_musl || return 0
    want "$gnu-gcc" "gcc-${gnu//_/-}"
    [ "$target" = "$MUSL_TARGET" ] || want "qemu-$qemu-static" qemu-user-static
    [ -f /usr/share/keyrings/debian-archive-keyring.gpg ] || missing_packages+=(debian-archive-keyring)
    install_packages "${missing_packages[@]}"
    missing_packages=()
    musl_for "$debian"
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Images are made of files that are built already.
if [ "$profile" = images ]; then
    want podman podman
    want skopeo skopeo
    install_packages "${missing_packages[@]}"
    exit
fi

want cc gcc
[ -e /usr/include/stdlib.h ] || missing_packages+=(libc6-dev)
want musl-gcc musl-tools
[ "$profile" = build ] || want curl curl
[ "$profile" != release ] || want python3 python3
# libFuzzer is C++.
[ "$profile" != fuzz ] || want g++ g++
if [ "$profile" = process ] || [ "$profile" = test ]; then
    want aiosmtpd python3-aiosmtpd
    want file file
    want ip iproute2
    want go golang-go
    [ -d /usr/share/gocode/src/google.golang.org/grpc ] || missing_packages+=(golang-google-grpc-dev)
    want gunicorn gunicorn
    want haproxy haproxy
    want mariadbd mariadb-server-core
    want my_print_defaults mariadb-client-core
    want memcached memcached
    want nats-server nats-server
    want nginx nginx-light
    want openssl openssl
    want redis-server redis-server
    want script bsdutils
    # Elsewhere its test is skipped: nobody's own machine is opened to the network for it.
    [ "${CI:-}" != true ] || want sshd openssh-server
    want strace strace
    want wget wget
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing_packages+=(postgresql)
    want python3 python3
    python3 -c 'import ensurepip, venv' 2>/dev/null || missing_packages+=(python3-venv)
fi
if [ "$profile" = test ]; then
    # Without Debian's keys debootstrap does not check what it fetches.
    [ -f /usr/share/keyrings/debian-archive-keyring.gpg ] || missing_packages+=(debian-archive-keyring)
    want busybox busybox-static
    want catatonit catatonit
    want docker docker.io
    docker compose version >/dev/null 2>&1 || want docker-compose docker-compose
    want podman podman
    want valgrind valgrind
fi
install_packages "${missing_packages[@]}"
missing_packages=()
architectures=("$(own_architecture)")
[ "$profile" != cross ] || architectures=("${@:2}")
for architecture in "${architectures[@]}"; do cross "$architecture"; done

rustup_is_ready || debian_is_ready || rustup_toolchain || debian_toolchain ||
    die "no usable compiler: install or update rustup (https://rustup.rs), or Debian's rustc-web, cargo-web, rust-web-src"
use_toolchain

if [ "$profile" = test ]; then
    if [ "$TOOLCHAIN" = debian ]; then
        missing_packages=()
        [ -x /usr/bin/rustfmt ] || missing_packages+=(rustfmt-web)
        [ -x /usr/bin/clippy-driver ] || missing_packages+=(rust-web-clippy)
        install_packages "${missing_packages[@]}"
    fi

    validators=$TARGET_DIR/validators wanted=tests/examples/requirements.txt
    cmp -s "$wanted" "$validators/installed" || {
        say "pip: the validators of $wanted"
        { quiet python3 -m venv --clear "$validators" &&
            quiet "$validators/bin/pip" install -r "$wanted"; } || die "$(cat "$log")"
        cp "$wanted" "$validators/installed"
    }
fi
if [ "$profile" = fuzz ] && ! [ -x "$CARGO_FUZZ/bin/cargo-fuzz" ]; then
    say "installing cargo-fuzz $CARGO_FUZZ_VERSION into $CARGO_FUZZ"
    quiet cargo install --locked --debug --root "$CARGO_FUZZ" --target-dir "$CARGO_FUZZ/build" \
        "cargo-fuzz@$CARGO_FUZZ_VERSION" || die "$(cat "$log")"
    rm -rf "$CARGO_FUZZ/build"
fi
say "$profile: ready with $TOOLCHAIN's $(rustc --version)"
