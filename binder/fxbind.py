"""How .NET Framework binds a reference: policy gives the version, then the first place that has a file decides.

    version := the reference's, redirected by the application's configuration, then by the publisher's (unless the
               application refuses it), then by the machine's; only assemblies with a strong name are redirected
    places  := assembly caches (strong names only); codeBase of the configuration, which ends the search;
               probing, first for .dll and then for .exe:
                   base [/culture] / name.ext      base [/culture] / name / name.ext
               where base is the application base and then each privatePath inside it
    match   := same name and culture; same token; with a strong name also exactly the version

A file that is found but does not match ends the search, as it does there.  Nothing is fetched from elsewhere.

The machine's configuration is looked for where the cache says the framework is: Framework64/v4.0.30319/Config
beside a cache of .NET Framework, etc/mono/4.5 of the tree that a cache of Mono lies in.

Sources: "How the runtime locates assemblies", "Redirecting assembly versions" of the .NET Framework
documentation; order of probes as in the logs of its binding log viewer.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from binder.config import Version4
from binder.display_name import AssemblyIdentity, DisplayName
from binder.errors import BadImage, BindError
from binder.evidence import Evidence
from binder.fxconfig import FxConfig, file_of_href, read_fxconfig
from binder.gac import Gac
from binder.probes import Attempt, version_text

_NOTHING = FxConfig()


@dataclass(frozen=True)
class Bound:
    """`path` is "" when nothing was found, with the reason."""

    path: str
    reason: str
    attempts: tuple[Attempt, ...]


class FxBinder:
    """Binds references of one application.  `identify` reads an assembly; BindError or BadImage when it is none."""

    def __init__(
        self,
        app_base: str,
        config: FxConfig,
        machine: FxConfig,
        gac: Gac,
        evidence: Evidence,
        identify: Callable[[str], AssemblyIdentity],
    ) -> None:
        self.app_base = app_base
        self.config = config
        self.machine = machine
        self.gac = gac
        self.evidence = evidence
        self.identify = identify
        self._policies: dict[str, FxConfig] = {}

    def bind(self, wanted: AssemblyIdentity) -> Bound:
        """`wanted` is the identity that a reference asks for; its architecture does not matter."""
        search = _Search(self, wanted)
        try:
            path, reason = search.run()
        except (BindError, BadImage) as e:
            path, reason = "", str(e)
        return Bound(path, reason, tuple(search.attempts))

    def publisher_policy(self, wanted: AssemblyIdentity, version: Version4) -> FxConfig:
        """What the publisher says about that version; nothing when the application does not want to know."""
        of = self.config.of(wanted.name, wanted.culture, wanted.token)
        if not self.config.publisher_policy or not all(d.publisher_policy for d in of):
            return _NOTHING
        path = self.gac.policy(wanted.name, version, wanted.culture, wanted.token)
        if not path:
            return _NOTHING
        if path not in self._policies:
            self._policies[path] = read_fxconfig(path, self.evidence)
        return self._policies[path]


class _Search:
    """One reference on its way."""

    def __init__(self, binder: FxBinder, wanted: AssemblyIdentity) -> None:
        self.binder = binder
        self.wanted = wanted
        self.version = wanted.version
        self.attempts: list[Attempt] = []

    def run(self) -> tuple[str, str]:
        """(path, "") or ("", reason)"""
        publisher = self._apply_policy() if self.wanted.token else _NOTHING
        path = self._cached() if self.wanted.token else ""
        if path:
            return path, ""
        for config in (self.binder.config, publisher, self.binder.machine):
            where = config.code_base(self.wanted.name, self.wanted.culture, self.wanted.token, self.version)
            if where is not None:
                return self._at_code_base(where.href, f"codeBase in {where.where}")
        return self._probed()

    def _apply_policy(self) -> FxConfig:
        """Redirects the version; the result is the publisher's configuration."""
        self._redirect(self.binder.config, "application")
        publisher = self.binder.publisher_policy(self.wanted, self.version)
        self._redirect(publisher, "publisher")
        self._redirect(self.binder.machine, "machine")
        return publisher

    def _redirect(self, config: FxConfig, whose: str) -> None:
        found = config.redirect(self.wanted.name, self.wanted.culture, self.wanted.token, self.version)
        if found is not None:
            span = version_text(found.low)
            if found.high != found.low:
                span += "-" + version_text(found.high)
            source = f"policy: {whose} redirect {span} -> {version_text(found.new)} ({found.where})"
            self.attempts.append(Attempt("", source, f"now version {version_text(found.new)} is looked for"))
            self.version = found.new

    def _cached(self) -> str:
        wanted = DisplayName(self.wanted.name, self.version, self.wanted.culture, self.wanted.token)
        found = self.binder.gac.find(wanted)
        for entry in found:
            outcome = "won: the assembly cache comes first"
            if entry is not found[0]:
                outcome = f"lost: {found[0].path} comes first"
            self.attempts.append(Attempt(entry.path, "assembly cache", outcome))
        if found:
            return found[0].path
        for root in self.binder.gac.roots:
            self.attempts.append(Attempt(root, "assembly cache", f"lost: it does not have {wanted}"))
        return ""

    def _at_code_base(self, href: str, source: str) -> tuple[str, str]:
        path = file_of_href(href, self.binder.app_base)
        why = ""
        if not path:
            why = f"{href} is no file, and nothing is fetched from elsewhere"
        elif not self.wanted.token and not path.startswith(os.path.join(self.binder.app_base, "")):
            why = "an assembly without a strong name has to be inside the application base"
        elif not self.binder.evidence.is_file(path):
            why = "there is no such file"
        if why:
            self.attempts.append(Attempt(path, source, f"lost: {why}"))
            return "", f"{source}: {path or href}: {why}"
        return self._taken(path, source, "the configuration says that it is there")

    def _probed(self) -> tuple[str, str]:
        if os.path.basename(self.wanted.name) != self.wanted.name or "\\" in self.wanted.name:
            return "", f"the name {self.wanted.name!r} cannot be that of a file"
        for path, source in self._candidates():
            if self.binder.evidence.is_file(path):
                return self._taken(path, source, "the first file found by probing")
            self.attempts.append(Attempt(path, source, "lost: there is no such file"))
        wanted = DisplayName(self.wanted.name, self.version, self.wanted.culture, self.wanted.token)
        return "", f"{wanted} is neither in an assembly cache nor found by probing in {self.binder.app_base}"

    def _candidates(self) -> Iterator[tuple[str, str]]:
        """(path, which directory it belongs to), in the order of probing."""
        name = self.wanted.name
        directories = {self.binder.app_base: "application base"}
        for private in self.binder.config.private_paths:
            inside = _inside(self.binder.app_base, private)
            if inside:
                directories.setdefault(inside, f"privatePath {private}")
            else:
                outcome = "lost: it leads out of the application base"
                self.attempts.append(Attempt(private, f"privatePath {private}", outcome))
        for extension in (".dll", ".exe"):
            for directory, source in directories.items():
                folder = os.path.join(directory, self.wanted.culture) if self.wanted.culture else directory
                yield os.path.join(folder, name + extension), source
                yield os.path.join(folder, name, name + extension), source

    def _taken(self, path: str, source: str, why: str) -> tuple[str, str]:
        """The file decides, for better or worse."""
        self.binder.evidence.note(path)
        mismatch = self._mismatch(path)
        self.attempts.append(Attempt(path, source, f"lost: {mismatch}" if mismatch else f"won: {why}"))
        return ("", f"{path}: {mismatch}; the search ends there") if mismatch else (path, "")

    def _mismatch(self, path: str) -> str:
        """What differs between the assembly found and the one looked for."""
        try:
            found = self.binder.identify(path)
        except (BindError, BadImage) as e:
            return str(e).removeprefix(f"{path}: ")
        wanted = self.wanted
        if found.name.lower() != wanted.name.lower():
            return f"it holds the assembly {found.name}"
        if found.culture.lower() != wanted.culture.lower():
            return f"its culture is {found.culture or 'neutral'}"
        if found.token != wanted.token:
            return f"its public key token is {found.token.hex() or 'null'}, not {wanted.token.hex() or 'null'}"
        if wanted.token and found.version != self.version:
            return f"it has version {version_text(found.version)}, not {version_text(self.version)}"
        return ""


def _inside(base: str, relative: str) -> str:
    """The directory, "" when it lies outside the base."""
    path = os.path.normpath(os.path.join(base, relative.replace("\\", "/")))
    return path if os.path.join(path, "").startswith(os.path.join(base, "")) else ""


def machine_config(gac_roots: Sequence[str], evidence: Evidence) -> FxConfig:
    """That of the first framework found by its assembly cache; without one nothing is configured."""
    for root in gac_roots:
        framework = os.path.join(os.path.dirname(root), "Framework64", "v4.0.30319", "Config", "machine.config")
        # PREFIX/lib/mono/gac; the configuration of a prefix /usr is in /etc.
        prefix = os.path.normpath(os.path.join(root, "..", "..", ".."))
        mono = [os.path.join(p, "etc", "mono", "4.5", "machine.config") for p in (prefix, os.path.dirname(prefix))]
        for path in (framework, *mono):
            if evidence.is_file(path):
                return read_fxconfig(path, evidence)
    return _NOTHING
