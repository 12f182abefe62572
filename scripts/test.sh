#!/usr/bin/env bash
# Runs every check; the last line adds up what the runners themselves counted.
set -uo pipefail
. "$(dirname "$0")/common.sh"
logs=$TARGET_DIR/test-logs
mkdir -p "$logs"
passed=0 failed=0 summary=()

# Prints the passed and failed tests that cargo test reported in a log.
counts() {
    awk '/^test result: / { passed += $4; failed += $6 } END { print passed + 0, failed + 0 }' "$1"
}

# Runs one step: name, command. A step that counts no tests of its own is one check.
step() {
    local name=$1 status start=$SECONDS p f
    shift
    printf '\n=== %s: %s\n' "$name" "$*"
    "$@" 2>&1 | tee "$logs/$name.log"
    status=${PIPESTATUS[0]}
    read -r p f < <(counts "$logs/$name.log")
    # A runner that counts nothing, or that breaks off outside its tests, is a check by itself.
    if [ "$status" = 0 ]; then
        [ $((p + f)) -gt 0 ] || p=1
    else
        [ "$f" -gt 0 ] || f=1
    fi
    passed=$((passed + p)) failed=$((failed + f))
    summary+=("$(printf '%-16s %5d passed %3d failed %5d s' "$name" "$p" "$f" $((SECONDS - start)))")
}

tests() { cargo test --locked --no-fail-fast "$@"; }
process_tests_on() { TEST_BINARY=$ROOT/$1 tests --test process; }
documentation() { RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items; }
# The fuzzing targets on their corpus, with the compiler that is there.
fuzz_corpus() {
    cargo fmt --check --manifest-path fuzz/Cargo.toml &&
        tests --manifest-path fuzz/Cargo.toml --target-dir "$TARGET_DIR" \
            --no-default-features --features tls,grpc --tests -- --nocapture
}

step setup scripts/setup.sh test
use_toolchain
step format cargo fmt --check
step lint cargo clippy --locked --all-targets -- -D warnings
step lint-http cargo clippy --locked --no-default-features -- -D warnings
step lint-local cargo clippy --locked --features local-only -- -D warnings
step workflows scripts/workflows.sh
step documentation documentation
step unit tests --bins
step unit-http tests --bins --no-default-features
step process tests --test process
step process-local tests --features local-only --test process network::local_only
step shape tests --test shape
step fuzz-corpus fuzz_corpus
step dist scripts/dist.sh
step process-dist process_tests_on dist/probelet
step process-http process_tests_on dist/probelet-http
if [ "$TOOLCHAIN" = rustup ]; then
    step dist-plain env PLAIN=1 scripts/dist.sh
    step process-plain process_tests_on dist/plain/probelet
fi
step budget scripts/budget.sh
step docker tests --test docker
step examples tests --test examples
step examples-current scripts/current-engines.sh cargo test --locked --no-fail-fast --test examples
step notices scripts/notices.sh --check
step licences scripts/deny.sh

printf '\n'
printf '%s\n' "${summary[@]}"
grep -h '^SKIPPED: ' "$logs"/*.log
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
