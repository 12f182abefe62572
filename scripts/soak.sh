#!/usr/bin/env bash
# Ten thousand probes in a row and 200 at once against nginx, then floods of every kind with the
# peak memory beside them. Fails on a wrong verdict, a zombie, a descriptor that nginx keeps, or
# more memory than promised. Usage: scripts/soak.sh [FILE...], by default the files of dist/.
set -euo pipefail
. "$(dirname "$0")/common.sh"
[ $# -gt 0 ] || set -- dist/probelet dist/probelet-http
for tool in nginx python3 openssl strace; do
    have "$tool" || die "$tool is missing"
done
rows=${SOAK_PROBES:-10000} crowd=200
work=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; wait; rm -rf "$work"' EXIT

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=IP:127.0.0.1 -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
python3 scripts/flood.py "$work/cert.pem" "$work/key.pem" >"$work/ports" &
pids+=($!)
until [ -s "$work/ports" ]; do
    kill -0 "${pids[0]}" || die "the floods do not start"
    read -rt 0.05 <> <(:) || true
done
read -r plain secure nginx_port <"$work/ports"

cat >"$work/nginx.conf" <<CONFIG
daemon off;
master_process off;
pid $work/nginx.pid;
error_log $work/error.log;
events { worker_connections 1024; }
http {
    access_log off;
    client_body_temp_path $work/a; proxy_temp_path $work/b; fastcgi_temp_path $work/c;
    uwsgi_temp_path $work/d; scgi_temp_path $work/e;
    server {
        listen 127.0.0.1:$nginx_port backlog=1024;
        location /good { return 200 "ok"; }
        location /bad { return 503; }
    }
}
CONFIG
nginx -p "$work" -c "$work/nginx.conf" -e "$work/error.log" &
pids+=($!)
base=http://127.0.0.1:$nginx_port

descriptors() { find "/proc/${pids[1]}/fd" -mindepth 1 | wc -l; }
# Its own worker and the floods are the only children that may be left.
children() { wc -w <"/proc/$$/task/$$/children"; }

# Counts the statuses of $2 probes in a row that are not $3.
in_a_row() {
    local file=$1 count=$2 wanted=$3 url=$4 wrong=0 status i
    for ((i = 0; i < count; i++)); do
        status=0
        "$file" -s "$url" >/dev/null || status=$?
        [ "$status" = "$wanted" ] || wrong=$((wrong + 1))
    done
    echo "$wrong"
}

# The same for probes that are started together.
at_once() {
    local file=$1 count=$2 wanted=$3 url=$4 wrong=0 status i crowd=()
    for ((i = 0; i < count; i++)); do
        "$file" "$url" >/dev/null &
        crowd+=($!)
    done
    for i in "${crowd[@]}"; do
        status=0
        wait "$i" || status=$?
        [ "$status" = "$wanted" ] || wrong=$((wrong + 1))
    done
    echo "$wrong"
}

# Peak resident memory in KiB, and the exit status, of one run. The kernel's own mark is read while
# strace holds the process at its last call: wait4's figure would cover the fork before it, too.
peak() {
    local tracer child mark peak=0 status=0
    # A process that ends while it is looked at is no error.
    set +e
    strace -qq -o /dev/null -e trace=exit_group -e inject=exit_group:delay_enter=200000 "$@" \
        >/dev/null 2>&1 &
    tracer=$!
    while kill -0 "$tracer" 2>/dev/null; do
        child=$(cat "/proc/$tracer/task/$tracer/children")
        mark=$(awk '/^VmHWM:/ { print $2 }' "/proc/${child% }/status")
        [ -z "$mark" ] || peak=$mark
    done 2>/dev/null
    wait "$tracer"
    status=$?
    echo "$peak $status"
}

failed=0
verdict() {
    local figure=$1 bound=$2
    shift 2
    say "$*: $figure"
    [ "$figure" -le "$bound" ] || { say "more than $bound"; failed=$((failed + 1)); }
}

# The first probe waits until nginx is there.
"$1" --wait-healthy 10s --interval 20ms -s "$base/good"
for file; do
    name=$(basename "$file") before=$(descriptors) kept=$(children)
    start=$SECONDS
    verdict "$(in_a_row "$file" "$rows" 0 "$base/good")" 0 "$name: wrong of $rows healthy in a row"
    verdict "$(in_a_row "$file" $((rows / 10)) 1 "$base/bad")" 0 "$name: wrong of $((rows / 10)) unhealthy in a row"
    verdict "$(at_once "$file" "$crowd" 0 "$base/good")" 0 "$name: wrong of $crowd healthy at once"
    verdict "$(at_once "$file" "$crowd" 1 "$base/bad")" 0 "$name: wrong of $crowd unhealthy at once"
    verdict $(($(descriptors) - before)) 0 "$name: descriptors that nginx keeps"
    verdict $(($(children) - kept)) 0 "$name: processes that are left"
    say "$name: $((SECONDS - start)) s"
    schemes=(http:1024:$plain)
    ! "$file" --version | grep -q rustls || schemes+=(https:2048:$secure)
    for scheme in "${schemes[@]}"; do
        IFS=: read -r scheme bound port <<<"$scheme"
        while read -r path wanted options; do
            [ "$scheme" = http ] || options="--cacert $work/cert.pem $options"
            read -r kib status < <(peak "$file" -m 2s $options "$scheme://127.0.0.1:$port$path")
            verdict "$kib" "$bound" "$name: KiB at most, $scheme$path $options"
            [ "$status" = "$wanted" ] || { say "exit $status, wanted $wanted"; failed=$((failed + 1)); }
        done <<'FLOODS'
/body 0
/body 1 --expect-body=ready
/body 1 --expect-json=status=ok
/body 0 -v
/body 0 -o -
/head 0
/head 0 -v
/headers 1
/header 1
/interim 1
/chunks 1 --expect-body=ready
/size 1 --expect-body=ready
FLOODS
    done
done
[ "$failed" = 0 ] || die "$failed figures are not as promised"
