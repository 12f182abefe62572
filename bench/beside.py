"""probelet's figures beside those of other programs, which others.csv keeps."""

import csv
from pathlib import Path

from figures import Figures
from tables import number, table

MUSL = "x86_64-unknown-linux-musl"
# Not measured by the benchmark.
INSTALLED = "about 1.7 MB"
COLUMNS = ["instructions", "system_calls", "peak_rss_kib", "threads"]


def files(figures: Figures) -> str:
    """What a clone gives."""
    full, http = (number(figures.cost("http", name, "bytes")) for name in ("probelet", "probelet-http"))
    rows = [
        ["`make dist`", "`dist/probelet`: static, with Mozilla's roots built in", full],
        ["", "`dist/probelet-http`: static, without TLS and gRPC", http],
        ["`docker build -t probelet .`", "an image with `/probelet` and its licences (`--target http`: the smaller one)", "the same"],
        [f"`cargo install --path . --locked --target {MUSL}`", "a static `probelet` without unstable compiler flags", INSTALLED],
    ]
    return table(["command", "gives", "bytes"], rows)


def cost(figures: Figures) -> str:
    """Bytes, and what one healthy http probe costs."""
    with (Path(__file__).parent / "others.csv").open(newline="") as lines:
        others = list(csv.DictReader(lines))
    rows = []
    for row in others:
        rows.append([row["name"], *[thousands(row[column]) for column in ("http_bytes", "tls_bytes", *COLUMNS)]])
    for name, http in (("probelet", False), ("probelet-http", True)):
        size = number(figures.cost("http", name, "bytes"))
        counts = [number(figures.cost("http", name, column)) for column in COLUMNS]
        rows.insert(3, [f"**{name}**", size if http else "–", "–" if http else size, *counts])
    return table(["", "bytes, http only", "bytes, with TLS", "instructions", "system calls", "peak RSS KiB", "threads"], rows)


def thousands(cell: str) -> str:
    """A cell of others.csv, its leading number with its thousands parted."""
    first, blank, rest = cell.partition(" ")
    return f"{int(first):,}{blank}{rest}" if first.isdigit() else cell or "–"
