"""A difference of two graphs, as people and programs read it: text, an RDF patch, JSON."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType

import pyoxigraph as ox

from trialgraph.differences import Change, Difference, Fate, Thing
from trialgraph.problems import Bilingual
from trialgraph.things import printable


def render_difference(difference: Difference, format_: str, language: str) -> str:
    """Write a difference: `text` for people, `patch` as an RDF patch, `json` for programs."""
    return _FORMATS[format_](difference, language)


# Text


def _text(difference: Difference, language: str) -> str:
    lines: list[str] = []
    for fate in ("changed", "added", "removed"):
        group = [thing for thing in difference.things if thing.fate == fate]
        for thing in group[:_MOST]:
            lines += [*_thing(thing, language), ""]
        if len(group) > _MOST:
            lines += [_MORE[fate](len(group) - _MOST).in_language(language), ""]
    for name, (removed, added) in difference.beside.items():
        lines.append(
            Bilingual(
                en=f"beside the facts: {printable(name)}: −{removed} +{added} statements",
                fr=f"à côté des faits : {printable(name)} : −{removed} +{added} énoncés",
            ).in_language(language)
        )
    if difference.moved:
        lines.append(
            Bilingual(
                en=f"in other named graphs, but the same: {difference.moved} statements",
                fr=f"dans d’autres graphes nommés, mais les mêmes : {difference.moved} énoncés",
            ).in_language(language)
        )
    lines.append(_summary(difference).in_language(language))
    return "".join(f"{line}\n" for line in lines)


_MOST = 200
"""Things of one fate that are told: a text that is longer is not read, and the other formats have all."""
_MORE: Mapping[Fate, Callable[[int], Bilingual]] = MappingProxyType(
    {
        "changed": lambda n: Bilingual(en=f"… and {n} more changed", fr=f"… et {n} autres changés"),
        "added": lambda n: Bilingual(en=f"… and {n} more added", fr=f"… et {n} autres ajoutés"),
        "removed": lambda n: Bilingual(en=f"… and {n} more removed", fr=f"… et {n} autres retirés"),
    }
)


def _thing(thing: Thing, language: str) -> list[str]:
    sign = {"changed": " ", "added": "+", "removed": "−"}[thing.fate]
    label = thing.label.in_language(language)
    names = (label, thing.kind.in_language(language), "" if thing.name == label else thing.name)
    parts = [printable(part) for part in names if part]
    count = Bilingual(
        en=f"{_FATE_WORDS[thing.fate].en}, {thing.statements} statement{'s' * (thing.statements > 1)}",
        fr=f"{_FATE_WORDS[thing.fate].fr}, {thing.statements} énoncé{'s' * (thing.statements > 1)}",
    )
    lines = [f"{sign} {' · '.join(parts)} ({count.in_language(language)})"]
    for change in thing.changes:
        lines += _change(change, language)
    return lines


_FATE_WORDS: Mapping[Fate, Bilingual] = MappingProxyType(
    {
        "changed": Bilingual(en="changed", fr="changé"),
        "added": Bilingual(en="added", fr="ajouté"),
        "removed": Bilingual(en="removed", fr="retiré"),
    }
)


def _change(change: Change, language: str) -> list[str]:
    colon = Bilingual(en=":", fr="\N{NO-BREAK SPACE}:").in_language(language)
    label = f"{printable(change.label.in_language(language))}{colon}"
    removed, added = (
        [printable(value.in_language(language)) for value in of] for of in (change.removed, change.added)
    )
    if len(removed) == len(added) == 1:
        return [f"    {label} {removed[0]} → {added[0]}"]
    return [
        f"    {sign} {label} {value}" for sign, values in (("−", removed), ("+", added)) for value in values
    ]


def _summary(difference: Difference) -> Bilingual:
    if not difference.differs:
        return Bilingual(en="the graphs state the same", fr="les graphes énoncent la même chose")
    removed, added = len(difference.removed), len(difference.added)
    return Bilingual(
        en=f"statements removed: {removed}; statements added: {added}",
        fr=f"énoncés retirés : {removed} ; énoncés ajoutés : {added}",
    )


# RDF Patch


def _patch(difference: Difference, _language: str) -> str:
    """Write an RDF Patch (https://jena.apache.org/documentation/rdf-patch/): one transaction, sorted rows."""
    rows = ["TX ."]
    rows += sorted(f"D {_row(quad)} ." for quad in difference.removed)
    rows += sorted(f"A {_row(quad)} ." for quad in difference.added)
    return "".join(f"{row}\n" for row in (*rows, "TC ."))


def _row(quad: ox.Quad) -> str:
    """Write a quad as N-Quads do, without the dot; a triple of the default graph has three terms."""
    return str(quad)


# JSON


def _json(difference: Difference, _language: str) -> str:
    document = {
        "version": 1,
        "differs": difference.differs,
        "things": [
            {
                "name": thing.name,
                "label": _bilingual(thing.label),
                "kind": _bilingual(thing.kind),
                "fate": thing.fate,
                "statements": thing.statements,
                "changes": [
                    {
                        "property": change.predicate,
                        "label": _bilingual(change.label),
                        "removed": [_bilingual(value) for value in change.removed],
                        "added": [_bilingual(value) for value in change.added],
                    }
                    for change in thing.changes
                ],
            }
            for thing in difference.things
        ],
        "beside": {
            name: {"removed": removed, "added": added} for name, (removed, added) in difference.beside.items()
        },
        "moved": difference.moved,
        "removed": sorted(f"{_row(quad)} ." for quad in difference.removed),
        "added": sorted(f"{_row(quad)} ." for quad in difference.added),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _bilingual(text: Bilingual) -> dict[str, str]:
    return {"en": text.en, "fr": text.fr}


_FORMATS: Mapping[str, Callable[[Difference, str], str]] = MappingProxyType(
    {"text": _text, "patch": _patch, "json": _json}
)
