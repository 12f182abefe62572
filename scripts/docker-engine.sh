#!/usr/bin/env bash
# Sees to it that a Docker Engine answers; starts the one of this machine when none does.
set -euo pipefail

readonly LOG=/tmp/dockerd-$(id -u).log

answers() { docker info >/dev/null 2>&1; }

say() { printf 'docker-engine: %s\n' "$*" >&2; }

if answers; then exit; fi
# DOCKER_HOST names an engine elsewhere, and one that is started here does not answer there.
[ -z "${DOCKER_HOST:-}" ] || { say "no answer from $DOCKER_HOST"; exit 1; }
if ! command -v dockerd >/dev/null || [ "$(id -u)" != 0 ]; then
  say 'no answer to `docker info`, and only root can start the engine where it is installed'
  exit 1
fi
say "starting dockerd, log in $LOG"
# Away from this terminal and these streams: it outlives the run, as a service of the machine would.
setsid dockerd >"$LOG" 2>&1 </dev/null &
engine=$!
until answers; do
  kill -0 "$engine" 2>/dev/null || { tail -n 5 "$LOG" >&2; exit 1; }
  sleep 0.2
done
