"""Quotes against the text that they are taken from: word for word where it matters.

A quote may differ from its text in what printing changes: white space, quotation marks, the length of a
dash, ligatures, case. It may not differ in a digit, a sign, a comparator, a unit or a word, and it may not
leave out what stands directly before or after it and makes it mean something else: half a number, a sign,
a unit, a negation.
"""

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trialgraph import passages, quotecuts
from trialgraph.model import AdverseEventCount, Endpoint, Evidence, Fact, FactFile, OutcomeResult
from trialgraph.passages import Folded, fold
from trialgraph.problems import Bilingual, Location, Problem, Severity, in_order, shorten

CODES = frozenset(
    {
        "quote-cuts-negation",
        "quote-cuts-number",
        "quote-cuts-sign",
        "quote-cuts-unit",
        "quote-cuts-word",
        "quote-moved",
        "quote-not-in-source",
        "quote-printed-otherwise",
        "source-changed",
    }
)
"""The codes of the problems that are told here."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Where a quote stands in its text."""

    start: int
    end: int
    is_exact: bool
    """Whether it is printed there letter for letter."""
    is_only_one: bool
    """Whether it stands nowhere else."""


def verify(file: FactFile, text: str) -> tuple[Problem, ...]:
    """Compare every quote of a fact file with the text that it is taken from.

    Args:
        file: the facts, with the places of their quotes.
        text: as `readers` gives it: in Unicode NFC, lines ending in a line feed.

    >>> from trialgraph import factfiles
    >>> facts = '''document: {id: a, language: en, source: a.txt, sha256: %s, length: 26}
    ... facts: [{kind: ClinicalTrial, id: t, enrolment: 90,
    ...   evidence: [{quote: 90 people, start: 0, end: 9}]}]'''
    >>> text = "In all, 90 people took part"
    >>> file = factfiles.parse((facts % hashlib.sha256(text.encode()).hexdigest()).encode(), "a.yaml")
    >>> [problem.code for problem in verify(file, text)]
    ['source-changed', 'quote-moved']

    """
    folded = fold(text)
    problems = [*_source(file, text)]
    found = iter(locate_all(file, text, folded))
    for index, fact in enumerate(file.facts):
        for number, piece in enumerate(fact.evidence):
            place = _place(file, index, number)
            where = next(found)
            if where is None:
                problems.append(_not_found(piece, text, folded, place))
            else:
                problems += _check(fact, piece, text, where, place)
    return in_order(problems)


def locate_all(file: FactFile, text: str, folded: Folded) -> list[Found | None]:
    """Find every quote of a fact file, in the order of its facts and of their evidence.

    A quote that stands in several places of a changed text is taken to have moved as far as the nearest quote
    of some length that stands in one place only.
    """
    pieces = [piece for fact in file.facts for piece in fact.evidence]
    found = [locate(piece, text, folded) for piece in pieces]
    moves = sorted(
        (piece.start, where.start - piece.start)
        for piece, where in zip(pieces, found, strict=True)
        if where is not None and where.is_only_one and len(piece.quote) >= _LONG
    )
    return [
        where
        if where is None or where.is_only_one or not moves
        else locate(piece, text, folded, moved=_move_near(moves, piece.start))
        for piece, where in zip(pieces, found, strict=True)
    ]


def _move_near(moves: Sequence[tuple[int, int]], start: int) -> int:
    """Say how far the quote moved that stood nearest to an offset."""
    index = bisect_left(moves, (start, 0))
    return min(moves[max(0, index - 1) : index + 1], key=lambda move: abs(move[0] - start))[1]


def locate(piece: Evidence, text: str, folded: Folded, *, moved: int = 0) -> Found | None:
    """Find a quote: at its offsets, else at the nearest place where it is printed, alike if need be.

    Args:
        piece: the quote with its offsets.
        text: what it is taken from.
        folded: the same, folded.
        moved: how far the words around it stand from where they stood, in code points.

    """
    if text[piece.start : piece.end] == piece.quote:
        return Found(start=piece.start, end=piece.end, is_exact=True, is_only_one=True)
    near = piece.start + moved
    exact = passages.nearest_place(text, piece.quote, near)
    if exact is not None:
        start, is_only_one = exact
        # Words in their place that are now in capitals have not moved to where they are in small letters.
        may_stand = start != near and len(piece.quote) >= _LONG
        alike = _alike(piece.quote, text, folded, near) if may_stand else None
        if alike is None or alike.start != near:
            return Found(start=start, end=start + len(piece.quote), is_exact=True, is_only_one=is_only_one)
        return alike
    return _alike(piece.quote, text, folded, near)


def _alike(quote: str, text: str, folded: Folded, near: int) -> Found | None:
    """Find the nearest place where a text prints a quote in another way."""
    words = fold(quote).text.strip()
    like = passages.find(folded, words, near)
    if like is None:
        return None
    printed = text[like.start : like.end]
    # Half a ligature is folded as the whole of it.
    if fold(printed).text.strip() == words and _keeps_units(quote, printed):
        return Found(start=like.start, end=like.end, is_exact=False, is_only_one=like.is_only_one)
    return None


def _place(file: FactFile, index: int, number: int) -> Location:
    known = file.locations
    place = known.get((index, f"evidence.{number}")) or known.get((index, "evidence"))
    return place or known[index, "kind"]


