"""Which term of a terminology a thing of a document is."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from trialgraph.decisions import NOTHING, Decisions, load_decisions
from trialgraph.entities import BY_NAME, Entity
from trialgraph.grounding import Candidate, Grounding, ground, is_more
from trialgraph.joining.evidence import printed_names
from trialgraph.lexicon import SHIPPED, Key, Lexicon
from trialgraph.model import FactFile, Identifier, Term
from trialgraph.namekeys import name_key
from trialgraph.problems import Bilingual

FAMILIES = BY_NAME - {"person"}
"""What terminologies know by name."""


def decided_names(table: str | Path | None, lexicon: Lexicon) -> Decisions:
    """Read what people decided; nothing where there is no table.

    Raises:
        InputError: with every problem of the table.

    """
    if table is None:
        return Decisions()

    def knows(family: str, id_: str) -> bool:
        return lexicon.term(family, id_) is not None

    return load_decisions(table, lexicon.terminology.registries, knows)


def ground_name(
    name: str,
    families: Collection[str],
    lexicon: Lexicon,
    decisions: Decisions,
    *,
    document: str | None = None,
    context: str = "",
) -> Grounding:
    """Tell which term a name is: by decision, or by what terminologies know.

    Args:
        name: as printed.
        families: those that the thing may be of; empty where that is not known.
        lexicon: the names that are known.
        decisions: what people decided.
        document: the id of the document that prints the name, where it is one.
        context: the key of the text in which it stands (`grounding.ground`).

    """
    asked = sorted(families) or sorted(decisions.families)
    for family in asked:
        meant = decisions.meant(family, name, document)
        if meant is not None:
            return ground_decided(name, family, meant, lexicon)
    found = ground(name, lexicon, families=families, context=context)
    refused = {thing for family in asked for thing in _refused([name], family, document, decisions, lexicon)}
    left = tuple(candidate for candidate in found.candidates if candidate.thing not in refused)
    return found.among(left) if len(left) < len(found.candidates) else found


def ground_thing(
    entity: Entity, file: FactFile, context: str, lexicon: Lexicon, decisions: Decisions
) -> Grounding:
    """Tell which term a thing is: by decision, by its id, or by the names that the document prints."""
    family, id_ = entity.key
    document = file.document.id if file.document else None
    names = list(printed_names(entity))
    for name in names:
        meant = decisions.meant(family, name, document)
        if meant is not None:
            return ground_decided(name, family, meant, lexicon)
    is_refused = entity.key in _refused(names, family, document, decisions, lexicon)
    if lexicon.term(family, id_) is not None and not is_refused:
        return _grounded(names[0] if names else id_, (family, id_), _BY_ID)
    if family not in FAMILIES:
        return Grounding(name=names[0] if names else id_, verdict="unknown", candidates=())
    found = [
        ground_name(name, (family,), lexicon, decisions, document=document, context=context) for name in names
    ]
    things = {each.thing for each in found if each.thing is not None}
    if len(things) == 1:
        best = next(each for each in found if each.thing is not None)
        longer = next((each for each in found if each.thing is None and is_more(each.name, best.name)), None)
        # "uncontrolled high blood pressure" is not all high blood pressure, though the text calls it so too.
        return best if longer is None else longer.doubting(best)
    if len(things) > 1:
        return _ambiguous(found)
    return next((each for each in found if each.candidates), found[0]) if found else _unnamed(id_)


def ground_decided(name: str, family: str, meant: str, lexicon: Lexicon) -> Grounding:
    """Ground a name of which a decision says what it means: an id, a registry's, or nothing."""
    if meant == NOTHING:
        return Grounding(name=name, verdict="unknown", candidates=())
    thing = lexicon.thing(family, meant) if ":" in meant else (family, meant)
    return _grounded(name, thing, _BY_DECISION)


def decided_terms(decisions: Decisions, lexicon: Lexicon) -> Iterator[Term]:
    """Give the things that people named by an identifier no terminology has, as the ORCID iD of a person."""
    for row in decisions.rows:
        scheme, colon, value = row.object.partition(":")
        if row.word == "is" and colon:
            family, id_ = lexicon.thing(row.family, row.object)
            if lexicon.term(family, id_) is None:
                source = row.why or "a decision"
                known = Identifier(scheme=scheme, value=value, mapping="exact_match", source=source)
                yield Term(family=family, id=id_, labels=(), identifiers=(known,))


def _grounded(name: str, thing: tuple[str, str], reason: Bilingual) -> Grounding:
    candidate = Candidate(thing=thing, matched=name, score=100, reason=reason, source=SHIPPED, registry="")
    return Grounding(name=name, verdict="grounded", candidates=(candidate,))


def _unnamed(id_: str) -> Grounding:
    return Grounding(name=id_, verdict="unknown", candidates=())


def _refused(
    names: Iterable[str], family: str, document: str | None, decisions: Decisions, lexicon: Lexicon
) -> frozenset[Key]:
    """Give the things that people said some names do not mean: ours, where they have the identifier."""
    return frozenset(
        lexicon.thing(family, id_) if ":" in id_ else (family, id_)
        for name in names
        for id_ in decisions.refused(family, name, document)
    )


def _ambiguous(found: Sequence[Grounding]) -> Grounding:
    """Put together what several names of one thing mean, where they mean different things."""
    candidates = tuple(dict.fromkeys(c for each in found for c in each.candidates if each.thing is not None))
    return Grounding(name=found[0].name, verdict="ambiguous", candidates=candidates)


def context_of(file: FactFile) -> str:
    """Give the words in which names stand: the text where it is at hand, else all quotes."""
    if file.document is not None and file.document.text is not None:
        return name_key(file.document.text)
    quotes = dict.fromkeys(piece.quote for fact in file.facts for piece in fact.evidence)
    return " ".join(name_key(quote) for quote in quotes)


_BY_ID = Bilingual(en="its id is that of the term", fr="son id est celui du terme")
_BY_DECISION = Bilingual(en="a decision", fr="une décision")
