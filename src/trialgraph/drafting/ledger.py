"""The facts of a draft while it is written: each once, with all the words that state it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Protocol

from trialgraph.extraction.findings import Span
from trialgraph.model import Evidence, Fact, Review
from trialgraph.problems import Bilingual

DOUBTS: Mapping[str, Bilingual] = MappingProxyType(
    {
        "rival": Bilingual(
            en="the text also gives another value: compare the quotes",
            fr="le texte donne aussi une autre valeur : comparez les citations",
        ),
        "weak": Bilingual(
            en="found by a weak sign only: read the sentence",
            fr="trouvé par un indice faible seulement : lisez la phrase",
        ),
        "trial": Bilingual(
            en="several trials are reported: check which one this belongs to",
            fr="plusieurs essais sont rapportés : vérifiez duquel il s’agit",
        ),
        "group": Bilingual(
            en="it is not clear what this group received: check what it is",
            fr="ce que ce groupe a reçu n’est pas clair : vérifiez ce qu’il est",
        ),
        "about": Bilingual(
            en="the sentence does not say which treatment this belongs to: check it",
            fr="la phrase ne dit pas de quel traitement il s’agit : vérifiez-le",
        ),
        "larger-group": Bilingual(
            en="the text also gives a group that is larger than this: compare the numbers",
            fr="le texte donne aussi un groupe plus grand : comparez les nombres",
        ),
        "interval": Bilingual(
            en="the interval printed with this does not contain it: check signs and bounds",
            fr="l’intervalle imprimé avec cette valeur ne la contient pas : vérifiez signes et bornes",
        ),
        "partial-date": Bilingual(
            en="the text gives its own date without the day: add it, or leave it out",
            fr="le texte donne sa propre date sans le jour : ajoutez-le, ou omettez-la",
        ),
    }
)
"""Why a person should look at a fact, by the key that findings and drafts use."""

_DRAFT = Review(status="Draft")
_MOST_QUOTES = 5
"""Pieces of evidence of a fact, the clearest first: a person reads them all; the finding has every place."""


class Labels(Protocol):
    """Tells which things have a label already."""

    def label_stands(self, family: str, id_: str) -> bool:
        """Tell whether a thing needs no label."""
        ...


class Ledger:
    """Collects facts; what states the same becomes one fact with more evidence."""

    def __init__(self, labels: Labels) -> None:
        self.facts: list[Fact] = []
        self.doubts: dict[int, tuple[str, ...]] = {}
        self._labels = labels
        self._index: dict[Fact, int] = {}
        self._kinds: dict[tuple[str, str], type[Fact]] = {}
        self._labelled: set[tuple[str, str]] = set()

    def add(
        self,
        kind: type[Fact],
        id_: str,
        spans: Iterable[Span],
        *,
        label: Bilingual | None = None,
        inferred: bool = False,
        doubts: Iterable[str | None] = (),
        **statements: Any,
    ) -> None:
        """Add what is stated of a thing.

        Args:
            kind: of the thing.
            id_: of the thing.
            spans: the words that state it, with the rule that found them.
            label: for people, where no name is stated; dropped where the thing has one already.
            inferred: whether the words need a reading.
            doubts: keys of `DOUBTS`; None stands for no doubt.
            statements: by field; None and () stand for nothing stated.

        """
        said = {name: value for name, value in statements.items() if value not in (None, ())}
        if label is not None and self._is_labelled(kind, id_):
            label = None
        if not said and label is None:
            return
        evidence = tuple(
            dict.fromkeys(Evidence(quote=s.quote, start=s.start, end=s.end, rule=s.rule) for s in spans)
        )
        bare = kind(id=id_, evidence=(), **said)
        index = self._index.setdefault(bare, len(self.facts))
        if index == len(self.facts):
            self.facts.append(replace(bare, certainty="Inferred", review=_DRAFT))
        before = self.facts[index]
        self.facts[index] = replace(
            before,
            evidence=tuple(dict.fromkeys((*before.evidence, *evidence)))[:_MOST_QUOTES],
            certainty=before.certainty if inferred else "AsStated",
            label=before.label or label,
        )
        self._kinds.setdefault((kind.family, id_), kind)
        if label is not None:
            self._labelled.add((kind.family, id_))
        if new := tuple(doubt for doubt in doubts if doubt):
            self.doubts[index] = tuple(dict.fromkeys((*self.doubts.get(index, ()), *new)))

    def doubt(self, kind: type[Fact], id_: str, doubt: str, **statements: Any) -> None:
        """Say why a person should look at a fact that was added, if it was."""
        if (index := self._index.get(kind(id=id_, evidence=(), **statements))) is not None:
            self.doubts[index] = tuple(dict.fromkeys((*self.doubts.get(index, ()), doubt)))

    def kind(self, family: str, id_: str) -> type[Fact]:
        """Give the kind of a thing that something was added about."""
        return self._kinds[family, id_]

    def has(self, kind: type[Fact], id_: str) -> bool:
        """Tell whether anything was added about a thing."""
        return self._kinds.get((kind.family, id_)) is kind

    def free_id(self, kind: type[Fact], id_: str) -> str:
        """Give an id that no thing of another kind of the same family has."""
        other = self._kinds.get((kind.family, id_), kind)
        return id_ if other is kind else f"{id_}-{kind.__name__.lower()}"

    def _is_labelled(self, kind: type[Fact], id_: str) -> bool:
        return (kind.family, id_) in self._labelled or self._labels.label_stands(kind.family, id_)
