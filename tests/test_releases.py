"""Every curated release is read without a problem, and its quotes stand in its text."""

import hashlib
import unicodedata
from pathlib import Path

import pytest

from trialgraph import factfiles

RELEASES = sorted((Path(__file__).parent.parent / "data" / "releases").glob("*.yaml"))

every_release = pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.stem)


def test_there_are_releases() -> None:
    assert len(RELEASES) >= 1


@every_release
def test_a_release_is_read_without_a_problem(path: Path) -> None:
    file = factfiles.load(path)

    assert file.problems == ()
    assert len(file.facts) >= 100


@every_release
def test_every_quote_stands_at_its_offsets_in_the_text(path: Path, shared: Path) -> None:
    file = factfiles.load(path)
    assert file.document is not None
    (source,) = (shared / "corpus").rglob(file.document.source)
    text = source.read_bytes().decode("utf-8")

    assert unicodedata.is_normalized("NFC", text)
    assert len(text) == file.document.length
    assert hashlib.sha256(text.encode()).hexdigest() == file.document.sha256
    pieces = [piece for fact in file.facts for piece in fact.evidence]
    assert [piece for piece in pieces if text[piece.start : piece.end] != piece.quote] == []
