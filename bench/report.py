#!/usr/bin/env python3
"""Writes the measured figures into the pages, and draws their pictures.

usage: report.py RESULTS FLOOR_TARGET
"""

import sys
from pathlib import Path

import overview
import picture
from beside import cost, files
from container import engine_page
from figures import Figures
from page import fill
from promises import promises
from tables import number, table

PAGE = "docs/performance.md"

HEADERS = {
    "http": "### http",
    "http after idle": "### http, 200 ms after the last run",
    "https": "### https, certificate verified against one authority",
    "https, all roots": "### https, the authority among all of Debian's",
    "grpc": "### gRPC health check",
}
NOTES = {
    "http": "nginx answers 200 with 20 bytes of JSON.",
    "http after idle": "A HEALTHCHECK every 30 s never finds warm caches or a processor at full clock. Here every\n"
    "program waits 200 ms before each start.",
    "https": "nginx with a P-256 certificate, TLS 1.2 and 1.3, no session to resume. Every program is given\n"
    "the authority's certificate in a file. busybox is missing because it cannot verify.",
    "https, all roots": "The same with the authority at the end of the system's bundle, which curl, wget and Python\n"
    "read for any public certificate. probelet carries Mozilla's roots ready to use and reads\n"
    "such a file only when `--cacert` names one, as here.",
    "grpc": "A server on grpc-go answers SERVING. The Go program makes grpc_health_probe's call with the same\n"
    "library; the Python one is a line on grpcio.",
}


def main(results: str, floor_target: str) -> None:
    figures = Figures(Path(results))
    picture.draw(figures, "docs/performance.svg")
    Path("docs/overview.svg").write_text(overview.drawing(figures))
    scenarios = [
        f"{header}\n\n{NOTES[scenario]}\n\n{scenario_tables(figures, scenario)}\n"
        for scenario, header in HEADERS.items()
        if figures.tools(scenario)
    ]
    fill(PAGE, "time", "\n".join([opening(figures), *scenarios, growth(figures), engine_page(figures), method(figures, floor_target)]))
    if figures.parts:
        fill(PAGE, "parts", parts(figures))
    fill("README.md", "files", files(figures))
    fill("docs/comparison.md", "cost", cost(figures))


def opening(figures: Figures) -> str:
    """The main figures, the date and the promises."""
    ours = figures.runs["http", "probelet-http"]
    others = [tool for tool in ("curl", "wget", "python urllib", "python requests", "node http") if tool in figures.tools("http")]
    times = ", ".join(f"{tool} {figures.ratio('http', tool, 'probelet-http'):.0f} times" for tool in others)
    return f"""One healthy probe of `http://127.0.0.1` takes probelet-http {ours.wall:.2f} ms from start to exit. The others take longer: {times}.
Measured by `make bench` on {figures.machine['date']}.

![Time of one probe, program by program](performance.svg)

### What was promised

{promises(figures)}
"""


def scenario_tables(figures: Figures, scenario: str) -> str:
    """The times of a scenario, and what else its runs cost where that was counted."""
    names = figures.tools(scenario)
    floors = [name for name in ("raw floor", "std floor", "curl") if name in names] or names[:1]
    rows = []
    for name in names:
        run = figures.runs[scenario, name]
        ratios = [f"{figures.ratio(scenario, name, floor):.2f}" for floor in floors]
        rows.append([name, f"{run.wall:.3f}", f"{run.slow:.3f}", f"{run.cpu:.3f}", *ratios, f"{run.noise:.0%}", number(run.runs)])
    header = ["program", "median ms", "p95 ms", "CPU ms", *[f"× {floor}" for floor in floors], "noise", "runs"]
    parts = [table(header, rows)]
    if (scenario, names[0]) in figures.costs:
        what = ["system_calls", "threads", "processes", "own_kib", "file_kib", "peak_rss_kib", "instructions", "files", "bytes"]
        rows = [
            [name, number(figures.runs[scenario, name].faults), *[number(figures.cost(scenario, name, it)) for it in what]]
            for name in names
        ]
        memory = ["own memory KiB", "file pages KiB", "peak RSS KiB"]
        header = ["program", "page faults", "system calls", "threads", "processes", *memory, "instructions", "files", "bytes on disk"]
        parts.append(table(header, rows))
    return "\n\n".join(parts)


