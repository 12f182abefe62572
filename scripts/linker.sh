#!/usr/bin/env bash
# Links, and lays the functions of scripts/order.txt side by side: a probe then touches a third of the
# file's pages. Called by rustc; dist.sh says which linker it is and where the order belongs.
# The list has names without hashes, which outlive versions of compilers and crates.
set -euo pipefail
objects=() words=()
for word; do
    case $word in
        # Their _init and _fini do nothing, and would be alone on a page at the end; libc has its own.
        */crti.o | */crtn.o) continue ;;
        *.o) objects+=("$word") ;;
    esac
    words+=("$word")
done
names() { nm --defined-only --no-sort "$@" "${objects[@]}" | cut -d ' ' -f 3-; }
list=$(dirname "$0")/order.txt
{
    # ring's table wants to stand on a page; anything in front of it is padded up to there.
    echo ecp_nistz256_precomputed
    awk -F '\t' 'NR == FNR { listed[$0] = NR; next } $2 in listed { print listed[$2] "\t" $1 }' \
        "$list" <(paste <(names) <(names --demangle)) | sort -n | cut -f 2
    # What the outliner took out of all of them, 10 kB in all; on 32-bit x86 there is none.
    names | sed -n '/^OUTLINED_FUNCTION_/p' | sort -u
    # C's own names.
    sed -n '/^[a-z_0-9]*$/p' "$list"
} >"$LINK_ORDER"
exec "$LINK_WITH" "${words[@]}"
