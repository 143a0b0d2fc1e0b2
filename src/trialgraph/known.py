"""What terminologies add to what rules find: names to look for, and one finding for each thing."""

import dataclasses
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from trialgraph.extraction.findings import Finding
from trialgraph.extraction.organisations import KNOWN_PART
from trialgraph.extraction.values import Value
from trialgraph.grounding import ground, is_acronym, is_more
from trialgraph.lexicon import Key, Lexicon
from trialgraph.mentions import find_mentions
from trialgraph.namekeys import name_key

_MARKS: Mapping[str, str] = MappingProxyType(
    {"drug": "drug", "disease": "condition", "target": "target", "organisation": "organisation"}
)
"""How rules call what a family holds; classes and symptoms are too often a part of other names."""
_FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "treatment": "drug",
        "comparator": "drug",
        "target": "target",
        "condition": "disease",
        "institution": "organisation",
        "sponsor": "organisation",
        "journal": "journal",
        "conference": "conference",
    }
)
"""The family of the things that a field names."""


def known_names(text: str, lexicon: Lexicon) -> tuple[Value, ...]:
    """Mark the names of a text that terminologies know, for rules to ask for.

    Acronyms are left out, but for molecules: what they are acronyms of, the rules find in the text itself.

    >>> from trialgraph.lexicon import load_lexicon
    >>> [value.mark for value in known_names("Iscalimab slows Sjögren’s disease.", load_lexicon())]
    ['drug', 'condition']
    """
    marks = []
    for mention in find_mentions(text, lexicon):
        start, end = mention.start + _article(text, mention.start), mention.end
        mark = _mark(text[start:end], mention.thing[0])
        if mark is not None:
            marks.append(Value(mark=mark, start=start, end=end, data=text[start:end], quote=(start, end)))
    return tuple(marks)


_ARTICLE = re.compile(r"(?:the|le|la|les)[ \u00a0](?=\S)")


def _article(text: str, start: int) -> int:
    """Count the characters of a small article, which registries take into names: "The Quill Hospital"."""
    article = _ARTICLE.match(text, start)
    return 0 if article is None else article.end() - start


def _mark(name: str, family: str) -> str | None:
    """Give the mark of a name that says by itself what it names.

    "Pfizer" is a company, and a vaccine to those who had it: such a name is only a part of others.
    """
    if family == "organisation" and (is_acronym(name) or " " not in name):
        return KNOWN_PART
    # Molecules go by symbols; what else is short may be anything.
    return None if is_acronym(name) and family != "target" else _MARKS.get(family)


def one_per_thing(findings: Iterable[Finding], text: str, lexicon: Lexicon) -> tuple[Finding, ...]:
    """Make one finding of those that name one known thing: "high blood pressure" and "hypertension".

    The name that the text has first stands, the others stand beside it.
    """
    context = name_key(text)
    kept: list[Finding] = []
    places: dict[tuple[str, Key], int] = {}
    for finding in findings:
        thing = _thing(finding, lexicon, context)
        place = places.get((finding.field, thing)) if thing is not None else None
        if place is not None:
            kept[place] = _joined(kept[place], finding)
            continue
        if thing is not None:
            places[finding.field, thing] = len(kept)
        kept.append(finding)
    return tuple(kept)


def not_companies(findings: Iterable[Finding], lexicon: Lexicon) -> tuple[Finding, ...]:
    """Leave out the treatments that are no drug's name but an organisation's: "one dose of Pfizer"."""
    return tuple(finding for finding in findings if not _is_company(finding, lexicon))


def _is_company(finding: Finding, lexicon: Lexicon) -> bool:
    if _FAMILIES.get(finding.field) != "drug" or not isinstance(finding.value, str):
        return False
    if ground(finding.value, lexicon, families=("drug", "drug_class")).candidates:
        return False
    return ground(finding.value, lexicon, families=("organisation",)).thing is not None


def _thing(finding: Finding, lexicon: Lexicon, context: str) -> Key | None:
    family = _FAMILIES.get(finding.field)
    if family is None or not isinstance(finding.value, str):
        return None
    others = (name for name in finding.also if not is_more(finding.value, name))
    for name in (finding.value, *others):
        thing = ground(name, lexicon, families=[family], context=context).thing
        if thing is not None:
            return thing
    return None


def _joined(one: Finding, other: Finding) -> Finding:
    first, second = sorted((one, other), key=lambda finding: min(span.start for span in finding.evidence))
    names = dict.fromkeys(name for name in (*first.also, second.value, *second.also) if name != first.value)
    return dataclasses.replace(
        first,
        evidence=tuple(dict.fromkeys((*first.evidence, *second.evidence))),
        weight=first.weight + second.weight,
        also=tuple(names),
    )
