"""A new draft of a text whose facts people have reviewed: what they decided stays, the rest is drafted anew.

Facts that are accepted, rejected, or written by the curator are never changed. Facts that are still drafts
give way to those of the new draft. What the new draft states and the file knows already is not stated twice,
what was rejected does not come back, and where the two disagree the file holds and the other value is told.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from trialgraph import factdump
from trialgraph.factchecks import bare
from trialgraph.model import Document, Evidence, Fact, FactFile, statement_fields, values_of
from trialgraph.problems import Bilingual, InputError, Location, Problem, Severity, in_order, shorten
from trialgraph.renaming import Thing, adopt, is_rejected, references, statements, thing

Remarks = Mapping[int, tuple[str, ...]]
"""By the position of a fact, why a person should look at it."""

_NO_REMARKS: Remarks = MappingProxyType({})


class Counts(NamedTuple):
    """How many facts of the file and of the new draft went which way."""

    kept: int
    """Of the file: accepted, rejected or written by a person."""
    added: int
    """New drafts."""
    unchanged: int
    """Drafts that the file has already."""
    removed: int
    """Drafts of the file that rules no longer find."""
    known: int
    """New drafts that state nothing the file does not."""
    rejected: int
    """New drafts that a person has rejected before."""
    conflicts: int
    """New drafts that contradict the file, and are left out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Update:
    """What a fact file becomes, and what a person should know of it."""

    document: Document
    """As the file describes it."""
    facts: tuple[Fact, ...]
    """In the order of the file; new drafts stand with those of their kind."""
    origins: tuple[int | None, ...]
    """For each fact, the position in the file of the fact that it keeps or replaces."""
    remarks: Remarks
    problems: tuple[Problem, ...]
    counts: Counts


def update(
    reviewed: FactFile, document: Document, draft: Iterable[Fact], remarks: Remarks = _NO_REMARKS
) -> Update:
    """Bring a reviewed fact file up to date with a new draft of the same text.

    Args:
        reviewed: the file as people left it.
        document: the text that the draft was made of.
        draft: the facts that rules find in it now.
        remarks: on the facts of the draft.

    Returns:
        The file as it was, with a problem, where the draft is of another text.

    Raises:
        InputError: the file has problems, so that part of it would be lost.

    """
    if reviewed.document is None or reviewed.problems:
        raise InputError(reviewed.problems)
    if document.sha256 != reviewed.document.sha256:
        return _untouched(reviewed, reviewed.document, _other_text(reviewed, document))
    kept = [fact for fact in reviewed.facts if not _is_draft(fact)]
    names = {("document", document.id): reviewed.document.id}
    sorter = _Sorter(reviewed)
    new: dict[Fact, tuple[Fact, tuple[str, ...]]] = {}
    for position, fact in enumerate(adopt(draft, kept, names)):
        if sorter.lets_in(fact):
            new.setdefault(bare(fact), (fact, remarks.get(position, ())))
    needed, problems = _still_needed(reviewed, [fact for fact, _ in new.values()])
    entries = _merge(reviewed, new, needed)
    before = sum(map(_is_draft, reviewed.facts))
    stayed = sum(1 for entry in entries if entry.origin is not None and _is_draft(entry.fact))
    return Update(
        document=reviewed.document,
        facts=tuple(entry.fact for entry in entries),
        origins=tuple(entry.origin for entry in entries),
        remarks={position: entry.remarks for position, entry in enumerate(entries) if entry.remarks},
        problems=in_order([*sorter.problems, *problems]),
        counts=Counts(
            kept=len(kept),
            added=sum(1 for entry in entries if entry.origin is None),
            unchanged=stayed,
            removed=before - stayed,
            known=sorter.known,
            rejected=sorter.rejected,
            conflicts=sorter.conflicts,
        ),
    )


def _is_draft(fact: Fact) -> bool:
    return fact.review is not None and fact.review.status == "Draft"


