"""What people decided about names: this name is that thing, these two are one, these two are not.

A small table of tab-separated text; what stands in it wins over everything that is found by rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from trialgraph.model import KINDS
from trialgraph.namekeys import name_key
from trialgraph.problems import Bilingual, InputError, in_order
from trialgraph.registries import Registry, check_identifier
from trialgraph.tables import Cell, Columns, Row, Tables, empty

Word = Literal["is", "is-not", "same", "not-same"]
"""`is`, `is-not`: a name and the id of a thing; `same`, `not-same`: the ids of two things."""

NOTHING = "none"
"""The id that says of a name: it is nothing that a terminology knows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """One row of the table."""

    family: str
    subject: str
    """A name as printed, for `is` and `is-not`; else an id as in the fact file."""
    word: Word
    object: str
    """An id of ours, an identifier of a registry (`doid:9008`), or `none`."""
    document: str | None = None
    """The id of the document that alone is meant (that of the subject, in a pair); None for all."""
    other_document: str | None = None
    """For `same` and `not-same`: the document of the object."""
    why: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Decisions:
    """All decisions, ready to be asked."""

    rows: tuple[Decision, ...] = ()

    def meant(self, family: str, name: str, document: str | None) -> str | None:
        """Give what a name means by decision: an id, an identifier, `none`; None where nothing is decided.

        >>> row = Decision(family="disease", subject="SLE", word="is", object="lupus")
        >>> Decisions(rows=(row,)).meant("disease", "sle", None)
        'lupus'
        """
        found = [row for row in self._of(family, name, document) if row.word == "is"]
        # What is decided for one document stands above what is decided for all.
        return min(found, key=lambda row: row.document is None).object if found else None

    def refused(self, family: str, name: str, document: str | None) -> frozenset[str]:
        """Give what a name does not mean by decision."""
        return frozenset(row.object for row in self._of(family, name, document) if row.word == "is-not")

    def _of(self, family: str, name: str, document: str | None) -> list[Decision]:
        key = name_key(name)
        return [
            row
            for row in self.rows
            if row.family == family
            and name_key(row.subject) == key
            and row.document in (None, document)
            and row.word in ("is", "is-not")
        ]

    def of_pairs(self, word: Literal["same", "not-same"]) -> tuple[Decision, ...]:
        """Give the decisions about two things."""
        return tuple(row for row in self.rows if row.word == word)


def load_decisions(path: str | Path, registries: Mapping[str, Registry]) -> Decisions:
    """Read a table of decisions.

    The columns `family`, `subject`, `decision` and `object` are needed; `document`, `other_document` and
    `why` may be left out. A row without an object decides nothing yet.

    Raises:
        InputError: with every problem of the table.

    """
    tables = Tables()
    rows, _ = tables.read(Path(path), _COLUMNS)
    families = {kind.family for kind in KINDS.values()}
    decided: dict[tuple[str, str, str | None], Cell] = {}
    decisions = []
    for row in rows:
        known = tables.check_known("unknown-family", row["family"], families, "a family", "une famille")
        known &= tables.check_known(
            "unknown-decision", row["decision"], get_args(Word), "a decision", "une décision"
        )
        if not known:
            continue
        word = cast(Word, row["decision"].text)
        subject, object_ = row["subject"], row["object"]
        if not object_.text:
            continue
        if word in ("is", "is-not") and ":" in object_.text:
            check_identifier(object_, registries, tables)
        if word in ("same", "not-same") and subject.text == object_.text and not _apart(row):
            tables.report("decision-of-itself", object_.at(), _ITSELF, _ITSELF_HINT)
        if word == "is":
            key = (row["family"].text, name_key(subject.text), _text(row, "document"))
            if not key[1]:
                tables.report("empty-cell", subject.at(), empty("subject"))
            first = decided.setdefault(key, object_)
            if first.text != object_.text:
                tables.report("decided-twice", subject.at(), _decided_twice(subject, first))
        decisions.append(
            Decision(
                family=row["family"].text,
                subject=subject.text,
                word=word,
                object=object_.text,
                document=_text(row, "document"),
                other_document=_text(row, "other_document"),
                why=_text(row, "why"),
            )
        )
    if tables.problems:
        raise InputError(in_order(tables.problems))
    return Decisions(rows=tuple(decisions))


_COLUMNS = Columns(
    filled=("family", "subject", "decision"),
    optional=("object",),
    absent=("document", "other_document", "why", "documents", "mentions", "verdict", "candidates"),
)
"""The last four are those of the table of ungrounded names, which a person fills in and gives back."""


def _text(row: Row, column: str) -> str | None:
    cell = row.get(column)
    return cell.text if cell is not None and cell.text else None


def _apart(row: Row) -> bool:
    return _text(row, "document") != _text(row, "other_document")


_ITSELF = Bilingual(en="a thing is compared with itself", fr="une chose est comparée à elle-même")
_ITSELF_HINT = Bilingual(
    en="where two documents use one id for two things, name them in `document` and `other_document`",
    fr="si deux documents donnent un id à deux choses, nommez-les dans `document` et `other_document`",
)


def _decided_twice(subject: Cell, first: Cell) -> Bilingual:
    return Bilingual(
        en=f"`{subject.text}` is `{first.text}` already, by line {first.line}",
        fr=f"`{subject.text}` est déjà `{first.text}`, à la ligne {first.line}",
    )
