"""The picture of the README: what a health check costs with each tool."""

from figures import Figures

TOOLS = ["probelet", "wget", "curl", "python urllib", "node http"]
OURS, THEIRS, WORDS = "#2a7f62", "#a9a9a9", "#808080"
ROW, LEFT, BAR, PANEL = 26, 110, 230, 320


def drawing(figures: Figures) -> str:
    """An SVG with two panels of bars: bytes in the image, and time of one probe."""
    tools = [tool for tool in TOOLS if tool in figures.tools("http")]
    megabytes = [(figures.cost("http", tool, "bytes") or 0) / 1e6 for tool in tools]
    milliseconds = [figures.runs["http", tool].wall for tool in tools]
    height = 34 + ROW * len(tools)
    names = [text(LEFT - 10, row(at), tool, "end") for at, tool in enumerate(tools)]
    panels = panel(LEFT, "MB in the image", megabytes) + panel(LEFT + PANEL, "ms for one healthy probe", milliseconds)
    body = "\n".join(names + panels)
    width = LEFT + 2 * PANEL
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' font-family="sans-serif" font-size="13" fill="{WORDS}">\n{body}\n</svg>\n'
    )


def panel(left: int, title: str, values: list[float]) -> list[str]:
    """A title and a bar for each value, to one linear scale."""
    parts = [text(left, 16, title, "start")]
    for at, value in enumerate(values):
        length = max(1.0, value / max(values) * BAR)
        colour = THEIRS if at else OURS
        parts.append(f'<rect x="{left}" y="{row(at) - 12}" width="{length:.1f}" height="16" fill="{colour}"/>')
        parts.append(text(left + length + 6, row(at), f"{value:.2f}" if value < 2 else f"{value:.0f}", "start"))
    return parts


def row(at: int) -> int:
    """The base line of a row's words."""
    return 46 + ROW * at


def text(x: float, y: int, words: str, anchor: str) -> str:
    """Words at a place."""
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}">{words}</text>'
