"""`ngen dump`: what a ReadyToRun image holds, of any compiler; with METHOD, those methods with their code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli import exits
from cli.exits import CliError

if TYPE_CHECKING:
    from binder.pe_reader import PeFile
    from codegen.inspect.r2rdump import DumpedMethod, R2RImage


@click.command("dump", short_help="Show what an image holds, or the code of a method.")
@click.argument("file")
@click.argument("method", required=False)
@click.option("--no-cells", is_flag=True, help="Leave out what the import cells hold.")
@click.option("--no-methods", is_flag=True, help="Leave out the methods.")
def command(file: str, method: str | None, no_cells: bool, no_methods: bool) -> int:
    """Show the tables, cells and methods of an image; METHOD is a part of a method's name."""
    from cli.named import check_input
    from codegen.inspect.r2rdump import R2RImage, dump_text

    check_input(file)
    try:
        image = R2RImage(open_image(file))
        if method is None:
            click.echo(dump_text(image, not no_cells, not no_methods), nl=False)
            return exits.DONE
        shown = [m for m in image.methods() if method.lower() in m.text.lower()]
        for m in shown:
            show_method(image, m)
    except (ValueError, IndexError) as e:
        raise CliError(exits.FAILED, f"{file}: its native part is malformed: {e}") from None
    if not shown:
        raise CliError(exits.NOT_FOUND, f"{file} has no code of a method with {method!r} in its name")
    return exits.DONE


def open_image(file: str) -> PeFile:
    from binder.pe_reader import open_pe

    pe = open_pe(file)
    if not pe.has_r2r:
        raise CliError(exits.FAILED, f"{file} holds no native code; `ngen install` makes an image of it")
    return pe


def show_method(image: R2RImage, method: DumpedMethod) -> None:
    click.echo(method.text)
    for section, slot in method.fixups:
        click.echo(f"  needs {cell_text(image, section, slot)}")
    for flags, start, end, handler, handler_end, last in method.clauses:
        click.echo(f"  clause {flags:#x} [{start:#x},{end:#x}) [{handler:#x},{handler_end:#x}) {last:#x}")
    if image.arch == "x64":
        for line in disassembly(image, method):
            click.echo(line)


def cell_text(image: R2RImage, section: int, slot: int) -> str:
    return image.imports[section].cells[slot].text.replace("\t", " ")


def disassembly(image: R2RImage, method: DumpedMethod) -> list[str]:
    """One line an instruction, with what the import cell it names holds. Funclets follow the body."""
    from iced_x86 import Decoder, Formatter, FormatterSyntax

    cells = {c.rva: c.text.replace("\t", " ") for section in image.imports for c in section.cells}
    formatter = Formatter(FormatterSyntax.INTEL)
    lines: list[str] = []
    for number, (begin, end, _) in enumerate(method.parts):
        lines.append(f"  part {number} at {begin:#x}")
        for instruction in Decoder(64, image.bytes.bytes(begin, end - begin), ip=begin):
            named = ""
            if instruction.is_ip_rel_memory_operand:
                named = cells.get(instruction.ip_rel_memory_address, "")
            text = f"    {instruction.ip:8x}  {formatter.format(instruction)}"
            lines.append(f"{text}    ; {named}" if named else text)
    return lines