def _source(file: FactFile, text: str) -> Iterator[Problem]:
    document = file.document
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    if document is None or (document.sha256 == sha256 and document.length == len(text)):
        return
    name = next((place.file for place in file.locations.values()), document.source)
    yield _problem(
        "source-changed",
        Location(file=name),
        Bilingual(
            en=f"the text is not the one that was quoted: it has {len(text)} code points and the SHA-256 "
            f"{sha256[:12]}…, the document block says {document.length} and {document.sha256[:12]}…",
            fr=f"le texte n’est pas celui qui a été cité : il a {len(text)} points de code et le SHA-256 "
            f"{sha256[:12]}…, le bloc document dit {document.length} et {document.sha256[:12]}…",
        ),
        hint=Bilingual(
            en="if it is a new version, `--fix` writes the new offsets; read again what it cannot find",
            fr="si c’est une nouvelle version, `--fix` écrit les nouvelles positions ; relisez ce qu’il ne "
            "trouve pas",
        ),
        severity="warning",
    )


def _check(fact: Fact, piece: Evidence, text: str, found: Found, place: Location) -> Iterator[Problem]:
    if not found.is_exact:
        printed = text[found.start : found.end]
        yield _problem(
            "quote-printed-otherwise",
            place,
            Bilingual(
                en="the text prints the quote in another way", fr="le texte imprime la citation autrement"
            ),
            quote=piece.quote,
            hint=Bilingual(en=f"it prints « {printed} »", fr=f"il imprime « {printed} »"),
            severity="info",
        )
    if found.start != piece.start:
        yield _moved(piece, found, place)
    for what, printed in quotecuts.find(
        text, found.start, found.end, is_statement=isinstance(fact, _STATEMENTS)
    ):
        yield _cut(piece, place, what, printed)


def _moved(piece: Evidence, found: Found, place: Location) -> Problem:
    where = Bilingual(
        en=f"write `start: {found.start}` and `end: {found.end}`; `--fix` does",
        fr=f"écrivez `start: {found.start}` et `end: {found.end}` ; `--fix` le fait",
    )
    if not found.is_only_one:
        where = Bilingual(
            en=f"{where.en}: this is the nearest of several places",
            fr=f"{where.fr} : c’est le plus proche de plusieurs endroits",
        )
    return _problem(
        "quote-moved",
        place,
        Bilingual(
            en=f"the quote stands at {found.start} to {found.end}, not at {piece.start} to {piece.end}",
            fr=f"la citation est de {found.start} à {found.end}, non de {piece.start} à {piece.end}",
        ),
        quote=piece.quote,
        hint=where,
    )


def _not_found(piece: Evidence, text: str, folded: Folded, place: Location) -> Problem:
    passage = passages.nearest_passage(text, folded, piece.quote, piece.start)
    hint = None
    if passage is not None:
        told = Bilingual(
            en=f"the nearest passage is « {shorten(passage.text)} »",
            fr=f"le passage le plus proche est « {shorten(passage.text)} »",
        )
        hint = told
        if passage.quoted or passage.printed:
            hint = Bilingual(
                en=f"{told.en}: {_shown(passage.quoted, 'nothing')} where the source has "
                f"{_shown(passage.printed, 'nothing')}",
                fr=f"{told.fr} : {_shown(passage.quoted, 'rien')} là où la source a "
                f"{_shown(passage.printed, 'rien')}",
            )
    return _problem(
        "quote-not-in-source",
        place,
        Bilingual(en="the quote is not in the text", fr="la citation n’est pas dans le texte"),
        quote=piece.quote,
        hint=hint,
    )


def _shown(words: str, nothing: str) -> str:
    return f"`{shorten(words)}`" if words else nothing


_LONG = 12
"""Characters: shorter words may stand in a place by chance, and be others than those that were quoted."""

_STATEMENTS = (OutcomeResult, AdverseEventCount, Endpoint)
"""Facts that say what was found: other facts name things, and “without diabetes” names diabetes."""

_CUT = {
    "number": Bilingual(en="cuts a number of the text", fr="coupe un nombre du texte"),
    "word": Bilingual(en="cuts a word of the text", fr="coupe un mot du texte"),
    "sign": Bilingual(en="leaves out the sign before its number", fr="omet le signe devant son nombre"),
    "unit": Bilingual(en="leaves out the unit after its number", fr="omet l’unité après son nombre"),
    "negation": Bilingual(en="leaves out the negation before it", fr="omet la négation qui la précède"),
}


def _cut(piece: Evidence, place: Location, what: str, printed: str) -> Problem:
    severity: Severity = "warning" if what in ("unit", "negation") else "violation"
    return _problem(
        f"quote-cuts-{what}",
        place,
        Bilingual(en=f"the quote {_CUT[what].en}", fr=f"la citation {_CUT[what].fr}"),
        quote=piece.quote,
        hint=Bilingual(
            en=f"the text prints « {shorten(printed)} »: quote all of it",
            fr=f"le texte imprime « {shorten(printed)} » : citez-le en entier",
        ),
        severity=severity,
    )


def _keeps_units(quote: str, printed: str) -> bool:
    """Say whether the units after numbers are the same letter for letter: mg is not Mg, mM is not MM."""
    pairs = zip(_after_numbers(quote), _after_numbers(printed), strict=True)
    return not any(a != b and (quotecuts.is_symbol(a) or quotecuts.is_symbol(b)) for a, b in pairs)


def _after_numbers(text: str) -> list[str]:
    return re.findall(r"\d[\s\u00ad\u200b\ufeff]*([^\W\d_][\w/]*)", text)


def _problem(
    code: str,
    place: Location,
    message: Bilingual,
    *,
    quote: str | None = None,
    hint: Bilingual | None = None,
    severity: Severity = "violation",
) -> Problem:
    return Problem(code=code, severity=severity, location=place, message=message, hint=hint, quote=quote)
