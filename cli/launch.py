"""`ngen run`: starts a program the usual way, with its images whichever way they were installed.

In place: nothing to add. Aside (all of it, a scenario, or single files: farm.placement): options for the host
(cli.aside), for those images whose assembly is still the one they were made from. Not installed in that scenario: the
program runs without images, and a line on standard error says so. A run for a debugger or profiler never uses images
made for something else: where one of those stands in place, its original is used.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import click

from binder.discovery import Application, resolve_application
from cache.index import Activation, Dep
from cache.store import Store
from cli import absent, aside, exits
from cli.exits import CliError
from cli.rejections import remember
from cli.report import Recorder
from farm.fingerprint import Fingerprints
from farm.placement import run_aside, run_originals, run_roots

_REPORTED = 40


def launch(
    store: Store, path: str, arguments: list[str], report: bool, report_json: str | None, scenario: str = ""
) -> int:
    app = resolve_application(path, os.environ)
    command = command_line(store, app, scenario) + arguments
    deps = [d for root in run_roots(store, app.root, scenario) for d in store.index.deps.of_root(root.id)]
    store.close()
    if not report and report_json is None:
        if os.name == "posix":
            sys.stdout.flush()
            os.execv(command[0], command)
        return subprocess.call(command)
    recorder = Recorder()
    process = subprocess.Popen(command, env={**os.environ, **recorder.environment()})
    code = wait(process)
    found = recorder.read(process.pid, app.framework_dirs)
    remember(store.home, deps, found.modules)
    if report:
        for line in found.lines(_REPORTED):
            click.echo(line, err=True)
    if report_json is not None:
        text = json.dumps({"schema": 1, "command": "run", "exit_code": code, **found.fields()}, indent=1)
        Path(report_json).write_text(text + "\n", encoding="utf-8")
    return code


def wait(process: subprocess.Popen[bytes]) -> int:
    """The program's exit code, 128 + N when signal N ended it. The terminal's interrupt reaches the program too, which
    decides what it means; a request to end is passed on."""
    before = signal.signal(signal.SIGTERM, lambda number, frame: process.send_signal(number))
    try:
        while True:
            try:
                code = process.wait()
                return code if code >= 0 else 128 - code
            except KeyboardInterrupt:
                continue
    finally:
        signal.signal(signal.SIGTERM, before)


def command_line(store: Store, app: Application, scenario: str = "") -> list[str]:
    """What to execute, up to the program's own arguments."""
    roots = run_roots(store, app.root, scenario)
    if not roots:
        scene = f" for {scenario.replace('+', ' and ')}" if scenario else ""
        click.echo(f"ngen: {app.root} is not installed{scene}; running it without images", err=True)
    deps = run_aside(store, roots)
    originals = run_originals(store, app.app_dir, deps) if scenario else []
    if app.self_contained:
        if deps or originals:
            click.echo(
                f"ngen: {app.root} brings its own runtime, which takes images in place only (`ngen install` without "
                "--no-activate); running it as it is", err=True,
            )
        return [own_host(app.root)]
    if app.config is None:
        raise CliError(exits.FAILED, f"{app.root} is no program: there is no runtimeconfig.json beside it")
    return [executable(app.runtime.dotnet_path), *aside_options(store, app, deps, originals), app.root]


def aside_options(store: Store, app: Application, deps: list[Dep], originals: list[Activation]) -> list[str]:
    files = [aside.image_file(store, d.path, d.image) for d in fresh(store, deps)]
    files += [aside.original_file(store, a) for a in originals]
    incomplete = absent.missing_assembly(app) if files else ""
    if incomplete:
        click.echo(
            f"ngen: {incomplete}, which is missing, and with images the host would refuse to start; running without "
            "images", err=True,
        )
        return []
    return aside.host_options(store, app, files)


def fresh(store: Store, deps: list[Dep]) -> list[Dep]:
    """Those whose assembly has not been replaced since and whose image is there; the others run as they are."""
    good: list[Dep] = []
    prints = Fingerprints(store)
    for dep in deps:
        try:
            unchanged = prints.source(dep.path) == dep.image.source
        except OSError:
            unchanged = False
        if not unchanged:
            click.echo(f"ngen: {dep.path} has changed since it was compiled; run `ngen update`", err=True)
        elif store.images.has(dep.image.digest, os.path.basename(dep.path)):
            good.append(dep)
    return good


def own_host(root: str) -> str:
    """The executable of an application that brings its own runtime."""
    stem = os.path.splitext(root)[0]
    for path in (stem, stem + ".exe"):
        if os.path.isfile(path):
            return path
    raise CliError(exits.NOT_FOUND, f"{root} brings its own runtime, but {stem}, which starts it, is missing")


def executable(dotnet: str) -> str:
    """The host; packages may have been unpacked without the permission to execute it."""
    if not os.path.isfile(dotnet):
        raise CliError(exits.NOT_FOUND, f"the runtime found has no host ({dotnet or 'dotnet'}); set DOTNET_ROOT to one")
    if not os.access(dotnet, os.X_OK):
        try:
            os.chmod(dotnet, os.stat(dotnet).st_mode | 0o111)
        except OSError as e:
            raise CliError(exits.FAILED, f"{dotnet} may not be executed: {e.strerror}") from None
    return dotnet
