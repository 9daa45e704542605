"""A debugger in a few hundred lines: the runtime's own debugging interface (ICorDebug), called through ctypes.

It attaches to a running program, sets breakpoints at IL offsets, steps, and reads arguments and locals, as an IDE
does; everything it knows comes from the debug information of the code that runs.  Objects are COM interface pointers:
a method is an index into the table of functions that the object's first word points to.  Events arrive on a thread
of the interface's library and are handed to the caller through a queue; the program stands still until `resume`.

Needs libmscordbi.so and libmscordaccore.so beside the runtime.
Source: src/coreclr/inc/cordebug.idl in the .NET runtime (order of methods, identifiers of interfaces).
"""
from __future__ import annotations

import ctypes
import queue
import uuid
from collections.abc import Callable
from ctypes import byref, c_int32, c_uint32, c_uint64, c_void_p
from pathlib import Path
from typing import Any

E_NOINTERFACE = -2147467262  # 0x80004002
VERSION_4_5 = 5

IID_UNKNOWN = uuid.UUID("00000000-0000-0000-C000-000000000046")
IID_CALLBACK = uuid.UUID("3D6F5F60-7538-11D3-8D5B-00104B35E7EF")
IID_CALLBACK2 = uuid.UUID("250E5EEA-DB5C-4C76-B6F3-8C46F12E3203")
IID_IL_FRAME = uuid.UUID("03E26311-4F76-11D3-88C6-006097945418")
IID_GENERIC_VALUE = uuid.UUID("CC7BCAF8-8A68-11D2-983C-0000F808342D")
IID_REFERENCE_VALUE = uuid.UUID("CC7BCAF9-8A68-11D2-983C-0000F808342D")
IID_STRING_VALUE = uuid.UUID("CC7BCAFD-8A68-11D2-983C-0000F808342D")

# Callback interfaces: names in the order of their tables, with the number of arguments beyond the object itself.
CALLBACK = (
    ("Breakpoint", 3), ("StepComplete", 4), ("Break", 2), ("Exception", 3), ("EvalComplete", 3), ("EvalException", 3),
    ("CreateProcess", 1), ("ExitProcess", 1), ("CreateThread", 2), ("ExitThread", 2), ("LoadModule", 2),
    ("UnloadModule", 2), ("LoadClass", 2), ("UnloadClass", 2), ("DebuggerError", 3), ("LogMessage", 5),
    ("LogSwitch", 6), ("CreateAppDomain", 2), ("ExitAppDomain", 2), ("LoadAssembly", 2), ("UnloadAssembly", 2),
    ("ControlCTrap", 1), ("NameChange", 2), ("UpdateModuleSymbols", 3), ("EditAndContinueRemap", 4),
    ("BreakpointSetError", 4),
)
CALLBACK2 = (
    ("FunctionRemapOpportunity", 6), ("CreateConnection", 3), ("ChangeConnection", 2), ("DestroyConnection", 2),
    ("Exception2", 6), ("ExceptionUnwind", 4), ("FunctionRemapComplete", 3), ("MDANotification", 3),
)

Event = tuple[str, tuple[int, ...]]


class DebugError(Exception):
    pass


class Com:
    """An interface pointer."""

    def __init__(self, pointer: int) -> None:
        self.pointer = pointer

    def call(self, index: int, *args: Any) -> int:
        """Call the method at `index`; returns its HRESULT."""
        table = c_void_p.from_address(self.pointer).value
        assert table is not None
        entry = c_void_p.from_address(table + 8 * index).value
        function = ctypes.CFUNCTYPE(c_int32, c_void_p, *[type(a) if isinstance(a, ctypes._SimpleCData) else c_void_p
                                                         for a in args])(entry)
        result: int = function(self.pointer, *args)
        return result

    def do(self, index: int, *args: Any) -> None:
        result = self.call(index, *args)
        if result < 0:
            raise DebugError(f"method {index} failed with {result & 0xFFFFFFFF:#x}")

    def get(self, index: int, *args: Any) -> Com:
        """The object that the method's last argument receives."""
        out = c_void_p()
        self.do(index, *args, ctypes.addressof(out))
        if not out.value:
            raise DebugError(f"method {index} gave nothing")
        return Com(out.value)

    def number(self, index: int, *args: Any) -> int:
        """The 32-bit number that the method's last argument receives."""
        out = c_uint32()
        self.do(index, *args, ctypes.addressof(out))
        return out.value

    def query(self, iid: uuid.UUID) -> Com | None:
        raw = ctypes.create_string_buffer(iid.bytes_le, 16)
        out = c_void_p()
        if self.call(0, ctypes.addressof(raw), ctypes.addressof(out)) < 0 or not out.value:
            return None
        return Com(out.value)


