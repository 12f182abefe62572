#!/usr/bin/env bash
# Writes what the Docker tests measured into bench/results/images.csv, docs/images.svg and
# docs/performance.md. Runs the tests first when there are no figures yet.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly FIGURES=${CARGO_TARGET_DIR:-target}/tmp/images
readonly VENV=${CARGO_TARGET_DIR:-target}/tmp/matplotlib

# They fail while images.csv is missing or outdated; this script replaces it.
[ -n "$(ls "$FIGURES" 2>/dev/null)" ] || cargo test --locked --test docker services || true
{ echo image,had,before,after; cat "$FIGURES"/*; } >bench/results/images.csv
[ -x "$VENV/bin/python" ] || python3 -m venv "$VENV"
"$VENV/bin/python" -m pip install --quiet matplotlib
"$VENV/bin/python" scripts/images-report.py bench/results/images.csv docs/images.svg | bench/page.py docs/performance.md images
