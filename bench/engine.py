#!/usr/bin/env python3
"""Measures what a health check costs inside a real Docker Engine, where runc has its share.

usage: engine.py BUILD RESULTS [SCALE]

Every figure is the engine's, so nothing else should be running containers meanwhile.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from machine import launch, output, write_csv

URL = "http://127.0.0.1:8080/health"
# Made by scripts/base-image.sh: Debian with Python, and that with curl.
DEBIAN = "probelet-test/curl:1"
CHECKS = {
    "probelet-http": ("scratch", ["/probelet-http", URL]),
    "curl": (DEBIAN, ["/usr/bin/curl", "-fsS", "-o", "/dev/null", "-m", "4", URL]),
    "python urllib": (DEBIAN, ["/usr/bin/python3", "-c", f"import urllib.request as r; r.urlopen('{URL}', timeout=4)"]),
}
CONTAINERS = 4
INTERVAL = 1  # seconds between the checks of one container
DAEMONS = ("dockerd", "containerd")


def main(build: str, results: str, scale: str = "1") -> None:
    build, results, scale = Path(build), Path(results), float(scale)
    known = output("docker", "images", "--format", "{{.Repository}}:{{.Tag}}").split()
    checks = {name: check for name, check in CHECKS.items() if check[0] in ("scratch", *known)}
    others = len(output("docker", "ps", "-q").split())
    with ExitStack() as cleaning:
        images = {name: image(cleaning, build, *check) for name, check in checks.items()}
        write_csv(results / "exec.csv", times(build, checks, images, max(5, round(40 * scale))))
        seconds = max(5, round(45 * scale))
        rows = [check_cost("none", images["probelet-http"], seconds, "--no-healthcheck")]
        rows += [check_cost(name, images[name], seconds) for name in checks]
        write_csv(results / "healthcheck.csv", rows)
    about = {
        "engine": output("docker", "version", "--format", "{{.Server.Version}}").strip(),
        "runc": output("docker", "info", "--format", "{{.RuncCommit.ID}}").strip(),
        "storage": output("docker", "info", "--format", "{{.Driver}}").strip(),
        "other_containers": others,
    }
    (results / "engine.json").write_text(json.dumps(about, indent=2) + "\n")


def image(cleaning: ExitStack, build: Path, base: str, check: list[str]) -> str:
    """Builds an image with the service, the launcher and this health check."""
    with tempfile.TemporaryDirectory() as folder:
        for file in (build / "health_service", build / "launch", build / "probelet-http"):
            shutil.copy(file, folder)
        Path(folder, "Dockerfile").write_text(
            f"FROM {base}\n"
            "COPY health_service launch probelet-http /\n"
            f"HEALTHCHECK --interval={INTERVAL}s --timeout=5s CMD {json.dumps(check)}\n"
            'CMD ["/health_service", "127.0.0.1:8080"]\n'
        )
        tag = output("docker", "build", "-q", folder, stderr=subprocess.DEVNULL).strip()
    cleaning.callback(subprocess.run, ["docker", "rmi", "--force", tag], stdout=subprocess.DEVNULL)
    return tag


def container(cleaning: ExitStack, tag: str, *options: str) -> str:
    """Starts a container, which is removed in the end."""
    name = output("docker", "run", "--detach", *options, tag).strip()
    cleaning.callback(subprocess.run, ["docker", "rm", "--force", name], stdout=subprocess.DEVNULL)
    return name


def times(build: Path, checks: dict, images: dict, rounds: int) -> list[dict]:
    """Times each check by `docker exec` from outside, and by the launcher from inside the container."""
    rows = []
    docker = shutil.which("docker")
    with ExitStack() as cleaning:
        names = {name: container(cleaning, images[name], "--no-healthcheck") for name in checks}
        outside = [[docker, "exec", names[name], *checks[name][1]] for name in checks]
        for row in launch(build, outside, rounds, 2, 0, -1):
            rows.append({"check": list(checks)[row.pop("command")], "from": "docker exec", **row})
        for name, (_, words) in checks.items():
            inside = ["docker", "exec", "-i", names[name], "/launch", str(rounds), "3", "0", "-1"]
            table = output(*inside, input="\t".join(words) + "\n").splitlines()
            header = table[0].split(",")
            for line in table[1:]:
                row = dict(zip(header, map(int, line.split(","))))
                del row["command"]
                rows.append({"check": name, "from": "inside", **row})
    failed = [row for row in rows if row["status"]]
    if failed:
        raise SystemExit(f"not healthy: {failed[0]}")
    return rows


def check_cost(check: str, tag: str, seconds: int, *options: str) -> dict:
    """Measures the engine's processor time while a few containers are checked, or are left alone."""
    with ExitStack() as cleaning:
        names = [container(cleaning, tag, *options) for _ in range(CONTAINERS)]
        if not options:
            for it in names:
                await_healthy(it)
        events = subprocess.Popen(
            ["docker", "events", "--filter", "event=exec_die", "--format", "{{.ID}}"], stdout=subprocess.PIPE, text=True
        )
        before, start = processor_time(names), time.monotonic()
        time.sleep(seconds)  # the length of the measurement itself
        spent, took = processor_time(names) - before, time.monotonic() - start
        events.terminate()
        checks = sum(line.strip() in names for line in events.communicate()[0].splitlines())
    print(f"engine: {check}: {checks} checks, {spent:.2f} s", file=sys.stderr)
    return {
        "check": check,
        "containers": CONTAINERS,
        "seconds": round(took, 3),
        "checks": checks,
        "processor_seconds": round(spent, 3),
    }


def await_healthy(name: str) -> None:
    """Waits for the engine's own word; an unhealthy container would be measured for nothing."""
    with subprocess.Popen(
        ["docker", "events", "--filter", f"container={name}", "--filter", "event=health_status",
         "--since", "0", "--format", "{{.Action}}{{.Status}}"], stdout=subprocess.PIPE, text=True
    ) as events:
        line = events.stdout.readline()
        events.terminate()
    if "unhealthy" in line:
        raise SystemExit(f"{name}: {line}")


def processor_time(names: list[str]) -> float:
    """Adds up the engine's daemons and the shims of these containers, with the children they waited for.

    Those are runc and the health checks. The services themselves are not among them: they go on.
    """
    ticks = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        program = os.path.basename(command[0].decode(errors="replace"))
        is_shim = program.startswith("containerd-shim") and any(name.encode() in command for name in names)
        if program in DAEMONS or is_shim:
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


main(*sys.argv[1:])
