"""The things that a text names: found by name alone, and grounded without a rule that says what they are."""

from collections.abc import Iterator
from dataclasses import dataclass

from trialgraph.grounding import WITH_FULL_NAME, Grounding, ground, is_acronym
from trialgraph.lexicon import Key, Lexicon
from trialgraph.namekeys import name_key

FAMILIES = ("drug", "drug_class", "target", "disease", "symptom", "organisation")
"""What is looked for. A journal called Blood is not: where a paper appeared, a rule must tell."""

_FEWEST_LETTERS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownMention:
    """Where a text names a thing that is known, without doubt."""

    start: int
    end: int
    thing: Key
    grounding: Grounding


def find_mentions(text: str, lexicon: Lexicon) -> Iterator[KnownMention]:
    """Find what a text names, and leave out every name that may mean something else.

    >>> from trialgraph.lexicon import load_lexicon
    >>> text = "Iscalimab binds CD40."
    >>> [text[m.start : m.end] for m in find_mentions(text, load_lexicon())]
    ['Iscalimab', 'CD40']
    """
    context = name_key(text)
    known: dict[str, Grounding] = {}
    for mention in lexicon.find(text):
        printed = text[mention.start : mention.end]
        if len(printed) < _FEWEST_LETTERS:
            continue
        if printed not in known:
            known[printed] = ground(printed, lexicon, families=FAMILIES, context=context)
        thing = known[printed].thing
        if thing is not None and (thing[0] == "target" or _is_plain(known[printed])):
            yield KnownMention(start=mention.start, end=mention.end, thing=thing, grounding=known[printed])


def _is_plain(found: Grounding) -> bool:
    """Tell whether a name says what it names without a rule; an acronym does beside its full name."""
    best = found.candidates[0]
    return best.score >= WITH_FULL_NAME or not (is_acronym(found.name) or is_acronym(best.matched))
