#!/usr/bin/env python3
"""Measures probelet beside what people use instead, and leaves raw data.

usage: compare.py BUILD RESULTS [SCALE]

SCALE multiplies the rounds: 0.05 tries everything out.
"""

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

from cost import cost
from machine import ENVIRONMENT, launch, load, machine, write_csv
from servers import health, nginx, shapes
from tools import tools

CLIENT, SERVER = 0, 1  # processors
# Name, rounds, milliseconds of idle before every run.
SCENARIOS = [("http", 300, 0), ("http after idle", 60, 200), ("https", 200, 0), ("https, all roots", 60, 0), ("grpc", 200, 0)]
BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")


def main(build: str, results: str, scale: str = "1") -> None:
    build, results = Path(build), Path(results)
    rounds = lambda count: max(5, round(count * float(scale)))
    notes = {"date": f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC", **machine(), "loads": {}, "missing": []}
    runs, costs = [], []
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        folder.chmod(0o755)
        with nginx(folder, SERVER) as (http, https), health(build, SERVER) as grpc:
            notes["versions"] = versions(tools(build, http, https, str(folder / "ca.pem")))
            for scenario, count, idle in SCENARIOS:
                authority = folder / "ca.pem"
                if scenario == "https, all roots":
                    if not BUNDLE.exists():
                        continue
                    authority = folder / "bundle.pem"
                    authority.write_text(BUNDLE.read_text() + (folder / "ca.pem").read_text())
                commands = {}
                if scenario == "grpc" and not grpc:
                    continue
                for tool in tools(build, http, https, str(authority), grpc):
                    words = {"grpc": tool.grpc, "http": tool.http, "https": tool.https}[re.split(r"[, ]", scenario)[0]]
                    if not tool.program:
                        notes["missing"].append(tool.name)
                    elif words:
                        commands[tool.name] = [tool.program, *words]
                say(f"{scenario}: {rounds(count)} rounds of {len(commands)} programs, load {load():.2f}")
                before = load()
                measured = launch(build, list(commands.values()), rounds(count), 3, idle, CLIENT)
                notes["loads"][scenario] = [before, load()]
                names = list(commands)
                runs += [{"scenario": scenario, "tool": names[run.pop("command")], **run} for run in measured]
                if not idle:
                    costs += [{"scenario": scenario, "tool": name, **cost(build, it)} for name, it in commands.items()]
    write_csv(results / "runs.csv", runs)
    write_csv(results / "costs.csv", costs)
    with shapes(build, SERVER) as url:
        grown, counted = growth(build, url, rounds(200))
    write_csv(results / "growth.csv", grown)
    write_csv(results / "growth-costs.csv", counted)
    notes["missing"] = sorted(set(notes["missing"]))
    (results / "machine.json").write_text(json.dumps(notes, indent=2, ensure_ascii=False) + "\n")


def growth(build: Path, url: str, rounds: int) -> tuple[list[dict], list[dict]]:
    """Measures how the cost grows with the answer and with the number of targets."""
    program = str(build / "probelet")
    commands = {f"headers: {count}": [program, f"{url}/headers/{count}"] for count in (1, 10, 100)}
    sizes = {"body: none": "0", "body: 10 KiB": "10240", "body: 1 MiB": "1048576", "body: endless": "endless"}
    for name, size in sizes.items():
        commands[name] = [program, f"{url}/body/{size}"]
        commands[f"{name}, searched"] = [program, "--reject-body", "broken", f"{url}/body/{size}"]
    commands |= {f"targets: {count}": [program, *[f"{url}/headers/1"] * count] for count in (1, 10, 50)}
    say(f"growth: {rounds} rounds of {len(commands)} cases, load {load():.2f}")
    names = list(commands)
    measured = launch(build, list(commands.values()), rounds, 3, 0, CLIENT)
    counted = [{"case": name, **cost(build, command)} for name, command in commands.items()]
    return [{"case": names[run.pop("command")], **run} for run in measured], counted


def versions(programs: list) -> dict[str, str]:
    """Asks every program for its version; the first line that holds a digit says it."""
    found = {}
    for tool in programs:
        if tool.program and tool.version:
            run = subprocess.run([tool.program, *tool.version], capture_output=True, text=True, env=ENVIRONMENT)
            lines = (run.stdout + run.stderr).splitlines()
            found[tool.name] = " ".join(next((line.strip() for line in lines if any(map(str.isdigit, line))), "").split()[:4])
    for tool in programs[:2]:
        found[tool.name] += f", SHA-256 {hashlib.sha256(Path(tool.program).read_bytes()).hexdigest()[:16]}…"
    found["nginx"] = subprocess.run(["nginx", "-v"], capture_output=True, text=True).stderr.strip()
    return found


def say(words: str) -> None:
    print(f"compare: {words}", file=sys.stderr)


main(*sys.argv[1:])
