#!/usr/bin/env bash
# Measures what the shipped files cost and fails above scripts/budgets.toml.
set -euo pipefail
. "$(dirname "$0")/common.sh"
use_toolchain
for tool in cc strace valgrind openssl; do
    have "$tool" || die "needs $tool; run scripts/setup.sh test"
done

over=0
work=$(mktemp -d)
trap 'kill "${service:-}" "${tls_service:-}" 2>/dev/null || true; rm -rf "$work"' EXIT

# Prints one number of scripts/budgets.toml: section, key.
budget() {
    awk -F ' *= *' -v section="[$1]" -v key="$2" \
        '/^\[/ { inside = $0 == section } inside && $1 == key { print $2 }' scripts/budgets.toml
}

# Compares a measured number with its budget: section, key, number.
check() {
    local limit word=within
    limit=$(budget "$1" "$2")
    [ -n "$limit" ] || die "scripts/budgets.toml has no $2 in [$1]"
    if [ "$3" -gt "$limit" ]; then
        word=OVER
        over=$((over + 1))
    fi
    printf '%-14s %-18s %9d of %9d  %s\n' "$1" "$2" "$3" "$limit" "$word"
}

# Prints how many system calls a command makes, execve and exit included; leaves them in $work/calls.
system_calls() {
    strace -f -o "$work/calls" "$@" >/dev/null || die "not healthy: $*"
    grep -c '(' "$work/calls"
}

# Prints how many instructions a command takes in user space.
instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null --log-file="$work/instructions" "$@" >/dev/null
    sed -n 's/.*Collected : //p' "$work/instructions"
}

# Checks one run: section, scheme, command.
check_run() {
    local section=$1 scheme=$2 own file
    shift 2
    check "$section" "${scheme}_system_calls" "$(system_calls "$@")"
    check "$section" "${scheme}_threads" "$(grep -cE ' (clone|clone3|fork|vfork)\(' "$work/calls" || true)"
    check "$section" "${scheme}_instructions" "$(instructions "$@")"
    read -r _ own file < <("$work/resident" "$@")
    check "$section" "${scheme}_own_kib" "$own"
    # The kernel maps pages of the file around each one that is needed, sometimes more, sometimes fewer.
    printf '%-14s %-18s %9d, shared by all runs\n' "$section" "${scheme}_file_kib" "$file"
}

cc -O -Wall -Wextra -Werror bench/resident.c -o "$work/resident"
rustc --edition 2024 -O examples/health_service.rs -o "$work/health_service"
exec {printed}< <(exec "$work/health_service" 127.0.0.1:0)
service=$!
read -r address <&"$printed"
url=http://$address/health

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=probelet \
    -addext subjectAltName=IP:127.0.0.1 -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
exec {accepting}< <(exec openssl s_server -www -accept 127.0.0.1:0 -key "$work/key.pem" -cert "$work/cert.pem" 2>/dev/null)
tls_service=$!
until [[ ${accepted:-} == ACCEPT* ]]; do read -r accepted <&"$accepting"; done
tls_url=https://${accepted#ACCEPT }/

bytes=bytes
[ "$TOOLCHAIN" = rustup ] || bytes=debian_bytes
# Every variable takes memory of its own, so the environment is always the same.
unset $(compgen -e | grep -vx PATH)
for name in probelet probelet-http; do
    check "$name" "$bytes" "$(stat -c %s "dist/$name")"
    check_run "$name" http "dist/$name" "$url"
done
check_run probelet https dist/probelet --cacert "$work/cert.pem" "$tls_url"
[ "$over" = 0 ] || die "$over over budget"
