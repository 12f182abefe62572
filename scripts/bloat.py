#!/usr/bin/env python3
"""Prints where the bytes of an ELF file are.

usage: bloat.py FILE_WITH_SYMBOLS SYMBOLS
"""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

# Compilers and linkers make these from many places.
MADE = re.compile(r"OUTLINED_FUNCTION|anon\.|\.L|switch\.table")
# C: ring's own names, and those of start.c; all others are the C library's.
RING = re.compile(r"ring_core_|p256|p384|ecp_nistz|x25519|sha256_|sha512_|aes_|gcm_|gf_|chacha20|poly1305|bn_|LIMB|bignum|k25519|K256|K512")
OWN_C = {"defect", "end", "start"}
RUNTIME = {"alloc", "core", "std", "compiler_builtins", "hashbrown", "memchr", "rustc_demangle", "__rustc"}


def main(file: str, count: str) -> None:
    parts = sections(file)
    loaded = sum(parts.values())
    print(f"\n{Path(file).name}: {loaded:,} bytes are loaded\n\n{'bytes':>10}  section")
    for name, size in parts.most_common():
        print(f"{size:>10,}  {name}")
    symbols = sizes(file)
    crates = Counter()
    for name, size in symbols.items():
        crates[crate(name)] += size
    crates["(constants without a name, tables, headers)"] = loaded - sum(crates.values())
    print(f"\n{'bytes':>10}  crate")
    for name, size in crates.most_common():
        print(f"{size:>10,}  {name}")
    print(f"\n{'bytes':>10}  symbol")
    for name, size in symbols.most_common(int(count)):
        print(f"{size:>10,}  {name[:110]}")


def lines(*command: str) -> list[str]:
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()


def sections(file: str) -> Counter:
    """The sections that take bytes in the file and are loaded."""
    found = Counter()
    for line in lines("readelf", "-SW", file):
        row = re.match(r"\s*\[ *\d+\] (\.\S+) +(\S+) +\S+ +\S+ +(\S+) \S+ +(\w*A\w*) ", line)
        if row and row[2] != "NOBITS":
            found[row[1]] += int(row[3], 16)
    return found


def sizes(file: str) -> Counter:
    """The sizes of all symbols that take bytes; names that stand for the same bytes count once."""
    found, seen = Counter(), set()
    for line in lines("nm", "--demangle", "--print-size", "--defined-only", file):
        row = re.match(r"(\w+) (\w+) ([tTrRdDwWvV]) (.*)", line)
        if row and row[1] not in seen:
            seen.add(row[1])
            found[re.sub(r"::h[0-9a-f]{16}$", "", row[4])] += int(row[2], 16)
    return found


def crate(name: str) -> str:
    """Whose bytes a symbol is: the first crate named in it that is not part of Rust's own library.

    A generic function of the library is what some crate makes of it.
    """
    if MADE.match(name):
        return "(made by the compiler)"
    if "::" not in name:
        return "ring (C and assembly)" if RING.search(name) else "start.c" if name in OWN_C else "C library"
    named = [it.replace("_", "-") if it == "json_event_parser" else it for it in re.findall(r"(?<![:\w])([a-z_]\w*)::", name)]
    return next((it for it in named if it not in RUNTIME), "Rust's own library")


main(*sys.argv[1:])
