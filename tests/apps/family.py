"""Sends a signal to every descendant of process 1: the server and its workers."""

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path


def parent(process: int) -> int:
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return 0
    # The name before it is in brackets and may itself hold blanks and brackets.
    return int(stat.rpartition(")")[2].split()[1])


parents = {int(entry): parent(int(entry)) for entry in os.listdir("/proc") if entry.isdigit()}
family = {1}
while more := {child for child, of in parents.items() if of in family} - family:
    family |= more
for process in family - {1}:
    # One that has just ended by itself needs no signal.
    with suppress(ProcessLookupError):
        os.kill(process, signal.Signals[sys.argv[1]])