class Handler:
    """The object that receives events; two tables, one for each callback interface."""

    def __init__(self, events: queue.Queue[Event]) -> None:
        self.events = events
        self.keep: list[Any] = []
        self.first = self._object(CALLBACK)
        self.second = self._object(CALLBACK2)

    def _object(self, methods: tuple[tuple[str, int], ...]) -> int:
        entries = [
            self._function(self._query, c_int32, c_void_p, c_void_p, c_void_p),
            self._function(self._count, c_uint32, c_void_p),
            self._function(self._count, c_uint32, c_void_p),
        ]
        for name, count in methods:
            entries.append(self._function(self._receiver(name), c_int32, c_void_p, *[c_void_p] * count))
        table = (c_void_p * len(entries))(*entries)
        instance = (c_void_p * 1)(ctypes.addressof(table))
        self.keep += [table, instance]
        return ctypes.addressof(instance)

    def _function(self, target: Callable[..., int], *types: Any) -> int | None:
        function = ctypes.CFUNCTYPE(*types)(target)
        self.keep.append(function)
        return ctypes.cast(function, c_void_p).value

    def _receiver(self, name: str) -> Callable[..., int]:
        def receive(this: int, *args: int) -> int:
            self.events.put((name, args))
            return 0

        return receive

    def _query(self, this: int, iid: int, out: int) -> int:
        wanted = uuid.UUID(bytes_le=ctypes.string_at(iid, 16))
        found = {IID_UNKNOWN: self.first, IID_CALLBACK: self.first, IID_CALLBACK2: self.second}.get(wanted, 0)
        c_void_p.from_address(out).value = found
        return 0 if found else E_NOINTERFACE

    def _count(self, this: int) -> int:
        return 1


def runtime_base(pid: int) -> tuple[int, Path]:
    """Where libcoreclr.so is mapped in a process, and its folder."""
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        if line.endswith("/libcoreclr.so"):
            return int(line.split("-")[0], 16), Path(line.split(maxsplit=5)[5]).parent
    raise DebugError("the process has no runtime")


class Debugger:
    """One attached process."""

    def __init__(self, pid: int, timeout: float = 30) -> None:
        base, folder = runtime_base(pid)
        self.timeout = timeout
        self.events: queue.Queue[Event] = queue.Queue()
        self.handler = Handler(self.events)
        self.modules: dict[str, Com] = {}
        library = ctypes.CDLL(str(folder / "libmscordbi.so"))
        library.DllMain(c_void_p(1), c_uint32(1), None)
        create = library.CoreCLRCreateCordbObject3
        create.restype = c_int32
        path = (str(folder / "libmscordaccore.so") + "\0").encode("utf-16-le")
        out = c_void_p()
        result = create(VERSION_4_5, c_uint32(pid), None, path, c_void_p(base), byref(out))
        if result < 0 or not out.value:
            raise DebugError(f"no debugger object: {result & 0xFFFFFFFF:#x}")
        self.cor = Com(out.value)
        self.cor.do(3)
        self.cor.do(5, self.handler.first)
        self.process = self.cor.get(8, c_uint32(pid), c_int32(0))

    def wait(self, *names: str) -> Event:
        """Let the program run until one of these events; the program stands still then."""
        while True:
            try:
                name, args = self.events.get(timeout=self.timeout)
            except queue.Empty:
                raise DebugError(f"no event {' or '.join(names)}") from None
            if name == "LoadModule":
                module = Com(args[1])
                self.modules[self.module_name(module)] = module
            if name in names:
                return name, args
            self.resume()

    def resume(self) -> None:
        self.process.do(4, c_int32(0))

    def detach(self) -> None:
        self.process.do(3, c_uint32(5000))
        self.process.do(9)

    def module_name(self, module: Com) -> str:
        length = c_uint32()
        buffer = ctypes.create_string_buffer(2048)
        module.do(6, c_uint32(1024), ctypes.addressof(length), ctypes.addressof(buffer))
        return Path(buffer.raw[: 2 * (length.value - 1)].decode("utf-16-le")).name

    def breakpoint(self, module: str, token: int, il: int) -> None:
        code = self.modules[module].get(9, c_uint32(token)).get(6)
        code.get(7, c_uint32(il)).do(3, c_int32(1))


