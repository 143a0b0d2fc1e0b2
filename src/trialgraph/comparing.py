"""Comparing files: two documents on one trial, two graphs."""

from pathlib import Path, PurePath

import pyoxigraph as ox

from trialgraph import comparison, differences, inputs, pipeline, rdffiles
from trialgraph.comparison import Comparison
from trialgraph.differences import Difference
from trialgraph.lexicon import load_lexicon
from trialgraph.problems import Bilingual, InputError, Location, Problem


def compare(first: str | Path, second: str | Path) -> Comparison:
    """Compare what two fact files or texts say of the same trial.

    Raises:
        InputError: one of them is missing or unreadable, or its facts have problems of their own.

    """
    lexicon = load_lexicon()
    a, b = (pipeline.process(source, lexicon).file for source in (first, second))
    if problems := [*a.problems, *b.problems]:
        raise InputError(problems)
    return comparison.compare(a, b, names=(str(first), str(second)))


def diff(old: str | Path, new: str | Path) -> Difference:
    """Tell how two graphs differ; files with named graphs are compared graph by graph.

    Raises:
        InputError: a file is missing, not in a format of RDF, or not in the syntax of its format.

    """
    before, after = (_quads(source) for source in (old, new))
    return differences.diff(before, after)


def _quads(source: str | Path) -> list[ox.Quad]:
    suffix = PurePath(source).suffix.lower()
    if suffix not in rdffiles.FORMATS:
        raise InputError([_not_rdf(str(source))])
    return rdffiles.parse(inputs.read(source), suffix, str(source))


def _not_rdf(name: str) -> Problem:
    known = ", ".join(f"`{suffix}`" for suffix in rdffiles.FORMATS)
    return Problem(
        code="not-an-rdf-file",
        severity="violation",
        location=Location(file=name),
        message=Bilingual(
            en=f"`{name}` does not end in a suffix of an RDF format",
            fr=f"`{name}` ne se termine pas par un suffixe d’un format RDF",
        ),
        hint=Bilingual(en=f"known are {known}", fr=f"sont connus {known}"),
    )
