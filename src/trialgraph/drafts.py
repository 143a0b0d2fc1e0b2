"""Drafts on the page: what rules found in a text, as JSON lines, as a table, and the text with marks."""

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from tabulate import tabulate

from trialgraph import factdump
from trialgraph.announcements import Extraction
from trialgraph.drafting import DOUBTS
from trialgraph.extraction.findings import AdverseEvent, Effect, Finding, GroupSize, PValue, plain
from trialgraph.problems import Bilingual

_WIDEST_VALUE, _WIDEST_QUOTE = 36, 40
"""Characters of a column: with field and rule, a table is 120 wide at most."""


def render_draft(extraction: Extraction, format_: str, language: str) -> str:
    """Write what was found as a draft fact file (`yaml`), as JSON lines (`jsonl`) or as a `table`."""
    match format_:
        case "jsonl":
            return render_lines(extraction)
        case "table":
            return render_table(extraction, language)
        case _:
            draft = extraction.draft
            return factdump.dump(draft.document, draft.facts, remarks(extraction, language))


def draft_summary(extractions: Sequence[Extraction], language: str) -> str:
    """Tell in a line for each text what was found, and how much of it a person should look at."""
    return "".join(_summary(extraction).in_language(language) + "\n" for extraction in extractions)


def _summary(extraction: Extraction) -> Bilingual:
    name, found = extraction.source, len(extraction.findings)
    facts, doubts = len(extraction.draft.facts), len(extraction.draft.doubts)
    return Bilingual(
        en=f"{name}: {_many(found, 'finding')}, drafted as {_many(facts, 'fact')}; {doubts} to look at first",
        fr=f"{name} : {_many(found, 'constat')}, en {_many(facts, 'fait')} ; {doubts} à vérifier d’abord",
    )


def render_lines(extraction: Extraction) -> str:
    """Write one finding a line as JSON: field, value, span, quote and rule first.

    `span` counts code points of the text as `trialgraph read` prints it, half-open; `evidence` has the
    spans of all places that state it, `also` other names of the same thing, `about` what it belongs to.
    """
    return "".join(f"{json.dumps(_line(finding), ensure_ascii=False)}\n" for finding in extraction.findings)


def _line(finding: Finding) -> dict[str, object]:
    first = finding.evidence[0]
    optional = {"also": list(finding.also), "about": finding.about, "doubt": finding.doubt}
    return {
        "field": finding.field,
        "value": plain(finding.value),
        "span": [first.start, first.end],
        "quote": first.quote,
        "rule": first.rule,
        "evidence": [[span.start, span.end] for span in finding.evidence],
        **{key: value for key, value in optional.items() if value},
    }


def render_table(extraction: Extraction, language: str) -> str:
    """Write findings as a table for the terminal: field, value, quote, rule.

    A sign behind the field points to a line below the table that says why a person should look.
    """
    heads = (
        Bilingual(en="field", fr="champ"),
        Bilingual(en="value", fr="valeur"),
        Bilingual(en="quote", fr="citation"),
        Bilingual(en="rule", fr="règle"),
    )
    doubts = list(dict.fromkeys(finding.doubt for finding in extraction.findings if finding.doubt))
    signs = {doubt: "?" * number for number, doubt in enumerate(doubts, 1)}
    rows = [
        (
            f"{finding.field} {signs[finding.doubt]}" if finding.doubt else finding.field,
            _short(_named(finding, language), _WIDEST_VALUE),
            _short(finding.evidence[0].quote, _WIDEST_QUOTE),
            finding.evidence[0].rule.rpartition("/")[2],
        )
        for finding in extraction.findings
    ]
    if not rows:
        return ""
    table = tabulate(rows, headers=[head.in_language(language) for head in heads], disable_numparse=True)
    notes = "".join(f"{signs[doubt]} {DOUBTS[doubt].in_language(language)}\n" for doubt in doubts)
    return f"{table}\n\n{notes}" if notes else f"{table}\n"


def remarks(extraction: Extraction, language: str) -> dict[int, tuple[str, ...]]:
    """Give the comments of a draft fact file: why a person should look, by the index of the fact."""
    return {
        index: tuple(DOUBTS[doubt].in_language(language) for doubt in doubts)
        for index, doubts in extraction.draft.doubts.items()
    }


def render_marks(extraction: Extraction, *, colour: bool) -> str:
    """Write the text with each piece of evidence marked and its field named behind it.

    Where `colour` is false the marks are brackets, so that they survive a file or a pipe.
    """
    text, position = extraction.reading.text, 0
    parts: list[str] = []
    for start, end, fields in _stretches(extraction.findings):
        opened, closed = (
            ("\x1b[1;32m", f"\x1b[0m\x1b[2m[{fields}]\x1b[0m") if colour else ("⟦", f"⟧[{fields}]")
        )
        parts += (text[position:start], opened, text[start:end], closed)
        position = end
    return "".join((*parts, text[position:]))


def _stretches(findings: Iterable[Finding]) -> Iterator[tuple[int, int, str]]:
    """Join overlapping evidence into stretches, each with the fields that it states."""
    spans = sorted((span.start, span.end, finding.field) for finding in findings for span in finding.evidence)
    joined: list[tuple[int, int, list[str]]] = []
    for start, end, field in spans:
        if joined and start < joined[-1][1]:
            first, last, fields = joined.pop()
            joined.append((first, max(last, end), [*fields, field]))
        else:
            joined.append((start, end, [field]))
    return ((start, end, ", ".join(dict.fromkeys(fields))) for start, end, fields in joined)


def _named(finding: Finding, language: str) -> str:
    """Write a value, with the other names of the thing."""
    value = _value_text(finding.value, language)
    return f"{value} ({', '.join(finding.also)})" if finding.also else value


def _value_text(value: object, language: str) -> str:
    match value:
        case bool():
            words = Bilingual(en="yes", fr="oui") if value else Bilingual(en="no", fr="non")
            return words.in_language(language)
        case GroupSize():
            return f"{value.group}: {value.n}" if value.group else str(value.n)
        case PValue():
            return f"p {value.op} {_number(value.value)}"
        case Effect():
            return _effect_text(value)
        case AdverseEvent():
            who = f"{value.term}, {value.group}" if value.group else value.term
            counts = (value.n, None if value.pct is None else f"{_number(value.pct)} %")
            return f"{who}: {', '.join(str(count) for count in counts if count is not None)}"
        case _:
            return str(value)


def _effect_text(effect: Effect) -> str:
    text = f"{effect.measure} {_number(effect.value)}{f' {effect.unit}' if effect.unit else ''}"
    if effect.low is None or effect.high is None:
        return text
    level = f"{_number(effect.level)} % " if effect.level is not None else ""
    return f"{text} [{level}{_number(effect.low)}; {_number(effect.high)}]"


def _number(value: Decimal) -> str:
    return f"{value:f}"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun if count == 1 else f'{noun}s'}"


def _short(text: str, widest: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= widest else f"{flat[: widest - 1].rstrip()}…"
