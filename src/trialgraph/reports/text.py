"""Problems as text that people enjoy acting on, and what else a command says on a terminal."""

import textwrap
from collections.abc import Iterable, Sequence
from itertools import groupby

from trialgraph.problems import Bilingual, Checked, Problem, Severity, in_order, shorten
from trialgraph.queries import NamedQuery
from trialgraph.reports.plain import excerpt, visible

_SEVERITIES: dict[Severity, Bilingual] = {
    "violation": Bilingual(en="violation", fr="violation"),
    "warning": Bilingual(en="warning", fr="avertissement"),
    "info": Bilingual(en="info", fr="info"),
}
_HINT = Bilingual(en="hint", fr="conseil")
_QUOTE = Bilingual(en="quote", fr="citation")


def render_text(problems: Iterable[Problem], language: str) -> str:
    """Write problems for a terminal, in order of file, line and column.

    >>> from trialgraph.problems import Location
    >>> place = Location(file="facts.yaml", line=3, column=5)
    >>> text = Bilingual(en="unknown field `enrollment`", fr="champ inconnu `enrollment`")
    >>> problem = Problem(code="unknown-field", severity="violation", message=text, location=place)
    >>> print(render_text([problem], "en"), end="")
    facts.yaml:3:5: violation: unknown field `enrollment` [unknown-field]

    """
    return "".join(_told(problem, language) for problem in in_order(problems))


def report(checked: Checked, language: str) -> str:
    """Write what was found by file, and of what a file has many of, the first ones and how many more.

    >>> from trialgraph.problems import Location
    >>> text = Bilingual(en="no label", fr="pas de libellé")
    >>> def found(line):
    ...     place = Location(file="graph.ttl", line=line)
    ...     return Problem(code="thing-has-label", severity="warning", message=text, location=place)
    >>> many = Checked(problems=tuple(found(line) for line in range(1, 101)))
    >>> print(report(many, "en"))  # doctest: +ELLIPSIS
    graph.ttl:1: warning: no label [thing-has-label]
    ...
    graph.ttl:10: warning: no label [thing-has-label]
    graph.ttl: and 90 more like this [thing-has-label]
    <BLANKLINE>

    """
    parts = []
    for file, group in groupby(in_order(checked.problems), key=lambda problem: problem.location.file):
        seen: dict[str, int] = {}
        lines = []
        for problem in group:
            seen[problem.code] = seen.get(problem.code, 0) + 1
            if seen[problem.code] <= _MOST_OF_A_CODE:
                lines.append(_told(problem, language))
        lines += [
            visible(f"{file}: {_more(count - _MOST_OF_A_CODE, language)} [{code}]") + "\n"
            for code, count in seen.items()
            if count > _MOST_OF_A_CODE
        ]
        parts.append("".join(lines))
    return "\n".join(parts)


_MOST_OF_A_CODE = 10
"""Problems of one code in one file that a terminal shows: `--format json` has all."""
_VALUE = Bilingual(en="value", fr="valeur")


def in_lines(problem: Problem, language: str) -> list[str]:
    """Write what a problem is about and says, then its value, its quote and its hint, each on its own lines.

    The texts are as they are in files: `visible` makes a line harmless.
    """
    message = problem.message.in_language(language)
    lines = [f"{problem.about}: {message}" if problem.about else message]
    if problem.value is not None and problem.value not in message:
        lines.append(f"{_VALUE.in_language(language)}: {shorten(problem.value)}")
    if problem.quote:
        words = excerpt(problem.quote).replace("\n", " ")
        lines.append(f"{_QUOTE.in_language(language)}: « {words} »")
    if problem.hint:
        head = f"{_HINT.in_language(language)}: "
        first, *others = problem.hint.in_language(language).split("\n")
        lines += [f"{head}{first}", *(f"{' ' * len(head)}{line}".rstrip() for line in others)]
    return lines


def _told(problem: Problem, language: str) -> str:
    severity = _SEVERITIES[problem.severity].in_language(language)
    first, *others = in_lines(problem, language)
    lines = [f"{problem.location}: {severity}: {first} [{problem.code}]", *(f"  {line}" for line in others)]
    return "".join(f"{visible(line)}\n" for line in lines)


def _more(count: int, language: str) -> str:
    return Bilingual(
        en=f"and {count} more like this", fr=f"et {count} autre{_s(count > 1)} comme celui-ci"
    ).in_language(language)


