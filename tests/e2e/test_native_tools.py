"""gdb and perf find the methods of an image by its symbol file and walk through their frames."""
from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from harness import NGEN, clean_environment, default_dotnet, framework_dir, stage

from cache.process import same_modules
from codegen.blob import CompiledMethod, decode_methods
from farm import compiler
from farm.model import SYMBOL_FILE, Assembly, Snapshot, encode_keys

SCRIPT = """
set pagination off
handle SIGUSR1 SIG34 SIG35 SIG36 nostop noprint pass
add-symbol-file {symbols} -o {base:#x}
break 'Stepping::Here(System.String)'
echo listening\\n
continue
backtrace
finish
info symbol $rip
"""


def profile(dll: Path, framework: Path) -> None:
    """Put the image and the files beside it in the place of `dll`."""
    files = [Assembly(str(p), "") for p in [dll, *sorted(framework.glob("*.dll"))]]
    session = compiler.open_snapshot(Snapshot(files, str(dll), "linux-x64-r2r9.1", "scenario=profile"))
    methods: list[CompiledMethod] = decode_methods(
        compiler.compile_batch(session, encode_keys(compiler.roots(session))))
    image, dropped = compiler.link(session, methods, "ngen test")
    dll.write_bytes(image)
    for suffix, data in compiler.symbols(session, methods, dropped, image):
        if suffix == SYMBOL_FILE:
            symbols_of(dll).parent.mkdir()
            symbols_of(dll).write_bytes(data)


def symbols_of(image: Path) -> Path:
    return image.parent / ".debug" / image.name


def base_of(pid: int, dll: Path) -> int:
    """The address that RVAs of a mapped image count from."""
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        if line.endswith(str(dll)) and " r--p 00000000 " in line:
            return int(line.split("-")[0], 16)
    raise AssertionError("the image is not mapped")


@pytest.mark.e2e
def test_gdb_walks_through_our_frames(tmp_path: Path) -> None:
    dotnet = default_dotnet()
    gdb = shutil.which("gdb")
    if dotnet is None or gdb is None:
        pytest.skip("no gdb" if gdb is None else "no .NET 8 runtime: neither the peer nor the embedded wheel")
    dll = stage("stepping", tmp_path)
    profile(dll, framework_dir(dotnet))
    program = subprocess.Popen(
        [str(dotnet), str(dll), "wait"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=clean_environment({"DOTNET_TieredCompilation": "0"}))
    try:
        assert program.stdin is not None and program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        script = tmp_path / "script"
        script.write_text(SCRIPT.format(symbols=symbols_of(dll), base=base_of(program.pid, dll)))
        debugger = subprocess.Popen(
            [gdb, "-batch", "-nx", "-p", str(program.pid), "-x", str(script)], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert debugger.stdout is not None
        output = ""
        for line in debugger.stdout:
            output += line
            if line == "listening\n":
                program.stdin.write("\n")
                program.stdin.flush()
        debugger.wait(60)
        if "listening" not in output or "Operation not permitted" in output:
            pytest.skip("gdb may not attach to processes here")
    finally:
        program.kill()
        program.communicate()
    frames = [line for line in output.splitlines() if line.startswith("#")]
    assert [frame.split(" in ")[-1].split("(")[0] for frame in frames[:3]] == [
        "Stepping::Here", "Stepping::Statements", "Stepping::Main"], output
    assert any("coreclr_execute_assembly" in frame for frame in frames[3:]), output
    assert any(line.startswith("Stepping::Statements(System.Int32) + ") for line in output.splitlines()), output


@pytest.mark.e2e
def test_perf_names_our_methods(tmp_path: Path) -> None:
    dotnet = default_dotnet()
    perf = shutil.which("perf")
    if dotnet is None or perf is None:
        pytest.skip("no perf" if perf is None else "no .NET 8 runtime: neither the peer nor the embedded wheel")
    dll = stage("dispatch", tmp_path / "app")
    environment = clean_environment({
        **same_modules(), "NGEN_HOME": str(tmp_path / "home"), "DOTNET_ROOT": str(dotnet.parent),
        "DOTNET_TieredCompilation": "0"})
    subprocess.run([*NGEN, "install", str(dll), "/Profile", "--silent"], env=environment, check=True)
    data = tmp_path / "samples"
    done = subprocess.run(
        [perf, "record", "-q", "-N", "-e", "cpu-clock", "-F", "500", "-g", "-o", str(data), *NGEN, "run", "--profile",
         str(dll)],
        env=environment, capture_output=True, text=True, cwd=tmp_path)
    if done.returncode != 0 or not data.is_file():
        pytest.skip("perf may not record here")
    script = subprocess.run([perf, "script", "-i", str(data), "-F", "ip,sym,dso"], capture_output=True, text=True)
    frames = [line.split(maxsplit=1)[1] for line in script.stdout.splitlines() if "/ngen-image/dispatch.dll)" in line]
    named = [frame for frame in frames if not frame.startswith("[unknown]")]
    # The few others are in thunks that bind a call the first time.
    assert len(named) > 50 and len(named) * 20 >= len(frames) * 19, frames
    assert sum("Dispatch::Main" in frame for frame in named) * 4 >= script.stdout.count("\n\n"), script.stdout[:2000]
