#!/usr/bin/env bash
# Runs a command in a fresh container of the image that the Dockerfile names as BASE, so that it finds the
# compiler and the packages of that image wherever it runs. The project has the same path inside.
# usage: scripts/container.sh COMMAND [ARGUMENT]...    BASE=IMAGE takes another image
set -euo pipefail
. "$(dirname "$0")/common.sh"
base=${BASE:-$(sed -n 's/^ARG BASE=//p' Dockerfile)}
# The process tests make network namespaces, which takes privileges.
exec docker run --rm --init --privileged --network host --env CI --env GITHUB_REPOSITORY \
    --volume "$ROOT:$ROOT" --workdir "$ROOT" "$base" "$@"
