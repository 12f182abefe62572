#!/usr/bin/env bash
# Measures the shipped files beside what people use instead, and writes the figures into the pages.
# usage: scripts/bench.sh [SCALE]    SCALE multiplies the rounds; 0.05 only tries it out
set -euo pipefail
. "$(dirname "$0")/common.sh"
use_toolchain
for tool in cc curl musl-gcc nginx openssl python3 strace taskset valgrind; do
    have "$tool" || die "needs $tool; run scripts/setup.sh test"
done
[ -x dist/probelet ] && [ -x dist/probelet-http ] || die "nothing to measure; run make dist"

scale=${1:-1}
build=$TARGET_DIR/bench
results=bench/results
mkdir -p "$build" "$results"

# The static programs of C; bare has no libc at all.
c() { musl-gcc -static -Os -s -Wall -Wextra -Werror "bench/$1.c" -o "$build/$1"; }
bare() {
    cc -Os -s -static -no-pie -nostdlib -ffreestanding -fno-stack-protector -fno-asynchronous-unwind-tables \
        -Wl,--build-id=none,-z,noseparate-code,-z,norelro -Wall -Wextra -Werror "bench/$1.c" -o "$build/$1"
}
c launch
c resident
# Copies, so that a build meanwhile does not mix two states of the program.
cp dist/probelet dist/probelet-http "$build"
bare floor_raw

# What cargo's release profile gives a hand-written probe, with the compiler's own std.
floor=(-C opt-level=z -C lto=fat -C codegen-units=1 -C panic=abort -C strip=symbols)
floor_target=$MUSL_TARGET
if [ -d "$(rustc --print target-libdir --target "$MUSL_TARGET")" ]; then
    floor+=(--target "$MUSL_TARGET")
else
    floor_target="this machine's own target, static"
    floor+=(-C target-feature=+crt-static)
fi
rustc --edition 2024 "${floor[@]}" bench/floor_std.rs -o "$build/floor_std"
rustc --edition 2024 -O bench/server.rs -o "$build/server"
rustc --edition 2024 -O -C target-feature=+crt-static -C strip=symbols examples/health_service.rs -o "$build/health_service"

# The server and the client of the gRPC rows.
if have go && [ -d /usr/share/gocode/src/google.golang.org/grpc ]; then
    gopath() { GO111MODULE=off GOPATH=/usr/share/gocode go build -ldflags="-s -w" -o "$build/$1" "$2"; }
    gopath grpc_server tests/process/grpc/servers/server.go
    gopath grpc_client bench/grpc_client.go
else
    say "no Go: gRPC is not measured"
fi

# The system's own programs are measured, not those of version managers and wrappers.
system=/usr/sbin:/usr/bin:/sbin:/bin
[ -x "$build/requests/bin/python" ] || PATH=$system python3 -m venv "$build/requests"
"$build/requests/bin/python" -m pip install --quiet requests matplotlib grpcio grpcio-health-checking
python=("$build/requests/bin/python" -B)

PATH=$system "${python[@]}" bench/compare.py "$build" "$results" "$scale"
if have docker && scripts/docker-engine.sh; then
    scripts/base-image.sh >/dev/null || say "no image with curl: only probelet is measured in the engine"
    "${python[@]}" bench/engine.py "$build" "$results" "$scale"
else
    say "no Docker Engine: its share is not measured"
    rm -f "$results"/{engine.json,exec.csv,healthcheck.csv}
fi
"${python[@]}" bench/report.py "$results" "$floor_target"
say "docs/performance.md, README.md, docs/comparison.md"
