"""A comparison of two documents, as people and programs read it."""

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType
from typing import Any

from trialgraph import context, things
from trialgraph.comparison import Compared, Comparison, Line, Said, Status, counts
from trialgraph.likeness import PValue
from trialgraph.model import KINDS, Evidence, Quantity, statement_fields
from trialgraph.problems import Bilingual

_HEADS: Mapping[Status, tuple[str, Bilingual]] = MappingProxyType(
    {
        "differ": ("≠", Bilingual(en="They differ", fr="Ils diffèrent")),
        "worded": (
            "≈",
            Bilingual(
                en="Put otherwise: other words, another language, rounded or less exact",
                fr="Dit autrement : autres mots, autre langue, arrondi ou moins précis",
            ),
        ),
        "only_first": ("A", Bilingual(en="Only A says", fr="A seul dit")),
        "only_second": ("B", Bilingual(en="Only B says", fr="B seul dit")),
        "agree": ("=", Bilingual(en="Both say", fr="Les deux disent")),
    }
)
"""The parts of a report with their signs, in order: what a reader has to act on comes first."""


def render_comparison(comparison: Comparison, format_: str, language: str) -> str:
    """Write a comparison: `text` for people, `json` for programs.

    The text is a table: what is compared, the value of A, that of B, with the words of both below what
    differs, and of the one that says it below what stands in one only.
    """
    return _FORMATS[format_](comparison, language)


# Text


def _text(comparison: Comparison, language: str) -> str:
    lines = [_header("A", comparison.first), _header("B", comparison.second)]
    lines += [f"!  {problem.in_language(language)}" for problem in comparison.problems]
    lines += [f"?  {doubt.in_language(language)}" for doubt in comparison.doubts]
    for status, (sign, head) in _HEADS.items():
        group = [line for line in comparison.lines if line.status == status]
        if group:
            lines += ["", f"{sign}  {head.in_language(language)} ({len(group)})", *_table(group, language)]
    lines += ["", _verdict(comparison, language)]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _header(name: str, of: Compared) -> str:
    title = of.title if of.title is None or len(of.title) <= _WIDEST_TITLE else f"{of.title[:_WIDEST_TITLE]}…"
    parts = (of.name, of.language, str(of.issued) if of.issued else None, title)
    return f"{name}  {' · '.join(things.printable(part) for part in parts if part)}"


_WIDEST_TITLE = 70


