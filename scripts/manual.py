#!/usr/bin/env python3
"""Writes the manual page and the completions for bash, zsh and fish.

usage: manual.py FOLDER

The names come from src/cli/flags.txt, the descriptions from the text of `--help all`.
"""

import re
import sys
from pathlib import Path
from typing import NamedTuple

CLI = Path("src/cli")


class Option(NamedTuple):
    """One offered flag."""

    words: list[str]
    """Every way to write it, with dashes."""
    name: str
    """The long name, without dashes."""
    value: str
    """Empty for a switch, else what the help calls its value."""
    help: str
    """What the help says of it."""
    group: str
    """The heading above it in the help."""


class Row(NamedTuple):
    """What the help says of one flag."""

    word: str
    value: str
    help: str
    group: str
    is_alone: bool
    """Whether no other flag with a value shares the line."""


def main(folder: str) -> None:
    options, ignored = table()
    for name, text in {
        "probelet.1": page(options, ignored),
        "probelet.bash": bash(options),
        "_probelet": zsh(options),
        "probelet.fish": fish(options),
    }.items():
        (Path(folder) / name).write_text(text)


def table() -> tuple[list[Option], list[str]]:
    """What is offered, in the order of the help, and the words that are accepted and do nothing."""
    kinds, words, ignored = {}, {}, []
    for line in (CLI / "flags.txt").read_text().splitlines():
        name, kind, *rest = line.split(" ")
        one_dash = len(name) == 1 or (kind.startswith("~") and name not in ("help", "version"))
        word = f"-{name}" if one_dash else f"--{name}"
        match kind.lstrip("~"):
            case "=" | "+":
                kinds[name] = kind.lstrip("~")
                # Both curl and grpc_health_probe have these two.
                both = kind.startswith("~")
                words.setdefault(name, []).extend([f"--{name}", f"-{name}"] if both and one_dash else [word])
            case ">":
                words.setdefault(rest[0], []).append(word)
            case "-" | "-=":
                ignored.append(word)
            case "?":
                ignored.extend(f"{word} {value}".replace('""', "''") for value in rest)
    rows = described()
    aliases = {name: all for name, all in words.items() if name not in kinds}
    ignored.extend(word for all in aliases.values() for word in all)
    options = []
    for name, row in rows.items():
        # Letters first, then the name itself.
        all = sorted(set(words[name]), key=lambda word: (len(word) > 2, word != f"--{name}", word))
        options.append(Option(all, name, row.value, row.help, row.group))
    missing = kinds.keys() - rows.keys()
    if missing:
        sys.exit(f"the help does not describe {sorted(missing)}")
    return options, sorted(ignored, key=lambda word: word.lstrip("-").lower())


def described() -> dict[str, Row]:
    """What the help says of each flag, by its long name."""
    word = r"-[A-Za-z0-9]|--[a-z0-9.-]+"
    value = r"'[^']*'|\[all\]|[A-Z][A-Z0-9]*(?:[:=][A-Z0-9]+)*|text\|json|json|-(?= )"
    rows, group = {}, ""
    for line in (CLI / "usage.txt").read_text().splitlines() + (CLI / "usage_all.txt").read_text().splitlines():
        if re.fullmatch(r"[a-zA-Z][a-zA-Z, _]+", line):
            group = line
        if not re.match(rf" {{2,6}}(?:{word})", line):
            continue
        rest, found = line.strip(), []
        while match := re.match(rf"({word})(?: ({value}))?(?:,? +|$)", rest):
            found.append((match[1], (match[2] or "").strip("'")))
            rest = rest[match.end() :]
        for option, its in found:
            if option.startswith("--"):
                name = option[2:]
                known = rows.get(name)
                if known is None:
                    rows[name] = Row(option, its, rest, group, len(found) == 1)
                elif known.is_alone and known.value.isupper():
                    rows[name] = known._replace(help=f"{known.help}. With {its}: {rest}")
                else:
                    rows[name] = known._replace(value=its, help=rest)
    return rows


