"""Display names: what they say, which identities they match, and that printing and parsing agree."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binder.display_name import (
    AssemblyIdentity,
    DisplayName,
    matches,
    parse_display_name,
    public_key_token,
    read_identity,
)
from binder.errors import BadImage, BindError
from tests.pe_builder import library

ECMA_KEY = bytes.fromhex("00000000000000000400000000000000")
ECMA_TOKEN = bytes.fromhex("b77a5c561934e089")
FULL = "ClientApp, Version=1.2.3.4, Culture=neutral, PublicKeyToken=3c7ba247adcd2081"


def test_full_name() -> None:
    name = parse_display_name(FULL)
    assert name == DisplayName("ClientApp", (1, 2, 3, 4), "", bytes.fromhex("3c7ba247adcd2081"))
    assert name.is_full and str(name) == FULL
    wrapped = parse_display_name(FULL.replace(", ", ",\n  ") + ",\n  processorArchitecture=msil")
    assert wrapped.architecture == "MSIL" and wrapped.is_full
    assert str(wrapped) == FULL + ", processorArchitecture=MSIL"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("myAssembly", DisplayName("myAssembly")),
        ("  my.Assembly-1  ", DisplayName("my.Assembly-1")),
        ("a, version=1.0.0.0", DisplayName("a", (1, 0, 0, 0))),
        ("a,VERSION = 1.0", DisplayName("a", (1, 0))),
        ("a, Version=", DisplayName("a")),
        ("a, PublicKeyToken=NULL, Culture=''", DisplayName("a", (), "", b"")),
        ("a, PublicKeyToken=", DisplayName("a")),
        ("a, culture=de-AT, Version=0.0.0.65535", DisplayName("a", (0, 0, 0, 65535), "de-AT")),
        ("a, Language=en", DisplayName("a", (), "en")),
        ("a, PublicKey=" + ECMA_KEY.hex(), DisplayName("a", token=ECMA_TOKEN)),
        ("a, PublicKey=null", DisplayName("a", token=b"")),
        ("a, processorArchitecture=none", DisplayName("a")),
        ("a, ProcessorArchitecture=amd64", DisplayName("a", architecture="AMD64")),
        ("a, Retargetable=yes", DisplayName("a", retargetable=True)),
        ("a, ContentType=WindowsRuntime", DisplayName("a", windows_runtime=True)),
        ("a, Custom=0102", DisplayName("a", custom="0102")),
        ('" a,=b "', DisplayName(" a,=b ")),
        ("a\\,b\\=c", DisplayName("a,b=c")),
        ("'a\\'b', Version=\"1.2\"", DisplayName("a'b", (1, 2))),
    ],
)
def test_partial_names(text: str, expected: DisplayName) -> None:
    assert parse_display_name(text) == expected
    assert parse_display_name(str(expected)) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "simple name"),
        (", Version=1.0", "simple name"),
        ("dir/a.dll", "simple name"),
        ("c:\\a", "backslash"),
        ("a Version=1", "',' is missing"),
        ("a,", "'' is not a property"),
        ("a, Verison=1.0", "'verison' is not a property"),
        ("a, Version", "'=' is missing"),
        ("a, Version=1, version=2", "given twice"),
        ("a, Version=1.2.3.4.5", "1 to 4 numbers"),
        ("a, Version=65536", "1 to 4 numbers"),
        ("a, Version=1..2", "1 to 4 numbers"),
        ("a, Version=-1", "1 to 4 numbers"),
        ("a, PublicKeyToken=1234", "16 hexadecimal digits"),
        ("a, PublicKeyToken=xyz", "16 hexadecimal digits"),
        ("a, PublicKeyToken=12 34 56 78 9a bc de f0", "16 hexadecimal digits"),
        ("a, PublicKey=00, PublicKeyToken=null", "two ways"),
        ("a, PublicKey=0", "not hexadecimal"),
        ("a, processorArchitecture=sparc", "not a processor architecture"),
        ("a, Retargetable=maybe", "Yes or No"),
        ("a, ContentType=x", "Default or WindowsRuntime"),
        ("'a", "closing quotation mark"),
        ("a'b", "quotation mark stands inside"),
        ("'a'b", "',' is missing"),
        ("a\\x", "backslash"),
        ("a\\", "backslash"),
    ],
)
def test_names_that_are_none(text: str, why: str) -> None:
    with pytest.raises(BindError) as caught:
        parse_display_name(text)
    assert why in caught.value.message and "is not the display name" in caught.value.message


names = st.text(st.characters(blacklist_characters="/\\:\0", blacklist_categories=["Cs"]), min_size=1)
values = st.builds(
    DisplayName,
    names,
    st.lists(st.integers(0, 65535), max_size=4).map(tuple),
    st.none() | st.sampled_from(["", "de", "de-AT", " odd, 'one' "]),
    st.none() | st.just(b"") | st.binary(min_size=8, max_size=8),
    st.sampled_from(["", "MSIL", "x86", "AMD64"]),
    st.none() | st.booleans(),
    st.booleans(),
    st.text(st.characters(blacklist_categories=["Cs"])),
)


@given(values)
def test_printing_and_parsing_agree(name: DisplayName) -> None:
    assert parse_display_name(str(name)) == name


@given(st.text())
def test_any_text_is_a_name_or_a_clear_error(text: str) -> None:
    try:
        name = parse_display_name(text)
    except BindError:
        return
    assert parse_display_name(str(name)) == name


def test_what_a_partial_name_matches() -> None:
    identity = AssemblyIdentity("MyAssembly", (1, 0, 0, 0), "", ECMA_TOKEN, "MSIL")
    for text in (
        "myassembly",
        "myAssembly, Version=1.0.0.0",
        "myAssembly, Version=1",
        "myAssembly, Version=",
        "MyAssembly, Culture=Neutral",
        "MyAssembly, PublicKeyToken=B77A5C561934E089",
        identity.full_name,
        str(identity.display_name()),
    ):
        assert matches(parse_display_name(text), identity), text
    for text in (
        "MyAssembly2",
        "myAssembly, Version=1.0.0.1",
        "myAssembly, Culture=de",
        "myAssembly, PublicKeyToken=null",
        "myAssembly, PublicKeyToken=3c7ba247adcd2081",
        "myAssembly, processorArchitecture=x86",
        "myAssembly, Retargetable=Yes",
        "myAssembly, ContentType=WindowsRuntime",
    ):
        assert not matches(parse_display_name(text), identity), text


def test_identity_of_a_file(tmp_path: Path) -> None:
    assert public_key_token(ECMA_KEY) == ECMA_TOKEN and public_key_token(b"") == b""
    path = tmp_path / "x.dll"
    path.write_bytes(library("x", version=(1, 2, 3, 4), culture="de", key=ECMA_KEY))
    identity = read_identity(str(path))
    assert identity == AssemblyIdentity("x", (1, 2, 3, 4), "de", ECMA_TOKEN, "MSIL")
    assert identity.full_name == "x, Version=1.2.3.4, Culture=de, PublicKeyToken=b77a5c561934e089"
    path.write_bytes(library("x", pe32plus=True))
    identity = read_identity(str(path))
    assert identity.architecture == "AMD64" and identity.full_name.endswith("PublicKeyToken=null")
    path.write_bytes(b"MZ")
    with pytest.raises(BadImage):
        read_identity(str(path))


def test_real_identities(peers: Path) -> None:
    """What the runtime prints for these."""
    folder = peers / "runtime-linux-x64-8.0" / "8.0.30" / "shared" / "Microsoft.NETCore.App"
    if not folder.is_dir():
        pytest.skip("runtime-linux-x64-8.0 8.0.30 is missing")
    directory = next(folder.iterdir())
    expected = {
        "System.Private.CoreLib": ("8.0.0.0", "7cec85d7bea7798e"),
        "mscorlib": ("4.0.0.0", "b77a5c561934e089"),
        "System.Text.Json": ("8.0.0.0", "cc7b13ffcd2ddd51"),
    }
    for name, (version, token) in expected.items():
        full = f"{name}, Version={version}, Culture=neutral, PublicKeyToken={token}"
        assert read_identity(str(directory / f"{name}.dll")).full_name == full
