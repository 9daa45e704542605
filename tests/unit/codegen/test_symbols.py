"""Symbols beside an image: every function has the name and place that the reference compiler's files give."""
from __future__ import annotations

import hashlib
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from elftools.dwarf.callframe import FDE
from elftools.elf.elffile import ELFFile
from harness import BIN, crossgen2, default_dotnet, find_crossgen2, framework_dir
from iced_x86 import Decoder, FlowControl, Instruction, Mnemonic, Register

from binder.pe_reader import PeFile
from codegen.blob import CompiledMethod, decode_methods
from codegen.inspect.r2rdump import R2RImage
from codegen.link.perfmap import address_lines
from codegen.link.symbols import method_symbols
from farm import compiler
from farm.model import Assembly, Snapshot, encode_keys


class Linked:
    """An image with the symbols beside it, made as the farm does it."""

    def __init__(self, name: str, scenario: str) -> None:
        dotnet = default_dotnet()
        if dotnet is None:
            pytest.skip("no .NET 8 runtime: neither the peer nor the embedded wheel")
        self.dll = BIN / f"{name}.dll"
        files = [Assembly(str(p), "") for p in sorted(framework_dir(dotnet).glob("*.dll"))]
        files.append(Assembly(str(self.dll), ""))
        self.session = compiler.open_snapshot(
            Snapshot(files, str(self.dll), "linux-x64-r2r9.1", f"scenario={scenario}"))
        keys = compiler.roots(self.session)
        self.methods: list[CompiledMethod] = decode_methods(compiler.compile_batch(self.session, encode_keys(keys)))
        self.image, self.dropped = compiler.link(self.session, self.methods, "ngen test")
        self.files = dict(compiler.symbols(self.session, self.methods, self.dropped, self.image))


@cache
def profiled(name: str) -> Linked:
    return Linked(name, "profile")


def lines(data: bytes) -> list[tuple[str, str, str]]:
    out = []
    for line in data.decode().splitlines():
        rva, size, name = line.split(" ", 2)
        out.append((rva, size, name))
    return out


@pytest.mark.parametrize("scenario", ["none", "debug"])
def test_only_profile_has_symbols(scenario: str) -> None:
    assert Linked("smoke", scenario).files == {}


@pytest.mark.parametrize("name", ["smoke", "eh"])
def test_map_covers_the_image(name: str) -> None:
    linked = profiled(name)
    found = lines(linked.files[".ni.r2rmap"])[5:]
    image = R2RImage(PeFile(linked.image, name), linked.session.module)
    expected = {(m.parts[0][0], m.parts[-1][1] - m.parts[0][0]) for m in image.methods()}
    assert {(int(rva, 16), int(size, 16)) for rva, size, _ in found} == expected
    assert found == sorted(found, key=lambda line: int(line[0], 16))
    if name == "smoke":
        assert "System.Int64 Smoke::Fib(System.Int32)" in {text for _, _, text in found}


@pytest.mark.peers
@pytest.mark.parametrize("name", ["smoke", "structs"])
def test_map_agrees_with_crossgen2(name: str, tmp_path: Path) -> None:
    dotnet = default_dotnet()
    if find_crossgen2() is None or dotnet is None:
        pytest.skip("crossgen2 of the peers is missing")
    out = tmp_path / f"{name}.dll"
    done = crossgen2(BIN / f"{name}.dll", [framework_dir(dotnet)], out,
                     options=["--perfmap", "--perfmap-format-version", "1"])
    assert done.code == 0, done.stderr
    theirs = lines((tmp_path / f"{name}.ni.r2rmap").read_bytes())
    ours = lines(profiled(name).files[".ni.r2rmap"])
    assert ours[:5] == theirs[:5]
    assert {text for _, _, text in ours} <= {text for _, _, text in theirs}


