"""Tables of terms in the form of our own (docs/terminologies.md)."""

from collections.abc import Iterator
from pathlib import Path

from trialgraph.model import KINDS
from trialgraph.problems import Bilingual, Location, Problem, did_you_mean
from trialgraph.termfiles.curies import Curies
from trialgraph.termfiles.lines import without_name
from trialgraph.termfiles.records import About, Entry, Link, Name
from trialgraph.termfiles.rows import Row, rows, values

_SYNONYMS = (("synonyms_en", "en"), ("synonyms_fr", "fr"), ("synonyms", ""))


def read_terms(path: Path, curies: Curies) -> Iterator[About | Entry | Problem]:
    """Give the terms of a table with the columns `id` (a registry's, or a plain one), `family` and labels.

    `broader` may hold identifiers of broader terms; `|` separates synonyms and broader terms.
    """
    comments: list[str] = []
    families = sorted({kind.family for kind in KINDS.values() if kind.within is None})
    told = False
    for row in rows(path, "\t", ("id", "family"), comments, is_quoted=False):
        if not told:
            yield _about(comments)
            told = True
        if isinstance(row, Problem):
            yield row
            continue
        yield from _term(row, str(path), families, curies)


def _term(row: Row, file: str, families: list[str], curies: Curies) -> Iterator[Entry | Problem]:
    id_, family = row.cells["id"], row.cells["family"]
    place = Location(file=file, line=row.line)
    if family not in families:
        yield _unknown_family(place, family, families)
        return
    if ":" not in id_:
        id_ = f"{family}:{id_}"
    if not curies.has_registry(id_):
        yield _no_registry(place, id_)
        return
    curie = curies.checked(id_, place)
    names = tuple(_names(row))
    if isinstance(curie, Problem):
        yield curie
    elif curie is not None and not any(name.role == "label" for name in names):
        yield without_name(file, row.line, id_)
    elif curie is not None:
        above = (curies.curie(parent) for parent in values(row, "broader", "|"))
        yield Entry(
            id=curie,
            line=row.line,
            family=family,
            names=names,
            links=tuple(Link(relation="broader", target=parent) for parent in above if parent),
        )


def _names(row: Row) -> Iterator[Name]:
    for language in ("en", "fr"):
        if text := row.cells.get(f"label_{language}", ""):
            yield Name(text=text, role="label", language=language)
    for column, language in _SYNONYMS:
        for text in values(row, column, "|"):
            yield Name(text=text, role="exact", language=language)


def _about(comments: list[str]) -> About:
    pairs = (comment.partition(":") for comment in comments)
    found = {key.strip("# "): value.strip() for key, colon, value in pairs if colon}
    return About(title=found.get("title"), version=found.get("version"), licence=found.get("licence"))


def _unknown_family(place: Location, family: str, families: list[str]) -> Problem:
    return Problem(
        code="unknown-family",
        severity="violation",
        location=place,
        message=Bilingual(en=f"`{family}` is not a family", fr=f"`{family}` n’est pas une famille"),
        hint=did_you_mean(family, families),
    )


def _no_registry(place: Location, id_: str) -> Problem:
    return Problem(
        code="unknown-registry",
        severity="violation",
        location=place,
        message=Bilingual(
            en=f"`{id_}` is not an identifier of a registry that we know",
            fr=f"`{id_}` n’est pas un identifiant d’un référentiel que nous connaissons",
        ),
        hint=Bilingual(
            en="write it with its prefix, as doid:9008; registries.tsv has all prefixes",
            fr="écrivez-le avec son préfixe, comme doid:9008 ; registries.tsv les a tous",
        ),
    )
