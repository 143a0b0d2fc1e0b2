"""Files that add to the terms of others: mappings (SSSOM) and translations (Babelon)."""

import re
from collections.abc import Iterator
from pathlib import Path

from trialgraph.problems import Location, Problem
from trialgraph.termfiles.curies import FAMILIES, Curies
from trialgraph.termfiles.records import About, Entry, Match, Name
from trialgraph.termfiles.rows import rows

_MAPPINGS = {
    "skos:exactMatch": "exact_match",
    "skos:closeMatch": "close_match",
    "skos:broadMatch": "broad_match",
    "skos:narrowMatch": "narrow_match",
    "skos:relatedMatch": "related_match",
}
_LABELS = frozenset({"rdfs:label", "skos:prefLabel"})
_SYNONYMS = frozenset({"skos:altLabel", "oboInOwl:hasExactSynonym", "oio:hasExactSynonym"})
_META = re.compile(
    r"#\s?(title|mapping_set_title|mapping_set_id|mapping_set_version|license|version)\s*:\s*(.+)"
)


def read_sssom(path: Path, curies: Curies) -> Iterator[About | Entry | Problem]:
    """Give the mappings of an SSSOM table (https://mapping-commons.github.io/sssom/), row by row.

    Mappings other than those of SKOS are passed over, and so are negated ones.
    """
    comments: list[str] = []
    told = False
    for row in rows(path, "\t", ("subject_id", "predicate_id", "object_id"), comments, is_quoted=False):
        if not told:
            yield _about(comments)
            told = True
        if isinstance(row, Problem):
            yield row
            continue
        mapping = _MAPPINGS.get(row.cells["predicate_id"])
        if mapping is None or row.cells.get("predicate_modifier") == "Not":
            continue
        place = Location(file=str(path), line=row.line)
        ends = [curies.checked(row.cells[end], place) for end in ("subject_id", "object_id")]
        for end in ends:
            if isinstance(end, Problem):
                yield end
        subject, other = ends
        if isinstance(subject, str) and isinstance(other, str):
            match = Match(curie=other, mapping=mapping)  # type: ignore[arg-type]  # of the table above
            yield Entry(id=subject, line=row.line, family=_family(subject), matches=(match,))


def read_babelon(path: Path, curies: Curies) -> Iterator[About | Entry | Problem]:
    """Give the labels and synonyms of a Babelon table (https://github.com/monarch-initiative/babelon).

    Of definitions nothing is kept, nor of translations that were not finished.
    """
    comments: list[str] = []
    needed = ("subject_id", "predicate_id", "translation_language", "translation_value")
    told = False
    for row in rows(path, "\t", needed, comments, is_quoted=False):
        if not told:
            yield _about(comments)
            told = True
        if isinstance(row, Problem):
            yield row
            continue
        predicate, text = row.cells["predicate_id"], row.cells["translation_value"]
        if predicate not in _LABELS | _SYNONYMS or not text:
            continue
        if row.cells.get("translation_status", "").upper() in ("NOT_TRANSLATED", "CANDIDATE"):
            continue
        curie = curies.checked(row.cells["subject_id"], Location(file=str(path), line=row.line))
        if isinstance(curie, Problem):
            yield curie
        if isinstance(curie, str):
            role, language = ("label" if predicate in _LABELS else "exact"), row.cells["translation_language"]
            name = Name(text=text, role=role, language=language)  # type: ignore[arg-type]  # one of two roles
            source = row.cells.get("source_value", "")
            own = Name(text=source, role=role, language=row.cells.get("source_language") or "en")  # type: ignore[arg-type]  # one of two roles
            yield Entry(
                id=curie, line=row.line, family=_family(curie), names=(name, own) if source else (name,)
            )


def _about(comments: list[str]) -> About:
    found = {match[1]: match[2].strip().strip('"') for each in comments if (match := _META.match(each))}
    return About(
        title=found.get("mapping_set_title") or found.get("title") or found.get("mapping_set_id"),
        version=found.get("mapping_set_version") or found.get("version"),
        licence=found.get("license"),
    )


def _family(curie: str) -> str | None:
    return FAMILIES.get(curie.partition(":")[0])