def page(options: list[Option], ignored: list[str]) -> str:
    """The manual page, in roff."""
    version = re.search(r'^version = "(.*)"', Path("Cargo.toml").read_text(), re.M)[1]
    short, all = (CLI / "usage.txt").read_text(), (CLI / "usage_all.txt").read_text()
    first = short.splitlines()[0].partition(": ")[2]
    examples = re.search(r"^usage: .*\n\n((?:  .*\n)+)", short, re.M)[1]
    targets = re.search(r"^targets: ((?:.*\n)+?)\n", short, re.M)[1]
    out = [f'.TH PROBELET 1 "" "probelet {version}" "User Commands"', ".nh", ".ad l"]
    out += [".SH NAME", rf"probelet \- {first}"]
    out += [".SH SYNOPSIS", r"\fBprobelet\fR [\fIOPTIONS\fR] \fITARGET\fR..."]
    out += [".SH DESCRIPTION", "Makes one request to each target, prints one line with what was found, and ends with an"]
    out += ["exit status that says whether every target is healthy. It ends at its limit, whatever happens.", ".PP", "A target is one of"]
    out += [plain(" ".join(targets.split())) + ".", ".PP", plain(paragraph(all, "Variables: "))]
    out += [".SH OPTIONS"]
    group = ""
    for option in options:
        if option.group != group:
            group = option.group
            out.append(f".SS {group if group.startswith('gRPC') else group.capitalize()}")
        value = rf" \fI{plain(option.value)}\fR" if option.value else ""
        out += [".TP", ", ".join(rf"\fB{plain(word)}\fR" for word in option.words) + value, plain(sentence(option.help))]
    out += [".SS Format of \\-\\-write\\-out", plain(paragraph(all, "FORMAT: ")) + "."]
    out += [".SS Accepted and doing nothing", "They ask for what probelet always does:", ", ".join(rf"\fB{plain(word)}\fR" for word in ignored) + "."]
    out += [".PP", "Every other flag of curl, wget and grpc_health_probe is refused with what to do instead."]
    out += [".SH ENVIRONMENT", "A flag beats its variable.", ".TP", r"\fBPROBELET_TARGET\fR", "The targets, separated by blanks, when none is given."]
    twins = [option.name.upper().replace("-", "_") for option in options if option.value and option.name not in ("help", "install")]
    out += [".PP", "Every other one stands in for the long option of its name:", ", ".join(rf"\fBPROBELET_{twin}\fR" for twin in twins) + "."]
    out += [".PP", "No other variable changes what happens; proxy variables are not read."]
    out += [".SH EXIT STATUS"]
    for code, meaning in [("0", "Every target is healthy."), ("1", "Some target is unhealthy; \\-\\-fail\\-code changes the number."), ("64", "Misuse: nothing was sent."), ("70", "A defect of probelet.")]:
        out += [".TP", rf"\fB{code}\fR", meaning]
    out += [".SH EXAMPLES", ".nf", *(plain(re.sub("  +", "   ", line.strip())) for line in examples.splitlines()), ".fi"]
    return "\n".join(out) + "\n"


def sentence(text: str) -> str:
    """A description as a sentence."""
    text = text if text.startswith("file:") else text[:1].upper() + text[1:]
    return text if text.endswith("]") else text + "."


def paragraph(text: str, start: str) -> str:
    """A paragraph of the help, without its heading, as one line."""
    return " ".join(re.search(rf"^{start}((?:.+\n)+)", text, re.M)[1].split())


def plain(text: str) -> str:
    """Text in which nothing means anything to roff."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^([.'])", r"\\&\1", text)


def bash(options: list[Option]) -> str:
    words = [word for option in options for word in option.words]
    return f"""\
# bash completion for probelet
_probelet() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}}
    # --flag=VALUE comes as three words.
    if [[ $word == '=' ]]; then
        word=
    elif [[ $before == '=' ]]; then
        before=${{COMP_WORDS[COMP_CWORD - 2]}}
    fi
    case $before in
    {"|".join(word for option in options if is_file(option) for word in option.words)}) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    --format) mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$word") ;;
    {"|".join(word for option in options if option.value and not is_file(option) and option.name not in ("format", "help") for word in option.words)}) COMPREPLY=() ;;
    *) [[ $word != -* ]] || mapfile -t COMPREPLY < <(compgen -W '{" ".join(words)}' -- "$word") ;;
    esac
}}
complete -o filenames -F _probelet probelet
"""


def is_file(option: Option) -> bool:
    """Whether its value is a path."""
    return option.value in ("FILE", "DEST", "PATH")


def zsh(options: list[Option]) -> str:
    lines = []
    for option in options:
        help = re.sub(r"([][:\\])", r"\\\1", option.help).replace("'", "'\\''")
        action = "_files" if is_file(option) else "(text json)" if option.name == "format" else ""
        for word in option.words:
            has_value = option.value and option.name != "help"
            glue = "" if not has_value else "+" if len(word) == 2 else "="
            value = f":{option.value.replace(':', ' ')}:{action}" if has_value else ""
            lines.append(f"    '*{word}{glue}[{help}]{value}'")
    return "#compdef probelet\n_arguments -s \\\n" + " \\\n".join(lines) + " \\\n    '*:target:'\n"


def fish(options: list[Option]) -> str:
    lines = ["# fish completion for probelet", "complete -c probelet -f"]
    for option in options:
        names = [f"-l {word[2:]}" if word.startswith("--") else f"-s {word[1:]}" if len(word) == 2 else f"-o {word[1:]}" for word in option.words]
        more = " -rF" if is_file(option) else " -x" if option.value and option.name != "help" else ""
        if option.name == "format":
            more += " -a 'text json'"
        help = option.help.replace("\\", "\\\\").replace("'", "\\'")
        lines.append(f"complete -c probelet {' '.join(names)}{more}" + (f" -d '{help}'" if help else ""))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(*sys.argv[1:])
