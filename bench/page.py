#!/usr/bin/env python3
"""Replaces a generated block of a page.

usage: page.py PAGE NAME <TEXT

The block stands between two lines: <!-- generated: NAME --> and <!-- end: NAME -->.
"""

import sys
from pathlib import Path


def fill(page: str, name: str, text: str) -> None:
    """Puts the text between the markers of that name."""
    file = Path(page)
    start, end = f"<!-- generated: {name} -->\n", f"<!-- end: {name} -->\n"
    before, found, rest = file.read_text().partition(start)
    _, ended, after = rest.partition(end)
    if not found or not ended:
        sys.exit(f"{page} has no block named {name}")
    file.write_text(f"{before}{start}\n{text.strip()}\n\n{end}{after}")


if __name__ == "__main__":
    fill(*sys.argv[1:], sys.stdin.read())
