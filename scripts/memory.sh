#!/usr/bin/env bash
# Runs src/sys/memory.c beside a model of it, with the compiler's checks for undefined behaviour.
set -euo pipefail
. "$(dirname "$0")/common.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc -std=gnu11 -O1 -g -Wall -Wextra -Werror -fno-builtin -fsanitize=undefined -fno-sanitize-recover \
    tests/memory.c -o "$work/memory"
"$work/memory"
