"""What the facts of one file say of one another: ids that fit, references that lead somewhere, no repetition.

Facts with problems of their own take part, as far as they could be read: one slip in a trial does not put
all its arms in the wrong.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from trialgraph.model import Fact
from trialgraph.problems import Bilingual, Location, Problem, did_you_mean, shorten


@dataclass(frozen=True, kw_only=True, slots=True)
class Id:
    """The id of a fact, and where it and the kind of the fact stand."""

    kind: type[Fact]
    text: str
    place: Location
    kind_place: Location
    is_rejected: bool
    """Whether a person said that the fact does not hold."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A reference from a field to a thing of a family, and where it stands."""

    field: str
    family: str
    id: str
    place: Location


@dataclass(kw_only=True, slots=True)
class References:
    """What a file names: collected while it is read."""

    document: str | None = None
    """The id of the document; None where it could not be read."""
    ids: list[Id] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    declared: dict[str, set[str]] = field(default_factory=dict)
    """The ids of each family."""

    def declare(self, kinds: Iterable[type[Fact]], id_: str) -> None:
        """Let others refer to an id as a thing of one of the kinds."""
        for kind in kinds:
            self.declared.setdefault(kind.family, set()).add(id_)


def check(
    references: References, facts: Sequence[Fact], locations: Mapping[tuple[int, str], Location]
) -> Iterator[Problem]:
    """Tell what does not fit among the facts of one file."""
    yield from _check_ids(references)
    yield from _check_links(references)
    yield from _check_repetitions(facts, locations)


def bare(fact: Fact) -> Fact:
    """Give what a fact states, whoever decided on it and whichever words it stands on.

    >>> from trialgraph.model import Drug, Review
    >>> draft = Drug(id="lorvatinib", name="lorvatinib", evidence=(), review=Review(status="Draft"))
    >>> bare(draft).review is None
    True
    """
    return dataclasses.replace(fact, evidence=(), review=None)


def _check_ids(references: References) -> Iterator[Problem]:
    first: dict[tuple[str, str], str] = {}
    for item in references.ids:
        name = item.kind.__name__
        # A rejected fact states nothing: the thing may well be of another kind.
        if not item.is_rejected:
            before = first.setdefault((item.kind.family, item.text), name)
            if before != name:
                yield _problem("two-kinds", item.kind_place, _two_kinds(item, before))
        yield from _check_id(item, references)


def _check_id(item: Id, references: References) -> Iterator[Problem]:
    kind, text = item.kind, shorten(item.text)
    if kind.family == "document" and references.document not in {None, item.text}:
        yield _problem(
            "wrong-id",
            item.place,
            Bilingual(
                en=f"the id of the release is that of the document, `{references.document}`",
                fr=f"l’id du communiqué est celui du document, `{references.document}`",
            ),
        )
    if kind.within is None and "." in item.text:
        yield _problem(
            "wrong-id",
            item.place,
            Bilingual(
                en=f"`{text}` has a dot, but {kind.__name__} is not a part of another thing",
                fr=f"`{text}` a un point, mais {kind.__name__} n’est partie de rien",
            ),
        )
    if kind.within is not None:
        whole, _, part = item.text.partition(".")
        wholes = references.declared.get(kind.within, set())
        if not part or whole not in wholes:
            suggestion = f"{min(wholes)}.{shorten(part or whole)}" if wholes else None
            yield _problem(
                "wrong-id",
                item.place,
                Bilingual(
                    en=f"`{text}` does not begin with the id of its {kind.within} and a dot",
                    fr=f"`{text}` ne commence pas par l’id de son {kind.within} suivi d’un point",
                ),
                Bilingual(en=f"write `{suggestion}`", fr=f"écrivez `{suggestion}`") if suggestion else None,
            )


def _check_links(references: References) -> Iterator[Problem]:
    known = dict(references.declared)
    if references.document is not None:
        known["document"] = {references.document}
    for link in references.links:
        if link.family == "document" and references.document is None:
            continue  # the document's id has a problem of its own
        if link.id not in known.get(link.family, ()):
            yield _problem(
                "unknown-reference",
                link.place,
                Bilingual(
                    en=f"`{link.field}` names `{shorten(link.id)}`, which no fact here is about",
                    fr=f"`{link.field}` cite `{shorten(link.id)}`, dont aucun fait ne parle ici",
                ),
                did_you_mean(link.id, known.get(link.family, ())),
            )


def _check_repetitions(
    facts: Sequence[Fact], locations: Mapping[tuple[int, str], Location]
) -> Iterator[Problem]:
    stated: dict[Fact, int] = {}
    for index, fact in enumerate(facts):
        first = stated.setdefault(bare(fact), index)
        if first != index:
            first_line = locations[first, "kind"].line
            yield _problem(
                "repeated-fact",
                locations[index, "kind"],
                Bilingual(
                    en=f"the fact at line {first_line} states the same",
                    fr=f"le fait de la ligne {first_line} énonce la même chose",
                ),
                Bilingual(en="add the quote to its evidence", fr="ajoutez la citation à ses preuves"),
            )


def _two_kinds(item: Id, first: str) -> Bilingual:
    kind = item.kind.__name__
    return Bilingual(
        en=f"`{shorten(item.text)}` is {kind} here and {first} before",
        fr=f"`{shorten(item.text)}` est ici {kind} et plus haut {first}",
    )


def _problem(code: str, place: Location, message: Bilingual, hint: Bilingual | None = None) -> Problem:
    return Problem(code=code, severity="violation", message=message, location=place, hint=hint)