def parts(figures: Figures) -> str:
    """The bytes of each part of TLS."""
    (_, whole), *others = figures.parts
    rows = [[part, number(size), f"{size - whole:+,d}"] for part, size in others]
    return f"""`make parts` builds `probelet` ({number(whole)} bytes when this was measured) once without each part. Parts share
code, so the differences do not add up. `probelet-http` is the file without any of them.

{table(["`probelet`", "bytes", "difference"], rows)}
"""


def growth(figures: Figures) -> str:
    rows = []
    for (case,), run in figures.growth.items():
        counted = figures.growth_costs[case]
        rows.append(
            [case, f"{run.wall:.3f}", f"{run.cpu:.3f}", number(run.faults)]
            + [number(int(counted[it])) for it in ("system_calls", "own_kib", "instructions")]
        )
    order = list(figures.growth_costs)
    rows.sort(key=lambda row: order.index(row[0]))
    instructions = lambda case: int(figures.growth_costs[case]["instructions"])
    per_header = (instructions("headers: 100") - instructions("headers: 10")) / 90
    per_target = (instructions("targets: 50") - instructions("targets: 10")) / 40
    per_kib = (instructions("body: 10 KiB, searched") - instructions("body: none, searched")) / 10
    return f"""### How it grows

`dist/probelet` over http, against a server of this benchmark's own. "searched" is with
`--reject-body`, which looks at the first 64 KiB; otherwise no body is waited for.

{table(["answer", "median ms", "CPU ms", "page faults", "system calls", "own memory KiB", "instructions"], rows)}

Headers: linear, {number(per_header)} instructions each. Body: flat while nobody asks for it; when searched, {number(per_kib)}
instructions per KiB up to 64 KiB, and flat from there, so an endless body costs what 1 MiB costs.
Targets: one after the other, {number(per_target)} instructions each, in the same memory.
"""


def method(figures: Figures, floor_target: str) -> str:
    machine = figures.machine
    rows = [[name, words] for name, words in machine["versions"].items()]
    loads = "; ".join(f"{name}: {before:.2f} before, {after:.2f} after" for name, (before, after) in machine["loads"].items())
    missing = f"Not installed here: {', '.join(machine['missing'])}.\n" if machine["missing"] else ""
    return f"""### How it was measured

| | |
|---|---|
| processor | {machine['processor']} |
| memory | {machine['memory']} |
| kernel | {machine['kernel']} |
| system | {machine['system']} |
| load average | {loads} |

{table(["program", "version"], rows)}

{missing}
- **Times**: a static launcher ([launch.c](../bench/launch.c)) takes CLOCK_MONOTONIC before vfork and after
  wait4. Every round runs every program once, in an order shuffled anew, so that whatever disturbs the machine
  disturbs all; programs on processor 0, the server on processor 1. CPU is user and system time of the
  process that is waited for, which leaves out a helper that nobody waits for.
- **Noise**: how far apart the medians of the four quarters of a batch are. Differences below it mean nothing.
- **Floors**: the raw floor ([floor_raw.c](../bench/floor_raw.c)) is one GET by bare system calls, without libc, time
  limit or message; the std floor ([floor_std.rs](../bench/floor_std.rs)) the same by hand on Rust's std with a read
  timeout, by cargo's usual release settings for {floor_target}.
- **System calls, threads, processes**: `strace -f`, execve and exit included. **Instructions**: callgrind,
  user space only; valgrind's processor has no AVX-512.
- **Memory**: the kernel's own counts, read while the program stands at its end ([resident.c](../bench/resident.c)).
  Own memory (RssAnon) is what no other process shares; file pages (RssFile) are those of the program and its
  libraries, which all runs share; peak RSS is the most that was resident at once, of both.
- **Bytes on disk**: the program and every regular file it opened for reading: libraries, certificates, modules.
"""


main(*sys.argv[1:])
