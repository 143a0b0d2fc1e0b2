"""Reading terminologies: files of many formats, term by term, so that a file of any size takes little memory.

    file ─format_of─▶ reader ─▶ About, Entry, Problem …

What is wrong with one term costs that term alone and is told with its line; a file that breaks off is told
as such, and nothing of it should then be used.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from trialgraph import inputs
from trialgraph.problems import Bilingual, InputError, Location, Problem
from trialgraph.registries import Registry
from trialgraph.termfiles.additions import read_babelon, read_sssom
from trialgraph.termfiles.curies import Curies
from trialgraph.termfiles.obo import read_obo
from trialgraph.termfiles.obographs import read_obographs
from trialgraph.termfiles.own import read_terms
from trialgraph.termfiles.records import About, Entry
from trialgraph.termfiles.ror import read_ror
from trialgraph.termfiles.tables import read_drugbank, read_hgnc, read_labels

Reader = Callable[[Path, Curies], Iterator[About | Entry | Problem]]

FORMATS: Mapping[str, Reader] = MappingProxyType(
    {
        "obo": read_obo,
        "obographs": read_obographs,
        "ror": read_ror,
        "hgnc": read_hgnc,
        "drugbank": read_drugbank,
        "sssom": read_sssom,
        "babelon": read_babelon,
        "terms": read_terms,
        "labels": read_labels,
    }
)
"""The formats of terminologies, by name."""

_COLUMNS = (
    ("hgnc", ("hgnc_id", "symbol")),
    ("drugbank", ("DrugBank ID", "Common name")),
    ("sssom", ("subject_id", "predicate_id", "object_id")),
    ("babelon", ("subject_id", "translation_value")),
    ("terms", ("id", "family")),
    ("labels", ("id", "label")),
)
"""What tells tables apart: names of their columns."""
_HEAD = 64_000
"""Bytes in which the form of a file must show."""


def format_of(path: Path) -> str:
    """Tell the format of a file, by its suffix and by what it begins with.

    Raises:
        InputError: the file cannot be read, or begins like none of the formats.

    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise InputError([inputs.unreadable(path, error)]) from error
    if head.startswith(b"PK\x03\x04"):
        return "ror"
    text = head.decode("utf-8-sig", "replace").lstrip()
    if text.startswith("{") and '"graphs"' in text:
        return "obographs"
    if text.startswith("["):
        return "obo" if text.startswith(("[Term]", "[Typedef]")) else "ror"
    if text.startswith("format-version:"):
        return "obo"
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    columns = {cell.strip('"') for line in islice(lines, 1) for cell in line.replace(",", "\t").split("\t")}
    for name, needed in _COLUMNS:
        if columns.issuperset(needed):
            return name
    if path.suffix == ".obo":
        return "obo"
    raise InputError([_unknown_format(str(path))])


def read(path: Path, registries: Mapping[str, Registry]) -> Iterator[About | Entry | Problem]:
    """Read a terminology, term by term.

    Args:
        path: the file.
        registries: those whose identifiers are known, by scheme.

    Yields:
        What the file says of itself, its terms, and what is wrong with them.

    Raises:
        InputError: the file cannot be read, is not UTF-8, or is of no format that is known.

    """
    curies = Curies(registries)
    yield from FORMATS[format_of(path)](path, curies)
    if curies.unknown:
        yield _passed_over(str(path), curies.unknown)


def _unknown_format(file: str) -> Problem:
    return Problem(
        code="unknown-terminology-format",
        severity="violation",
        location=Location(file=file),
        message=Bilingual(
            en="this is no terminology of a format that can be imported",
            fr="ce n’est pas une terminologie d’un format qui puisse être importé",
        ),
        hint=Bilingual(
            en="OBO, OBO Graphs JSON, ROR, HGNC, DrugBank, SSSOM, Babelon, tables with `id` and `label`"
            " or with `id` and `family` can be",
            fr="peuvent l’être : OBO, OBO Graphs JSON, ROR, HGNC, DrugBank, SSSOM, Babelon, les tableaux"
            " avec `id` et `label` ou avec `id` et `family`",
        ),
    )


_MOST_SHOWN = 6


def _passed_over(file: str, unknown: Mapping[str, int]) -> Problem:
    ranked = sorted(unknown.items(), key=lambda each: (-each[1], each[0]))[:_MOST_SHOWN]
    shown = ", ".join(f"{name} ({count})" for name, count in ranked)
    total = sum(unknown.values())
    return Problem(
        code="unknown-registries",
        severity="info",
        location=Location(file=file),
        message=Bilingual(
            en=f"{total} identifiers of registries that we do not know were passed over: {shown}",
            fr=f"{total} identifiants de référentiels inconnus ont été ignorés : {shown}",
        ),
        hint=Bilingual(
            en="registries.tsv has those that are known", fr="registries.tsv a ceux qui sont connus"
        ),
    )
