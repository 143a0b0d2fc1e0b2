"""What tells things of one name apart, and what shows that they are one: where people work, what trials test.

A thing has traits of several aspects ("place", "drug"), and a group of things has those of all its members.
Two groups are not one where both have traits of an aspect and share none of them.
"""

from collections.abc import Mapping
from typing import Any

from trialgraph.problems import Bilingual

Traits = Mapping[str, frozenset[Any]]
"""Traits by their aspect; an aspect may have a part of its own after a colon, as in `number:nct`."""

SIGNS: Mapping[str, tuple[str, ...]] = {
    "person": ("place", "paper", "trial"),
    "trial": ("drug",),
    "publication": ("journal",),
    "organisation": ("parent",),
}
"""By family: the aspects of which a shared trait shows that things of one name are one."""

_OTHER: Mapping[str, Bilingual] = {
    "place": Bilingual(
        en="the names fit, but they work at different organisations",
        fr="les noms conviennent, mais les organisations diffèrent",
    ),
    "order": Bilingual(en="they are two authors of one paper", fr="ce sont deux auteurs d’un même article"),
    "number": Bilingual(
        en="the same name, but different registry numbers",
        fr="le même nom, mais des numéros de registre différents",
    ),
    "drug": Bilingual(
        en="the same name, but not the same drug", fr="le même nom, mais pas le même médicament"
    ),
    "disease": Bilingual(
        en="the same name, but not the same disease", fr="le même nom, mais pas la même maladie"
    ),
    "journal": Bilingual(
        en="the same title, but in different journals", fr="le même titre, mais dans des revues différentes"
    ),
    "parent": Bilingual(
        en="the same name, but not parts of the same organisation",
        fr="le même nom, mais pas des parties de la même organisation",
    ),
    "within": Bilingual(
        en="one document has both, as two things", fr="un même document a les deux, comme deux choses"
    ),
}


def united(one: Traits, other: Traits) -> Traits:
    """Give the traits of two groups together.

    >>> sorted(united({"drug": frozenset("a")}, {"drug": frozenset("b")})["drug"])
    ['a', 'b']
    """
    return {
        aspect: one.get(aspect, frozenset()) | other.get(aspect, frozenset()) for aspect in {**one, **other}
    }


def objection(one: Traits, other: Traits) -> Bilingual | None:
    """Say what speaks against two groups being one; None where nothing does.

    >>> objection({"drug": frozenset("a")}, {"drug": frozenset("b")}).en
    'the same name, but not the same drug'
    """
    for aspect in sorted(one.keys() & other.keys()):
        reason = _OTHER.get(aspect.partition(":")[0])
        if reason is not None and one[aspect] and other[aspect] and one[aspect].isdisjoint(other[aspect]):
            return reason
    return None
