"""Real loaders as oracles: what they load is what the closure says, for programs compiled by the real compiler."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import struct
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from binder.closure import compute_closure
from binder.discovery import resolve_application
from binder.display_name import identity_of_reference, read_identity
from binder.evidence import Evidence
from binder.fxbind import FxBinder, machine_config
from binder.fxconfig import FxConfig, read_fxconfig
from binder.gac import Gac
from binder.metadata import Metadata
from binder.options import BindOptions
from binder.pe_reader import open_pe
from tests.unit.binder.applications import CORE, config, deps, mono

pytestmark = [pytest.mark.e2e, pytest.mark.peers, pytest.mark.slow]

WHERE = "typeof({0}).Assembly.Location"
PART = '[assembly: System.Reflection.AssemblyVersion("{1}")] public class {0} {{ public static string Where() => '
PART += WHERE + "; }}"


class Compiler:
    """Compiles one source against given references; `key` asks for a strong name."""

    def __init__(self, peers: Path, folder: Path) -> None:
        self.dotnet = peers / "runtime-linux-x64-10.0" / "10.0.12" / "dotnet"
        self.csc = peers / "csc-and-refs" / "csc" / "csc.dll"
        if not self.dotnet.is_file() or not self.csc.is_file():
            pytest.skip("the C# compiler is missing: csc-and-refs and runtime-linux-x64-10.0")
        self.folder = folder
        self.key = folder / "key.snk"
        self.key.write_bytes(public_key())

    def __call__(
        self, out: Path, source: str, references: Sequence[Path], strong: bool = False, *more: str
    ) -> Path:
        out.parent.mkdir(parents=True, exist_ok=True)
        text = self.folder / "source.cs"
        text.write_text(source)
        arguments = ["-nologo", "-noconfig", "-nostdlib+", "-deterministic+", f"-out:{out}", str(text), *more]
        arguments.append("-target:exe" if out.suffix == ".exe" or "static void Main" in source else "-target:library")
        arguments += [f"-r:{r}" for r in references]
        if strong:
            arguments += ["-publicsign+", f"-keyfile:{self.key}"]
        environment = dict(os.environ, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1")
        command = [str(self.dotnet), str(self.csc), *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout
        return out


def public_key() -> bytes:
    """A public key in the form of strong names: nobody has the private one, and nothing here is signed."""
    modulus = random.Random(1).getrandbits(1024) | 1 << 1023 | 1
    blob = struct.pack("<BBHI4sII", 6, 2, 0, 0x2400, b"RSA1", 1024, 65537) + modulus.to_bytes(128, "little")
    return struct.pack("<III", 0x2400, 0x8004, len(blob)) + blob


TOKEN = hashlib.sha1(public_key()).digest()[:-9:-1].hex()


@pytest.fixture(scope="module")
def compiler(peers: Path, tmp_path_factory: pytest.TempPathFactory) -> Compiler:
    return Compiler(peers, tmp_path_factory.mktemp("compiler"))


# -- libraries in the context of an application of .NET ----------------------------------------------------

HOST = """using System; using System.Reflection;
class Host { static void Main(string[] a) {
  var places = Assembly.LoadFrom(a[0]).GetType("MyLib").GetMethod("Places").Invoke(null, null);
  foreach (string place in (string[])places) Console.WriteLine(place); } }"""
MY_LIB = "public class MyLib { public static string[] Places() => new[] { typeof(MyLib).Assembly.Location, "
MY_LIB += "Part.Where(), Private.Where() }; }"


def test_a_library_of_two_applications(peers: Path, compiler: Compiler, tmp_path: Path) -> None:
    root = peers / "runtime-linux-x64-8.0" / "8.0.30"
    if not root.is_dir():
        pytest.skip("runtime-linux-x64-8.0 8.0.30 is missing")
    framework = sorted((peers / "csc-and-refs" / "ref" / "net8.0").glob("*.dll"))
    parts = {
        version: compiler(tmp_path / version / "Part.dll", PART.format("Part", version), framework)
        for version in ("1.0.0.0", "2.0.0.0")
    }
    shared = tmp_path / "shared"
    private = compiler(shared / "Private.dll", PART.format("Private", "1.0.0.0"), framework)
    library = compiler(shared / "MyLib.dll", MY_LIB, [*framework, parts["1.0.0.0"], private])
    host = compiler(tmp_path / "host.dll", HOST, framework)
    env = {"DOTNET_ROOT": str(root), "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    for version, part in parts.items():
        folder = tmp_path / f"app-{version}"
        folder.mkdir()
        app = Path(shutil.copy(host, folder))
        shutil.copy(part, folder)
        config(folder / "host.runtimeconfig.json", (CORE, "8.0.0"))
        assets = {"host.dll": {}, "Part.dll": {"assemblyVersion": version}}
        deps(folder / "host.deps.json", {"host/1": {"runtime": assets}})
        command = [str(root / "dotnet"), str(app), str(library)]
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        loaded = done.stdout.split("\n")[:-1]
        assert loaded == [str(library), str(folder / "Part.dll"), str(private)]
        options = BindOptions(exe_config=str(app))
        closure = compute_closure(resolve_application(str(library), env, options=options))
        assert [a.path for a in closure.assemblies if not a.framework] == loaded and closure.missing == ()
        assert closure.shadowed_by == ""
    # The last application brings the library itself: it loads its own, whatever it is pointed at.
    own = shutil.copy(library, folder)
    deps(folder / "host.deps.json", {"host/1": {"runtime": {**assets, "MyLib.dll": {}, "Private.dll": {}}}})
    shutil.copy(private, folder)
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    closure = compute_closure(resolve_application(str(library), env, options=options))
    assert closure.paths()[0] == str(library) and closure.shadowed_by == own == done.stdout.split("\n")[0]


# -- programs of .NET Framework under Mono -----------------------------------------------------------------

# Mono probes the application base before its cache, and compares neither versions nor tokens of what it finds
# there; where both follow the documentation of .NET Framework they must agree.
PROGRAM = "class P { static void Main() { System.Console.WriteLine(Lib.Where()); } }"
STRONG_V1, STRONG_V2, PLAIN_V2 = ("1.0.0.0", True), ("2.0.0.0", True), ("2.0.0.0", False)


def dependent(inner: str) -> str:
    identity = f'<assemblyIdentity name="Lib" publicKeyToken="{TOKEN}" culture="neutral"/>'
    return f"<dependentAssembly>{identity}{inner}</dependentAssembly>"


def redirect(old: str) -> str:
    return dependent(f'<bindingRedirect oldVersion="{old}" newVersion="2.0.0.0"/>')


def xml(binding: str) -> str:
    return (
        '<configuration><runtime><assemblyBinding xmlns="urn:schemas-microsoft-com:asm.v1">'
        f"{binding}</assemblyBinding></runtime></configuration>"
    )


class Mono:
    def __init__(self, root: Path, compiler: Compiler, folder: Path) -> None:
        self.root = root
        self.executable = root / "usr" / "bin" / "mono-sgen"
        self.corlib = root / "usr" / "lib" / "mono" / "4.5" / "mscorlib.dll"
        if not self.executable.is_file() or not self.corlib.is_file():
            pytest.skip("mono-runtime-sgen and libmono-corlib4.5-dll are neither installed nor among the peers")
        self.compiler = compiler
        self.libraries = {
            (version, strong): compiler(
                folder / f"{version}-{strong}" / "Lib.dll", PART.format("Lib", version), [self.corlib], strong
            )
            for version, strong in (STRONG_V1, STRONG_V2, PLAIN_V2)
        }
        self.programs = {
            strong: compiler(
                folder / str(strong) / "app.exe", PROGRAM, [self.corlib, self.libraries[library]], strong
            )
            for strong, library in ((True, STRONG_V1), (False, PLAIN_V2))
        }
        self.policy = folder / "policy.1.0.Lib.dll"
        linked = folder / "policy.1.0.Lib.config"
        linked.write_text(xml(redirect("1.0.0.0")))
        compiler(self.policy, "", [self.corlib], True, f"-linkresource:{linked},{linked.name}")
        self.policy_config = linked

    def run(self, program: Path, prefix: Path) -> str:
        """Where the program says that its library is, "" when it failed."""
        env = dict(os.environ, MONO_GAC_PREFIX=str(prefix), MONO_CFG_DIR=str(self.root / "etc"))
        command = [str(self.executable), "--config", str(self.root / "etc" / "mono" / "config"), str(program)]
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
        return done.stdout.strip()


@pytest.fixture(scope="module")
def real_mono(compiler: Compiler, tmp_path_factory: pytest.TempPathFactory) -> Mono:
    return Mono(mono(), compiler, tmp_path_factory.mktemp("mono"))


CASES: dict[str, tuple[bool, dict[str, tuple[str, bool]], str]] = {
    "beside the program": (True, {"Lib.dll": STRONG_V1}, ""),
    "in a folder of its name": (True, {"Lib/Lib.dll": STRONG_V1}, ""),
    "as a program": (True, {"Lib.exe": STRONG_V1}, ""),
    "in a private path": (True, {"bin/Lib.dll": STRONG_V1}, '<probing privatePath="bin"/>'),
    "in a folder there": (True, {"bin/Lib/Lib.dll": STRONG_V1}, '<probing privatePath="x;bin"/>'),
    "private path that is not probed": (True, {"bin/Lib.dll": STRONG_V1}, ""),
    "redirected": (True, {"Lib.dll": STRONG_V2}, redirect("1.0.0.0")),
    "redirected by range": (True, {"Lib.dll": STRONG_V2}, redirect("0.0.0.0-1.5.0.0")),
    "outside the range": (True, {"Lib.dll": STRONG_V1}, redirect("1.5.0.0-1.9.0.0")),
    "without a strong name": (False, {"Lib.dll": PLAIN_V2}, ""),
    "in the cache": (True, {"gac": STRONG_V1}, ""),
    "redirected into the cache": (True, {"gac": STRONG_V2}, redirect("1.0.0.0")),
    "by publisher policy": (True, {"gac": STRONG_V1, "gac ": STRONG_V2, "policy": STRONG_V1}, ""),
    "nowhere": (True, {}, ""),
}


@pytest.mark.parametrize("case", list(CASES))
def test_as_mono_binds(real_mono: Mono, tmp_path: Path, case: str) -> None:
    strong, files, binding = CASES[case]
    folder, prefix = tmp_path / "app", tmp_path / "prefix"
    gac = prefix / "lib" / "mono" / "gac"
    folder.mkdir()
    gac.mkdir(parents=True)
    program = Path(shutil.copy(real_mono.programs[strong], folder))
    for place, library in files.items():
        target = folder / place
        if place.strip() == "gac":
            target = gac / "Lib" / f"{library[0]}__{TOKEN}" / "Lib.dll"
        elif place == "policy":
            target = gac / "policy.1.0.Lib" / f"0.0.0.0__{TOKEN}" / real_mono.policy.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(real_mono.policy if place == "policy" else real_mono.libraries[library], target)
        if place == "policy":
            shutil.copy(real_mono.policy_config, target.parent)
    own = FxConfig()
    if binding:
        (folder / "app.exe.config").write_text(xml(binding))
        own = read_fxconfig(str(folder / "app.exe.config"))
    evidence = Evidence()
    binder = FxBinder(
        str(folder), own, machine_config([str(gac)], evidence), Gac([str(gac)]), evidence, read_identity
    )
    md = Metadata(open_pe(str(program)))
    references = [identity_of_reference(md, rid) for rid in range(1, int(md.assembly_ref_count()) + 1)]
    bound = binder.bind(next(r for r in references if r.name == "Lib"))
    assert bound.path == real_mono.run(program, prefix), bound.reason
    assert (bound.path == "") == (case in ("nowhere", "private path that is not probed"))
