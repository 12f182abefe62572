#!/usr/bin/env bash
# Runs a command with the engines of Debian 13 (Docker 26.1, Compose 2.26, Podman 5.4) instead of this machine's.
# usage: scripts/current-engines.sh COMMAND [ARGUMENT]...
#
# They live in a Debian root of their own under systemd, in namespaces of their own, and end with the
# command, which finds their programs first in PATH and their root in ENGINES. The project, /tmp and the
# cache have the same paths in both. The root is made once and kept in the cache.
set -euo pipefail
. "$(dirname "$0")/common.sh"

readonly PACKAGES=ca-certificates,catatonit,dbus,docker-buildx,docker-cli,docker-compose,docker.io,iproute2,iptables,nftables,podman,systemd
readonly PROGRAMS=(/usr/bin/docker /usr/bin/podman /usr/bin/systemctl)
readonly CGROUP=probelet-engines

main() {
    [ $# -gt 0 ] || die "usage: scripts/current-engines.sh COMMAND [ARGUMENT]..."
    [ "$(id -u)" = 0 ] || unavailable "only root can make and enter their root"
    mkdir -p "$CACHE_DIR" "$TARGET_DIR"
    # One run at a time: they share what the engines keep.
    exec {lock}>"$CACHE_DIR/engines.lock"
    flock "$lock"

    local recipe root
    recipe=$({ declare -f make_root; echo "$PACKAGES"; } | sha256sum | cut -c1-16)
    root=$CACHE_DIR/engines-$recipe
    [ -d "$root" ] || make_root "$root" || unavailable "their root cannot be made"

    # What an earlier run with Podman left.
    rm -rf "$root"/etc/containers/systemd/* "$root/var/lib/containers"

    work=$(mktemp -d)
    trap stop EXIT
    start "$root"
    ENGINES=$root PATH=$work/bin:$PATH "$@"
}

# Reports that the engines cannot be had here, which is a failure only under CI=true.
unavailable() {
    [ "${CI:-}" != true ] || die "$*, and CI may not skip"
    echo "SKIPPED: current engines: $*"
    exit 0
}

# Makes the root, or prints why not and fails.
make_root() {
    local part=$1.part
    have debootstrap || {
        say "installing debootstrap" >&2
        { apt-get update -q && apt-get install -qy --no-install-recommends debootstrap; } >&2 || return
    }
    rm -rf "$CACHE_DIR"/engines-*
    say "debootstrap trixie into $1" >&2
    debootstrap --variant=minbase --include="$PACKAGES" trixie "$part" >"$CACHE_DIR/engines.log" 2>&1 || {
        tail -n 5 "$CACHE_DIR/engines.log" >&2
        return 1
    }
    rm -rf "$part"/usr/share/{doc,locale,man} "$part"/var/cache/apt/* "$part"/var/lib/apt/lists/*
    # The namespace has no way out, and the kernel may have no controller of pids for version 2 of cgroups.
    echo '{ "iptables": false, "ip6tables": false }' >"$part/etc/docker/daemon.json"
    printf "[containers]\npids_limit = 0\n" >"$part/etc/containers/containers.conf"
    mv "$part" "$1"
}

# Starts systemd in the root, waits for the Docker Engine, and fills $work/bin with the programs.
start() {
    mount --mkdir -t cgroup2 cgroup2 "$work/cgroup"
    mkdir -p "$work/cgroup/$CGROUP"
    (
        echo "$BASHPID" >"$work/cgroup/$CGROUP/cgroup.procs"
        exec unshare --mount --net --pid --fork --ipc --uts --cgroup --kill-child \
            "$BASH" -c "$(declare -f boot); boot \"\$@\"" boot "$1" "$ROOT" "$TARGET_DIR" "$CACHE_DIR" /tmp \
            {lock}>&- >"$work/log" 2>&1 </dev/null
    ) &
    unshare=$!

    local program init
    mkdir "$work/bin"
    until init=$(pgrep --parent "$unshare") && [ "$(cat "/proc/$init/comm" 2>/dev/null)" = systemd ]; do
        kill -0 "$unshare" 2>/dev/null || { tail -n 5 "$work/log" >&2; unavailable "their root does not start"; }
        sleep 0.1
    done
    for program in "${PROGRAMS[@]}"; do
        # In a group of systemd's own tree, where Podman can make others.
        cat >"$work/bin/$(basename "$program")" <<END
#!/bin/sh
exec nsenter --target $init --all --root --wdns="\$PWD" /bin/sh -c '
    mkdir -p /sys/fs/cgroup/commands && echo \$\$ >/sys/fs/cgroup/commands/cgroup.procs && exec "\$@"' sh $program "\$@"
END
        chmod +x "$work/bin/$(basename "$program")"
    done
    # Until systemd listens.
    for _ in {1..100}; do
        ! "$work/bin/systemctl" start --quiet docker 2>"$work/why" || { clean; return; }
        sleep 0.1
    done
    cat "$work/why" >&2
    unavailable "their Docker Engine does not start"
}

# Removes the containers of a run that was cut short.
clean() { "$work/bin/docker" ps --all --quiet | xargs --no-run-if-empty "$work/bin/docker" rm --force >/dev/null; }

# Turns the root into this process's own and becomes its systemd.
boot() {
    set -e
    local root=$1 folder node
    mount --make-rprivate /
    mount --bind "$root" "$root"
    cd "$root"
    mount -t tmpfs -o mode=755 tmpfs dev
    for node in null zero full random urandom tty fuse; do
        touch "dev/$node"
        mount --bind "/dev/$node" "dev/$node"
    done
    mkdir dev/pts dev/shm
    mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
    mount -t tmpfs tmpfs dev/shm
    ln -s pts/ptmx dev/ptmx
    ln -s /proc/self/fd dev/fd
    mount -t proc proc proc
    mount -t sysfs sysfs sys
    mount -t cgroup2 cgroup2 sys/fs/cgroup
    mount -t tmpfs tmpfs run
    for folder in "${@:2}"; do
        mkdir -p ".$folder"
        mount --bind "$folder" ".$folder"
    done
    mkdir -p run/former
    pivot_root . run/former
    umount --lazy /run/former
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=probelet \
        /usr/lib/systemd/systemd --unit=basic.target --log-target=console
}

# Ends the engines: their init takes everything in its namespace along.
stop() {
    if [ -n "${unshare:-}" ]; then
        kill -KILL "$unshare" 2>/dev/null || true
        wait "$unshare" 2>/dev/null || true
    fi
    until rmdir "$work/cgroup/$CGROUP" 2>/dev/null || ! [ -d "$work/cgroup/$CGROUP" ]; do
        find "$work/cgroup/$CGROUP" -mindepth 1 -depth -type d -exec rmdir {} + 2>/dev/null || sleep 0.1
    done
    umount "$work/cgroup"
    rm -rf "$work"
}

main "$@"
