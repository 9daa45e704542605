"""Assembly display names, as Assembly.FullName prints and users type them, and identities read from metadata.

    display  := simple name { ',' key '=' value }
    key      := Version | Culture | Language | PublicKeyToken | PublicKey | ProcessorArchitecture | Retargetable
                | ContentType | Custom, in any case and order, each at most once
    Version  := nothing, or 1 to 4 numbers up to 65535 with dots between; parts that are left out match any
    Culture  := neutral | a language tag;  PublicKeyToken := null | 16 hexadecimal digits
    text     := characters, or quoted by " or '; a backslash stands before , = " ' \\ and for t, n, r

Blanks around names, keys and values mean nothing unless quoted.  A name that leaves something out is *partial* and
matches every identity that agrees in the rest.  The token of a public key is the last 8 bytes of its SHA-1 digest,
in reverse (ECMA-335 II.6.3).

Sources: ECMA-335 II.6.2.1, II.22.2; dotnet/runtime src/libraries/Common/src/System/Reflection/
AssemblyNameParser.cs, AssemblyNameFormatter.cs.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from binder.config import Version4
from binder.errors import BindError
from binder.metadata import Metadata
from binder.pe_reader import CLI_32BIT_REQUIRED, CLI_IL_ONLY, PeFile, open_pe

# Assembly.Flags (ECMA-335 II.23.1.2) and bits of corhdr.h that it does not list.
FLAG_PUBLIC_KEY = 0x1
FLAG_RETARGETABLE = 0x100
_ARCHITECTURE_MASK = 0x70
_ARCHITECTURES = ("", "MSIL", "x86", "IA64", "AMD64", "ARM", "ARM64", "")
_CONTENT_MASK = 0xE00
_CONTENT_WINDOWS_RUNTIME = 0x200

_MACHINES = {0x14C: "x86", 0x200: "IA64", 0x8664: "AMD64", 0x1C4: "ARM", 0xAA64: "ARM64"}

_KEYS = (
    "version", "culture", "language", "publickeytoken", "publickey", "processorarchitecture", "retargetable",
    "contenttype", "custom",
)
_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
_UNESCAPES = {"t": "\t", "n": "\n", "r": "\r"}
_ESCAPED = "\\,='\""


@dataclass(frozen=True)
class AssemblyIdentity:
    """What an assembly is.  `culture` is "" for neutral, `token` b"" without a strong name."""

    name: str
    version: Version4
    culture: str
    token: bytes
    architecture: str
    retargetable: bool = False
    windows_runtime: bool = False

    def display_name(self) -> DisplayName:
        """Everything it is, with the architecture, as the assembly cache shows it."""
        return DisplayName(
            self.name, self.version, self.culture, self.token, self.architecture, self.retargetable or None,
            self.windows_runtime,
        )

    @property
    def full_name(self) -> str:
        """Assembly.FullName, which leaves the architecture out."""
        return str(replace(self.display_name(), architecture=""))


@dataclass(frozen=True)
class DisplayName:
    """What a name says.  None, "" for `architecture` and `custom`, and missing parts of `version` say nothing."""

    name: str
    version: tuple[int, ...] = ()
    culture: str | None = None
    token: bytes | None = None
    architecture: str = ""
    retargetable: bool | None = None
    windows_runtime: bool = False
    custom: str = ""

    @property
    def is_full(self) -> bool:
        """Whether it names one assembly; the architecture need not be said."""
        return len(self.version) == 4 and self.culture is not None and self.token is not None

    def __str__(self) -> str:
        parts = [quoted(self.name)]
        if self.version:
            parts.append("Version=" + ".".join(map(str, self.version)))
        if self.culture is not None:
            parts.append(f"Culture={quoted(self.culture) or 'neutral'}")
        if self.token is not None:
            parts.append(f"PublicKeyToken={self.token.hex() or 'null'}")
        if self.architecture:
            parts.append(f"processorArchitecture={self.architecture}")
        if self.retargetable is not None:
            parts.append(f"Retargetable={'Yes' if self.retargetable else 'No'}")
        if self.windows_runtime:
            parts.append("ContentType=WindowsRuntime")
        if self.custom:
            parts.append(f"Custom={quoted(self.custom)}")
        return ", ".join(parts)


def matches(name: DisplayName, identity: AssemblyIdentity) -> bool:
    return (
        name.name.lower() == identity.name.lower()
        and identity.version[: len(name.version)] == name.version
        and (name.culture is None or name.culture.lower() == identity.culture.lower())
        and (name.token is None or name.token == identity.token)
        and (not name.architecture or name.architecture == identity.architecture)
        and (name.retargetable is None or name.retargetable == identity.retargetable)
        and (not name.windows_runtime or identity.windows_runtime)
    )


def public_key_token(key: bytes) -> bytes:
    return hashlib.sha1(key, usedforsecurity=False).digest()[:-9:-1] if key else b""


def identity_of(md: Metadata, pe: PeFile) -> AssemblyIdentity:
    """BadImage for a module without a manifest."""
    name, version, culture, flags, key = md.assembly()
    architecture = _ARCHITECTURES[(flags & _ARCHITECTURE_MASK) >> 4]
    # Native code that was added ahead of time does not change what the assembly is.
    if not architecture and not pe.has_r2r:
        architecture = _architecture(pe)
    return AssemblyIdentity(
        name,
        version,
        "" if culture.lower() == "neutral" else culture,
        public_key_token(key),
        architecture or "MSIL",
        flags & FLAG_RETARGETABLE != 0,
        flags & _CONTENT_MASK == _CONTENT_WINDOWS_RUNTIME,
    )


def identity_of_reference(md: Metadata, rid: int) -> AssemblyIdentity:
    """What an AssemblyRef row asks for; it says nothing about the architecture."""
    name, version, culture, flags, token = md.assemblyref(rid)
    return AssemblyIdentity(
        name,
        version,
        "" if culture.lower() == "neutral" else culture,
        public_key_token(token) if flags & FLAG_PUBLIC_KEY else token,
        "",
        flags & FLAG_RETARGETABLE != 0,
        flags & _CONTENT_MASK == _CONTENT_WINDOWS_RUNTIME,
    )


def _architecture(pe: PeFile) -> str:
    if not pe.is_pe32plus and pe.cli_flags & CLI_IL_ONLY and not pe.cli_flags & CLI_32BIT_REQUIRED:
        return "MSIL"
    return _MACHINES.get(int(pe.machine), "MSIL")


def read_identity(path: str) -> AssemblyIdentity:
    """BadImage when the file is no assembly, OSError when it cannot be read."""
    pe = open_pe(path)
    return identity_of(Metadata(pe), pe)


# -- text -------------------------------------------------------------------------------------------------


def quoted(text: str) -> str:
    """As AssemblyName prints: quoted when blanks or quotes would get lost, with escapes."""
    body = "".join(_ESCAPES.get(c, "\\" + c if c in _ESCAPED else c) for c in text)
    return f'"{body}"' if text != text.strip() or '"' in text or "'" in text else body


def parse_display_name(text: str) -> DisplayName:
    """BindError says what is wrong with the text."""
    scanner = _Scanner(text)
    name = scanner.word()
    if name == "" or any(c in name for c in "/\\:\0"):
        raise scanner.error("it does not begin with the simple name of an assembly")
    values: dict[str, str] = {}
    while not scanner.at_end():
        scanner.expect(",")
        key = scanner.word().lower()
        if key not in _KEYS:
            raise scanner.error(
                f"{key!r} is not a property of an assembly; there are Version, Culture, PublicKeyToken, "
                "processorArchitecture, Retargetable, ContentType and Custom"
            )
        if key in values:
            raise scanner.error(f"{key} is given twice")
        scanner.expect("=")
        values[key] = scanner.word()
    if "culture" in values and "language" in values or "publickey" in values and "publickeytoken" in values:
        raise scanner.error("one property is given in two ways")
    return DisplayName(
        name,
        _version(values.get("version", ""), scanner),
        _culture(values),
        _token(values, scanner),
        _architecture_name(values.get("processorarchitecture", ""), scanner),
        _retargetable(values, scanner),
        _windows_runtime(values.get("contenttype", ""), scanner),
        values.get("custom", ""),
    )


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def error(self, why: str) -> BindError:
        return BindError(f"{self.text!r} is not the display name of an assembly: {why}")

    def at_end(self) -> bool:
        self._blanks()
        return self.position == len(self.text)

    def _blanks(self) -> None:
        while self.position < len(self.text) and self.text[self.position].isspace():
            self.position += 1

    def expect(self, c: str) -> None:
        self._blanks()
        if self.text[self.position : self.position + 1] != c:
            raise self.error(f"a {c!r} is missing behind {self.text[: self.position].rstrip()!r}")
        self.position += 1

    def word(self) -> str:
        """A quoted or plain text; a plain one ends before a comma or an equals sign, and may be empty."""
        self._blanks()
        text = self.text
        quote = text[self.position : self.position + 1]
        quote = quote if quote in ("'", '"') else ""
        self.position += len(quote)
        out: list[str] = []
        # Blanks at the end of plain text are dropped unless they are escaped.
        keep = 0
        while self.position < len(text):
            c = text[self.position]
            if quote and c == quote:
                self.position += 1
                return "".join(out)
            if not quote and c in ",=":
                break
            if not quote and c in "'\"":
                raise self.error("a quotation mark stands inside a text that is not quoted")
            self.position += 1
            if c == "\\":
                c = self._escape()
                keep = len(out) + 1
            elif not c.isspace():
                keep = len(out) + 1
            out.append(c)
        if quote:
            raise self.error("the closing quotation mark is missing")
        return "".join(out[:keep])

    def _escape(self) -> str:
        c = self.text[self.position : self.position + 1]
        self.position += 1
        if c in _UNESCAPES:
            return _UNESCAPES[c]
        if c == "" or c not in _ESCAPED:
            raise self.error(f"a backslash stands before {c!r}")
        return c


def _version(text: str, scanner: _Scanner) -> tuple[int, ...]:
    if text == "":
        return ()
    parts = text.split(".")
    good = len(parts) <= 4 and all(p.isascii() and p.isdigit() and len(p) <= 5 for p in parts)
    numbers = tuple(map(int, parts)) if good else (0x10000,)
    if max(numbers) > 0xFFFF:
        raise scanner.error(f"the version {text!r} is not 1 to 4 numbers up to 65535 with dots between")
    return numbers


def _culture(values: dict[str, str]) -> str | None:
    value = values.get("culture", values.get("language"))
    return "" if value is not None and value.lower() == "neutral" else value


def _token(values: dict[str, str], scanner: _Scanner) -> bytes | None:
    if values.get("publickey"):
        return public_key_token(_key(values["publickey"], scanner))
    text = values.get("publickeytoken")
    if not text:
        return None
    token = parse_token(text)
    if token is None:
        raise scanner.error(f"the public key token {text!r} is not 16 hexadecimal digits")
    return token


def _key(text: str, scanner: _Scanner) -> bytes:
    try:
        return b"" if text.lower() in ("null", "neutral") else bytes.fromhex(text)
    except ValueError:
        raise scanner.error(f"the public key {text!r} is not hexadecimal")


def parse_token(text: str) -> bytes | None:
    """The token, b"" when there is said to be none, None when the text is no token."""
    if text.lower() in ("null", "neutral"):
        return b""
    try:
        token = bytes.fromhex(text)
    except ValueError:
        return None
    return token if len(token) == 8 and len(text) == 16 else None


def _architecture_name(text: str, scanner: _Scanner) -> str:
    if text.lower() in ("", "none"):
        return ""
    for name in _ARCHITECTURES:
        if name.lower() == text.lower():
            return name
    raise scanner.error(f"{text!r} is not a processor architecture; there are MSIL, x86, IA64, AMD64, ARM and ARM64")


def _retargetable(values: dict[str, str], scanner: _Scanner) -> bool | None:
    text = values.get("retargetable")
    if text is None:
        return None
    if text.lower() not in ("yes", "no"):
        raise scanner.error(f"Retargetable is {text!r}; it is Yes or No")
    return text.lower() == "yes"


def _windows_runtime(text: str, scanner: _Scanner) -> bool:
    if text.lower() not in ("", "default", "windowsruntime"):
        raise scanner.error(f"ContentType is {text!r}; it is Default or WindowsRuntime")
    return text.lower() == "windowsruntime"
