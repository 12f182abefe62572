#!/usr/bin/env python3
"""Turns images.csv into the table on stdout and, when a file is named, into a bar picture.

usage: images-report.py IMAGES.csv [PICTURE.svg]

The table needs Python alone, the picture matplotlib.
"""

import csv
import sys


def main(source: str, picture: str | None = None) -> None:
    with open(source, newline="") as lines:
        rows = [{**row, "before": int(row["before"]), "after": int(row["after"])} for row in csv.DictReader(lines)]
    print(table(rows), end="")
    if picture:
        draw(rows, picture)


def table(rows: list[dict]) -> str:
    lines = ["| image | had | before | after | saved |", "|---|---|--:|--:|--:|"]
    for row in rows:
        before, after = row["before"], row["after"]
        lines.append(f"| {row['image']} | {row['had']} | {mega(before)} | {mega(after)} | {mega(before - after)} |")
    return "\n".join(lines) + "\n"


def mega(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def draw(rows: list[dict], picture: str) -> None:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "probelet"  # the same bytes for the same figures
    matplotlib.rcParams["svg.fonttype"] = "none"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 0.75 * len(rows) + 1), layout="constrained")
    for column, shift, colour in (("before", -0.2, "#b8b8b8"), ("after", 0.2, "#2a7f62")):
        sizes = [row[column] / 1e6 for row in rows]
        bars = axes.barh([y + shift for y in range(len(rows))], sizes, 0.36, color=colour, label=column)
        axes.bar_label(bars, fmt="%.1f MB", padding=4)
    axes.set_yticks(range(len(rows)), [f"{row['image']}\n({row['had']})" for row in rows])
    axes.invert_yaxis()
    axes.set_xlabel("added to the base image, MB")
    axes.margins(x=0.15)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="lower right", frameon=False)
    figure.savefig(picture, metadata={"Date": None})


main(*sys.argv[1:])
