"""Running things and describing the machine; used by the measuring scripts."""

import csv
import os
import platform
import subprocess
from pathlib import Path

# What a health check sees in a container. node and curl read far more variables than these.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent"}


def output(*command: str, **options) -> str:
    """Runs a command to its end, and returns its stdout; raises when it fails."""
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, **options)
    return result.stdout


def load() -> float:
    """Returns the load of the last minute."""
    return os.getloadavg()[0]


def launch(build: Path, commands: list[list[str]], rounds: int, warm_up: int, idle: int, cpu: int) -> list[dict]:
    """Runs all commands once per round, and returns a row of whole numbers for every run."""
    words = "".join("\t".join(command) + "\n" for command in commands)
    table = output(
        str(build / "launch"), str(rounds), str(warm_up), str(idle), str(cpu), input=words, env=ENVIRONMENT
    )
    rows = [{key: int(value) for key, value in row.items()} for row in csv.DictReader(table.splitlines())]
    for row in rows:
        if row["status"]:
            raise SystemExit(f"wait status {row['status']} from {commands[row['command']]}")
    return rows


def write_csv(path: Path, rows: list[dict]) -> None:
    """Writes a table with the keys of its first row on top."""
    with path.open("w", newline="") as file:
        table = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def machine() -> dict[str, str]:
    """Names the machine."""
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")),
        platform.machine(),
    )
    memory = int(Path("/proc/meminfo").read_text().split()[1])
    system = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
    hypervisor = "virtual machine" if " hypervisor" in Path("/proc/cpuinfo").read_text() else "no hypervisor"
    return {
        "processor": f"{os.cpu_count()} × {cpu}, {hypervisor}",
        "memory": f"{memory / 2**20:.0f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "system": system["PRETTY_NAME"].strip('"'),
    }
