#!/usr/bin/env python3
"""Writes completions for bash, zsh and fish from the table in src/cli/flag.rs and the words of --help.

usage: completions.py FOLDER
"""

import re
import sys
from pathlib import Path
from typing import NamedTuple


class Flag(NamedTuple):
    """One offered flag."""

    names: list[str]
    letters: list[str]
    value: str
    """Empty for a switch, else what the help calls its value."""
    help: str


def main(folder: str) -> None:
    flags = offered()
    for name, text in {"probelet.bash": bash(flags), "_probelet": zsh(flags), "probelet.fish": fish(flags)}.items():
        (Path(folder) / name).write_text(text)


def offered() -> list[Flag]:
    """What the table offers: not what it refuses, nor what it only accepts from a curl or wget line."""
    table = re.search(r'const TABLE: &str = "\\\n(.*?)"', Path("src/cli/flag.rs").read_text(), re.S)[1]
    described = descriptions()
    flags = []
    for line in table.splitlines():
        kind, name, letters, *aliases = line.split(" ")
        if kind in "+=":
            value, help = described.get(name, ("VALUE", ""))
            flags.append(Flag([name, *aliases], list(letters.strip(".")), value if kind == "=" else "", help))
    if len(flags) < 30 or sum(not flag.help for flag in flags) > 5:
        sys.exit("the table or the help was not understood")
    return flags


def descriptions() -> dict[str, tuple[str, str]]:
    """The value and the first line of help of each long name."""
    word = r"--?[A-Za-z0-9][a-z0-9-]*,?(?: (?:'[^']*'|[A-Z][A-Z0-9:]*(?:=VALUE)?(?= )|text\|json|json|-(?= )))? +"
    found = {}
    for line in Path("src/cli/usage.txt").read_text().splitlines() + Path("src/cli/usage_all.txt").read_text().splitlines():
        row = re.match(rf" {{2,6}}((?:{word})+)(.*)$", line + " ")
        if row:
            for name, value in re.findall(r"--([a-z0-9-]+)(?: ('[^']*'|[A-Z]\S*|text\|json))?", row[1]):
                found.setdefault(name, (value.strip("'") or "VALUE", row[2].strip()))
    return found


def bash(flags: list[Flag]) -> str:
    words = [f"--{name}" for flag in flags for name in flag.names] + [f"-{letter}" for flag in flags for letter in flag.letters]
    return f"""\
# bash completion for probelet
_probelet() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}}
    case $before in
    {patterns(flags, "FILE", "DEST", "PATH")}) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    --format) mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$word") ;;
    *) [[ $word != -* ]] || mapfile -t COMPREPLY < <(compgen -W '{" ".join(words)}' -- "$word") ;;
    esac
}}
complete -o default -F _probelet probelet
"""


def patterns(flags: list[Flag], *values: str) -> str:
    """The flags whose value is one of these, as alternatives of a shell's case."""
    return "|".join(
        word
        for flag in flags
        if flag.value in values
        for word in [*(f"--{name}" for name in flag.names), *(f"-{letter}" for letter in flag.letters)]
    )


def zsh(flags: list[Flag]) -> str:
    lines = []
    for flag in flags:
        words = [*(f"-{letter}" for letter in flag.letters), *(f"--{name}" for name in flag.names)]
        help = re.sub(r"([][:\\])", r"\\\1", flag.help).replace("'", "'\\''")
        action = "_files" if flag.value in ("FILE", "DEST", "PATH") else "(text json)" if "format" in flag.names else ""
        for word in words:
            glue = "" if not flag.value else "=" if word.startswith("--") else "+"
            value = f":{flag.value.replace(':', ' ')}:{action}" if flag.value else ""
            lines.append(f"    '*{word}{glue}[{help}]{value}'")
    return "#compdef probelet\n_arguments -s \\\n" + " \\\n".join(lines) + " \\\n    '*:target:'\n"


def fish(flags: list[Flag]) -> str:
    lines = ["# fish completion for probelet", "complete -c probelet -f"]
    for flag in flags:
        words = [*(f"-l {name}" for name in flag.names), *(f"-s {letter}" for letter in flag.letters)]
        more = ""
        if flag.value:
            more = " -rF" if flag.value in ("FILE", "DEST", "PATH") else " -x"
        if "format" in flag.names:
            more += " -a 'text json'"
        help = flag.help.replace("\\", "\\\\").replace("'", "\\'")
        lines.append(f"complete -c probelet {' '.join(words)}{more}" + (f" -d '{help}'" if help else ""))
    return "\n".join(lines) + "\n"


main(*sys.argv[1:])