class _Sorter:
    """Decides of each fact of a new draft whether the file takes it in."""

    def __init__(self, reviewed: FactFile) -> None:
        self.locations = reviewed.locations
        self.about: dict[Thing, list[tuple[int, Fact]]] = {}
        """What the file states of each thing, with the position of the fact."""
        self.refused: set[tuple[type[Fact], str, frozenset[tuple[str, object]]]] = set()
        for position, fact in enumerate(reviewed.facts):
            if is_rejected(fact):
                self.refused.add((type(fact), fact.id, statements(fact)))
            elif not _is_draft(fact):
                self.about.setdefault(thing(fact), []).append((position, fact))
        self.problems: list[Problem] = []
        self.known = self.rejected = self.conflicts = 0

    def lets_in(self, fact: Fact) -> bool:
        stated = statements(fact)
        about = self.about.get(thing(fact), [])
        same_kind = [(position, other) for position, other in about if type(other) is type(fact)]
        if (type(fact), fact.id, stated) in self.refused:
            self.rejected += 1
        elif same_kind and stated <= frozenset().union(*(statements(other) for _, other in same_kind)):
            self.known += 1
        elif conflicts := [*_other_kinds(fact, about), *_other_values(fact, same_kind)]:
            self.conflicts += 1
            self.problems += [conflict.problem(self.locations) for conflict in conflicts]
        else:
            return True
        return False


class _Conflict(NamedTuple):
    """Two values for one thing: that of the file holds."""

    position: int
    field: str
    ours: Fact
    our_value: str
    theirs: Fact
    their_value: str

    def problem(self, locations: Mapping[tuple[int, str], Location]) -> Problem:
        id_, field = shorten(self.ours.id), self.field
        ours, theirs = shorten(self.our_value), shorten(self.their_value)
        our_words, their_words = (shorten(fact.evidence[0].quote) for fact in (self.ours, self.theirs))
        return _problem(
            "review-conflict",
            locations[self.position, field],
            Bilingual(
                en=f"`{field}` of `{id_}` is `{ours}` here (“{our_words}”); "
                f"the rules now read `{theirs}` (“{their_words}”)",
                fr=f"`{field}` de `{id_}` est `{ours}` ici (« {our_words} ») ; "
                f"les règles lisent à présent `{theirs}` (« {their_words} »)",
            ),
            Bilingual(
                en="correct the file, or write the other fact beside it with `status: Rejected`",
                fr="corrigez le fichier, ou écrivez-y aussi l’autre fait avec `status: Rejected`",
            ),
            severity="warning",
        )


def _other_kinds(fact: Fact, about: Iterable[tuple[int, Fact]]) -> Iterator[_Conflict]:
    for position, other in about:
        if type(other) is not type(fact):
            yield _Conflict(position, "kind", other, type(other).__name__, fact, type(fact).__name__)
            return


def _other_values(fact: Fact, same_kind: Sequence[tuple[int, Fact]]) -> Iterator[_Conflict]:
    """Find the single-valued fields of which the file gives values, and none is that of the draft."""
    for field in statement_fields(type(fact)).values():
        value = None if field.many else getattr(fact, field.name)
        known = [
            (position, other, kept)
            for position, other in same_kind
            for kept in values_of(other, field)
            if value is not None
        ]
        if known and all(kept != value for _, _, kept in known):
            position, other, kept = known[0]
            yield _Conflict(position, field.name, other, str(kept), fact, str(value))


# Drafts that others stand on


def _still_needed(reviewed: FactFile, new: Sequence[Fact]) -> tuple[set[int], list[Problem]]:
    """Find the drafts that rules no longer find, but that kept facts refer to or are parts of."""
    staying = [fact for fact in reviewed.facts if not _is_draft(fact)]
    there = {thing(fact) for fact in (*staying, *new)}
    needed: set[int] = set()
    open_ = set().union(*(references(fact) for fact in staying)) - there
    while open_:
        found = {
            position
            for position, fact in enumerate(reviewed.facts)
            if _is_draft(fact) and thing(fact) in open_
        }
        needed |= found
        there |= open_
        open_ = set().union(*(references(reviewed.facts[position]) for position in found)) - there
    return needed, [_no_longer_found(reviewed, position) for position in sorted(needed)]


def _no_longer_found(reviewed: FactFile, position: int) -> Problem:
    id_ = shorten(reviewed.facts[position].id)
    return _problem(
        "review-leftover",
        reviewed.locations[position, "kind"],
        Bilingual(
            en=f"the rules no longer find this about `{id_}`, but a reviewed fact needs it",
            fr=f"les règles ne trouvent plus ceci sur `{id_}`, mais un fait revu en a besoin",
        ),
        Bilingual(
            en="accept it, or change the facts that refer to it",
            fr="acceptez-le, ou changez les faits qui y renvoient",
        ),
        severity="warning",
        quote=reviewed.facts[position].evidence[0].quote,
    )


