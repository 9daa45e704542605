"""What can go wrong while reading assemblies, one class per cause.

BadImage      the bytes of a file are not what the format says (ECMA-335 II.22-25, PE/COFF)
ResolveError  well-formed metadata names something that does not exist or that no compiler may rely on
BindError     the files an application needs cannot be found or chosen
"""

from __future__ import annotations


class BadImage(Exception):
    """Malformed input.  `offset` is the position in the file where reading failed."""

    def __init__(self, path: str, offset: int, message: str) -> None:
        super().__init__(f"{path}: {message} (at file offset {offset:#x})")
        self.path = path
        self.offset = offset
        self.message = message

    def __reduce__(self) -> tuple[type[BadImage], tuple[str, int, str]]:
        return BadImage, (self.path, self.offset, self.message)


class ResolveError(Exception):
    """A reference that cannot be resolved; the code that contains it is left to the runtime."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BindError(Exception):
    """An application or runtime that cannot be bound: what was tried, which file, why, what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
