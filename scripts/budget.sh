#!/usr/bin/env bash
# Measures what the shipped files cost and fails above budgets.toml.
set -euo pipefail
. "$(dirname "$0")/common.sh"
use_toolchain
for tool in strace valgrind openssl; do
    have "$tool" || die "needs $tool; run scripts/setup.sh test"
done

over=0
work=$(mktemp -d)
trap 'kill "${service:-}" "${tls_service:-}" 2>/dev/null || true; rm -rf "$work"' EXIT

# Prints one number of budgets.toml: section, key.
budget() {
    awk -F ' *= *' -v section="[$1]" -v key="$2" \
        '/^\[/ { inside = $0 == section } inside && $1 == key { print $2 }' budgets.toml
}

# Compares a measured number with its budget: section, key, number.
check() {
    local limit word=within
    limit=$(budget "$1" "$2")
    [ -n "$limit" ] || die "budgets.toml has no $2 in [$1]"
    if [ "$3" -gt "$limit" ]; then
        word=OVER
        over=$((over + 1))
    fi
    printf '%-14s %-18s %9d of %9d  %s\n' "$1" "$2" "$3" "$limit" "$word"
}

# Prints the peak resident memory of a command in KiB.
#
# wait4's figure would do if it did not also cover the moment between fork and exec, which belongs
# to the parent. So the kernel's own mark is read while strace holds the process at its last call.
peak_rss() {
    local tracer child mark peak=
    strace -qq -o /dev/null -e trace=exit_group -e inject=exit_group:delay_enter=300000 "$@" >/dev/null &
    tracer=$!
    while kill -0 "$tracer" 2>/dev/null; do
        child=$(<"/proc/$tracer/task/$tracer/children") || continue
        mark=$(awk '/^VmHWM:/ { print $2 }' "/proc/${child% }/status") || continue
        [ -z "$mark" ] || peak=$mark
    done 2>/dev/null
    wait "$tracer" || die "not healthy: $*"
    echo "$peak"
}

rustc --edition 2024 -O examples/health_service.rs -o "$work/health_service"
exec {printed}< <(exec "$work/health_service")
service=$!
read -r address <&"$printed"
url=http://$address/health

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=probelet \
    -addext subjectAltName=IP:127.0.0.1 -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
exec {accepting}< <(exec openssl s_server -www -accept 127.0.0.1:0 -key "$work/key.pem" -cert "$work/cert.pem" 2>/dev/null)
tls_service=$!
until [[ ${accepted:-} == ACCEPT* ]]; do read -r accepted <&"$accepting"; done
tls_url=https://${accepted#ACCEPT }/

for name in probelet probelet-http; do
    file=dist/$name
    check "$name" bytes "$(stat -c %s "$file")"
    strace -f -o "$work/calls" "$file" "$url" >/dev/null
    check "$name" http_system_calls "$(grep -c '(' "$work/calls")"
    check "$name" http_threads "$(grep -cE ' (clone|clone3|fork|vfork)\(' "$work/calls" || true)"
    rss=$(peak_rss "$file" "$url")
    check "$name" http_rss_kib "$rss"
    valgrind --tool=callgrind --callgrind-out-file=/dev/null --log-file="$work/instructions" "$file" "$url" >/dev/null
    check "$name" http_instructions "$(sed -n 's/.*Collected : //p' "$work/instructions")"
done
rss=$(peak_rss dist/probelet --cacert "$work/cert.pem" "$tls_url")
check probelet https_rss_kib "$rss"
[ "$over" = 0 ] || die "$over over budget"
