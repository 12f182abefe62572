#!/usr/bin/env bash
# Builds dist/probelet without one part of TLS after the other; writes bench/results/parts.csv, which
# docs/performance.md shows.
set -euo pipefail
. "$(dirname "$0")/common.sh"
scratch=$TARGET_DIR/parts
mkdir -p "$scratch" bench/results
python3 -B bench/parts.py "$scratch" | tee "$scratch/parts.csv"
mv "$scratch/parts.csv" bench/results/parts.csv
