"""What people decided about names: this name is that thing, these two are one, these two are not.

A small table of tab-separated text; what stands in it wins over everything that is found by rule.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
    _by_name: Mapping[tuple[str, str], Sequence[Decision]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Put what is decided of names in reach."""
        by_name: defaultdict[tuple[str, str], list[Decision]] = defaultdict(list)
        for row in self.rows:
            if row.word in ("is", "is-not"):
                by_name[row.family, name_key(row.subject)].append(row)
        object.__setattr__(self, "_by_name", dict(by_name))

    @property
    def families(self) -> frozenset[str]:
        """Give the families of the names that something is decided of."""
        return frozenset(family for family, _ in self._by_name)

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
        rows = self._by_name.get((family, name_key(name)), ())
        return [row for row in rows if row.document in (None, document)]

    def of_pairs(self, word: Literal["same", "not-same"]) -> tuple[Decision, ...]:
        """Give the decisions about two things."""
        return tuple(row for row in self.rows if row.word == word)


def load_decisions(
    path: str | Path, registries: Mapping[str, Registry], knows: Callable[[str, str], bool] = lambda *_: True
) -> Decisions:
    """Read a table of decisions.

    The columns `family`, `subject`, `decision` and `object` are needed; `document`, `other_document` and
    `why` may be left out. A row without an object decides nothing yet.

    Args:
        path: the table.
        registries: what identifiers are checked against.
        knows: tells whether there is a thing of a family with an id of ours.

    Raises:
        InputError: with every problem of the table.

    """
    tables = Tables()
    rows, _ = tables.read(Path(path), _COLUMNS)
    families = {kind.family for kind in KINDS.values()}
    decided: dict[tuple[str, str, str | None], Cell] = {}
    decisions: list[tuple[Decision, Cell]] = []
    for row in rows:
        decision = _decision(row, families, tables)
        if decision is None:
            continue
        subject, object_ = row["subject"], row["object"]
        if decision.word in ("is", "is-not") and ":" in object_.text:
            check_identifier(object_, registries, tables)
        elif decision.word in ("is", "is-not") and not (
            object_.text == NOTHING or knows(decision.family, object_.text)
        ):
            tables.report("unknown-term", object_.at(), _unknown_thing(row["family"], object_), _UNKNOWN_HINT)
        if decision.word == "is":
            key = (decision.family, name_key(subject.text), decision.document)
            if not key[1]:
                tables.report("empty-cell", subject.at(), empty("subject"))
            first = decided.setdefault(key, object_)
            if first.text != object_.text:
                tables.report("decided-twice", subject.at(), _decided_twice(subject, first))
        decisions.append((decision, row["decision"]))
    for cell, line in (*_denied_names(decisions), *_parted_pairs(decisions)):
        tables.report("contradictory-decisions", cell.at(), _contradictory(line))
    if tables.problems:
        raise InputError(in_order(tables.problems))
    return Decisions(rows=tuple(decision for decision, _ in decisions))


def _decision(row: Row, families: Collection[str], tables: Tables) -> Decision | None:
    """Read a row; None where it decides nothing, or is wrong by itself."""
    known = tables.check_known("unknown-family", row["family"], families, "a family", "une famille")
    known &= tables.check_known(
        "unknown-decision", row["decision"], get_args(Word), "a decision", "une décision"
    )
    if not known or not row["object"].text:
        return None
    decision = Decision(
        family=row["family"].text,
        subject=row["subject"].text,
        word=cast(Word, row["decision"].text),
        object=row["object"].text,
        document=_text(row, "document"),
        other_document=_text(row, "other_document"),
        why=_text(row, "why"),
    )
    one, other = _pair(decision)
    if decision.word in ("same", "not-same") and one == other:
        tables.report("decision-of-itself", row["object"].at(), _ITSELF, _ITSELF_HINT)
    return decision


def _denied_names(decisions: Iterable[tuple[Decision, Cell]]) -> Iterator[tuple[Cell, int]]:
    """Find what is said of a name and denied of it: the row that denies it, and the line of the other."""
    said = {
        (row.family, name_key(row.subject), row.object, row.document): cell.line
        for row, cell in decisions
        if row.word == "is"
    }
    for row, cell in decisions:
        line = said.get((row.family, name_key(row.subject), row.object, row.document))
        if row.word == "is-not" and line is not None:
            yield cell, line


def _parted_pairs(decisions: Iterable[tuple[Decision, Cell]]) -> Iterator[tuple[Cell, int]]:
    """Find what is said to be apart and is the same by other rows, over whatever steps."""
    group: dict[_Thing, dict[_Thing, int]] = {}
    for row, cell in decisions:
        if row.word == "same":
            one, other = _pair(row)
            first = group.setdefault(one, {one: cell.line})
            second = group.setdefault(other, {other: cell.line})
            if first is not second:
                first.update(second)
                group.update(dict.fromkeys(second, first))
    for row, cell in decisions:
        one, other = _pair(row)
        if row.word == "not-same" and one in group and other in group[one]:
            yield cell, group[one][other]


_Thing = tuple[str, str, str | None]
"""A family, an id, and the document that it is of."""


def _pair(row: Decision) -> tuple[_Thing, _Thing]:
    return (row.family, row.subject, row.document), (row.family, row.object, row.other_document)


_COLUMNS = Columns(
    filled=("family", "subject", "decision"),
    optional=("object",),
    absent=("document", "other_document", "why", "documents", "mentions", "verdict", "candidates"),
)
"""The last four are those of the table of ungrounded names, which a person fills in and gives back."""


def _text(row: Row, column: str) -> str | None:
    cell = row.get(column)
    return cell.text if cell is not None and cell.text else None


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


_UNKNOWN_HINT = Bilingual(
    en="look for it with `trialgraph terms search`; identifiers have their registry, as `doid:9008`",
    fr="cherchez par `trialgraph terms search` ; un identifiant a son registre, comme `doid:9008`",
)


def _unknown_thing(family: Cell, object_: Cell) -> Bilingual:
    return Bilingual(
        en=f"no terminology has `{family.text}:{object_.text}`",
        fr=f"aucune terminologie n’a `{family.text}:{object_.text}`",
    )


def _contradictory(line: int) -> Bilingual:
    return Bilingual(en=f"line {line} says the contrary", fr=f"la ligne {line} dit le contraire")
