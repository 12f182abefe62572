"""Tables in Markdown."""


def table(header: list[str], rows: list[list[str]]) -> str:
    """A table whose columns of figures stand right."""
    is_figure = lambda cell: cell[:1].isdigit() or cell == "–"
    rule = ["--:" if all(map(is_figure, column)) else "---" for column in zip(*rows)]
    return "\n".join("| " + " | ".join(row) + " |" for row in [header, rule, *rows])


def number(value: float | None) -> str:
    """A whole number with its thousands parted; a dash for none."""
    return "–" if value is None else f"{value:,.0f}"
