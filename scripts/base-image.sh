#!/usr/bin/env bash
# Makes the image that the Dockerfiles under tests/apps name through ARG BASE: a Debian root with
# Python, as python:3-slim is, but without a registry. The apps' packages are in it, so that
# `RUN pip install` finds them there. Prints the image's name as its only line on stdout.
#
# Made once: the image carries the checksum of what made it, and the root is kept as a tarball in
# the user's cache for an engine that has lost the image. The layer with curl that every
# Dockerfile.before starts with is built here too, so that no later run needs Debian's mirror.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly IMAGE=probelet-test/python:1
readonly CURL=probelet-test/curl:1
readonly SUITE=bookworm
readonly PYTHON=3.11
# The package whose layer docs/performance.md measures: a wheel in the root, which a Dockerfile installs.
readonly MEASURED=requests
# What the slim images of Debian and Python leave out, now and of every package installed later.
readonly FAT='usr/share/doc usr/share/info usr/share/lintian usr/share/locale usr/share/man usr/share/zoneinfo'
readonly CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/probelet-test

say() { printf 'base-image: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

main() {
  local recipe archive
  recipe=$({ declare -f make_root slim_apt; echo "$SUITE $PYTHON $MEASURED $FAT"; requirements; } | sha256sum | cut -c1-16)
  archive=$CACHE/python-$recipe.tar
  if [ "$(docker image inspect -f '{{index .Config.Labels "recipe"}}' "$IMAGE" 2>/dev/null)" != "$recipe" ]; then
    [ -f "$archive" ] || make_root "$archive"
    docker rmi --force "$CURL" "$IMAGE" >/dev/null 2>&1 || say "the former $IMAGE is still in use"
    say "importing $archive as $IMAGE"
    docker import \
      --change 'ENV PYTHONUNBUFFERED=1' --change 'ENV PIP_NO_INDEX=1' --change 'ENV PIP_FIND_LINKS=/wheels' \
      --change "LABEL recipe=$recipe" "$archive" "$IMAGE" >&2
  fi
  # scripts/current-engines.sh has no network to fetch curl from.
  [ -n "${ENGINES:-}" ] || curl_layer
  echo "$IMAGE"
}

# As in the slim images: without it 80 MB of apt's own caches would count as curl's.
slim_apt() {
  cat <<'END'
APT::Keep-Downloaded-Packages "false";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb"; };
END
}

# The same two instructions as in Dockerfile.before: the builder finds them by their text.
curl_layer() {
  { echo "FROM $IMAGE"; sed -n '/^RUN apt-get/p' tests/apps/swft/Dockerfile.before; } | docker build -q -t "$CURL" - >&2
}

# The body is a subshell, so that its trap clears the half-made root whatever happens.
make_root() (
  archive=$1
  [ "$(id -u)" = 0 ] || die "debootstrap needs root; run this once as root (it keeps $archive)"
  if ! command -v debootstrap >/dev/null; then
    say 'installing debootstrap'
    { apt-get update -q && apt-get install -qy --no-install-recommends debootstrap; } >&2
  fi
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT

  say "debootstrap $SUITE"
  debootstrap --variant=minbase --include=python3 "$SUITE" "$work/root" $(debian_mirror) >"$work/log" 2>&1 \
    || { tail -n 20 "$work/log" >&2; die 'debootstrap failed'; }

  # This machine's pip fetches the wheels: the new root has no CA certificates, as intended.
  say "pip: $(requirements | tr '\n' ' ')and the wheel of $MEASURED"
  requirements >"$work/root/tmp/requirements.txt"
  wheels "$work/root/tmp/wheels" pip -r "$work/root/tmp/requirements.txt"
  wheels "$work/root/wheels" "$MEASURED"
  rm "$work"/root/usr/lib/python3*/EXTERNALLY-MANAGED
  pip=$(basename "$work"/root/tmp/wheels/pip-*.whl)
  in_root python3 "/tmp/wheels/$pip/pip" install -q --no-index --find-links /tmp/wheels pip -r /tmp/requirements.txt >&2
  ln -s /usr/bin/python3 "$work/root/usr/local/bin/python"

  rm -rf "$work"/root/tmp/* "$work"/root/var/cache/apt/* "$work"/root/var/lib/apt/lists/* "$work"/root/var/cache/debconf/*-old
  for folder in $FAT; do
    rm -rf "${work:?}/root/$folder"
    echo "path-exclude=/$folder/*" >>"$work/root/etc/dpkg/dpkg.cfg.d/slim"
  done
  slim_apt >"$work/root/etc/apt/apt.conf.d/slim"
  mkdir -p "$CACHE"
  rm -f "$CACHE"/python-*
  tar -C "$work/root" --numeric-owner --exclude=./dev/* --exclude=./proc/* --exclude=./sys/* -cf "$archive.part" .
  mv "$archive.part" "$archive"
)

requirements() { cat tests/apps/*/requirements.txt | sort -u; }

wheels() { python3 -m pip download -q --only-binary=:all: --python-version "$PYTHON" -d "$@" >&2; }

# The variables of the calling shell name files that the new root does not have.
in_root() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$work/root" "$@"; }

# The mirror that this machine's apt already uses for the suite; none leaves it to debootstrap.
debian_mirror() { apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 2>/dev/null | sed -n "s/^$SUITE //p" | head -n 1; }

main
