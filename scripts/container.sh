#!/usr/bin/env bash
# Runs a command in a fresh container of the image that the Dockerfile names as BASE, so that it finds the
# compiler and the packages of that image wherever it runs. The project has the same path inside.
# usage: scripts/container.sh COMMAND [ARGUMENT]...    BASE=IMAGE takes another image
set -euo pipefail
. "$(dirname "$0")/common.sh"
base=${BASE:-$(sed -n 's/^ARG BASE=//p' Dockerfile)}
# The process tests make namespaces for networks and mounts, and switch IPv6 off in them.
exec docker run --rm --init --network host --cap-add NET_ADMIN --cap-add SYS_ADMIN \
    --security-opt apparmor=unconfined --security-opt seccomp=unconfined --security-opt systempaths=unconfined \
    --env ARCHITECTURES --env CI --env GITHUB_REPOSITORY \
    --volume "$ROOT:$ROOT" --workdir "$ROOT" "$base" "$@"
