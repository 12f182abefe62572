#!/usr/bin/env bash
# Writes THIRD-PARTY-NOTICES.md from the licence files of the crates that are linked, and with scripts/crates.py
# the list of them that is in the program.
# usage: scripts/notices.sh [--check]   (--check: fail when the file is not what would be written)
set -euo pipefail
. "$(dirname "$0")/common.sh"
use_toolchain
NOTICES=THIRD-PARTY-NOTICES.md

# Prints the licence files of a crate that apply: all of them where its licence says AND, else MIT's.
licence_files() {
    local folder=$1 licence=$2 file
    case $licence in
    *AND*) ls "$folder"/LICENSE* ;;
    *MIT*)
        for file in "$folder"/LICENSE-MIT* "$folder"/LICENSE*; do
            [ -f "$file" ] || continue
            echo "$file"
            return
        done
        ;;
    *) ls "$folder"/LICENSE* ;;
    esac
}

crate_notice() {
    local name=$1 version=$2 licence=$3 folder file
    folder=$(echo "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/"$name-$version" | cut -d' ' -f1)
    mapfile -t files < <(licence_files "$folder" "$licence" 2>/dev/null)
    [ "${#files[@]}" -gt 0 ] || die "$name $version carries no licence file; add its text to scripts/notices-runtime.md"
    printf '\n## %s %s\n\n%s\n' "$name" "$version" "$licence"
    for file in "${files[@]}"; do
        printf '\n```text\n'
        tr -d '\r' <"$file" | sed 's/[[:space:]]*$//' | cat -s
        printf '```\n'
    done
}

notices() {
    cat scripts/notices-runtime.md
    local targets
    mapfile -t targets < <(sed "/^#/d; s/^[^ ]* *\([^ ]*\).*/--target=\1/" scripts/architectures.txt)
    local tree=(cargo tree --locked "${targets[@]}" --features tls --prefix none --no-dedupe --format '{p};{l}')
    "${tree[@]}" --edges normal >"$written.tree"
    # Of what only build.rs uses, the roots alone end up in the file.
    "${tree[@]}" --edges build --depth 1 | grep '^webpki-roots ' >>"$written.tree"
    grep -Ev '^(probelet .*)?$' "$written.tree" | sort -u | while IFS=';' read -r crate licence; do
        read -r name version _ <<<"$crate"
        crate_notice "$name" "${version#v}" "$licence"
    done
}

written=$(mktemp)
trap 'rm -f "$written" "$written.tree"' EXIT
notices >"$written"
python3 scripts/crates.py "$@"
if [ "${1:-}" = --check ]; then
    diff -u "$NOTICES" "$written" || die "$NOTICES is stale; run scripts/notices.sh"
    say "$NOTICES is fresh"
else
    cp "$written" "$NOTICES"
    say "$NOTICES: $(stat -c %s "$NOTICES") bytes"
fi
