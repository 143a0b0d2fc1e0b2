"""Terminologies, groundings and joins, written for people and for programs."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tabulate import tabulate

from trialgraph.grounding import Candidate, Grounding, Verdict
from trialgraph.joining import Join, Named
from trialgraph.problems import Bilingual
from trialgraph.termindex import Source
from trialgraph.terms import Found, ShownTerm
from trialgraph.things import printable

_VERDICTS: Mapping[Verdict, Bilingual] = {
    "grounded": Bilingual(en="grounded", fr="rattaché"),
    "ambiguous": Bilingual(en="ambiguous", fr="ambigu"),
    "doubtful": Bilingual(en="doubtful", fr="douteux"),
    "unknown": Bilingual(en="unknown", fr="inconnu"),
}
_MOST_CANDIDATES = 5


def render_sources(sources: Sequence[Source], language: str) -> str:
    """Write which terminologies there are, with their size, version and licence."""
    heads = {
        "en": ("terminology", "terms", "names", "version", "licence", "file"),
        "fr": ("terminologie", "termes", "noms", "version", "licence", "fichier"),
    }
    rows = [
        (s.title, s.terms, s.names, s.version or "", s.licence or _NOT_STATED.in_language(language), s.file)
        for s in sources
    ]
    return f"{_table(rows, heads[language])}\n"


def render_found(found: Sequence[Found], language: str) -> str:
    """Write what a search found: the id, the name that was found, the label."""
    heads = {"en": ("id", "name", "label", "terminology"), "fr": ("id", "nom", "libellé", "terminologie")}
    rows = [(":".join(each.thing), each.name, each.label, each.source) for each in found]
    return f"{_table(rows, heads[language])}\n" if rows else ""


def nothing_found(name: str) -> Bilingual:
    """Say that a search found nothing."""
    shown = printable(name[:_LONGEST_SHOWN])
    return Bilingual(
        en=f"no name of a known thing has the words of “{shown}”",
        fr=f"aucun nom de chose connue n’a les mots de « {shown} »",
    )


_LONGEST_SHOWN = 80


def render_term(term: ShownTerm, language: str) -> str:
    """Write all that is known of a thing."""
    words = _TERM_WORDS[language]
    lines = [f"{term.family}:{term.id}  {printable(term.label_in(language))}", ""]
    if term.is_obsolete:
        lines.append(_OBSOLETE.in_language(language))
    if term.replaced_by is not None:
        lines.append(f"{_REPLACED_BY.in_language(language)}: {':'.join(term.replaced_by)}")
    lines += [f"{words[0]} ({tag or '–'}): {printable(label)}" for tag, label in term.labels]
    lines += [f"{words[1]} ({tag or '–'}): {printable(name)}" for tag, name in term.synonyms]
    for each in term.identifiers:
        lines.append(
            f"{each.mapping.replace('_', ' ')}: {each.scheme}:{each.value}  [{printable(each.source)}]"
        )
    for relation in term.relations:
        action = f" ({relation.action})" if relation.action else ""
        line = f"{relation.relation}{action}: {relation.family}:{relation.id}  [{printable(relation.source)}]"
        lines.append(line)
    return "\n".join(lines) + "\n"


def render_groundings(groundings: Sequence[Grounding], format_: str, language: str) -> str:
    """Write what names mean: candidates with scores and reasons; as a table, or as one JSON object a line."""
    if format_ == "jsonl":
        return "".join(f"{json.dumps(_grounding(each), ensure_ascii=False)}\n" for each in groundings)
    return "\n".join(_grounding_text(each, language) for each in groundings)


def _grounding(found: Grounding) -> dict[str, Any]:
    return {
        "name": found.name,
        "verdict": found.verdict,
        "id": ":".join(found.thing) if found.thing else None,
        "candidates": [
            {
                "id": ":".join(each.thing),
                "matched": each.matched,
                "score": each.score,
                "reason": {"en": each.reason.en, "fr": each.reason.fr},
                "terminology": each.source,
            }
            for each in found.candidates
        ],
    }


def _grounding_text(found: Grounding, language: str) -> str:
    lines = [f"{printable(found.name)}: {_VERDICTS[found.verdict].in_language(language)}"]
    lines += [
        f"  {each.score:>3}  {':'.join(each.thing)}  {printable(each.reason.in_language(language))}"
        f"  [{printable(each.source)}]"
        for each in found.candidates[:_MOST_CANDIDATES]
    ]
    more = len(found.candidates) - _MOST_CANDIDATES
    if more > 0:
        lines.append(Bilingual(en=f"  and {more} more", fr=f"  et {more} autres").in_language(language))
    return "\n".join(lines) + "\n"


def ungrounded_table(named: Iterable[Named], language: str) -> str:
    """Write the things without a term as a table of decisions to fill in, the most frequent first.

    The columns are those of a table of decisions: whoever fills in `object` (an id of ours, a registry's
    identifier, or `none`) can give the table back as decisions.
    """
    rows = [each for each in named if each.grounding.verdict != "grounded" and not each.is_decided]
    rows.sort(key=lambda each: (-len(each.documents), -each.mentions, each.key))
    heads = (
        "family",
        "subject",
        "decision",
        "object",
        "why",
        "documents",
        "mentions",
        "verdict",
        "candidates",
    )
    lines = ["\t".join(heads)]
    for each in rows:
        candidates = "; ".join(_short(c, language) for c in each.grounding.candidates[:_MOST_CANDIDATES])
        verdict = _VERDICTS[each.grounding.verdict].in_language(language)
        cells = (
            each.key[0], each.name, "is", "", "", len(each.documents), each.mentions, verdict, candidates
        )  # fmt: skip
        lines.append("\t".join(_cell(cell) for cell in cells))
    return "\n".join(lines) + "\n"


def joins_table(joins: Iterable[Join], language: str) -> str:
    """Write what was joined, and what might be one and was kept apart, as a table of decisions.

    To undo a join, copy its row into a table of decisions with `not-same` in the place of `same`.
    """
    heads = ("family", "subject", "decision", "object", "document", "other_document", "why")
    lines = ["\t".join(heads)]
    for each in joins:
        row = each.as_decision(language)
        cells = (
            row.family, row.subject, row.word, row.object, row.document, row.other_document, row.why
        )  # fmt: skip
        lines.append("\t".join(_cell(cell) for cell in cells))
    return "\n".join(lines) + "\n"


def _short(candidate: Candidate, language: str) -> str:
    return f"{candidate.thing[1]} ({candidate.score}: {candidate.reason.in_language(language)})"


def _cell(value: object) -> str:
    text = "" if value is None else " ".join(printable(str(value)).split()).lstrip('"')
    # A spreadsheet would run what begins so; to the names of a table of decisions the mark means nothing.
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


_FORMULA_SIGNS = ("=", "+", "-", "@")


def _table(rows: Sequence[Sequence[object]], heads: Sequence[str]) -> str:
    shown = [[printable(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    return tabulate(shown, heads, disable_numparse=[0, 3])


_NOT_STATED = Bilingual(en="not stated", fr="non indiquée")
_OBSOLETE = Bilingual(en="obsolete: yes", fr="obsolète: oui")
_REPLACED_BY = Bilingual(en="replaced by", fr="remplacé par")
_TERM_WORDS = {"en": ("label", "synonym"), "fr": ("libellé", "synonyme")}
