"""The pages of the constraints of shapes/*.ttl, which are their own documentation.

What holds and why stand in the shapes (`sh:name`, `sh:description`). The example is the data that the
constraint is seen to fail on when TrialGraph is tested, so that it does fail.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyoxigraph as ox
from rdflib import SH, Graph, Literal, Node, URIRef

from trialgraph import bridge, context, rdffiles, resources, shaclhints, shaclpaths
from trialgraph.checks import curated
from trialgraph.checks.curated import Section
from trialgraph.problems import Bilingual, Check
from trialgraph.shaclwords import local

_SEVERITIES: Mapping[Node | None, Any] = MappingProxyType(
    {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info", None: "violation"}
)


@cache
def sections() -> tuple[Section, ...]:
    """Make the pages of all constraints, by file of shapes, in order of code."""
    files = sorted(resources.path("shapes").glob("*.ttl"))
    quads = {file: _quads(file) for file in files}
    # pyoxigraph reads in a tenth of the time, and rdflib's graph is filled once.
    whole = bridge.to_rdflib(quad for part in quads.values() for quad in part)
    own = {
        file: sorted(
            {
                URIRef(quad.subject.value)
                for quad in part
                if quad.predicate.value == str(SH.message) and isinstance(quad.subject, ox.NamedNode)
            }
        )
        for file, part in quads.items()
    }
    return tuple(
        Section(
            name=file.stem,
            title=file.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ").removesuffix("."),
            checks=tuple(_check(whole, constraint, file.stem) for constraint in own[file]),
        )
        for file in files
        if own[file]
    )


def _quads(file: Path) -> list[ox.Quad]:
    return rdffiles.parse(file.read_bytes(), ".ttl", file.name)


def hint_for(
    shapes: Graph,
    constraint: Node,
    value: Node | None,
    *,
    component: Node | None = None,
    path: Node | None = None,
) -> Bilingual | None:
    """Say what to do about a result: of a shipped constraint what its page says, of another what SHACL says.

    A word that is close to one that would be right is proposed first. The arguments are those of
    `shaclhints.hint_for`.

    Returns:
        None where nobody can know, as of a query in a user's shapes.

    >>> shape = URIRef("https://w3id.org/trialgraph/shapes#class-is-declared")
    >>> hint_for(Graph(), shape, URIRef("https://w3id.org/trialgraph/ns#Chohort")).en
    'did you mean `tg:Cohort`?'

    """
    code = _code(constraint)
    if code is None or component in (SH.ClosedConstraintComponent, SH.InConstraintComponent):
        return shaclhints.hint_for(shapes, constraint, value, component=component, path=path)
    if code in _SPELT and value is not None:
        ours = {word: f"tg:{word}" for word in _our_words() if word[0].isupper() is _SPELT[code]}
        if hint := shaclhints.nearest(local(value), ours):
            return hint
    text = curated.mend(code)
    if text is not None:
        file = next((file for file in _examples().glob(f"*/{code}.pass.ttl")), None)
        return _filled(text, shapes, constraint, file)
    return shaclhints.hint_for(shapes, constraint, value, component=component, path=path)


_SPELT = {"class-is-declared": True, "property-is-declared": False}
"""The constraints that find slips of spelling; classes begin with a capital."""


def _our_words() -> set[str]:
    """Give the local names of the classes and properties that fact files use."""
    definitions = (item for item in context.context().values() if isinstance(item, dict))
    return {name for item in definitions if (name := item["@id"].removeprefix("tg:")) != item["@id"]}


def _code(constraint: Node) -> str | None:
    namespace = context.prefixes()["tgs"]
    return str(constraint).removeprefix(namespace) if str(constraint).startswith(namespace) else None


def _examples() -> Path:
    """Give the folder of what constraints are tested with: `<file>/<name>.fail.ttl` and `.pass.ttl`."""
    installed = resources.path("examples", "shapes")
    return installed if installed.is_dir() else resources.path("tests", "fixtures", "shapes")


def _check(shapes: Graph, constraint: URIRef, file: str) -> Check:
    code = local(constraint)
    fails = _examples() / file / f"{code}.fail.ttl"
    return Check(
        code=code,
        severity=_SEVERITIES[shapes.value(constraint, SH.severity)],
        what=_bilingual(shapes, constraint, SH.name),
        why=_bilingual(shapes, constraint, SH.description),
        mend=_mend(shapes, constraint, file),
        example=fails.read_text(encoding="utf-8") if fails.is_file() else "",
        syntax="turtle",
    )


def _bilingual(shapes: Graph, constraint: Node, predicate: Node) -> Bilingual:
    texts = {
        text.language: str(text)
        for text in shapes.objects(constraint, predicate)
        if isinstance(text, Literal)
    }
    return Bilingual(en=texts["en"], fr=texts["fr"])


def _mend(shapes: Graph, constraint: URIRef, file: str) -> Bilingual:
    """Put together what is written, else what the parameters ask, and what holds for the whole file."""
    code = local(constraint)
    text = curated.mend(code)
    if text is not None:
        text = _filled(text, shapes, constraint, _examples() / file / f"{code}.pass.ttl")
    else:
        text = shaclhints.hint_for(shapes, constraint, None) or _bilingual(shapes, constraint, SH.message)
    where = curated.where(file)
    if where is None:
        return text
    return Bilingual(en=f"{text.en}; {where.en}", fr=f"{text.fr}\u00a0; {where.fr}")


def _filled(text: Bilingual, shapes: Graph, constraint: Node, passing: Path | None) -> Bilingual:
    """Put a value that passes in the place that a text leaves for it."""
    if _PLACE not in text.en:
        return text
    example = _passing_value(shapes, constraint, passing) if passing is not None else "…"
    return Bilingual(en=text.en.replace(_PLACE, example), fr=text.fr.replace(_PLACE, example))


_PLACE = "{example}"


def _passing_value(shapes: Graph, constraint: Node, passing: Path) -> str:
    """Find a value in data that a constraint accepts: of several, one that fits its pattern."""
    path = shapes.value(constraint, SH.path)
    steps = shaclpaths.read(shapes, path) if path is not None else None
    if steps is None or not passing.is_file():
        return "…"
    pattern = re.compile(str(shapes.value(constraint, SH.pattern) or ""))
    data = bridge.to_rdflib(_quads(passing))
    values = (str(value) for _, value in data.subject_objects(steps))
    return min(filter(pattern.search, values), default="…")