def test_addresses_of_a_mapped_image() -> None:
    linked = profiled("smoke")
    symbols = method_symbols(linked.session.ts, [m for m in linked.methods if m.ok], PeFile(linked.image, "smoke"))
    base = 0x7F0000000000
    assert [int(line.split(" ")[0], 16) - base for line in address_lines(symbols, base).decode().splitlines()] == [
        s.rva for s in symbols]


def test_methods_of_another_image_are_refused() -> None:
    linked = profiled("smoke")
    good = [m for m in linked.methods if m.ok]
    for wrong in (good[1:], good[:-1]):
        with pytest.raises(ValueError):
            method_symbols(linked.session.ts, wrong, PeFile(linked.image, "smoke"))


def elf_of(name: str) -> ELFFile:
    return ELFFile(BytesIO(profiled(name).files[".ni.debug"]))


@pytest.mark.parametrize("name", ["smoke", "eh"])
def test_elf_symbols_are_those_of_the_map(name: str) -> None:
    linked = profiled(name)
    elf = elf_of(name)
    text = elf.get_section_by_name(".text")
    found = []
    for symbol in list(elf.get_section_by_name(".symtab").iter_symbols())[1:]:
        assert symbol["st_info"]["type"] == "STT_FUNC" and elf.get_section(symbol["st_shndx"]) is not None
        assert text["sh_addr"] <= symbol["st_value"] < text["sh_addr"] + text["sh_size"]
        found.append((symbol["st_value"], symbol["st_size"], symbol.name))
    listed = [(int(rva, 16), int(size, 16), text) for rva, size, text in lines(linked.files[".ni.r2rmap"])[5:]]
    assert [entry[:2] for entry in found] == [entry[:2] for entry in listed]
    assert all(full.endswith(short) for (_, _, short), (_, _, full) in zip(found, listed))


def test_elf_places_the_code_as_the_image_does() -> None:
    linked = profiled("smoke")
    image = PeFile(linked.image, "smoke")
    elf = elf_of("smoke")
    text = elf.get_section_by_name(".text")
    segment = elf.get_segment(0)
    assert text["sh_offset"] == segment["p_offset"] == image.rva_to_offset(text["sh_addr"])
    assert segment["p_vaddr"] == text["sh_addr"] and segment["p_memsz"] == text["sh_size"]
    note = next(elf.get_section_by_name(".note.gnu.build-id").iter_notes())
    assert note["n_desc"] == hashlib.sha256(linked.image).hexdigest()[:40]


def pushed_by(instruction: Instruction) -> int:
    """Bytes by which an instruction lowers RSP for those after it."""
    if instruction.op0_register == Register.RSP and instruction.mnemonic in (Mnemonic.SUB, Mnemonic.ADD):
        size: int = instruction.immediate(1)
        return size if instruction.mnemonic == Mnemonic.SUB else -size
    if instruction.flow_control in (FlowControl.NEXT, FlowControl.RETURN):
        return -int(instruction.stack_pointer_increment)
    return 0


@pytest.mark.parametrize("name", ["eh", "bigargs", "structs"])
def test_frame_rules_follow_the_stack_pointer(name: str) -> None:
    """At every instruction the frame's address is where counting pushes and pops from the entry says it is."""
    image = PeFile(profiled(name).image, name)
    entries = [e for e in elf_of(name).get_dwarf_info().CFI_entries() if isinstance(e, FDE)]
    assert len(entries) == sum(len(m.parts) for m in profiled(name).methods if m.ok)
    for entry in entries:
        start, size = entry["initial_location"], entry["address_range"]
        rules = entry.get_decoded().table
        at = image.rva_range(start, size)
        depth = body = 8
        row = 0
        for instruction in Decoder(64, image.data[at:at + size], ip=start):
            while row + 1 < len(rules) and rules[row + 1]["pc"] <= instruction.ip:
                row += 1
            cfa = rules[row]["cfa"]
            assert (cfa.reg, cfa.offset) == (7, depth), hex(instruction.ip)
            depth += pushed_by(instruction)
            body = max(body, depth)
            if instruction.flow_control == FlowControl.RETURN:
                assert depth == 0
                depth = body