def _table(group: Sequence[Line], language: str) -> list[str]:
    two = group[0].status in ("differ", "worded")
    rows = [
        (_field(line, language), *(_cell(said, language) for said in _sides(line, two=two))) for line in group
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [f"    {'':<{widths[0]}}  {'A':<{widths[1]}}  B"] if two else []
    for _, members in groupby(zip(group, rows, strict=True), key=lambda item: (item[0].kind, item[0].ids)):
        several = list(members)
        lines.append(f"  {_about(several[0][0], language)}")
        for line, row in several:
            lines.append("    " + "  ".join(f"{c:<{width}}" for c, width in zip(row, widths, strict=True)))
            if two:
                lines += [f"      A {quote}" for quote in _quotes(line.first, language)]
                lines += [f"      B {quote}" for quote in _quotes(line.second, language)]
            elif line.status != "agree":
                lines[-1] += "  " + "".join(_quotes(line.first or line.second, language)[:1])
    return lines


def _sides(line: Line, *, two: bool) -> tuple[Said | None, ...]:
    return (line.first, line.second) if two else (line.first or line.second,)


def _about(line: Line, language: str) -> str:
    kind = things.word(context.expand(f"tg:{line.kind}") or line.kind).in_language(language)
    return f"{things.printable(line.about.in_language(language))} · {kind}"


def _field(line: Line, language: str) -> str:
    definition = context.context().get(line.field)
    iri = context.expand(definition["@id"]) if isinstance(definition, dict) else None
    return things.word(iri).in_language(language) if iri else line.field


def _cell(said: Said | None, language: str) -> str:
    values = zip(said.values, said.names, strict=True) if said else ()
    whole = " / ".join(
        name.in_language(language) if name else _shown(value, language) for value, name in values
    )
    whole = things.printable(" ".join(whole.split()))
    return whole if len(whole) <= _WIDEST_CELL else f"{whole[: _WIDEST_CELL - 1]}…"


_WIDEST_CELL = 40
_LONGEST_QUOTE = 100


def _shown(value: object, language: str) -> str:
    """Write a value for people: numbers with the decimal sign of the language, codes by their label."""
    if isinstance(value, Decimal | PValue | Quantity):
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        return text.replace(".", ",") if language == "fr" else text
    if isinstance(value, bool):
        return _YES_NO[value].in_language(language)
    if isinstance(value, str) and value in _codes():
        return things.word(context.prefixes()["tg"] + value).in_language(language)
    return str(value)


_YES_NO = (Bilingual(en="no", fr="non"), Bilingual(en="yes", fr="oui"))


def _codes() -> frozenset[str]:
    return frozenset(
        code for kind in KINDS.values() for field in statement_fields(kind).values() for code in field.codes
    )


def _quotes(said: Said | None, language: str) -> list[str]:
    return [_quote(piece, language) for piece in said.evidence[:_MOST_QUOTES]] if said else []


_MOST_QUOTES = 3


def _quote(piece: Evidence, language: str) -> str:
    whole = things.printable(" ".join(piece.quote.split()))
    cut = whole if len(whole) <= _LONGEST_QUOTE else f"{whole[: _LONGEST_QUOTE - 1]}…"
    marked = f"«\N{NO-BREAK SPACE}{cut}\N{NO-BREAK SPACE}»" if language == "fr" else f"“{cut}”"
    return f"{marked} [{piece.start}–{piece.end}]"


def _verdict(comparison: Comparison, language: str) -> str:
    numbers = sum(map(counts, comparison.lines))
    others = sum(line.status == "differ" for line in comparison.lines) - numbers
    agreeing = sum(line.status == "agree" for line in comparison.lines)
    return Bilingual(
        en=f"numbers that differ: {numbers}; other differences: {others}; statements that agree: {agreeing}",
        fr=f"nombres qui diffèrent : {numbers} ; autres différences : {others} ; "
        f"énoncés qui concordent : {agreeing}",
    ).in_language(language)


# JSON


def _json(comparison: Comparison, _language: str) -> str:
    document = {
        "version": 1,
        "a": _document(comparison.first),
        "b": _document(comparison.second),
        "differs": comparison.differs,
        "problems": [_bilingual(problem) for problem in comparison.problems],
        "doubts": [_bilingual(doubt) for doubt in comparison.doubts],
        "statements": [
            {
                "kind": line.kind,
                "about": _bilingual(line.about),
                "ids": {"a": line.ids[0], "b": line.ids[1]},
                "field": line.field,
                "status": line.status.replace("first", "a").replace("second", "b"),
                "is_number": line.is_number,
                "a": _said(line.first),
                "b": _said(line.second),
            }
            for line in comparison.lines
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _document(of: Compared) -> dict[str, str | None]:
    return {
        "file": of.name,
        "language": of.language,
        "title": of.title,
        "issued": str(of.issued) if of.issued else None,
    }


def _bilingual(text: Bilingual) -> dict[str, str]:
    return {"en": text.en, "fr": text.fr}


def _said(said: Said | None) -> dict[str, Any] | None:
    if said is None:
        return None
    place = said.location
    return {
        "values": [_shown(value, "") if not isinstance(value, str) else value for value in said.values],
        "quotes": [{"quote": piece.quote, "start": piece.start, "end": piece.end} for piece in said.evidence],
        "file": place.file if place else None,
        "line": place.line if place else None,
    }


_FORMATS: Mapping[str, Callable[[Comparison, str], str]] = MappingProxyType({"text": _text, "json": _json})
