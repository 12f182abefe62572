"""What one run costs, apart from time: each figure by the tool that counts it."""

import re
import subprocess
import tempfile
from pathlib import Path

from machine import ENVIRONMENT, output


def cost(build: Path, command: list[str]) -> dict:
    """Counts system calls, threads, processes, memory, instructions and the files that are opened."""
    with tempfile.TemporaryDirectory() as folder:
        calls = Path(folder, "calls")
        output("strace", "-f", "-qq", "-y", "-o", str(calls), *command, env=ENVIRONMENT)
        lines = calls.read_text(errors="replace").splitlines()
    # With -f a line starts with the process; a call that was interrupted by another process's has
    # a second line without its name in front.
    started = [match for match in (re.match(r"\d+ +(\w+)\((.*)", line) for line in lines) if match]
    clones = [match[2] for match in started if match[1] in ("clone", "clone3", "fork", "vfork")]
    threads = sum("CLONE_THREAD" in arguments for arguments in clones)
    files = opened(command[0], lines)
    peak, own, file = map(int, output(str(build / "resident"), *command, env=ENVIRONMENT).split())
    return {
        "system_calls": len(started),
        "threads": threads,
        "processes": len(clones) - threads,
        "peak_rss_kib": peak,
        "own_kib": own,
        "file_kib": file,
        "instructions": instructions(command),
        "files": len(files),
        "bytes": sum(path.stat().st_size for path in files),
    }


def opened(program: str, lines: list[str]) -> set[Path]:
    """Returns the program and all regular files that it opened: libraries, certificates, modules.

    The kernel's own, and what is written to, cost no disk.
    """
    names = re.findall(r" (?:openat|open)\(.*O_RDONLY.* = \d+<(/[^>]+)>", "\n".join(lines))
    paths = {Path(name) for name in names} | {Path(program).resolve()}
    return {path for path in paths if path.is_file() and not str(path).startswith(("/proc/", "/sys/", "/dev/"))}


def instructions(command: list[str]) -> int | None:
    """Counts user space's instructions with callgrind; None when a program does not run under it."""
    with tempfile.NamedTemporaryFile("r") as log:
        valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", f"--log-file={log.name}"]
        run = subprocess.run(
            valgrind + command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        collected = re.search(r"Collected : (\d+)", log.read())
    return int(collected[1]) if collected and run.returncode == 0 else None
