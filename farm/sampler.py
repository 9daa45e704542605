"""Measures what the rules of the service look at (farm.idle): other processes, pressure, battery, users, disk.

Ours are this process and all its descendants; what they use is taken off the whole machine's processor time. It is
summed up from difference to difference, since the time of a killed process is gone from the process table.
Pressure comes from /proc/pressure (PSI), input from the access times of terminals, which the kernel keeps to 8
seconds, and from the login manager. What a machine cannot tell, containers above all, is None and breaks no rule.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import psutil

from farm.engine import default_workers
from farm.idle import Rules, Sample

_LOGIND_SECONDS = 1.0
_LOGIND_PATIENCE = 0.5
# Without the kernel's lists of children every process has to be looked at.
_LISTS = os.path.exists("/proc/thread-self/children")


class Sampler:
    """`home` is where the store is."""

    def __init__(self, home: Path, rules: Rules) -> None:
        self._home = home
        self._own = OwnTime()
        self._logind = _Logind() if rules.ask_logind else None

    def sample(self) -> Sample:
        now = time.localtime()
        all = _busy_seconds()
        return Sample(
            time=time.monotonic(),
            minute=now.tm_hour * 60 + now.tm_min,
            cores=default_workers(),
            others=all - self._own.seconds(),
            memory_stall=_stall("memory"),
            io_stall=_stall("io"),
            free_memory=_free_memory(),
            free_disk=float(shutil.disk_usage(self._home).free),
            plugged=_plugged(),
            user_seconds=_user_seconds(time.time()),
            session_idle=self._logind.idle() if self._logind is not None else None,
        )


class OwnTime:
    """The processor time of this process and all its descendants."""

    def __init__(self) -> None:
        self._total = 0.0
        self._known: dict[int, float] = {}

    def seconds(self) -> float:
        """Core-seconds so far. Never shrinks; what a process used after the last call before its end is missed."""
        found: dict[int, float] = {}
        for pid in [os.getpid(), *descendants(os.getpid())]:
            try:
                times = psutil.Process(pid).cpu_times()
            except psutil.Error:
                continue
            found[pid] = times.user + times.system
            self._total += max(0.0, found[pid] - self._known.get(pid, 0.0))
        self._known = found
        return self._total


def descendants(pid: int) -> list[int]:
    """Children, their children and so on, read from the kernel's own lists where it keeps them."""
    found: list[int] = []
    todo = [pid]
    while todo:
        parent = todo.pop()
        children = _children(parent)
        found += children
        todo += children
    return found


def _children(pid: int) -> list[int]:
    if not _LISTS:
        try:
            return [child.pid for child in psutil.Process(pid).children()]
        except psutil.Error:
            return []
    tasks = f"/proc/{pid}/task"
    try:
        lists = [Path(tasks, task, "children").read_text() for task in os.listdir(tasks)]
    except OSError:
        return []  # it has ended
    return [int(word) for text in lists for word in text.split()]


def _busy_seconds() -> float:
    t = psutil.cpu_times()
    return float(t.user + t.system + sum(getattr(t, name, 0.0) for name in ("nice", "irq", "softirq")))


def _stall(resource: str) -> float | None:
    """Seconds since the start in which some process waited for the resource."""
    try:
        text = Path("/proc/pressure", resource).read_text()
    except OSError:
        return None
    return parse_stall(text)


def parse_stall(text: str) -> float | None:
    """The total of the "some" line: `some avg10=0.00 avg60=0.00 avg300=0.00 total=<microseconds>`."""
    for line in text.splitlines():
        words = line.split()
        if words[:1] == ["some"] and words[-1].startswith("total="):
            return int(words[-1][6:]) / 1e6
    return None


def _free_memory() -> float:
    memory = psutil.virtual_memory()
    return float(100.0 * memory.available / memory.total)


def _plugged() -> bool | None:
    battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    return None if battery is None else battery.power_plugged


def _user_seconds(now: float) -> float | None:
    """Since the last input at any terminal: all pseudo-terminals, and the consoles where somebody is logged in."""
    terminals = {f"/dev/{user.terminal}" for user in psutil.users() if user.terminal}
    try:
        terminals |= {f"/dev/pts/{name}" for name in os.listdir("/dev/pts") if name.isdecimal()}
    except FileNotFoundError:
        pass
    latest: float | None = None
    for terminal in terminals:
        try:
            touched = os.stat(terminal).st_atime
        except OSError:
            continue
        latest = touched if latest is None else max(latest, touched)
    return None if latest is None else now - latest


class _Logind:
    """Asks systemd's login manager, at most once a second, and never again after it gave no proper answer."""

    def __init__(self) -> None:
        self._command = shutil.which("loginctl") if os.path.isdir("/run/systemd/seats") else None
        self._asked = 0.0
        self._idle: bool | None = None

    def idle(self) -> bool | None:
        if self._command is not None and time.monotonic() - self._asked >= _LOGIND_SECONDS:
            self._idle = self._ask(self._command)
            self._asked = time.monotonic()
            if self._idle is None:
                self._command = None
        return self._idle

    def _ask(self, command: str) -> bool | None:
        try:
            done = subprocess.run(
                [command, "show-session", "--property=IdleHint"],
                capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=_LOGIND_PATIENCE,
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return {"IdleHint=yes": True, "IdleHint=no": False}.get(done.stdout.strip())
