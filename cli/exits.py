"""Exit codes of every command, and the one exception that carries one.

| code | meaning |
| --- | --- |
| 0 | done |
| 1 | some or all of the work failed: the input is no .NET assembly, a folder cannot be written, ... |
| 2 | the command line is wrong |
| 3 | not found: the file, a runtime for it, an assembly it needs, an installed root |
| 4 | the store is busy |
| 5 | verification failed: bytes in the store or of an image are not what they have to be |
| 130 | interrupted |

`ngen run` exits with the program's own code once the program has been started.
"""

from __future__ import annotations

DONE = 0
FAILED = 1
USAGE = 2
NOT_FOUND = 3
BUSY = 4
BAD_DATA = 5
INTERRUPTED = 130


class CliError(Exception):
    """Ends the command: what went wrong, and what to do next."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
