"""What the container engine adds to each check."""

from figures import Figures
from tables import number, table

# What the arithmetic is for: so many containers, checked as often as Docker does by default.
CONTAINERS, INTERVAL = 100, 30


def engine_page(figures: Figures) -> str:
    """The cost of a check inside a real engine, and of many for an hour."""
    title = "### What the engine adds"
    if not figures.engine or not figures.checks:
        return f"{title}\n\nNot measured: no Docker Engine on this machine.\n"
    names = sorted({check for check, _ in figures.exec}, key=lambda name: figures.exec[name, "inside"].wall)
    execs = []
    for name in names:
        outside, inside = figures.exec[name, "docker exec"], figures.exec[name, "inside"]
        share = inside.wall / outside.wall
        execs.append([name, f"{inside.wall:.2f}", f"{outside.wall:.0f}", f"{outside.slow:.0f}", f"{share:.1%}"])
    hours, milliseconds, rate = [], {}, 3600 / INTERVAL * CONTAINERS
    checked = {row["check"]: row for row in figures.checks}
    rest = float(checked["none"]["processor_seconds"]) / float(checked["none"]["seconds"])
    for name in names:
        watched = checked[name]
        spent = float(watched["processor_seconds"]) - rest * float(watched["seconds"])
        each = milliseconds[name] = spent / int(watched["checks"]) * 1e3
        own = figures.exec[name, "inside"].cpu
        hours.append([name, number(int(watched["checks"])), f"{each:.1f}", f"{own:.2f}", f"{each * rate / 1e3:.0f}", f"{own * rate / 1e3:.1f}"])
    ours = figures.exec["probelet-http", "inside"].wall
    outside = figures.exec["probelet-http", "docker exec"].wall
    first = figures.checks[0]
    curl = ""
    if "curl" in milliseconds:
        less = 1 - milliseconds["probelet-http"] / milliseconds["curl"]
        curl = f" A whole check with curl costs {milliseconds['curl']:.0f} ms of processor time; probelet saves {less:.0%} of that."
    return f"""{title}

For each check the engine starts a process inside the container's namespaces, which costs far more than any
probe. Of the {outside:.0f} ms of a `docker exec` of probelet-http, {ours:.2f} ms are probelet's.{curl}

{table(["check", "inside the container ms", "`docker exec` ms", "p95 ms", "the probe's part"], execs)}

`docker exec` is timed from outside, its command line program included; "inside" is the same launcher
as above, run in the container.

CPU per check, by HEALTHCHECK: {first['containers']} containers each checked every second for {float(first['seconds']):.0f} s; the processor time of
dockerd, containerd, the containers' shims and all children that they waited for (runc and the
probes), less what as many containers cost unchecked, divided by the checks that the engine
reported. Per hour: {CONTAINERS} containers × {3600 // INTERVAL} checks (one every {INTERVAL} s, Docker's default) = {number(rate)} checks, times that.

{table(["check", "checks seen", "CPU ms per check", "of it the probe", f"CPU s per hour, {CONTAINERS} containers", "of it the probes"], hours)}

Docker Engine {figures.engine['engine']}, runc {figures.engine['runc']}, {figures.engine['storage']}; {figures.engine['other_containers']} other containers were running.
"""
