#!/usr/bin/env bash
# Compiles everything, tests included, with the oldest compiler that Cargo.toml promises.
set -euo pipefail
. "$(dirname "$0")/common.sh"
oldest=$(package rust-version)
have rustup || die "needs rustup, which alone has a compiler of that age: Rust $oldest"
rustup toolchain install "$oldest" --profile minimal --no-self-update >/dev/null
for flavour in "" --no-default-features "--features local-only"; do
    # Its own folder: the two compilers would throw away each other's work.
    cargo "+$oldest" check --locked --all-targets --target-dir "$TARGET_DIR/oldest" $flavour
done
say "Rust $oldest compiles it"
