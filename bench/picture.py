"""The picture of the comparison."""

from figures import Figures

PANELS = {"http": "http", "http after idle": "http, 200 ms after the last run", "https": "https, certificate verified"}
OURS, FLOORS, THEIRS = "#2a7f62", "#c9b458", "#b8b8b8"


def draw(figures: Figures, file: str) -> None:
    """Draws a bar per program: the median, with a line to the 95th percentile."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "probelet"  # the same bytes for the same figures
    matplotlib.rcParams["svg.fonttype"] = "none"
    from matplotlib import pyplot

    counts = [len(figures.tools(scenario)) for scenario in PANELS]
    figure, panels = pyplot.subplots(
        len(PANELS), figsize=(8, 0.32 * sum(counts) + 2.4), height_ratios=counts, sharex=True, layout="constrained"
    )
    for axes, (scenario, title) in zip(panels, PANELS.items()):
        names = figures.tools(scenario)
        runs = [figures.runs[scenario, name] for name in names]
        colours = [OURS if name.startswith("probelet") else FLOORS if name.endswith("floor") else THEIRS for name in names]
        above = [[0] * len(runs), [max(0, run.slow - run.wall) for run in runs]]
        axes.barh(names, [run.wall for run in runs], color=colours, xerr=above, ecolor="#606060", capsize=2)
        for row, run in enumerate(runs):
            axes.text(run.slow * 1.08, row, f"{run.wall:.2f}" if run.wall < 10 else f"{run.wall:.0f}", va="center", size=9)
        axes.set_xscale("log")
        axes.set_xlim(left=0.1)
        axes.xaxis.set_major_formatter("{x:g}")
        axes.invert_yaxis()
        axes.set_title(title, loc="left", size=10)
        axes.spines[["top", "right"]].set_visible(False)
    panels[-1].set_xlabel("milliseconds from start to exit, logarithmic: median, line to the 95th percentile")
    figure.savefig(file, metadata={"Date": None})
