"""The raw data, read back and summed up."""

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles


@dataclass
class Summary:
    """Many runs of one program under the same circumstances."""

    wall: float  # median, milliseconds
    slow: float  # 95th percentile
    cpu: float  # median of user and system time, milliseconds
    faults: float
    runs: int
    noise: float  # how far apart the medians of the batch's quarters are, as a part of the median


def summary(rows: list[dict]) -> Summary:
    """Sums up the runs of one program."""
    walls = [int(row["wall_ns"]) / 1e6 for row in rows]
    step = max(1, len(walls) // 4)
    quarters = [median(walls[start : start + step]) for start in range(0, step * 4, step) if walls[start:]]
    return Summary(
        wall=median(walls),
        slow=quantiles(walls, n=20)[-1],
        cpu=median((int(row["user_us"]) + int(row["system_us"])) / 1e3 for row in rows),
        faults=median(int(row["minor_faults"]) + int(row["major_faults"]) for row in rows),
        runs=len(rows),
        noise=(max(quarters) - min(quarters)) / median(walls),
    )


def read(path: Path) -> list[dict]:
    """Reads a table; none when it was never measured."""
    if not path.exists():
        return []
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines))


def grouped(rows: list[dict], *keys: str) -> dict[tuple, Summary]:
    """Sums up by the values of some columns, in the order in which the costs or cases were measured."""
    groups = defaultdict(list)
    for row in rows:
        groups[tuple(row[key] for key in keys)].append(row)
    return {key: summary(group) for key, group in groups.items()}


class Figures:
    """Everything that was measured."""

    def __init__(self, folder: Path) -> None:
        self.machine = json.loads((folder / "machine.json").read_text())
        engine = folder / "engine.json"
        self.engine = json.loads(engine.read_text()) if engine.exists() else None
        self.runs = grouped(read(folder / "runs.csv"), "scenario", "tool")
        self.costs = {(row["scenario"], row["tool"]): row for row in read(folder / "costs.csv")}
        self.growth = grouped(read(folder / "growth.csv"), "case")
        self.growth_costs = {row["case"]: row for row in read(folder / "growth-costs.csv")}
        self.exec = grouped(read(folder / "exec.csv"), "check", "from")
        self.checks = read(folder / "healthcheck.csv")
        self.parts = [(row["part"], int(row["bytes"])) for row in read(folder / "parts.csv")]

    def tools(self, scenario: str) -> list[str]:
        """Names the programs of a scenario, fastest first."""
        found = [tool for name, tool in self.runs if name == scenario]
        return sorted(found, key=lambda tool: self.runs[scenario, tool].wall)

    def cost(self, scenario: str, tool: str, what: str) -> int | None:
        """Looks a count up; None when it could not be taken."""
        value = self.costs.get((scenario, tool), {}).get(what)
        return int(value) if value else None

    def ratio(self, scenario: str, tool: str, other: str, what: str = "wall") -> float:
        """How many times the other's median a program's is."""
        return getattr(self.runs[scenario, tool], what) / getattr(self.runs[scenario, other], what)