class Frame:
    """The innermost frame of a stopped thread."""

    def __init__(self, thread: Com) -> None:
        self.thread = thread
        self.frame = thread.get(15)
        il = self.frame.query(IID_IL_FRAME)
        if il is None:
            raise DebugError("the frame has no IL")
        self.il = il

    def token(self) -> int:
        return self.frame.number(6)

    def position(self) -> tuple[int, int]:
        """(IL offset, how well it is known: 0x20 exactly)."""
        offset = c_uint32()
        mapping = c_uint32()
        self.il.do(11, ctypes.addressof(offset), ctypes.addressof(mapping))
        return offset.value, mapping.value

    def address(self) -> int:
        """Where the function's native code is."""
        out = c_uint64()
        self.frame.get(5).get(7).do(5, ctypes.addressof(out))
        return out.value

    def map(self) -> list[tuple[int, int, int]]:
        """(IL offset, native start, native end) of the function's code."""
        code = self.frame.get(5).get(7)
        count = c_uint32()
        code.do(10, c_uint32(0), ctypes.addressof(count), None)
        table = (c_uint32 * (3 * count.value))()
        code.do(10, count, ctypes.addressof(count), ctypes.addressof(table))
        return [(table[k], table[k + 1], table[k + 2]) for k in range(0, 3 * count.value, 3)]

    def argument(self, index: int) -> str:
        return self._value(16, index)

    def local(self, index: int) -> str:
        return self._value(14, index)

    def _value(self, method: int, index: int) -> str:
        out = c_void_p()
        result = self.il.call(method, c_uint32(index), ctypes.addressof(out))
        if result < 0 or not out.value:
            return f"unavailable {result & 0xFFFFFFFF:#x}"
        return show(Com(out.value))

    def step(self, into: bool = False) -> None:
        """Arrange to stop at the next place of the function, or outside it."""
        stepper = self.thread.get(12)
        here, _ = self.position()
        places = sorted({il for il, _, _ in self.map() if il < 0x80000000})
        after = [il for il in places if il > here]
        span = (c_uint32 * 2)(here, after[0] if after else here + 1)
        stepper.do(10, c_int32(1))
        stepper.do(8, c_int32(int(into)), ctypes.addressof(span), c_uint32(1))


def show(value: Com) -> str:
    """A value as text: strings with their contents, other references as null or not, numbers; of a larger value the
    last eight bytes, since references in it stand first."""
    reference = value.query(IID_REFERENCE_VALUE)
    if reference is not None:
        if reference.number(7):
            return "null"
        text = reference.get(10).query(IID_STRING_VALUE)
        if text is None:
            return "object"
        length = text.number(9)
        buffer = ctypes.create_string_buffer(2 * length + 2)
        text.do(10, c_uint32(length + 1), ctypes.addressof(c_uint32()), ctypes.addressof(buffer))
        return repr(buffer.raw[: 2 * length].decode("utf-16-le"))
    size = value.number(4)
    generic = value.query(IID_GENERIC_VALUE)
    if generic is None:
        return f"value of {size} bytes"
    raw = ctypes.create_string_buffer(size)
    generic.do(7, ctypes.addressof(raw))
    return str(int.from_bytes(raw.raw[-8:], "little", signed=True))
