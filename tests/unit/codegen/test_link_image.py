"""Images linked from methods written by hand: their structure, their determinism, and that the runtime runs them."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pefile
import pytest

from binder.modules import Module
from binder.names_parser import parse_method
from binder.pe_reader import open_pe
from binder.typesystem import TypeSystem
from codegen.blob import CompiledMethod, Part, Reloc
from codegen.core.symbols import CELL_LAZY, CELL_METHOD, CELL_PRECODE, CELL_STRING, SYM_RODATA, Symbol
from codegen.inspect.r2rdump import R2RImage
from codegen.link.image import link_image
from codegen.link.sigencode import SigEncoder
from codegen.target import Target, parse_target
from tests import harness

LINUX_8 = parse_target("linux-x64-r2r9.1")
# Unwind data and GC info of a body without prolog, frame and references, and of one that pushes one register.
LEAF_UNWIND = bytes.fromhex("19000000")
LEAF_GC = {9: bytes.fromhex("60000000"), 16: bytes.fromhex("18000000")}
WRITE = "[System.Console]System.Console::WriteLine(s;0;void;string)"
MAIN = "[smoke]Program::Main(s;0;i4;string[])"


class Loaded:
    def __init__(self, dotnet: Path, dll: Path, runtime_major: int) -> None:
        self.dotnet = dotnet
        self.dll = dll
        self.ts = TypeSystem(8, runtime_major)
        for ref in sorted(harness.framework_dir(dotnet).glob("*.dll")):
            self.ts.add_reference(str(ref))
        self.module: Module = self.ts.add_module(str(dll))
        self.ts.set_bubble(self.module)

    def method(self, name: str) -> str:
        for rid in range(1, self.module.md.row_count(6) + 1):
            m = self.module.methoddef(rid)
            if m.name == name:
                return m.text
        raise KeyError(name)


def load(version: str, name: str = "smoke") -> Loaded:
    dotnet = harness.find_dotnet(version) if version != "8.0.30" else harness.default_dotnet()
    if dotnet is None:
        pytest.skip(f"peer runtime {version}")
    return Loaded(dotnet, harness.BIN / f"{name}.dll", int(version.split(".")[0]))


@pytest.fixture(scope="module")
def smoke() -> Loaded:
    return load("8.0.30")


def leaf(key: str, code: str, major: int = 9) -> CompiledMethod:
    m = CompiledMethod(key)
    m.ok = True
    m.code = bytes.fromhex(code)
    m.parts = [Part(0, len(m.code), 0, LEAF_UNWIND)]
    m.gcinfo = LEAF_GC[major]
    m.symbols = [Symbol(0, "", b"")]
    return m


def add_symbol(m: CompiledMethod, cell: int, text: str, refmap: bytes = b"") -> int:
    m.symbols.append(Symbol(cell, text, refmap))
    return len(m.symbols) - 1


def writer_of_main(loaded: Loaded, literal: str, major: int = 9) -> CompiledMethod:
    """push rax; mov rdi,[string]; mov rdi,[rdi]; call WriteLine; mov eax,[constant]; pop rcx; ret"""
    m = leaf(loaded.method("Main"), "50 488b3d00000000 488b3f ff1500000000 8b0500000000 59 c3", major)
    m.parts = [Part(0, len(m.code), 0, bytes.fromhex("1901010001020000"))]
    m.gcinfo = LEAF_GC[major]
    string = add_symbol(m, CELL_STRING, f'String\t"{literal}"')
    call = add_symbol(m, CELL_METHOD, f"MethodEntry\t{WRITE}\t-", b"\x01")
    data = add_symbol(m, SYM_RODATA, "RoData")
    m.rodata = (57).to_bytes(4, "little")
    m.relocs = [Reloc(4, string, 0), Reloc(13, call, 0), Reloc(19, data, 0)]
    return m


def literal_of(loaded: Loaded) -> str:
    """A short user string of the module that needs no escaping."""
    md = loaded.module.md
    ofs = 1
    while ofs < md.us_size:
        size = md.data[md.us_offset + ofs]
        text = md.user_string(ofs)
        if text.isalnum():
            return str(text)
        ofs += 1 + size
    raise AssertionError("no simple string")


def link(loaded: Loaded, methods: list[CompiledMethod], target: Target = LINUX_8) -> bytes:
    image, dropped = link_image(loaded.ts, loaded.module, methods, target, "ngen test")
    assert dropped == []
    return image


def run(loaded: Loaded, image: bytes, folder: Path) -> harness.RunResult:
    main = harness.stage(loaded.dll.stem, folder)
    main.unlink()
    main.write_bytes(image)
    # The program asks for .NET 8; other runtimes are to take it too.
    return harness.run_dotnet(loaded.dotnet, main, env={"DOTNET_ROLL_FORWARD": "Major"}, trace=True)


# -- structure -----------------------------------------------------------------------------------------


def test_the_order_of_methods_does_not_matter(smoke: Loaded) -> None:
    methods = [leaf(smoke.module.methoddef(rid).text, "c3") for rid in range(1, 8)]
    methods.append(writer_of_main(smoke, literal_of(smoke)))
    assert link(smoke, methods) == link(smoke, methods[::-1])
    assert link(smoke, methods + methods[:2]) == link(smoke, methods)


def test_pe_layout_allows_mapping(smoke: Loaded) -> None:
    image = link(smoke, [writer_of_main(smoke, literal_of(smoke))])
    pe = pefile.PE(data=image)
    assert pe.FILE_HEADER.Machine == 0xFD1D
    assert pe.OPTIONAL_HEADER.SizeOfImage % pe.OPTIONAL_HEADER.SectionAlignment == 0
    end = 0
    for section in pe.sections:
        assert section.VirtualAddress & 0xFFFF == section.PointerToRawData & 0xFFFF
        assert section.Misc_VirtualSize <= section.SizeOfRawData
        assert section.VirtualAddress // 0x1000 > end // 0x1000
        end = section.VirtualAddress + section.SizeOfRawData - 1
    assert pe.OPTIONAL_HEADER.SizeOfImage >= end


@pytest.mark.parametrize("text", ["win-x64-r2r9.1", "win-x64-r2r16.0", "win-x86-r2r9.1"])
def test_windows_layout(smoke: Loaded, text: str) -> None:
    target = parse_target(text)
    m = leaf(smoke.module.methoddef(1).text, "c3")
    m.symbols.append(Symbol(CELL_METHOD, f"MethodEntry\t{WRITE}\t-", b"\x01"))
    pe = pefile.PE(data=link(smoke, [m], target))
    assert pe.FILE_HEADER.Machine == target.machine
    for section in pe.sections:
        assert section.VirtualAddress % 0x1000 == 0
        assert section.PointerToRawData % 0x1000 == 0
    assert len(pe.DIRECTORY_ENTRY_BASERELOC) == (1 if target.is_x64 else 2)


def test_header_and_cells(smoke: Loaded, tmp_path: Path) -> None:
    (tmp_path / "a.dll").write_bytes(link(smoke, [writer_of_main(smoke, literal_of(smoke))]))
    image = R2RImage(open_pe(str(tmp_path / "a.dll")), smoke.module)
    assert list(image.sections) == sorted(image.sections)
    assert [c.text for c in image.imports[2].cells] == ["Helper\t01", "Helper\t08", "Helper\tF0", "Helper\tF1"]
    assert [c.text for c in image.imports[4].cells] == [f"MethodEntry\t{WRITE}\t-"]
    assert image.imports[2].flags == 1
    assert all(c.value == 0 for i in (2, 5, 6) for c in image.imports[i].cells)
    (method,) = image.methods()
    assert method.fixups == [(6, 0)]
    assert image.compiler == "ngen test"


def test_metadata_and_il_stay_readable(smoke: Loaded, tmp_path: Path) -> None:
    (tmp_path / "a.dll").write_bytes(link(smoke, []))
    pe = open_pe(str(tmp_path / "a.dll"))
    md = R2RImage(pe).md
    old = smoke.module.md
    assert md.mvid == old.mvid
    for rid in range(1, old.row_count(6) + 1):
        before, after = old.body(rid), md.body(rid)
        assert (before is None) == (after is None)
        if before is not None and after is not None:
            assert before.code == after.code
            assert len(before.clauses) == len(after.clauses)


# -- what cannot be linked -----------------------------------------------------------------------------


def test_methods_without_tokens_are_dropped(smoke: Loaded) -> None:
    m = leaf(smoke.module.methoddef(1).text, "c3")
    add_symbol(m, CELL_PRECODE, "TypeHandle\t[System.Net.Http]System.Net.Http.HttpClient")
    keep = leaf(smoke.module.methoddef(2).text, "c3")
    image, dropped = link_image(smoke.ts, smoke.module, [m, keep], LINUX_8, "ngen test")
    assert [key for key, _ in dropped] == [m.key]
    assert dropped[0][1].startswith("token-not-expressible: ")
    assert image == link(smoke, [keep])


def test_calls_without_reference_map_are_dropped(smoke: Loaded) -> None:
    m = leaf(smoke.module.methoddef(1).text, "c3")
    add_symbol(m, CELL_METHOD, f"MethodEntry\t{WRITE}\t-")
    _, dropped = link_image(smoke.ts, smoke.module, [m], LINUX_8, "ngen test")
    assert dropped[0][1].startswith("compiler-failure: ")


def test_methods_of_other_modules_are_dropped(smoke: Loaded) -> None:
    _, dropped = link_image(smoke.ts, smoke.module, [leaf(WRITE, "c3")], LINUX_8, "ngen test")
    assert [key for key, _ in dropped] == [WRITE]


def test_lookups_are_not_shared_between_contexts() -> None:
    loaded = load("8.0.30", "generics")
    keys = []
    for rid in range(1, loaded.module.md.row_count(6) + 1):
        m = loaded.module.methoddef(rid)
        if len(m.margs) == 1 and m.owner.text == "[generics]Generics" and len(keys) < 2:
            keys.append(parse_method(loaded.ts, m.text + "<__Canon>").text)
    methods = []
    for key in keys:
        m = leaf(key, "c3")
        add_symbol(m, CELL_LAZY, "Lookup\tMethod\t-\tTypeHandle\t!!0")
        methods.append(m)
    image = link(loaded, methods)
    assert image.count(bytes.fromhex("09101e00")) == 1, "one signature"
    pe = pefile.PE(data=image)
    relocated = [e for block in pe.DIRECTORY_ENTRY_BASERELOC for e in block.entries if e.type]
    assert len(relocated) == 2, "two cells"


# -- on the runtime ------------------------------------------------------------------------------------


@pytest.mark.e2e
@pytest.mark.parametrize(("version", "target"), [("8.0.30", "linux-x64-r2r9.1"), ("10.0.12", "linux-x64-r2r16.0")])
def test_our_code_runs(version: str, target: str, tmp_path: Path) -> None:
    loaded = load(version)
    major = 16 if version.startswith("10") else 9
    literal = literal_of(loaded)
    result = run(loaded, link(loaded, [writer_of_main(loaded, literal, major)], parse_target(target)), tmp_path / "r")
    assert result.code == 57, result.stderr
    assert result.stdout == literal + "\n"
    assert not [name for name in result.jitted_names() if name.endswith(":Main(System.String[])")]


@pytest.mark.e2e
def test_sections_are_mapped_from_the_file(smoke: Loaded, tmp_path: Path) -> None:
    """Main is an endless loop, so that the mappings of the process can be read."""
    main = harness.stage("smoke", tmp_path / "m")
    image = link(smoke, [leaf(smoke.method("Main"), "ebfe")])
    main.unlink()
    main.write_bytes(image)
    process = subprocess.Popen([str(smoke.dotnet), str(main)], env=harness.clean_environment())
    try:
        lines: list[str] = []
        end = time.monotonic() + 20
        while time.monotonic() < end:
            maps = Path(f"/proc/{process.pid}/maps").read_text()
            lines = [line for line in maps.splitlines() if line.endswith("smoke.dll")]
            if any(" r-xp " in line for line in lines) and any(" rw-p " in line for line in lines):
                break
            time.sleep(0.05)
        assert any(" r-xp " in line for line in lines), lines
        assert any(" rw-p " in line for line in lines), lines
    finally:
        process.kill()
        process.wait()


def test_fields_of_generic_types_are_encoded_by_reference() -> None:
    """A Field row would be the field of the open type: wrong offset, wrong static (found with MathNet.Numerics)."""
    loaded = load("8.0.30", "generics")
    module = loaded.module
    encoder = SigEncoder(loaded.ts, module, 8)
    seen = 0
    for rid in range(1, module.md.row_count(0x0A) + 1):
        parent, _, sig = module.md.memberref(rid)
        if sig[0] != 6 or parent >> 24 != 0x1B:
            continue
        field = module.resolve_field_token(0x0A000000 | rid)
        if field.module is module and not field.owner.has_vars:
            flags = encoder.fixup(f"FieldOffset\t{field.text}")[1]
            assert flags == 0x10, field.text
            seen += 1
    assert seen
