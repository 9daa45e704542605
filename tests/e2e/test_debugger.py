"""A debugger on code of the `debug` scenario sees what it sees on the JIT's: places, arguments, locals, steps."""
from __future__ import annotations

import shutil
import subprocess
from ctypes import c_uint32
from pathlib import Path

import pytest
from debugger import Com, Debugger, Frame
from e2e.images import build_image
from harness import clean_environment, framework_dir, stage, wheel_dotnet

from binder.metadata import Metadata
from binder.pe_reader import PeFile
from codegen.options import CompileOptions

PROGRAM = "stepping.dll"
# Where to start: arguments, locals; loops and calls; handlers and funclets; structs and closures; shared generics.
METHODS = {"Statements": (1, 3), "Protected": (1, 1), "Fault": (1, 5), "Values": (4, 3), "Total": (2, 2),
           "Show": (2, 3), "Kind": (2, 1), "Main": (1, 3)}
MOST_STEPS = 30


class Session:
    """One run of the program under the debugger; `lines` says what was seen."""

    def __init__(self, dotnet: Path, dll: Path) -> None:
        md = Metadata(PeFile(dll.read_bytes(), str(dll)))
        self.names = {0x06000000 | row: md.method_name(row) for row in range(1, md.row_count(6) + 1)}
        self.dll = dll
        self.lines: list[str] = []
        self.precompiled: set[str] = set()
        self.process = subprocess.Popen(
            [str(dotnet), str(dll), "wait"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=clean_environment())
        try:
            self._run()
        finally:
            self.process.kill()
            self.process.communicate()

    def _run(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"
        debugger = Debugger(self.process.pid)
        while PROGRAM not in debugger.modules:
            debugger.wait("LoadModule")
            debugger.resume()
        debugger.process.do(3, c_uint32(5000))
        for token, name in self.names.items():
            if name in METHODS:
                debugger.breakpoint(PROGRAM, token, 0)
        debugger.resume()
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        seen: set[str] = set()
        while True:
            event, args = debugger.wait("Breakpoint", "ExitProcess")
            if event == "ExitProcess":
                break
            frame = Frame(Com(args[1]))
            key = self._name(frame) + frame.argument(0)
            if key not in seen:
                seen.add(key)
                self._walk(debugger, frame)
            debugger.resume()

    def _name(self, frame: Frame) -> str:
        return self.names[frame.token()]

    def _walk(self, debugger: Debugger, frame: Frame) -> None:
        """Step until another method of the program is reached."""
        for _ in range(MOST_STEPS):
            name = self._name(frame)
            if name not in METHODS:
                self.lines.append(f"left to {name}")
                return
            if self._in_image(frame.address()):
                self.precompiled.add(name)
            arguments, local = METHODS[name]
            il, quality = frame.position()
            self.lines.append(" ".join([
                f"{name} {il:x} {quality:x}", *[frame.argument(k) for k in range(arguments)], "|",
                *[frame.local(k) for k in range(local)]]))
            frame.step()
            debugger.resume()
            _, args = debugger.wait("StepComplete", "Breakpoint")
            frame = Frame(Com(args[1]))

    def _in_image(self, address: int) -> bool:
        """The address lies in the mapped file."""
        for line in Path(f"/proc/{self.process.pid}/maps").read_text().splitlines():
            first, _, last = line.split(" ")[0].partition("-")
            if line.endswith(str(self.dll)) and int(first, 16) <= address < int(last, 16):
                return True
        return False


@pytest.mark.e2e
def test_debugger_sees_the_same_as_on_the_jit(tmp_path: Path) -> None:
    dotnet = wheel_dotnet()
    if dotnet is None or not (framework_dir(dotnet) / "libmscordbi.so").is_file():
        pytest.skip("no runtime with the libraries for debuggers")
    plain = stage("stepping", tmp_path / "il")
    shutil.copytree(tmp_path / "il", tmp_path / "ni")
    native = tmp_path / "ni" / plain.name
    native.write_bytes(build_image(plain, framework_dir(dotnet), CompileOptions(debug=True)).image)
    expected = Session(dotnet, plain)
    got = Session(dotnet, native)
    assert got.lines == expected.lines
    assert len(got.lines) > 100
    assert (expected.precompiled, got.precompiled) == (set(), set(METHODS))
