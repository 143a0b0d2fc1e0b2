"""The questions that TrialGraph ships: queries/*.rq, each with a title and its parameters.

A query file begins with comment lines: `# title:` and `# titre:` (the title in French), and one line
`# param NAME: what it is` for each parameter. `# reads: claims` says that it needs the claims of a
dataset (`.trig`, `.nq`), which a merged graph does not have.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from trialgraph import resources
from trialgraph.problems import Bilingual, Location, Problem, QueryError, did_you_mean

_HEADER = re.compile(r"^# (title|titre|reads|param ([a-z_]+)): (.+)$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedQuery:
    """A shipped query: SPARQL text with a title, and what its parameters mean."""

    name: str
    title: Bilingual
    parameters: Mapping[str, str]
    reads_claims: bool
    text: str


@cache
def shipped_queries() -> Mapping[str, NamedQuery]:
    """Read the shipped queries, by name.

    >>> shipped_queries()["arms"].title.en
    'Arms of each trial with drug, dose, unit and route'
    """
    files = sorted(resources.path("queries").glob("*.rq"))
    return MappingProxyType({file.stem: _read(file.stem, file.read_text(encoding="utf-8")) for file in files})


def named_query(name: str) -> NamedQuery:
    """Find a shipped query.

    Raises:
        QueryError: there is none of that name; the hint names the nearest.

    """
    known = shipped_queries()
    if name in known:
        return known[name]
    raise QueryError(
        [
            Problem(
                code="unknown-query",
                severity="violation",
                location=Location(file=name),
                message=Bilingual(
                    en=f"there is no query named `{name}`", fr=f"il n’y a pas de requête nommée `{name}`"
                ),
                hint=did_you_mean(name, known)
                or Bilingual(
                    en="`trialgraph query --list` names them all", fr="`trialgraph query --list` les nomme"
                ),
            )
        ]
    )


def _read(name: str, text: str) -> NamedQuery:
    headers = {key: value.strip() for key, _, value in _HEADER.findall(text)}
    parameters = {parameter: value for _, parameter, value in _HEADER.findall(text) if parameter}
    return NamedQuery(
        name=name,
        title=Bilingual(en=headers["title"], fr=headers["titre"]),
        parameters=MappingProxyType(parameters),
        reads_claims=headers.get("reads") == "claims",
        text=text,
    )
