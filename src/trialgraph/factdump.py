"""Fact files, written: the same facts give the same bytes, in the style that people write them in.

Facts come in the order of their kinds, then of their ids, then of the words that state them. A line that
begins with `#?` says why a person should look at the fact below it; every other comment is a person's own.
Nothing is wrapped, and only what YAML would misread stands in quotes.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType

from trialgraph.model import (
    KINDS,
    Document,
    Duration,
    Evidence,
    Fact,
    Field,
    PartialDate,
    Review,
    statement_fields,
    values_of,
)

REMARK = "#?"
"""What a comment begins with that rules made, for example that a text gives two numbers."""

_HEADER = ("# yaml-language-server: $schema=../../docs/facts.schema.json",)
_NO_REMARKS: Mapping[int, tuple[str, ...]] = MappingProxyType({})
_ORDER = {kind: position for position, kind in enumerate(KINDS.values())}

_ESCAPED = re.compile('[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"\\\\]')
"""What is not itself in double quotes: controls, what YAML 1.1 takes for line ends, byte order marks."""
_SHORT = MappingProxyType({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"})
_NUMBER_LIKE = re.compile(r"[0-9][0-9.,:_+\-eE]*|0[xX][0-9a-fA-F]+|0o[0-7]+")
"""A text that some reader of YAML takes for a number, a time or a date."""
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""A text that some reader of YAML takes for a truth value or for nothing, in any case."""


def dump(
    document: Document, facts: Iterable[Fact], remarks: Mapping[int, tuple[str, ...]] = _NO_REMARKS
) -> str:
    """Write a fact file.

    Args:
        document: what the facts are taken from; its text is not written.
        facts: in any order.
        remarks: by the position of a fact in `facts`, why a person should look at it.

    """
    numbered = sorted(enumerate(facts), key=lambda item: order(item[1]))
    if not numbered:
        return "\n".join((*_HEADER, *document_lines(document), "facts: []", ""))
    lines: list[str] = []
    before: type[Fact] | None = None
    for position, fact in numbered:
        if before not in {None, type(fact)}:
            lines.append("")
        before = type(fact)
        lines += fact_lines(fact, remarks.get(position, ()))
    return "\n".join((*_HEADER, *document_lines(document), "facts:", *lines, ""))


def order(fact: Fact) -> tuple[int, str, int, list[str]]:
    """Give what facts are sorted by: kind, id, place of the first quote, and all that is written."""
    first = min((piece.start for piece in fact.evidence), default=0)
    return _ORDER[type(fact)], fact.id, first, fact_lines(fact)


def kind_order(fact: Fact) -> int:
    """Give the place of a fact's kind among the kinds."""
    return _ORDER[type(fact)]


def document_lines(document: Document) -> list[str]:
    """Write the block that describes the document."""
    lines = [
        "document:",
        f"  id: {_text(document.id)}",
        f"  language: {_text(document.language)}",
        f"  source: {_text(document.source)}",
        f"  sha256: {_text(document.sha256)}",
        f"  length: {document.length}",
    ]
    if document.rights is not None:
        lines.append(f"  rights: {_text(document.rights)}")
    if document.curator is not None:
        lines.append(f"  curator: {_text(document.curator)}")
    if document.curated is not None:
        lines.append(f"  curated: {document.curated}")
    return lines


def fact_lines(fact: Fact, remarks: Iterable[str] = ()) -> list[str]:
    r"""Write one fact as an item of the list of facts, below its remarks.

    >>> from trialgraph.model import Drug
    >>> quote = Evidence(quote="lorvatinib", start=0, end=10)
    >>> print(*fact_lines(Drug(id="lorvatinib", name="lorvatinib", evidence=(quote,))), sep="\n")
      - kind: Drug
        id: lorvatinib
        name: lorvatinib
        evidence:
          - quote: lorvatinib
            start: 0
            end: 10
    """
    kind = type(fact)
    lines = [*remark_lines(remarks), f"  - kind: {kind.__name__}", f"    id: {_text(fact.id)}"]
    lines += [
        f"    {field.name}: {_values(field, values)}"
        for field in statement_fields(kind).values()
        if (values := list(values_of(fact, field)))
    ]
    if fact.label is not None:
        lines += ["    label:", f"      en: {_text(fact.label.en)}", f"      fr: {_text(fact.label.fr)}"]
    if fact.certainty != "AsStated":
        lines.append(f"    certainty: {fact.certainty}")
    if fact.review is not None:
        lines.append(f"    review: {_review(fact.review)}")
    lines.append("    evidence:")
    for piece in fact.evidence:
        lines += _evidence(piece)
    return lines


def remark_lines(remarks: Iterable[str]) -> list[str]:
    r"""Write why a person should look, each reason on a line of its own.

    >>> remark_lines(["two numbers\nare given"])
    ['  #? two numbers are given']
    """
    # `split` knows every line end that YAML knows; what it cannot print at all is no part of a reason.
    return [f"  {REMARK} {_ESCAPED.sub(_printed, ' '.join(remark.split()))}" for remark in remarks]


def _printed(found: re.Match[str]) -> str:
    return found.group() if found.group() in _SHORT else "\N{REPLACEMENT CHARACTER}"


def _evidence(piece: Evidence) -> list[str]:
    lines = [
        f"      - quote: {_text(piece.quote)}",
        f"        start: {piece.start}",
        f"        end: {piece.end}",
    ]
    return lines if piece.rule is None else [*lines, f"        rule: {_text(piece.rule)}"]


def _review(review: Review) -> str:
    """Write a decision on one line, so that a person changes a draft in one place."""
    parts = [f"status: {review.status}"]
    if review.by is not None:
        parts.append(f"by: {_text(review.by, in_list=True)}")
    if review.on is not None:
        parts.append(f"on: {review.on}")
    if review.why is not None:
        parts.append(f"why: {_text(review.why, in_list=True)}")
    return f"{{{', '.join(parts)}}}"


def _values(field: Field, values: Iterable[object]) -> str:
    if field.many:
        return f"[{', '.join(_value(value, field, in_list=True) for value in values)}]"
    return "".join(_value(value, field, in_list=False) for value in values)


def _value(value: object, field: Field, *, in_list: bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value:f}"
    # Of a form that no text is needed for: `2024-07`, `P24W`.
    if isinstance(value, int | dt.date) or field.type in {PartialDate, Duration}:
        return str(value)
    return _text(str(value), in_list=in_list)


def scalar(text: str) -> str:
    """Write a number or a text as one scalar, fit to stand in a list or a mapping on one line.

    >>> scalar("120"), scalar("a, b")
    ('120', '"a, b"')
    """
    return text if text.isascii() and text.isdigit() else _text(text, in_list=True)


def _text(text: str, *, in_list: bool = False) -> str:
    """Write a text so that every reader of YAML 1.1 and 1.2 reads the same text.

    >>> _text("23 pays"), _text("no"), _text("1:30"), _text("phase 2: results")
    ('23 pays', '"no"', '"1:30"', '"phase 2: results"')
    """
    if _is_plain(text) and not (in_list and re.search(r"[,\[\]{}]", text)):
        return text
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _is_plain(text: str) -> bool:
    return bool(
        text
        and (text[0].isalnum() or text[0] == "(" or not text[0].isascii())
        and text.strip() == text
        and not text.endswith(":")
        and not re.search(r": | #|[\t\"\\]", text)
        and not _ESCAPED.search(text)
        and not _NUMBER_LIKE.fullmatch(text)
        and text.lower() not in _WORDS
    )


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    code = ord(character)
    return _SHORT.get(character) or (f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}")  # noqa: PLR2004 - the last of two digits
