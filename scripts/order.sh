#!/usr/bin/env bash
# Writes scripts/order.txt: the functions that a healthy http probe runs, by their names without hashes.
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
valgrind --quiet --tool=callgrind --demangle=no --callgrind-out-file="$work/calls" \
    "$TARGET_DIR/bloat/source/dist/probelet" "http://$address/health" >/dev/null
# What the outliner made has no name of its own.
sed -nE "s/^c?fn=\([0-9]+\) ([^']+).*/\1/p" "$work/calls" | grep -vE '^(0x|\(|OUTLINED_)' |
    c++filt | sed -E "s|\\[[0-9a-f]{8,16}\\]||g" | LC_ALL=C sort -u >scripts/order.txt
say "scripts/order.txt: $(wc -l <scripts/order.txt) functions"
