#!/usr/bin/env bash
# Fuzzes every target for a while, says what came of it, and fails on any finding.
# usage: scripts/fuzz.sh [SECONDS [TARGET...]]    seconds for each target; 60 unless told
set -euo pipefail
. "$(dirname "$0")/common.sh"
scripts/setup.sh fuzz
use_toolchain
PATH=$CARGO_FUZZ/bin:$PATH
seconds=${1:-60}
[[ $seconds =~ ^[1-9][0-9]*$ ]] || die "\"$seconds\" is not a number of seconds"
shift $(($# > 0 ? 1 : 0))

house=$TARGET_DIR/fuzz
rm -rf "$house/found"
mkdir -p "$house/logs"

# Instrumentation needs -Z flags, which the stable compiler takes only in this mode.
export RUSTC_BOOTSTRAP=1
# No AddressSanitizer: no input reaches the unsafe code of src/sys/, values are leaked on purpose
# (Misuse says why), and the time goes into more inputs. Overflow checks and debug assertions are on.
options=(--fuzz-dir fuzz --target-dir "$house/build" --sanitizer none)
say "building"
cargo fuzz build "${options[@]}" >"$house/logs/build.log" 2>&1 || die "$(tail -40 "$house/logs/build.log")"

mapfile -t targets < <(cargo fuzz list --fuzz-dir fuzz)
[ $# = 0 ] || targets=("$@")
[ ${#targets[@]} -gt 0 ] || die "no target"

# Prints the number in a log's last line that matches: a pattern with one group.
number() { sed -nE "s/$1/\1/p" "$log" | tail -1; }

findings=0
row='| %-12s | %7s | %10s | %5s | %8s | %6s | %8s |\n'
table=$(printf "$row" target seconds executions edges features inputs findings
    echo '|--------------|--------:|-----------:|------:|---------:|-------:|---------:|')
for target in "${targets[@]}"; do
    found=$house/found/$target corpus=$house/corpus/$target log=$house/logs/$target.log
    mkdir -p "$found" "$corpus" "$house/here"
    arguments=(-max_total_time="$seconds" -print_final_stats=1 -timeout=30 -rss_limit_mb=8192 -artifact_prefix="$found/")
    [ ! -f "fuzz/dictionaries/$target" ] || arguments+=("-dict=$ROOT/fuzz/dictionaries/$target")
    # In an empty folder, because inputs name files.
    status=0
    (cd "$house/here" && "$house/build/$(uname -m)-unknown-linux-gnu/release/$target" \
        "$corpus" "$ROOT/fuzz/corpus/$target" "${arguments[@]}") >"$log" 2>&1 || status=$?
    count=$(find "$found" -type f | wc -l)
    # It may also break off without a file.
    [ "$status" = 0 ] || [ "$count" -gt 0 ] || count=1
    findings=$((findings + count))
    table+=$'\n'$(printf "$row" "$target" "$seconds" \
        "$(number '^stat::number_of_executed_units: ([0-9]+)')" \
        "$(number '^#.* cov: ([0-9]+) .*')" "$(number '^#.* ft: ([0-9]+) .*')" \
        "$(number '^#.* corp: ([0-9]+)\/.*')" "$count")
    say "$(tail -1 <<<"$table")"
    if [ "$count" -gt 0 ]; then
        grep -m 1 -A 3 'panicked at\|ERROR: libFuzzer' "$log" || tail -20 "$log"
        say "kept in $found; moved into fuzz/corpus/$target, make test shows it"
    fi
done
printf '\n%s\n\n%d findings\n' "$table" "$findings"
[ "$findings" = 0 ]
