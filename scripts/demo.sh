#!/usr/bin/env bash
# Shows the main job on a service that is turned good, bad, slow and off.
set -euo pipefail
. "$(dirname "$0")/common.sh"
use_toolchain

RUNS=51

mkdir -p "$TARGET_DIR"
rustc --edition 2024 -O examples/health_service.rs -o "$TARGET_DIR/health_service"
exec {printed}< <(exec "$TARGET_DIR/health_service" 127.0.0.1:0)
service=$!
trap 'kill "$service" 2>/dev/null || true' EXIT
read -r address <&"$printed"

wrong=0

# Shows a command, its output and its exit status, which must be the first argument.
show() {
    local wanted=$1 status=0
    shift
    printf '\n$ %s\n' "$*"
    "$@" || status=$?
    if [ "$status" = "$wanted" ]; then
        printf '[exit status %d]\n' "$status"
    else
        printf '[exit status %d, but %d was expected]\n' "$status" "$wanted"
        wrong=$((wrong + 1))
    fi
}

# Turns the service through its own control paths.
turn() {
    printf '\n# %s\n' "$2"
    dist/probelet -s "$address/$1"
}

# Sets `took` to the microseconds that a command needs, start to exit.
time_of() {
    local start=${EPOCHREALTIME/[.,]/}
    "$@" >/dev/null
    took=$((${EPOCHREALTIME/[.,]/} - start))
}

# Prints the median of its arguments.
median() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }

# Prints the bytes of the files given, symbolic links followed.
bytes() { stat -Lc %s "$@" | awk '{ sum += $1 } END { print sum }'; }

printf '# a service that is well\n'
show 0 dist/probelet "$address/health"
show 0 dist/probelet --expect-json status=healthy "http://$address/health"
turn bad "the service turns bad"
show 1 dist/probelet "$address/health"
turn slow "the service hangs"
show 1 dist/probelet --max-time 1s "$address/health"
turn good "the service is well again; the HTTP-only file does the same job"
show 0 dist/probelet-http "$address/health"

printf '\n# size and time\n'
printf '%-20s %10d bytes, nothing else needed\n' dist/probelet "$(bytes dist/probelet)"
printf '%-20s %10d bytes, nothing else needed\n' dist/probelet-http "$(bytes dist/probelet-http)"
if have curl; then
    curl=$(command -v curl)
    mapfile -t libraries < <(ldd "$curl" | grep -o '/[^ ]*')
    printf '%-20s %10d bytes with its %d libraries\n' curl \
        "$(bytes "$curl" "${libraries[@]}")" "${#libraries[@]}"
    ours=() theirs=()
    for ((run = 0; run < RUNS; run++)); do
        time_of dist/probelet "http://$address/health"
        ours+=("$took")
        time_of "$curl" -fsS "http://$address/health"
        theirs+=("$took")
    done
    printf 'median of %d runs each, in turn: probelet %d us, curl %d us\n' \
        "$RUNS" "$(median "${ours[@]}")" "$(median "${theirs[@]}")"
else
    say "no curl here to compare with"
fi

printf '\n# the service is gone\n'
dist/probelet -s "$address/stop"
wait "$service"
show 1 dist/probelet "$address/health"

printf '\n'
[ "$wrong" = 0 ] || die "$wrong commands ended otherwise than expected"
say "every command ended as expected"
