"""Builds ngen: the hot core (binder's reader and type system, all of codegen) as one mypyc unit, the rest as
Python.

One unit, because calls between mypyc units fall back to boxed Python calls. The build is pure Python, and says why,
when NGEN_PURE=1 is set, when mypyc is missing, or when there is no C compiler that works. NGEN_OPT chooses the C
optimisation level.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import sys
import sysconfig
import tempfile
from pathlib import Path

from setuptools import Extension, setup

HERE = Path(__file__).resolve().parent

# Modules that touch files or the environment and run once per command.
INTERPRETED = {
    "binder/by_name.py",
    "binder/discovery.py",
    "binder/config.py",
    "binder/closure.py",
    "binder/display_name.py",
    "binder/evidence.py",
    "binder/fxbind.py",
    "binder/fxconfig.py",
    "binder/gac.py",
    "binder/options.py",
    "binder/probes.py",
    "binder/runtimes.py",
    "binder/trusted.py",
}


# On a file of this size gcc spends two thirds of its time looking for misleading indentation (part of -Wall).
QUIET = ["-Wno-all", "-Wno-misleading-indentation"]


def core_modules() -> list[str]:
    found: list[str] = []
    for package in ("binder", "codegen"):
        for path in sorted((HERE / package).rglob("*.py")):
            name = path.relative_to(HERE).as_posix()
            if path.name != "__init__.py" and name not in INTERPRETED:
                found.append(name)
    return found


def why_pure() -> str:
    """The reason this build has to be pure Python; empty when it can be compiled."""
    if os.environ.get("NGEN_PURE", "") not in ("", "0"):
        return "NGEN_PURE is set"
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
    if sys.platform != "win32" and shutil.which(compiler) is None:
        return f"no C compiler ({compiler}) on this machine"
    include = sysconfig.get_path("include")
    if not include or not os.path.exists(os.path.join(include, "Python.h")):
        return f"the Python headers (Python.h) are not in {include}"
    fault = compiler_fault(include)
    if fault:
        return f"the C compiler does not work: {fault}"
    if importlib.util.find_spec("mypyc") is None:
        return "mypyc is not installed"
    return ""


def compiler_fault(include: str) -> str:
    """Why not even the smallest extension can be compiled, as where the C library's headers are missing; empty when
    it can."""
    # setuptools, imported above, provides these also where Python has no distutils.
    from distutils.ccompiler import new_compiler
    from distutils.errors import CCompilerError, DistutilsError
    from distutils.sysconfig import customize_compiler

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "probe.c")
        source.write_text("#include <Python.h>\nint probe(void) { return 0; }\n")
        try:
            compiler = new_compiler()
            customize_compiler(compiler)
            compiler.compile([str(source)], output_dir=folder, include_dirs=[include])
        except (CCompilerError, DistutilsError) as e:
            return str(e)
    return ""


def extensions() -> list[Extension]:
    reason = why_pure()
    if reason:
        print(f"ngen: building pure Python, slower to compile with: {reason}", file=sys.stderr)
        return []
    from mypyc.build import mypycify

    os.chdir(HERE)
    compiled: list[Extension] = mypycify(
        core_modules(), opt_level=os.environ.get("NGEN_OPT", "1"), debug_level="0", group_name="ngen_core"
    )
    for extension in compiled:
        if sys.platform != "win32":
            extension.extra_compile_args += QUIET
        for source in extension.sources:
            strip_indentation(Path(source))
    return compiled


def strip_indentation(path: Path) -> None:
    """mypyc's indentation drifts to hundreds of columns in a large unit: most of the file, and most of the time the C
    compiler takes to read it. Only lines that begin with at least 8 blanks change; none continues a literal."""
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?m)^ {8,}", "        ", text), encoding="utf-8")


if __name__ == "__main__":
    setup(ext_modules=extensions())