def validation_summary(checked: Checked, language: str) -> str:
    """Tell how many focus nodes each shape selected, and in one line what was checked and found.

    >>> counts = {"tgs:Arm": 2, "tgs:Cohort": 1}
    >>> print(validation_summary(Checked(problems=(), files=("a.ttl",), focus_nodes=counts), "en"))
    focus nodes: Arm 2, Cohort 1
    1 file, 3 focus nodes checked: no problems
    <BLANKLINE>
    """
    found = count_text(checked.problems, language)
    nodes, files = sum(checked.focus_nodes.values()), len(checked.files)
    what = Bilingual(
        en=f"{files} file{_s(files != 1)}, {nodes} focus node{_s(nodes != 1)} checked: {found}",
        fr=f"{files} fichier{_s(files > 1)}, {nodes} nœud{_s(nodes > 1)} "
        f"vérifié{_s(files + nodes > 1)} : {found}",
    )
    return f"{_focus_nodes(checked, language)}{what.in_language(language)}\n"


def _focus_nodes(checked: Checked, language: str) -> str:
    counts = sorted(checked.focus_nodes.items(), key=lambda item: (-item[1], item[0]))
    users = [item for item in counts if not item[0].startswith(_SHIPPED)]
    ours = [item for item in counts if item[0].startswith(_SHIPPED)]
    # A name and its number stay on one line: only the spaces between them can be broken.
    shown = _first([(name, f"\xa0{count}") for name, count in ours if count], language)
    shown = [*(f"{visible(name)}\xa0{count}" for name, count in users), *shown]
    idle = _first([(name, "") for name, count in ours if not count], language)
    if not shown:
        return ""
    lines = [(Bilingual(en="focus nodes: ", fr="nœuds : "), shown)]
    if idle:
        lines.append((Bilingual(en="selected nothing: ", fr="n’ont rien sélectionné : "), idle))
    return "".join(_wrapped(head.in_language(language), names) for head, names in lines)


def _first(shapes: Sequence[tuple[str, str]], language: str) -> list[str]:
    """Name the first of some shapes of ours, and say how many more there are."""
    names = [f"{visible(name).rpartition(':')[2]}{count}" for name, count in shapes[:_MOST_SHAPES]]
    if more := len(shapes[_MOST_SHAPES:]):
        others = Bilingual(en=f"and {more} more shapes", fr=f"et {more} autres formes")
        names.append(others.in_language(language).replace(" ", "\xa0"))
    return names


def _wrapped(head: str, names: Sequence[str]) -> str:
    lines = textwrap.wrap(", ".join(names), width=_WIDTH, break_on_hyphens=False, break_long_words=False)
    return head + "\n  ".join(lines).replace("\xa0", " ") + "\n"


_SHIPPED = "tgs:"
_MOST_SHAPES = 12
"""Of the shipped shapes that a terminal names, those with most focus nodes: `--format json` has all."""
_WIDTH = 90
"""Columns, without the head of the first line."""


def _s(many: bool) -> str:  # noqa: FBT001 - the ending of a plural
    return "s" if many else ""


def query_list(queries: Iterable[NamedQuery], language: str) -> str:
    """Name queries with their titles and their parameters, for a terminal."""
    known = list(queries)
    width = max((len(query.name) for query in known), default=0)
    lines = []
    for query in known:
        lines.append(f"{query.name:<{width}}  {query.title.in_language(language)}")
        lines += [f"{'':<{width}}    --param {name}=…  {what}" for name, what in query.parameters.items()]
    return "".join(f"{line}\n" for line in lines)


def no_claims(graph: str, language: str) -> str:
    """Say that a question about claims was put to a graph that has none."""
    return Bilingual(
        en=f"this question is about claims and quotes, and `{graph}` has none: ask the .trig or the .nq",
        fr=f"cette question porte sur des assertions et des citations, et `{graph}` n’en a pas : "
        "posez-la au .trig ou au .nq",
    ).in_language(language)


def count_text(problems: Sequence[Problem], language: str) -> str:
    """Say in words how many problems there are of each severity.

    >>> count_text([], "fr")
    'aucun problème'
    """
    if not problems:
        return Bilingual(en="no problems", fr="aucun problème").in_language(language)
    parts = []
    for severity, name in _SEVERITIES.items():
        count = sum(problem.severity == severity for problem in problems)
        if count:
            word = name.in_language(language)
            parts.append(f"{count} {word}{'s' if count > 1 and word != 'info' else ''}")
    return ", ".join(parts)
