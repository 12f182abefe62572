#!/usr/bin/env bash
# Writes scripts/order.txt: the functions that a healthy http probe runs, then those of other runs without
# TLS, by their names without hashes.
set -euo pipefail
. "$(dirname "$0")/common.sh"
use_toolchain
for tool in c++filt valgrind; do
    have "$tool" || die "needs $tool; run scripts/setup.sh test"
done
scripts/bloat.sh >/dev/null
work=$(mktemp -d)
trap 'kill "${service:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
rustc --edition 2024 -O examples/health_service.rs -o "$work/health_service"
exec {printed}< <(exec "$work/health_service" 127.0.0.1:0)
service=$!
read -r address <&"$printed"

# Prints the functions of one run, sorted. What the outliner made has no name that lasts.
functions() {
    local status=0
    valgrind --quiet --tool=callgrind --demangle=no --callgrind-out-file="$work/calls" \
        "$TARGET_DIR/bloat/source/dist/probelet" "$@" >/dev/null 2>&1 || status=$?
    [ "$status" -le 1 ] || die "$*: exit $status"
    sed -nE "s/^c?fn=\([0-9]+\) ([^']+).*/\1/p" "$work/calls" | grep -vE '^(0x|\(|OUTLINED_)' |
        c++filt | sed -E "s|\[[0-9a-f]{8,16}\]||g" | LC_ALL=C sort -u
}

{
    functions "http://$address/health"
    # Assembler without a size, which valgrind cannot name, and what reads the vDSO, which it hides.
    printf '%s\n' __libc_start_main __set_thread_area memcpy memmove memset strcmp
} | LC_ALL=C sort -u >"$work/healthy"

# What else may happen without TLS, and stands behind the healthy run's.
{
    functions "$address/missing"
    functions http://127.0.0.1:1/
    functions --retry 1 --retry-delay 10ms tcp://127.0.0.1:1
    functions -v -o - --retry 1 -u user:word -H 'Name: value' "http://localhost:${address#*:}/health"
    functions -w '%{http_code}' --expect-json status=healthy --expect-body healthy --expect-header Connection "$address/health"
    functions --format json "$address/health" "$address/missing"
    # Turns the service slow.
    functions "$address/slow"
    functions -m 500ms "$address/health"
} | LC_ALL=C sort -u | LC_ALL=C comm -13 "$work/healthy" - >"$work/other"
cat "$work/healthy" "$work/other" >scripts/order.txt
say "scripts/order.txt: $(wc -l <scripts/order.txt) functions"
