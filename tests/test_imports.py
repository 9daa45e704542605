"""Who may import whom: the layering of docs/architecture, enforced by parsing every import statement."""

from __future__ import annotations

import ast
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
OURS = ("binder", "codegen", "farm", "cache", "cli")

ALLOWED = {
    "binder": {"binder"},
    "cache": {"cache"},
    "codegen": {"codegen", "binder"},
    "farm": {"farm", "codegen", "binder", "cache"},
    "cli": {"cli", "farm", "cache", "binder", "codegen"},
}

# Inside codegen each entry may import those before it and itself; the common leaves serve everyone.
CODEGEN_COMMON = {"core", "blob", "reasons", "options"}
CODEGEN_ORDER = ["target", "ssa", "imp", "opt", "lower", "ra", "emit", "compile", "link", "inspect"]

# codegen is pure: no network, no clock that could leak into output, no processes.
CODEGEN_BANNED = {"socket", "subprocess", "random", "urllib", "http", "multiprocessing", "threading"}


def imports_of(path: Path) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.extend(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                package = path.relative_to(REPO).parts[: -node.level]
                module = ".".join([*package, module]) if module else ".".join(package)
            if module in OURS:
                found.extend(f"{module}.{alias.name}" for alias in node.names)
            else:
                found.append(module)
    return found


def sources(package: str) -> list[Path]:
    return sorted((REPO / package).rglob("*.py"))


def codegen_part(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def test_packages_only_import_below_themselves() -> None:
    wrong: list[str] = []
    for package in OURS:
        for path in sources(package):
            for name in imports_of(path):
                top = name.split(".")[0]
                if top in OURS and top not in ALLOWED[package]:
                    wrong.append(f"{path.relative_to(REPO)} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_codegen_follows_the_pipeline() -> None:
    wrong: list[str] = []
    for path in sources("codegen"):
        relative = path.relative_to(REPO / "codegen")
        here = relative.parts[0].removesuffix(".py")
        for name in imports_of(path):
            if name.split(".")[0] in CODEGEN_BANNED:
                wrong.append(f"codegen/{relative} imports {name}: codegen is pure")
            if not name.startswith("codegen."):
                continue
            there = codegen_part(name)
            if there in CODEGEN_COMMON or there == here:
                continue
            if here in CODEGEN_COMMON:
                wrong.append(f"codegen/{relative} is common ground but imports {name}")
            elif there not in CODEGEN_ORDER or here not in CODEGEN_ORDER:
                wrong.append(f"codegen/{relative} imports {name}: not in the order {CODEGEN_ORDER}")
            elif CODEGEN_ORDER.index(there) > CODEGEN_ORDER.index(here):
                wrong.append(f"codegen/{relative} imports {name}, which stands after it")
    assert not wrong, "\n".join(wrong)


def test_nothing_imports_tests_or_bench() -> None:
    for package in OURS:
        for path in sources(package):
            for name in imports_of(path):
                assert name.split(".")[0] not in ("tests", "bench", "samples"), f"{path} imports {name}"
