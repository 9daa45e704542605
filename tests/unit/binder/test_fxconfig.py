"""XML configuration of .NET Framework: what is read, what is refused and where."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binder.config import NO_VERSION
from binder.display_name import parse_display_name
from binder.errors import BindError
from binder.evidence import Evidence
from binder.fxconfig import FxConfig, file_of_href, read_fxconfig

TOKEN = bytes.fromhex("b77a5c561934e089")
DEPENDENT = '<assemblyIdentity name="Lib" publicKeyToken="b77a5c561934e089"/>'


def write(path: Path, binding: str, before: str = "") -> Path:
    """An application configuration; what is said about binding begins on line 3."""
    path.write_text(
        f'<?xml version="1.0"?>\n<configuration>{before}<runtime>'
        f'<assemblyBinding xmlns="urn:schemas-microsoft-com:asm.v1">\n{binding}</assemblyBinding>'
        "</runtime></configuration>"
    )
    return path


def read(tmp_path: Path, binding: str) -> FxConfig:
    return read_fxconfig(str(write(tmp_path / "app.exe.config", binding)))


def test_redirects(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        f"""<dependentAssembly>{DEPENDENT}
          <bindingRedirect oldVersion="0.0.0.0-2.65535.65535.65535" newVersion="3.0.0.0"/>
          <bindingRedirect oldVersion="9.0.0.0" newVersion="8.0.0.0"/></dependentAssembly>
        <dependentAssembly><assemblyIdentity name="Lib" culture="de" publicKeyToken="B77A5C561934E089"/>
          <bindingRedirect oldVersion="1.0.0.0" newVersion="1.0.0.1"/></dependentAssembly>
        <dependentAssembly><assemblyIdentity name="Lib" publicKeyToken="b77a5c561934e089"
            processorArchitecture="x86"/>
          <bindingRedirect oldVersion="5.0.0.0" newVersion="6.0.0.0"/></dependentAssembly>""",
    )
    redirect = config.redirect("lib", "", TOKEN, (1, 0, 0, 0))
    assert redirect is not None and redirect.new == (3, 0, 0, 0)
    assert redirect.where == f"{tmp_path / 'app.exe.config'}:4"
    assert [r.new for r in (config.redirect("Lib", "", TOKEN, (9, 0, 0, 0)),) if r] == [(8, 0, 0, 0)]
    assert config.redirect("Lib", "", TOKEN, (3, 0, 0, 0)) is None
    assert config.redirect("Lib", "", TOKEN, (5, 0, 0, 0)) is None
    assert config.redirect("Lib", "", b"", (1, 0, 0, 0)) is None
    assert config.redirect("Other", "", TOKEN, (1, 0, 0, 0)) is None
    german = config.redirect("Lib", "DE", TOKEN, (1, 0, 0, 0))
    assert german is not None and german.new == (1, 0, 0, 1)


def test_everything_else_that_decides(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        f"""<probing privatePath=" bin ;bin\\sub;"/><publisherPolicy apply="no"/>
        <qualifyAssembly partialName="math" fullName="math, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null"/>
        <dependentAssembly>{DEPENDENT}<publisherPolicy apply="no"/>
          <codeBase version="2.0.0.0" href="FooBar.dll"/></dependentAssembly>
        <dependentAssembly><assemblyIdentity name="Plain"/><codeBase href="x/Plain.dll"/></dependentAssembly>""",
    )
    assert config.private_paths == ("bin", "bin\\sub") and not config.publisher_policy
    assert not config.of("Lib", "", TOKEN)[0].publisher_policy and config.of("Plain", "", b"")[0].publisher_policy
    strong = config.code_base("Lib", "", TOKEN, (2, 0, 0, 0))
    assert strong is not None and strong.href == "FooBar.dll"
    assert config.code_base("Lib", "", TOKEN, (1, 0, 0, 0)) is None
    plain = config.code_base("Plain", "", b"", (7, 0, 0, 0))
    assert plain is not None and plain.version == NO_VERSION
    assert config.qualify(parse_display_name("Math")).is_full
    assert config.qualify(parse_display_name("other")) == parse_display_name("other")


def test_what_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "app.exe.config"
    other = '<assemblyBinding xmlns="urn:schemas-microsoft-com:asm.v1" appliesTo="v2.0.50727">'
    other += '<probing privatePath="no"/>'
    path.write_text(
        "<configuration><startup/><runtime><developmentMode developerInstallation='true'/>"
        f"{other}<dependentAssembly><bindingRedirect/></dependentAssembly></assemblyBinding>"
        "<assemblyBinding><probing privatePath='no namespace'/></assemblyBinding>"
        + other.replace("v2.0.50727", "v4.0.30319").replace("no", "yes")
        + "<unknown><probing privatePath='inside'/></unknown></assemblyBinding></runtime></configuration>",
        encoding="utf-16",
    )
    assert read_fxconfig(str(path)).private_paths == ("yes",)


def test_linked_files(tmp_path: Path) -> None:
    shared, more = tmp_path / "shared config.xml", tmp_path / "sub" / "more.config"
    more.parent.mkdir()
    path = tmp_path / "app.exe.config"
    link = '<linkedConfiguration href="{}"/>'
    write(more, '<probing privatePath="three"/>' + link.format(f"file:///{path}"))
    write(shared, '<probing privatePath="two"/>' + link.format("file://sub\\more.config"))
    before = f'<assemblyBinding xmlns="urn:schemas-microsoft-com:asm.v1">{link.format("file:shared%20config.xml")}'
    write(path, '<probing privatePath="one"/>', before + "</assemblyBinding>")
    evidence = Evidence()
    assert read_fxconfig(str(path), evidence).private_paths == ("one", "two", "three")
    assert set(evidence.consulted) == {str(path), str(shared), str(more)}
    for href, why in (("http://example.org/x", "only files"), ("absent.config", "is no file")):
        write(path, link.format(href))
        with pytest.raises(BindError, match=f"{path}:3: .*{why}"):
            read_fxconfig(str(path))


def test_locations() -> None:
    assert file_of_href("file:///a/b.dll", "/base") == "/a/b.dll"
    assert file_of_href("FILE://b.dll", "/base") == "/base/b.dll"
    assert file_of_href("file:///C:/a/b.dll", "/base").endswith("C:/a/b.dll")
    assert file_of_href("sub\\b.dll", "/base") == "/base/sub/b.dll"
    assert file_of_href("c:\\b.dll", "/base") == "/base/c:/b.dll"
    assert file_of_href("https://example.org/b.dll", "/base") == ""


BOMB = '<!DOCTYPE c [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", ":1: is not well-formed"),
        ("<configuration>\n<runtime></configuration>", ":2: is not well-formed"),
        (f"<?xml version='1.0'?>\n{BOMB}<configuration>&b;</configuration>", ":2: a document type"),
        ("<!DOCTYPE configuration SYSTEM 'file:///etc/passwd'><configuration/>", ":1: a document type"),
        ("<configuration>&undefined;</configuration>", "is not well-formed"),
        ("<?xml version='1.0' encoding='no-such'?><configuration/>", "app.exe.config:"),
        ("<configuration a='1' a='2'/>", "is not well-formed"),
    ],
)
def test_refused_documents(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "app.exe.config"
    path.write_text(text)
    with pytest.raises(BindError) as caught:
        read_fxconfig(str(path))
    assert str(path) in caught.value.message and why in caught.value.message


@pytest.mark.parametrize(
    ("binding", "why"),
    [
        ("<dependentAssembly/>", "no assemblyIdentity"),
        ("<dependentAssembly><assemblyIdentity/></dependentAssembly>", "assemblyIdentity has no name"),
        ("<dependentAssembly><assemblyIdentity name='a' publicKeyToken='1'/></dependentAssembly>", "'1'; 16 hex"),
        ("<dependentAssembly><bindingRedirect newVersion='1.0.0.0'/></dependentAssembly>", "no oldVersion"),
        ("<dependentAssembly><bindingRedirect oldVersion='1.0.0.0'/></dependentAssembly>", "no newVersion"),
        (
            "<dependentAssembly><bindingRedirect oldVersion='1.0' newVersion='1.0.0.0'/></dependentAssembly>",
            "oldVersion is '1.0'; four numbers",
        ),
        (
            "<dependentAssembly><bindingRedirect oldVersion='2.0.0.0-1.0.0.0' newVersion='1.0.0.0'/>"
            "</dependentAssembly>",
            "ends before it begins",
        ),
        ("<dependentAssembly><codeBase version='1.0.0.0'/></dependentAssembly>", "codeBase has no href"),
        ("<dependentAssembly><codeBase version='1.0.0.70000' href='x'/></dependentAssembly>", "four numbers"),
        ("<publisherPolicy apply='perhaps'/>", "it is yes or no"),
        ("<qualifyAssembly partialName='a'/>", "no fullName"),
        ("<qualifyAssembly partialName='a' fullName='a, Version=1'/>", "leaves out"),
        ("<qualifyAssembly partialName='a,' fullName='a'/>", "not the display name"),
    ],
)
def test_complaints_name_file_and_line(tmp_path: Path, binding: str, why: str) -> None:
    with pytest.raises(BindError) as caught:
        read(tmp_path, binding)
    assert caught.value.message.startswith(f"{tmp_path / 'app.exe.config'}:3: ") and why in caught.value.message


def test_missing_and_enormous_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BindError, match="cannot be read"):
        read_fxconfig(str(tmp_path / "absent.config"))
    monkeypatch.setattr("binder.fxconfig.MAX_XML", 10)
    with pytest.raises(BindError, match="too large"):
        read(tmp_path, "")


PIECES = ["<a>", "</a>", "<probing privatePath=';'/>", "&lt;", "<!--", "-->", "<![CDATA[", "]]>", "\0", "é"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(st.sampled_from(PIECES)))
def test_any_text_is_read_or_refused(tmp_path: Path, parts: list[str]) -> None:
    try:
        read(tmp_path, "".join(parts))
    except BindError as e:
        assert str(tmp_path) in e.message