# The order of the facts


class _Entry(NamedTuple):
    fact: Fact
    origin: int | None
    remarks: tuple[str, ...]


def _merge(
    reviewed: FactFile, new: Mapping[Fact, tuple[Fact, tuple[str, ...]]], needed: set[int]
) -> list[_Entry]:
    """Put the new draft into the order of the file."""
    entries: list[_Entry] = []
    placed: set[Fact] = set()
    for position, fact in enumerate(reviewed.facts):
        key = bare(fact)
        if not _is_draft(fact) or position in needed:
            entries.append(_Entry(fact, position, ()))
        elif key in new:
            placed.add(key)
            entries.append(_Entry(new[key][0], position, new[key][1]))
    rest = [entry for key, entry in new.items() if key not in placed]
    for fact, remarks in sorted(rest, key=lambda entry: factdump.order(entry[0])):
        entries.insert(_place(fact, entries), _Entry(fact, None, remarks))
    return entries


def _place(fact: Fact, entries: Sequence[_Entry]) -> int:
    """Find the place of a new fact: in order among those of its kind, else behind the kinds before it."""
    kin = [position for position, entry in enumerate(entries) if type(entry.fact) is type(fact)]
    if kin:
        orders = [factdump.order(entries[position].fact) for position in kin]
        before = [p for p, order in zip(kin, orders, strict=True) if order <= factdump.order(fact)]
        return (before[-1] if before else kin[0]) + 1
    kinds = [factdump.kind_order(entry.fact) for entry in entries]
    if kinds == sorted(kinds):
        return bisect_right(kinds, factdump.kind_order(fact))
    earlier = [p for p, kind in enumerate(kinds) if kind < factdump.kind_order(fact)]
    return earlier[-1] + 1 if earlier else 0


# Another text


def _untouched(reviewed: FactFile, document: Document, problems: Iterable[Problem]) -> Update:
    drafts = sum(map(_is_draft, reviewed.facts))
    return Update(
        document=document,
        facts=reviewed.facts,
        origins=tuple(range(len(reviewed.facts))),
        remarks={},
        problems=in_order(problems),
        counts=Counts(len(reviewed.facts) - drafts, 0, drafts, 0, 0, 0, 0),
    )


def _other_text(reviewed: FactFile, document: Document) -> Iterator[Problem]:
    """Tell that the text is another, and which quotes of reviewed facts are not where they were."""
    yield _problem(
        "other-text",
        Location(file=reviewed.locations[0, "kind"].file),
        Bilingual(
            en="these facts are of another text than the one just read: its SHA-256 differs",
            fr="ces faits sont d’un autre texte que celui qui vient d’être lu : son SHA-256 diffère",
        ),
        Bilingual(
            en="give the text they are of, or check every quote and then change `sha256` and `length`",
            fr="donnez leur texte, ou vérifiez chaque citation, puis changez `sha256` et `length`",
        ),
    )
    for position, fact in enumerate(reviewed.facts):
        for number, piece in enumerate(fact.evidence):
            text = document.text
            if text is not None and not _is_draft(fact) and text[piece.start : piece.end] != piece.quote:
                yield _moved(reviewed.locations[position, f"evidence.{number}"], piece, text)


def _moved(place: Location, piece: Evidence, text: str) -> Problem:
    start = text.find(piece.quote)
    hint = Bilingual(en=f"they stand at {start} now", fr=f"ils se trouvent à présent à {start}")
    return _problem(
        "quote-moved",
        place,
        Bilingual(
            en=f"these words are not at {piece.start} in the text just read",
            fr=f"ces mots ne sont pas à {piece.start} dans le texte qui vient d’être lu",
        ),
        hint if text.count(piece.quote) == 1 else None,
        quote=piece.quote,
    )


def _problem(
    code: str,
    place: Location,
    message: Bilingual,
    hint: Bilingual | None = None,
    *,
    severity: Severity = "violation",
    quote: str | None = None,
) -> Problem:
    return Problem(code=code, severity=severity, message=message, location=place, hint=hint, quote=quote)
