#!/usr/bin/env bash
# Builds what ships for every architecture into dist/ARCHITECTURE/ and runs the process tests on each
# file, in qemu's user mode where the processor is another one. Writes the table of docs/performance.md from
# what is there then, so that architectures can be built one by one.
# usage: scripts/dist-all.sh [ARCHITECTURE...]    all of scripts/architectures.txt unless told
set -euo pipefail
. "$(dirname "$0")/common.sh"
mapfile -t all < <(sed '/^#/d; s/ .*//' scripts/architectures.txt)
[ $# -gt 0 ] || set -- "${all[@]}"
scripts/setup.sh process
scripts/setup.sh cross "$@"
use_toolchain

results=$TARGET_DIR/dist-all
mkdir -p "$results"
# Tests that would take most of the time in an emulator: thousands of runs, beside curl and with other programs' servers.
readonly SLOW=(beside:: corpus:: real::)

# Sets the variables of a test run on a file: architecture, name.
use_file() {
    log=$results/$1-$2.log
    place=(TEST_BINARY="$ROOT/dist/$1/$2")
    leave_out=()
    [ "$target" != "$MUSL_TARGET" ] || return 0
    place+=(TEST_RUNNER="qemu-$qemu-static" TEST_GRACE=6)
    leave_out=("${SLOW[@]}")
}

run_tests() { env "${place[@]}" cargo test --locked --no-fail-fast --test process -- "$@"; }

# Runs the process tests on a file.
first_run() {
    use_file "$@"
    run_tests "${leave_out[@]/#/--skip=}" >"$log" 2>&1 || true
}

# Runs again, alone, what failed: some tests give the program a third of a second, of which a busy machine or
# emulator leaves it nothing. Keeps what failed in the end.
further_runs() {
    local -a tests
    local again module
    use_file "$@"
    grep -q '^test result: ' "$log" || { tail -n 20 "$log"; die "the tests of $1/$2 did not run"; }
    for module in "${leave_out[@]}"; do echo "SKIPPED: $module: too slow for an emulator; run on this machine's own processor" >>"$log"; done
    mapfile -t tests < <(failing "$log")
    for again in {1..3}; do
        [ "${#tests[@]}" -gt 0 ] || break
        say "$1/$2: again, alone: ${tests[*]}"
        run_tests --exact --test-threads=1 "${tests[@]}" >"$log.again" 2>&1 || true
        mapfile -t tests < <(failing "$log.again")
    done
    printf '%s\n' "${tests[@]}" | sed '/^$/d' >"$results/$1-$2.failed"
    say "$1/$2: $(verdict "$1" "$2")"
    sed '/^SKIPPED: /!d' "$log" | sort -u
    sed 's/^/FAILED: /' "$results/$1-$2.failed"
}

# Prints the tests that a log says failed; those in a network of their own are named twice.
failing() { sed -n 's/^test \(.*\) \.\.\. FAILED$/\1/p' "$1" | sort -u; }

# Prints what came out for a file: "330 passed, 7 not run".
verdict() {
    local log=$results/$1-$2.log total failed skipped
    [ -f "$results/$1-$2.failed" ] || { echo 'not run'; return; }
    total=$(sed -n 's/^running \([0-9]*\) tests$/\1/p' "$log" | head -n 1)
    failed=$(wc -l <"$results/$1-$2.failed")
    skipped=$(sed -n 's/^SKIPPED: \([^ ]*\): .*/\1/p' "$log" | sort -u | wc -l)
    printf '%d passed, %d not run' "$((total - failed - skipped))" "$skipped"
    [ "$failed" = 0 ] || printf ', **%d failed**' "$failed"
    printf '\n'
}

# Prints a file's size, as 1,234,567.
size() {
    [ -f "$1" ] || { echo '-'; return; }
    stat -c %s "$1" | sed ':a; s/\B[0-9]\{3\}\>/,&/; ta'
}

# Prints one line of the table: architecture.
row() {
    local name
    use_architecture "$1"
    printf '| %s | `%s` |' "$1" "$target"
    for name in probelet probelet-http; do printf ' %s | %s |' "$(size "dist/$1/$name")" "$(verdict "$1" "$name")"; done
    printf '\n'
}

# Prints why tests did not run, and how many, of some logs.
skipped() {
    sed -n 's/^SKIPPED: \([^ ]*\): \(.*\)/\1 \2/p' "$@" | sort -u | cut -d ' ' -f 2- | sort | uniq -c |
        sed 's/^ *\([0-9]*\) \(.*\)/- \1: \2/'
}

page() {
    printf '| architecture | target | `probelet`, bytes | process tests | `probelet-http`, bytes | process tests |\n'
    printf '|---|---|---:|---|---:|---|\n'
    local architecture
    for architecture in "${all[@]}"; do row "$architecture"; done
    printf '\nTests that do not run in an emulator, and why:\n\n'
    local -a foreign
    mapfile -t foreign < <(ls "$results"/*.log | grep -v "/$(own_architecture)-")
    skipped "${foreign[@]}"
    grep -q . "$results"/*.failed || return 0
    printf '\nTests that failed:\n\n'
    grep -H . "$results"/*.failed | sed 's,^.*/\([^/]*\)\.failed:\(.*\),- \1: `\2`,'
}

for architecture; do
    rm -f "$results/$architecture"-*
    use_architecture "$architecture"
    FLAVOURS="probelet probelet-http probelet-local-only" scripts/dist.sh "$architecture"
    for name in probelet probelet-http; do
        first_run "$architecture" "$name" &
        # Both at once in an emulator, where they mostly wait.
        [ "$target" != "$MUSL_TARGET" ] || wait
    done
    wait
    for name in probelet probelet-http; do further_runs "$architecture" "$name"; done
    use_file "$architecture" probelet-local-only
    run_tests network::local_only
    row "$architecture"
done
page | bench/page.py docs/performance.md architectures
say "docs/performance.md"
for architecture; do
    for name in probelet probelet-http; do
        [ ! -s "$results/$architecture-$name.failed" ] || die "$architecture: failed tests"
    done
done
