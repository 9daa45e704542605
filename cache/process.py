"""Naming a process so that the name never means another one: its id and when it was started.

    identity := pid "." start            start: boot and clock ticks on Linux, seconds elsewhere

Ids of processes are used again, after a reboot above all; a start time together with the boot is not.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_START_FIELD = 22
_BOOT = Path("/proc/sys/kernel/random/boot_id")


def identity(pid: int = 0) -> str:
    """Of this process, or of another; '' when there is none of that id."""
    pid = pid or os.getpid()
    start = _start(pid)
    return f"{pid}.{start}" if start else ""


def is_alive(name: str) -> bool:
    pid = pid_of(name)
    return pid > 0 and identity(pid) == name


def pid_of(name: str) -> int:
    text = name.partition(".")[0]
    return int(text) if text.isdecimal() else 0


def _start(pid: int) -> str:
    if pid < 0:
        return ""
    if _BOOT.is_file():
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        # The name of the command may hold spaces and parentheses; the fields are counted behind its last one.
        fields = stat.rpartition(")")[2].split()
        if fields[0] in "ZX":
            return ""
        return f"{_BOOT.read_text().split('-')[0]}-{fields[_START_FIELD - 3]}"
    import psutil

    try:
        return f"{psutil.Process(pid).create_time():.0f}"
    except psutil.Error:
        return ""


def same_modules() -> dict[str, str]:
    """The environment in which a Python process sees the modules this one sees, in whatever folder it starts."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(os.path.abspath(entry) for entry in sys.path if entry)}
