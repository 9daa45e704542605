"""systemd units of the native image service: what they say, and putting them in their place.

    NAME.service          `ngen service run`: started at login or boot, by queueing, and by the task; ends when the
                          queue is empty
    NAME-task.service     the native image task: queues an update of what has become stale, then lets the service start
    NAME-task.timer       once a night, or as soon as the machine is on again

NAME is `ngen` for the default store, else `ngen-` and a piece of the digest of the store's path. Both modes run at
idle priority for processor and disk, without network, without new privileges, and with system calls filtered. The
system's units see /usr, /boot and /etc read-only but for the folders that hold installed applications. The user's
do without mount namespaces: those need a user namespace, in which files of other groups cannot keep their owner when
an image takes their place.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from cache.digest import digest_bytes
from cache.files import publish_bytes
from cache.store import Store

_SYSTEM_FOLDER = Path("/etc/systemd/system")
_READ_ONLY = ("/usr", "/boot", "/efi", "/etc")
_TIMEOUT = 30.0

_SANDBOX = """\
Nice=19
CPUSchedulingPolicy=idle
IOSchedulingClass=idle
LimitNICE=+10
UMask=0077
NoNewPrivileges=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RestrictAddressFamilies=AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
"""

_SYSTEM_SANDBOX = """\
CapabilityBoundingSet=CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER
DevicePolicy=closed
PrivateDevices=yes
PrivateNetwork=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectSystem=full
"""


class SystemdError(Exception):
    """There is no systemd to install into, or it refused."""


@dataclass(frozen=True)
class Plan:
    """What to install for a store. `system`: for the machine, else for the user who calls."""

    home: Path
    system: bool
    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()
    writable: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        if self.system:
            return _SYSTEM_FOLDER
        base = os.environ.get("XDG_CONFIG_HOME", "")
        return (Path(base) if os.path.isabs(base) else Path.home() / ".config") / "systemd" / "user"


def plan(store: Store, system: bool, writable: tuple[str, ...] = ()) -> Plan:
    """`writable` are folders that hold applications, beside those of the applications that are installed."""
    folders = {os.path.dirname(a.path) for a in store.index.activations.all()}
    folders = {f for f in folders if f.startswith(tuple(r + "/" for r in _READ_ONLY))}
    environment = {"PYTHONSAFEPATH": "1"}
    paths = [os.path.abspath(p) for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p]
    if paths:
        environment["PYTHONPATH"] = os.pathsep.join(paths)
    return Plan(
        store.home, system, ngen_command(), tuple(environment.items()), tuple(sorted(folders | set(writable)))
    )


def ngen_command() -> tuple[str, ...]:
    """How to start this ngen: the command beside the interpreter, else the package itself."""
    script = Path(sys.executable).with_name("ngen")
    return (str(script),) if os.access(script, os.X_OK) else (sys.executable, "-m", "cli")


def unit_name(home: Path) -> str:
    usual = Path(platformdirs.user_data_dir("ngen", appauthor=False))
    return "ngen" if home == usual else f"ngen-{digest_bytes(str(home).encode())[:8]}"


def units(plan: Plan) -> dict[str, str]:
    """File name -> text."""
    name = unit_name(plan.home)
    wanted_by = "multi-user.target" if plan.system else "default.target"
    common = "".join(f"Environment={quote(f'{key}={value}')}\n" for key, value in plan.environment) + _SANDBOX
    if plan.system:
        import pwd  # POSIX only, as systemd is

        paths = [str(plan.home), *plan.writable]
        writable = " ".join(quote(f"-{path}") for path in paths)
        owner = plan.home.stat().st_uid if plan.home.exists() else os.getuid()
        common += f"{_SYSTEM_SANDBOX}ReadWritePaths={writable}\nUser={pwd.getpwuid(owner).pw_name}\n"
    store = ("--store", str(plan.home))
    return {
        f"{name}.service": (
            f"[Unit]\nDescription=Native image service of ngen\n\n"
            f"[Service]\nType=exec\nExecStart={line(*plan.command, 'service', 'run', *store)}\n"
            f"KillMode=mixed\nTimeoutStopSec=5\nRestart=on-abnormal\nRestartSec=60\n{common}\n"
            f"[Install]\nWantedBy={wanted_by}\n"
        ),
        f"{name}-task.service": (
            f"[Unit]\nDescription=Native image task of ngen\nConditionACPower=true\n"
            f"Wants={name}.service\nBefore={name}.service\n\n"
            f"[Service]\nType=oneshot\nExecStart={line(*plan.command, 'update', '--queue', '--silent', *store)}\n"
            f"Environment=NGEN_AUTOSTART=0\n{common}"
        ),
        f"{name}-task.timer": (
            "[Unit]\nDescription=Native image task of ngen, nightly\n\n"
            "[Timer]\nOnCalendar=daily\nPersistent=true\nRandomizedDelaySec=1h\nAccuracySec=10min\n\n"
            "[Install]\nWantedBy=timers.target\n"
        ),
    }


def line(*words: str) -> str:
    """A command line for ExecStart=: a dollar sign would be a variable there."""
    return " ".join(quote(word).replace("$", "$$") for word in words)


def quote(word: str) -> str:
    """One word of a unit file's list: quoted, with C escapes, and percent signs that are no specifiers."""
    word = word.replace("%", "%%")
    if re.fullmatch(r"[\w@%+=:,./-]+", word, re.ASCII):
        return word
    escaped = "".join(_ESCAPES.get(c, c) for c in word)
    return f'"{escaped}"'


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def install(plan: Plan) -> list[Path]:
    """Write the units and enable service and timer; returns the files. Raises SystemdError."""
    if not is_running():
        raise SystemdError("systemd does not run here; `ngen service run` works without it")
    plan.folder.mkdir(parents=True, exist_ok=True)
    texts = units(plan)
    for file, text in texts.items():
        publish_bytes(plan.folder / file, text.encode())
    systemctl(plan.system, "daemon-reload")
    systemctl(plan.system, "enable", "--now", *(f for f in texts if "[Install]" in texts[f]))
    return [plan.folder / file for file in texts]


def uninstall(plan: Plan) -> list[Path]:
    """Stop and remove the units; returns the files that were there."""
    found = installed(plan)
    if found and is_running():
        systemctl(plan.system, "disable", "--now", *(path.name for path in found))
    for path in found:
        path.unlink()
    if found and is_running():
        systemctl(plan.system, "daemon-reload")
    return found


def installed(plan: Plan) -> list[Path]:
    return [plan.folder / file for file in units(plan) if (plan.folder / file).is_file()]


def start(store: Store) -> str:
    """Start the service by its unit, if it has one; returns the unit's name, or ''."""
    if not is_running():
        return ""
    for system in (False, True) if os.geteuid() == 0 else (False,):
        wanted = plan(store, system)
        name = f"{unit_name(wanted.home)}.service"
        if (wanted.folder / name).is_file():
            systemctl(system, "start", "--no-block", name)
            return name
    return ""


def is_running() -> bool:
    """systemd is the machine's service manager, and its command is there."""
    return os.path.isdir("/run/systemd/system") and shutil.which("systemctl") is not None


def systemctl(system: bool, *words: str) -> None:
    command = ["systemctl", *([] if system else ["--user"]), *words]
    try:
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=_TIMEOUT)
    except (OSError, subprocess.TimeoutExpired) as e:
        raise SystemdError(f"{' '.join(command)}: {e}") from None
    if done.returncode:
        raise SystemdError(f"{' '.join(command)}: {done.stderr.strip() or f'exit code {done.returncode}'}")
