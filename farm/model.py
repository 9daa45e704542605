"""The farm's data: what workers know (Snapshot), what they are asked (Batch), what they answer (BatchResult).

    snapshot text := "snapshot 1" LF "compiler " module LF "target " text LF "options " text LF
                     "bubble " path LF (("assembly " | "precompiled ") digest " " path LF)*
    batch bytes   := (u32 length  utf-8 method key)*
    result bytes  := record*                       one record for each key, in the order of the keys
    record        := u32 total  u8 ok  u32 length  utf-8 method key  ...       (codegen.blob has the rest)

Snapshots name files together with their digests, so a worker can tell that it reads what the driver read. The
compiler is named by its module, which must offer `open_snapshot(snapshot) -> session` and
`compile_batch(session, batch bytes) -> result bytes`; farm.compiler is the real one. `precompiled` marks assemblies
that will run as images of ours: the runtime lays out their classes as those of images.
"""

from __future__ import annotations

from cache.digest import digest_text

REAL_COMPILER = "farm.compiler"
# What stands beside an image of the profiling scenario, by what follows the assembly's name.
MAP_FILE = ".ni.r2rmap"
SYMBOL_FILE = ".ni.debug"


class Assembly:
    """A file of the closure."""

    def __init__(self, path: str, digest: str, precompiled: bool = False) -> None:
        self.path = path
        self.digest = digest
        self.precompiled = precompiled


class Snapshot:
    """Everything a worker must know before it can compile a method of the bubble."""

    def __init__(
        self, assemblies: list[Assembly], bubble: str, target: str, options: str, compiler: str = REAL_COMPILER
    ) -> None:
        self.assemblies = assemblies
        self.bubble = bubble
        self.target = target
        self.options = options
        self.compiler = compiler
        self.text = self._text()
        self.digest = digest_text(self.text)

    def _text(self) -> str:
        lines = [
            "snapshot 1",
            f"compiler {self.compiler}",
            f"target {self.target}",
            f"options {self.options}",
            f"bubble {self.bubble}",
        ]
        lines += [f"{'precompiled' if a.precompiled else 'assembly'} {a.digest} {a.path}" for a in self.assemblies]
        for line in lines:
            if "\n" in line:
                raise ValueError(f"line break in a path or option: {line!r}")
        return "\n".join(lines) + "\n"


def parse_snapshot(text: str) -> Snapshot:
    lines = text.split("\n")
    if lines[0] != "snapshot 1" or lines[-1] != "" or len(lines) < 6:
        raise ValueError("not a snapshot")
    values: list[str] = []
    for line, name in zip(lines[1:5], ("compiler", "target", "options", "bubble")):
        if not line.startswith(name + " "):
            raise ValueError(f"snapshot without {name}")
        values.append(line[len(name) + 1 :])
    assemblies: list[Assembly] = []
    for line in lines[5:-1]:
        word, digest, path = line.split(" ", 2)
        if word not in ("assembly", "precompiled"):
            raise ValueError(f"unknown line in a snapshot: {line!r}")
        assemblies.append(Assembly(path, digest, word == "precompiled"))
    return Snapshot(assemblies, values[3], values[1], values[2], values[0])


class Batch:
    """Methods that travel together; `attempt` counts how often these very keys have been sent."""

    def __init__(self, number: int, snapshot: Snapshot, keys: list[str], attempt: int = 1) -> None:
        self.number = number
        self.snapshot = snapshot
        self.keys = keys
        self.attempt = attempt

    def encode(self) -> bytes:
        return encode_keys(self.keys)


class BatchResult:
    """`data` when it went well; otherwise `error` says what happened, and `data` is empty."""

    def __init__(self, number: int, data: bytes, error: str, seconds: float) -> None:
        self.number = number
        self.data = data
        self.error = error
        self.seconds = seconds


def encode_keys(keys: list[str]) -> bytes:
    out = bytearray()
    for key in keys:
        raw = key.encode("utf-8", "surrogatepass")
        out += len(raw).to_bytes(4, "little")
        out += raw
    return bytes(out)


def decode_keys(data: bytes) -> list[str]:
    keys: list[str] = []
    at = 0
    while at < len(data):
        end = at + 4 + int.from_bytes(data[at : at + 4], "little")
        if end > len(data) or at + 4 > len(data):
            raise ValueError("truncated batch")
        keys.append(data[at + 4 : end].decode("utf-8", "surrogatepass"))
        at = end
    return keys


def split_records(data: bytes) -> list[tuple[str, bytes]]:
    """Cut result bytes into (method key, record); ValueError when they are not a sequence of records."""
    records: list[tuple[str, bytes]] = []
    at = 0
    while at < len(data):
        if at + 9 > len(data):
            raise ValueError("truncated result")
        end = at + int.from_bytes(data[at : at + 4], "little")
        key_end = at + 9 + int.from_bytes(data[at + 5 : at + 9], "little")
        if end > len(data) or key_end > end:
            raise ValueError("truncated result")
        records.append((data[at + 9 : key_end].decode("utf-8", "surrogatepass"), data[at:end]))
        at = end
    return records
