"""Every curated release is read without a problem, and its quotes stand in its text."""

import hashlib
import unicodedata
from pathlib import Path

import pytest

from trialgraph import factfiles, pipeline

RELEASES = sorted((Path(__file__).parent.parent / "data" / "releases").glob("*.yaml"))

every_release = pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.stem)


def test_there_are_releases() -> None:
    assert len(RELEASES) >= 11


@every_release
def test_a_release_is_read_without_a_problem(path: Path) -> None:
    file = factfiles.load(path)

    assert file.problems == ()
    assert len(file.facts) >= 30


@every_release
def test_no_draft_is_left_in_a_release(path: Path) -> None:
    reviews = [fact.review for fact in factfiles.load(path).facts]

    assert [review for review in reviews if review is not None and review.status == "Draft"] == []


def test_the_releases_make_one_graph_without_a_violation() -> None:
    built = pipeline.build([RELEASES[0].parent])

    assert [problem for problem in built.checked.problems if problem.severity == "violation"] == []
    assert len(built.documents) == len(RELEASES)


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
