#!/usr/bin/env bash
# Makes docs/images.csv, .md and .svg of what the Docker tests measured. Runs them when they have
# left no figures yet.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly FIGURES=${CARGO_TARGET_DIR:-target}/tmp/images
readonly VENV=${CARGO_TARGET_DIR:-target}/tmp/matplotlib

# They fail as long as the page is not there or not true, which is what this run mends.
[ -n "$(ls "$FIGURES" 2>/dev/null)" ] || cargo test --locked --test docker services || true
{ echo image,had,before,after; cat "$FIGURES"/*; } >docs/images.csv
[ -x "$VENV/bin/python" ] || python3 -m venv "$VENV"
"$VENV/bin/python" -m pip install --quiet matplotlib
"$VENV/bin/python" scripts/images-report.py docs/images.csv docs/images.svg >docs/images.md
