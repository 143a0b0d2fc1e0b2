"""What a draft is made from, besides the findings: the text, its layout, and words of its language."""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from trialgraph.drafting.ids import slug
from trialgraph.extraction.findings import Span
from trialgraph.folding import fold
from trialgraph.model import Document

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """What is known of a text besides what it states."""

    name: str
    """Of the file it was read from; `-` for standard input."""
    text: str
    language: str
    title: Span | None = None
    """Where its title stands."""
    sentences: tuple[tuple[int, int], ...] = ()
    """Where its sentences begin and end, in order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What the language of a text knows of words that findings leave as printed."""

    intervention_kind: Callable[[str], str]
    """From the name of an intervention to `Drug`, `Placebo` or a code of `InterventionType`."""
    group_kind: Callable[[str], str | None]
    """From the name of a group to `Cohort`, `Population` or `Whole`; None where it is none of these."""
    ordinal: Callable[[str], int | None]
    """From the name of a group to the number that its ordinal says."""
    seriousness: Callable[[str], str]
    """From the name of an adverse event to a code of `Seriousness`."""
    ucum: Mapping[str, str]
    """From a unit as findings print it to its UCUM code."""


def document_of(source: Source) -> Document:
    """Describe a text as a document; its id is made of the name of its file.

    >>> document_of(Source(name="news/Lorvatinib 2.html", text="It works.", language="en")).id
    'lorvatinib-2'
    """
    name = re.split(r"[/\\]", source.name)[-1]
    sha256 = hashlib.sha256(source.text.encode()).hexdigest()
    stem = name.rpartition(".")[0] or name
    return Document(
        id=slug(stem) if re.search(r"\w", stem) else f"text-{sha256[:12]}",
        language=source.language,
        sha256=sha256,
        length=len(source.text),
        source=name,
        text=source.text,
    )


class Passages:
    """Finds names and sentences in a text; the work grows with the length of the text, not with the names."""

    def __init__(self, source: Source, names: Iterable[str]) -> None:
        self._text, self._sentences = source.text, source.sentences
        self._starts = [start for start, _ in source.sentences]
        self._places: dict[str, list[int]] = {}
        folded, by_word = fold(source.text), dict[str, list[str]]()
        for name in dict.fromkeys(map(fold, names)):
            if first := _WORD.search(name):
                self._places[name[first.start() :]] = []
                by_word.setdefault(first.group(), []).append(name[first.start() :])
        for word in _WORD.finditer(folded) if by_word else ():
            for name in by_word.get(word.group(), ()):
                end = word.start() + len(name)
                is_whole = end >= len(folded) or not (folded[end - 1].isalnum() and folded[end].isalnum())
                if is_whole and folded.startswith(name, word.start()):
                    self._places[name].append(word.start())

    def sentence(self, offset: int) -> tuple[int, int]:
        """Give the sentence in which an offset lies; the whole text where the layout is not known."""
        index = bisect_right(self._starts, offset) - 1
        return self._sentences[index] if index >= 0 else (0, len(self._text))

    def places(self, name: str) -> list[int]:
        """Give the offsets at which a name stands, of those that were announced."""
        return self._places.get(_bare(name), [])

    def mention(self, name: str, near: Span) -> Span | None:
        """Give a place where a name is printed: in the sentence of a span, else the first in the text."""
        places = self.places(name)
        if not places:
            return None
        start, end = self.sentence(near.start)
        first = bisect_right(places, start - 1)
        place = places[first] if first < len(places) and places[first] < end else places[0]
        quote = self._text[place : place + len(_bare(name))]
        return Span(start=place, end=place + len(quote), quote=quote, rule=near.rule)

    def together(self, spans: Iterable[Span], start: int, end: int) -> Iterator[Span]:
        """Give the spans that lie in a stretch."""
        return (span for span in spans if start <= span.start and span.end <= end)


def _bare(name: str) -> str:
    first = _WORD.search(folded := fold(name))
    return folded[first.start() :] if first else folded
