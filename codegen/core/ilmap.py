"""Numbers of debug information that several stages share: special IL offsets and variables, kinds of places.

Source: src/coreclr/inc/cordebuginfo.h in the .NET runtime.
"""
from __future__ import annotations

from typing import Final

# IL offsets that are none.
IL_NO_MAPPING: Final = -1
IL_PROLOG: Final = -2
IL_EPILOG: Final = -3

# What is known of a place in the code.
SOURCE_STACK_EMPTY: Final = 0x02
SOURCE_CALL: Final = 0x10

# Variables that are neither argument nor local of the IL.
VAR_VARARGS: Final = -1
VAR_RETURN_BUFFER: Final = -2
VAR_CONTEXT: Final = -3
