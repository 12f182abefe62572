"""Starts a program in a root, as nobody, with these system calls; any other one kills it.

Usage: filter.py CALL,CALL... ROOT PROGRAM [ARGUMENT...]
"""

import ctypes
import os
import re
import struct
import sys

HEADER = "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"
NOBODY = 54321
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, SECCOMP_MODE_FILTER = 22, 38, 2
AUDIT_ARCH_X86_64, ALLOW, KILL_PROCESS = 0xC000003E, 0x7FFF0000, 0x80000000
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
NUMBER_AT, ARCH_AT = 0, 4


def numbers(names):
    with open(HEADER) as header:
        known = dict(re.findall(r"#define __NR_(\w+) (\d+)", header.read()))
    return [int(known[name]) for name in names]


def program(allowed):
    lines = [(LOAD, 0, 0, ARCH_AT), (JUMP_IF_EQUAL, 1, 0, AUDIT_ARCH_X86_64)]
    lines += [(RETURN, 0, 0, KILL_PROCESS), (LOAD, 0, 0, NUMBER_AT)]
    for number in allowed:
        lines += [(JUMP_IF_EQUAL, 0, 1, number), (RETURN, 0, 0, ALLOW)]
    return lines + [(RETURN, 0, 0, KILL_PROCESS)]


def main():
    calls, root, *words = sys.argv[1:]
    lines = program(numbers(calls.split(",")))
    code = b"".join(struct.pack("HBBI", *line) for line in lines)
    buffer = ctypes.create_string_buffer(code, len(code))
    filter_ = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(lines), ctypes.addressof(buffer)))
    libc = ctypes.CDLL(None, use_errno=True)
    os.chroot(root)
    os.chdir("/")
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    for arguments in [(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filter_, 0, 0)]:
        if libc.prctl(*arguments) != 0:
            sys.exit(os.strerror(ctypes.get_errno()))
    os.execve(words[0], words, dict(os.environ))


main()
