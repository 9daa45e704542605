"""What the XML configuration of .NET Framework says about binding: of applications, publishers and machines.

    configuration / runtime / assemblyBinding [appliesTo]  (namespace urn:schemas-microsoft-com:asm.v1)
        probing privatePath="dir;dir"          publisherPolicy apply=yes|no
        qualifyAssembly partialName fullName   linkedConfiguration href="file:.."
        dependentAssembly
            assemblyIdentity name [publicKeyToken] [culture] [processorArchitecture]
            bindingRedirect oldVersion="v[-v]" newVersion="v"
            codeBase [version] href            publisherPolicy apply=yes|no
    configuration / assemblyBinding / linkedConfiguration is the same as the one inside.

Idea: read the elements that decide, with their lines, into frozen values, and decide nothing.  Everything else
in the file is passed over, as are assemblyBinding elements that apply to versions before 4.  Linked files count
as if their elements stood behind those of the file that links them; a file is linked once.

Invariants: a document type declaration is refused, so that no entity is ever defined or fetched; files are limited
in size; every complaint is a BindError with file and line.

Source: "Runtime settings schema" of the .NET Framework documentation.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote
from xml.parsers import expat

from binder.config import NO_VERSION, Version4, parse_version4
from binder.display_name import DisplayName, parse_display_name, parse_token
from binder.errors import BindError
from binder.evidence import Evidence

MAX_XML = 16 << 20
MAX_LINKED = 32

_NAMESPACE = "urn:schemas-microsoft-com:asm.v1 "
_BINDING = "configuration/runtime/asm:assemblyBinding"
_DEPENDENT = _BINDING + "/asm:dependentAssembly"
_LINKS = (_BINDING + "/asm:linkedConfiguration", "configuration/asm:assemblyBinding/asm:linkedConfiguration")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


@dataclass(frozen=True)
class Redirect:
    """References to versions `low` to `high`, both included, get `new`.  `where` is file and line."""

    low: Version4
    high: Version4
    new: Version4
    where: str


@dataclass(frozen=True)
class CodeBase:
    """`version` is NO_VERSION when it is not said."""

    version: Version4
    href: str
    where: str


@dataclass(frozen=True)
class DependentAssembly:
    name: str
    culture: str
    token: bytes
    architecture: str
    redirects: tuple[Redirect, ...]
    code_bases: tuple[CodeBase, ...]
    publisher_policy: bool


@dataclass(frozen=True)
class FxConfig:
    """`path` is "" for an application without configuration."""

    path: str = ""
    dependents: tuple[DependentAssembly, ...] = ()
    private_paths: tuple[str, ...] = ()
    publisher_policy: bool = True
    qualified: tuple[tuple[DisplayName, DisplayName], ...] = ()

    def of(self, name: str, culture: str, token: bytes) -> list[DependentAssembly]:
        """What is said about an assembly in a 64-bit process, in the order of the file."""
        return [
            d
            for d in self.dependents
            if d.name.lower() == name.lower()
            and d.culture.lower() == culture.lower()
            and d.token == token
            and d.architecture.lower() in ("", "none", "msil", "amd64")
        ]

    def redirect(self, name: str, culture: str, token: bytes, version: Version4) -> Redirect | None:
        """The first one that covers the version."""
        for dependent in self.of(name, culture, token):
            for redirect in dependent.redirects:
                if redirect.low <= version <= redirect.high:
                    return redirect
        return None

    def code_base(self, name: str, culture: str, token: bytes, version: Version4) -> CodeBase | None:
        """Where the version is said to be; the version of an assembly without a strong name means nothing."""
        for dependent in self.of(name, culture, token):
            for code_base in dependent.code_bases:
                if not token or code_base.version == version:
                    return code_base
        return None

    def qualify(self, name: DisplayName) -> DisplayName:
        """The full name that the file gives to a partial one, or the name itself."""
        for partial, full in self.qualified:
            if str(partial).lower() == str(name).lower():
                return full
        return name


def read_fxconfig(path: str, evidence: Evidence | None = None) -> FxConfig:
    """A file that is missing or malformed is BindError."""
    reader = _Reader(evidence or Evidence())
    reader.read(os.path.abspath(path))
    return FxConfig(
        path, tuple(reader.dependents), tuple(reader.private_paths), reader.publisher_policy, tuple(reader.qualified)
    )


def file_of_href(href: str, base: str) -> str:
    """The file a location means: a file URL or a path, relative to `base`; "" for any other URL."""
    if href.lower().startswith("file:"):
        text = unquote(href[len("file:") :]).replace("\\", "/")
        text = text[2:] if text.startswith("//") else text
        if text.startswith("/"):
            text = "/" + text.lstrip("/")
        # A drive behind the slash that ends the empty host name.
        if re.match(r"/[A-Za-z]:/", text):
            text = text[1:]
    elif _SCHEME.match(href):
        return ""
    else:
        text = href.replace("\\", "/")
    return os.path.normpath(os.path.join(base, text))


class _Reader:
    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.dependents: list[DependentAssembly] = []
        self.private_paths: list[str] = []
        self.publisher_policy = True
        self.qualified: list[tuple[DisplayName, DisplayName]] = []
        self.seen: set[str] = set()

    def read(self, path: str) -> None:
        self.seen.add(os.path.realpath(path))
        if len(self.seen) > MAX_LINKED:
            raise BindError(f"{path}: more than {MAX_LINKED} configuration files are linked")
        self.evidence.note(path)
        try:
            with open(path, "rb") as f:
                data = f.read(MAX_XML + 1)
        except OSError as e:
            raise BindError(f"{path}: cannot be read: {e.strerror}")
        if len(data) > MAX_XML:
            raise BindError(f"{path}: more than {MAX_XML} bytes is too large for a configuration file")
        document = _Document(path, self)
        document.parse(data)
        for href, where in document.links:
            linked = file_of_href(href, os.path.dirname(path))
            if not linked:
                raise BindError(f"{where}: linkedConfiguration is {href!r}; only files can be linked")
            if not self.evidence.is_file(linked):
                raise BindError(f"{where}: linkedConfiguration means {linked}, which is no file")
            if os.path.realpath(linked) not in self.seen:
                self.read(linked)


class _Document:
    """One file on its way through the parser."""

    def __init__(self, path: str, reader: _Reader) -> None:
        self.path = path
        self.reader = reader
        self.links: list[tuple[str, str]] = []
        self.stack: list[str] = []
        self.applies = True
        self.identity: dict[str, str] = {}
        self.redirects: list[Redirect] = []
        self.code_bases: list[CodeBase] = []
        self.dependent_policy = True
        self.starts: dict[str, Callable[[dict[str, str]], None]] = {
            _BINDING: self.binding,
            _BINDING + "/asm:probing": self.probing,
            _BINDING + "/asm:publisherPolicy": self.policy,
            _BINDING + "/asm:qualifyAssembly": self.qualify,
            _DEPENDENT: self.dependent,
            _DEPENDENT + "/asm:assemblyIdentity": self.assembly_identity,
            _DEPENDENT + "/asm:bindingRedirect": self.redirect,
            _DEPENDENT + "/asm:codeBase": self.code_base,
            _DEPENDENT + "/asm:publisherPolicy": self.policy_of_dependent,
        }
        for link in _LINKS:
            self.starts[link] = self.link
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    @property
    def where(self) -> str:
        return f"{self.path}:{self.parser.CurrentLineNumber}"

    def parse(self, data: bytes) -> None:
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as e:
            raise BindError(f"{self.path}:{e.lineno}: is not well-formed XML: {expat.ErrorString(e.code)}")
        except (LookupError, ValueError) as e:
            raise BindError(f"{self.path}: cannot be decoded: {e}")

    def doctype(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        raise BindError(f"{self.where}: a document type declaration is not allowed in a configuration file")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.stack.append("asm:" + name[len(_NAMESPACE) :] if name.startswith(_NAMESPACE) else name)
        place = "/".join(self.stack) if len(self.stack) <= 5 else ""
        handler = self.starts.get(place)
        if handler is not None and (self.applies or place == _BINDING):
            handler(attributes)

    def end(self, name: str) -> None:
        place = "/".join(self.stack) if len(self.stack) <= 5 else ""
        if place == _DEPENDENT and self.applies:
            self.finish_dependent()
        elif place == _BINDING:
            self.applies = True
        self.stack.pop()

    def required(self, attributes: dict[str, str], key: str) -> str:
        value = attributes.get(key, "").strip()
        if not value:
            raise BindError(f"{self.where}: {self.element} has no {key}")
        return value

    @property
    def element(self) -> str:
        return self.stack[-1].removeprefix("asm:")

    def version(self, text: str, key: str) -> Version4:
        value = parse_version4(text.strip())
        if value == NO_VERSION or text.count(".") != 3 or max(value) > 0xFFFF:
            raise BindError(f"{self.where}: {key} is {text!r}; four numbers with dots between are expected")
        return value

    def yes(self, attributes: dict[str, str]) -> bool:
        value = attributes.get("apply", "yes")
        if value not in ("yes", "no"):
            raise BindError(f"{self.where}: apply is {value!r}; it is yes or no")
        return value == "yes"

    def name_of(self, text: str) -> DisplayName:
        try:
            return parse_display_name(text)
        except BindError as e:
            raise BindError(f"{self.where}: {e.message}")

    # -- elements of assemblyBinding ----------------------------------------------------------------------

    def binding(self, attributes: dict[str, str]) -> None:
        applies_to = attributes.get("appliesTo", "")
        self.applies = not applies_to or applies_to.lower().startswith("v4.")

    def probing(self, attributes: dict[str, str]) -> None:
        for part in attributes.get("privatePath", "").split(";"):
            if part.strip():
                self.reader.private_paths.append(part.strip())

    def policy(self, attributes: dict[str, str]) -> None:
        self.reader.publisher_policy = self.yes(attributes)

    def qualify(self, attributes: dict[str, str]) -> None:
        partial = self.name_of(self.required(attributes, "partialName"))
        full = self.name_of(self.required(attributes, "fullName"))
        if not full.is_full:
            raise BindError(f"{self.where}: fullName {full} leaves out version, culture or public key token")
        self.reader.qualified.append((partial, full))

    def link(self, attributes: dict[str, str]) -> None:
        self.links.append((self.required(attributes, "href"), self.where))

    # -- elements of dependentAssembly --------------------------------------------------------------------

    def dependent(self, attributes: dict[str, str]) -> None:
        self.identity = {}
        self.redirects = []
        self.code_bases = []
        self.dependent_policy = True

    def assembly_identity(self, attributes: dict[str, str]) -> None:
        self.required(attributes, "name")
        self.identity = attributes

    def redirect(self, attributes: dict[str, str]) -> None:
        low, dash, high = self.required(attributes, "oldVersion").partition("-")
        first = self.version(low, "oldVersion")
        last = self.version(high, "oldVersion") if dash else first
        if last < first:
            raise BindError(f"{self.where}: oldVersion {low}-{high} ends before it begins")
        new = self.version(self.required(attributes, "newVersion"), "newVersion")
        self.redirects.append(Redirect(first, last, new, self.where))

    def code_base(self, attributes: dict[str, str]) -> None:
        text = attributes.get("version", "")
        version = self.version(text, "version") if text else NO_VERSION
        self.code_bases.append(CodeBase(version, self.required(attributes, "href"), self.where))

    def policy_of_dependent(self, attributes: dict[str, str]) -> None:
        self.dependent_policy = self.yes(attributes)

    def finish_dependent(self) -> None:
        if not self.identity:
            raise BindError(f"{self.where}: dependentAssembly has no assemblyIdentity")
        culture = self.identity.get("culture", "neutral")
        text = self.identity.get("publicKeyToken", "").strip()
        token = parse_token(text) if text else b""
        if token is None:
            raise BindError(f"{self.where}: publicKeyToken is {text!r}; 16 hexadecimal digits are expected")
        self.reader.dependents.append(
            DependentAssembly(
                self.identity["name"].strip(),
                "" if culture.lower() == "neutral" else culture,
                token,
                self.identity.get("processorArchitecture", ""),
                tuple(self.redirects),
                tuple(self.code_bases),
                self.dependent_policy,
            )
        )
