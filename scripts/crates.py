#!/usr/bin/env python3
"""Writes src/sys/crates-*.zlib: the crates that a file is made of, in the form of cargo-auditable.

usage: crates.py [--check]    (--check: fail when a file is not what would be written)

Scanners read them in the section .dep-v0 of the program. They are kept in the source, so that every build has
them without another tool. A crate that only some architectures need is in the list of all.
"""

import json
import re
import subprocess
import sys
import zlib
from pathlib import Path


def main(mode: str = "") -> None:
    table = Path("scripts/architectures.txt").read_text().splitlines()
    targets = [f"--target={line.split()[1]}" for line in table if not line.startswith("#")]
    for name, features in [("tls", []), ("plain", ["--no-default-features"])]:
        text = crates([*targets, *features]).encode()
        file = Path(f"src/sys/crates-{name}.zlib")
        if mode != "--check":
            file.write_bytes(zlib.compress(text, 9))
            print(f"crates: {file}: {file.stat().st_size} bytes")
        elif zlib.decompress(file.read_bytes()) != text:
            sys.exit(f"crates: {file} is stale; run scripts/crates.py")


def crates(arguments: list[str]) -> str:
    """Returns the crates of these targets as JSON."""
    needs: dict[tuple[str, str], set[tuple[str, str]]] = {}
    path: list[tuple[str, str]] = []
    for depth, crate in tree("normal", arguments):
        path[depth:] = [crate]
        needs.setdefault(crate, set())
        if depth:
            needs[path[depth - 1]].add(crate)
    # Of what only build.rs uses, the roots alone end up in the file.
    for _, crate in tree("build", [*arguments, "--depth", "1"]):
        if crate[0] == "webpki-roots":
            needs.setdefault(crate, set())
    order = sorted(needs)
    packages = []
    for crate in order:
        name, version = crate
        package: dict[str, object] = {"name": name, "version": version, "source": "crates.io"}
        if needs[crate]:
            package["dependencies"] = [order.index(need) for need in sorted(needs[crate])]
        if name == "probelet":
            package |= {"source": "local", "root": True}
        packages.append(package)
    return json.dumps({"packages": packages}, separators=(",", ":"))


def tree(edges: str, arguments: list[str]) -> list[tuple[int, tuple[str, str]]]:
    """Returns cargo's tree of crates, each with its depth."""
    command = ["cargo", "tree", "--locked", "--edges", edges, "--prefix", "depth", "--no-dedupe", "--format", "{p}"]
    text = subprocess.run([*command, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout
    return [(int(depth), (name, version)) for depth, name, version in re.findall(r"^(\d+)(\S+) v(\S+)", text, re.M)]


main(*sys.argv[1:])
