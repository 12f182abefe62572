"""What was promised, beside what was measured."""

from figures import Figures
from tables import number, table

# The file, the most bytes.
BYTES = {"probelet": 1_048_576, "probelet-http": 262_144}
# How many times the std floor's time an http probe may take, and the least it must save elsewhere.
FLOOR, CURL, REQUESTS, TLS_CURL = 1.3, 15, 150, 7
# The most of each for http; of memory for https. Pages of the file are shared, and only reported.
CALLS, THREADS, OWN, TLS_OWN = 24, 0, 256, 512


def promises(figures: Figures) -> str:
    """A row for every promise."""
    rows = []

    def most(what: str, limit: float, seen: float | None, words=number) -> None:
        verdict = "not measured" if seen is None else "kept" if seen <= limit else "**missed**"
        rows.append([what, f"at most {words(limit)}", words(seen), verdict])

    def least(what: str, limit: float, seen: float) -> None:
        rows.append([what, f"at least {times(limit)}", times(seen), "kept" if seen >= limit else "**missed**"])

    for name in BYTES:
        most(f"{name}: bytes", BYTES[name], figures.cost("http", name, "bytes"))
        for scenario in ("http", "http after idle"):
            for what, words in (("wall", "time"), ("cpu", "CPU")):
                seen = figures.ratio(scenario, name, "std floor", what)
                most(f"{name}: {scenario}, {words} beside the std floor", FLOOR, seen, times)
        most(f"{name}: http, system calls", CALLS, figures.cost("http", name, "system_calls"))
        most(f"{name}: http, threads", THREADS, figures.cost("http", name, "threads"))
        most(f"{name}: http, own memory in KiB", OWN, figures.cost("http", name, "own_kib"))
        for tool, limit in (("curl", CURL), ("python requests", REQUESTS)):
            if tool in figures.tools("http"):
                least(f"{name}: http, faster than {tool}", limit, figures.ratio("http", tool, name))
    if "curl" in figures.tools("https"):
        least("probelet: https, faster than curl", TLS_CURL, figures.ratio("https", "curl", "probelet"))
    most("probelet: https, own memory in KiB", TLS_OWN, figures.cost("https", "probelet", "own_kib"))
    return table(["", "promise", "measured", ""], rows)


def times(value: float) -> str:
    return f"{value:.2f} ×" if value < 10 else f"{value:.1f} ×"
