"""How well names are grounded: mentions of real and of invented texts, against what they mean by reading.

A mention with a type is asked for as extraction asks: its name, its family, its text. One that is an ordinary
word, a unit or the name of a trial is looked for as texts are searched: nothing may be found there.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from trialgraph.grounding import ground
from trialgraph.lexicon import Key, Lexicon
from trialgraph.mentions import find_mentions
from trialgraph.namekeys import name_key

FOLDER = Path(__file__).parent.parent / "tests" / "data" / "grounding"
OTHER = "other"
"""The type of what is no name of anything that terminologies know."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A stretch of a text, and what it means."""

    text: str
    start: int
    end: int
    type: str
    identifiers: frozenset[str]
    """Any of these is right; empty where nothing is meant that has an identifier."""
    may_be_silent: bool
    """Whether finding nothing is right as well."""

    @property
    def name(self) -> str:
        """The words."""
        return self.text[self.start : self.end]


@dataclass(kw_only=True, slots=True)
class Score:
    """What was grounded, and how."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    others: int = 0
    """How many mentions name nothing."""

    @property
    def precision(self) -> float:
        """The share of right ones among those that were grounded."""
        return self.right / (self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        """The share of right ones among those that have an identifier."""
        return self.right / (self.right + len(self.wrong) + len(self.missed))


def real_mentions(corpus: Path) -> list[Mention]:
    """Read the mentions of real texts, which stand beside the repository."""
    texts: dict[str, str] = {}
    found = []
    for row in _rows("mentions.tsv"):
        name = row["document"]
        if name not in texts:
            texts[name] = (corpus / name).read_text(encoding="utf-8")
        found.append(_mention(texts[name], int(row["start"]), int(row["end"]), row))
    return found


def invented_mentions() -> list[Mention]:
    """Read the mentions of invented sentences."""
    found = []
    for row in _rows("invented.tsv"):
        start = row["sentence"].index(row["mention"])
        found.append(_mention(row["sentence"], start, start + len(row["mention"]), row))
    return found


def measure(mentions: list[Mention], lexicon: Lexicon) -> Score:
    """Ground all mentions, and compare with what they mean."""
    score = Score()
    found: dict[str, list[tuple[int, int, Key]]] = {}
    for mention in mentions:
        if mention.type == OTHER:
            if mention.text not in found:
                found[mention.text] = [
                    (m.start, m.end, m.thing) for m in find_mentions(mention.text, lexicon)
                ]
            score.others += 1
            hit = next(
                (thing for s, e, thing in found[mention.text] if mention.start <= s and e <= mention.end),
                None,
            )
            if hit is not None:
                score.wrong.append(f"{mention.name}: {':'.join(hit)}")
            continue
        thing = ground(mention.name, lexicon, families=[mention.type], context=name_key(mention.text)).thing
        if thing is None:
            if not mention.may_be_silent:
                score.missed.append(f"{mention.name} ({mention.type})")
        elif mention.identifiers & _identifiers(thing, lexicon):
            score.right += 1
        else:
            score.wrong.append(f"{mention.name} ({mention.type}): {':'.join(thing)}")
    return score


def _identifiers(thing: Key, lexicon: Lexicon) -> set[str]:
    term = lexicon.term(*thing)
    known = term.identifiers if term is not None else ()
    return {":".join(thing), *(f"{i.scheme}:{i.value}" for i in known if i.mapping != "broad_match")}


def _mention(text: str, start: int, end: int, row: Mapping[str, str]) -> Mention:
    identifiers = set(row["identifiers"].split())
    return Mention(
        text=text,
        start=start,
        end=end,
        type=row["type"],
        identifiers=frozenset(identifiers - {"none"}),
        may_be_silent="none" in identifiers,
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    content = [line for line in lines if not line.startswith("#")]
    yield from csv.DictReader(content, delimiter="\t", quoting=csv.QUOTE_NONE)
