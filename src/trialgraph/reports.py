"""Problems as text that people enjoy acting on."""

import re
from collections.abc import Iterable, Sequence

from trialgraph.problems import Bilingual, Problem, Severity, in_order
from trialgraph.queries import NamedQuery

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
    lines = []
    for problem in in_order(problems):
        severity = _SEVERITIES[problem.severity].in_language(language)
        about = f"{problem.about}: " if problem.about else ""
        message = problem.message.in_language(language)
        lines.append(f"{problem.location}: {severity}: {about}{message} [{problem.code}]")
        if problem.quote:
            words = problem.quote.replace("\n", " ")
            lines.append(f"  {_QUOTE.in_language(language)}: « {words} »")
        if problem.hint:
            head = f"  {_HINT.in_language(language)}: "
            first, *others = problem.hint.in_language(language).split("\n")
            lines += [f"{head}{first}", *(f"{' ' * len(head)}{line}".rstrip() for line in others)]
    return "".join(f"{_visible(line)}\n" for line in lines)


def _visible(line: str) -> str:
    """Write control characters out: a file that is told about must not steer the terminal."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found.group()):02x}", line)


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def validation_summary(problems: Sequence[Problem], focus_nodes: int, language: str) -> str:
    """Tell in one line how much was checked and what was found.

    >>> validation_summary([], 12, "en")
    '12 focus nodes checked: no problems'
    """
    found = count_text(problems, language)
    return Bilingual(
        en=f"{focus_nodes} focus nodes checked: {found}", fr=f"{focus_nodes} nœuds vérifiés : {found}"
    ).in_language(language)


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
