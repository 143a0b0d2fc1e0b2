"""Parameters of SPARQL queries: values that a user gives to variables."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

import pyoxigraph as ox

from trialgraph import context
from trialgraph.problems import Bilingual, Location, Problem, QueryError, did_you_mean
from trialgraph.sparql import Token, form, tokens

Term = ox.NamedNode | ox.Literal
Value = str | float | Decimal | dt.date | Term
"""What a parameter may be given as: see `term`."""

_XSD = "http://www.w3.org/2001/XMLSchema#"
_IRI = re.compile(r"<[^<>]*>|(?:https?://|urn:)\S+")
_QUOTED = re.compile(r'"(.*)"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*))?', re.DOTALL)
_TYPED = {
    "integer": re.compile(r"[+-]?(?:0|[1-9][0-9]*)"),
    "decimal": re.compile(r"[+-]?[0-9]+\.[0-9]+"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "boolean": re.compile(r"true|false"),
}
"""Texts that are not strings; what begins with a zero, as `0010030`, is an identifier and stays one."""


def term(value: Value) -> Term:
    """Give the RDF term that a value stands for.

    A text is an IRI where it is one, or a CURIE with a prefix of ours; else a number, a date or `true` or
    `false`; else a string. In double quotes it is always a string, and may have a language.

    Raises:
        ValueError: the text looks like an IRI and is none.

    >>> print(term("drug:iscalimab"), term("MONDO:0010030"), term('"12"'), term('"bras"@fr'))
    <https://w3id.org/trialgraph/id/drug/iscalimab> "MONDO:0010030" "12" "bras"@fr
    >>> term("12") == term(12)
    True

    """
    match value:
        case ox.NamedNode() | ox.Literal():
            return value
        case str():
            return _term_of_text(value)
        case Decimal():
            return _typed(f"{value:f}", "decimal")
        case dt.date():
            return _typed(value.isoformat(), "date")
        case _:
            return ox.Literal(value)


def _term_of_text(text: str) -> Term:
    if quoted := _QUOTED.fullmatch(text):
        return ox.Literal(quoted[1], language=quoted[2])
    if _IRI.fullmatch(text):
        return ox.NamedNode(text.strip("<>"))
    if (iri := context.expand(text)) and not re.search(r"\s", text):
        return ox.NamedNode(iri)
    datatype = next((name for name, pattern in _TYPED.items() if pattern.fullmatch(text)), None)
    return _typed(text, datatype) if datatype else ox.Literal(text)


def _typed(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(_XSD + datatype))


def bind(text: str, parameters: Mapping[str, Value], file: str) -> str:
    """Give variables of a query their values.

    `VALUES ?name { … }` in the query is the default of a parameter: the value takes its place. A variable
    without it is bound at the start of every group that names it, so that it has its value wherever SPARQL
    looks for it: in filters, sub-queries, groupings and, if it is selected, in the answer. (Oxigraph's own
    substitution reaches selected variables only.)

    Args:
        text: a query that `sparql.check` found nothing wrong with.
        parameters: values by the name of the variable.
        file: the name of the query in problems.

    Raises:
        QueryError: the query has no such variable, or a value is not a term.

    >>> bind('SELECT ?s { VALUES ?lang { "en" } ?s ?p ?o }', {"lang": "fr"}, "query")
    'SELECT ?s { VALUES ?lang { "fr" } ?s ?p ?o }'
    >>> bind("ASK { ?drug tg:hasTarget ?target }", {"target": "target:cd40"}, "query")
    'ASK { VALUES ?target { <https://w3id.org/trialgraph/id/target/cd40> } ?drug tg:hasTarget ?target }'

    """
    found = tokens(text)
    values = _values(found, parameters, file)
    defaults = [
        (before.start, found[_end(found, index + 1)].end, name.text[1:])
        for index, (before, name, brace) in enumerate(zip(found, found[1:], found[2:], strict=False), 1)
        if before.is_word("VALUES") and name.text[1:] in values and brace.is_mark("{")
    ]
    edits = [(start, end, _clause({name: values[name]})) for start, end, name in defaults]
    free = {name: value for name, value in values.items() if name not in {name for *_, name in defaults}}
    if free and _is_short_construct(found):
        edits.append((len(text), len(text), f"\n{_clause(free)}"))
    elif free:
        for number, (start, end) in enumerate(_groups(found)):
            # The outermost group binds what only SELECT or ORDER BY names, too.
            inside = {t.text[1:] for t in found[start:end] if t.kind == "variable"} if number else set(free)
            if named := {name: value for name, value in free.items() if name in inside}:
                edits.append((found[start].end, found[start].end, f" {_clause(named)}"))
    for start, end, clause in sorted(edits, reverse=True):
        text = text[:start] + clause + text[end:]
    return text


def _values(found: Sequence[Token], parameters: Mapping[str, Value], file: str) -> dict[str, Term]:
    names = {token.text[1:] for token in found if token.kind == "variable"}
    values: dict[str, Term] = {}
    problems: list[Problem] = []
    for name, value in parameters.items():
        hint = None
        if name not in names:
            code = "unknown-parameter"
            message = Bilingual(
                en=f"the query has no variable `?{name}`", fr=f"la requête n’a pas de variable `?{name}`"
            )
            hint = did_you_mean(name, names)
        else:
            try:
                values[name] = term(value)
                continue
            except ValueError:
                code = "parameter-value"
                message = Bilingual(
                    en=f"the value of `{name}` is not an IRI: {value}",
                    fr=f"la valeur de `{name}` n’est pas un IRI : {value}",
                )
        problems.append(
            Problem(code=code, severity="violation", message=message, location=Location(file=file), hint=hint)
        )
    if problems:
        raise QueryError(problems)
    return values


def _clause(values: Mapping[str, Term]) -> str:
    return " ".join(f"VALUES ?{name} {{ {value} }}" for name, value in values.items())


def _end(found: Sequence[Token], start: int) -> int:
    """Find the index of the `}` that closes the data of a VALUES clause: no brace stands inside."""
    return next(index for index in range(start, len(found)) if found[index].is_mark("}"))


def _groups(found: Sequence[Token]) -> list[tuple[int, int]]:
    """Find the braces that hold a group of patterns: the indices of `{` and of its `}`, outermost first.

    The braces of `VALUES` are among them, and do no harm: there is no variable inside.
    """
    stack: list[int] = []
    groups = []
    for index, token in enumerate(found):
        if token.is_mark("{"):
            stack.append(index)
        elif token.is_mark("}"):
            start = stack.pop()
            # A sub-query has a group of its own within these braces; a template takes no VALUES.
            if not found[start + 1].is_word("SELECT") and not found[start - 1].is_word("CONSTRUCT"):
                groups.append((start, index))
    return sorted(groups)


def _is_short_construct(found: Sequence[Token]) -> bool:
    """Tell whether this is `CONSTRUCT WHERE { … }`, whose pattern is its template and takes no VALUES."""
    word = form(found)
    return word is not None and word.is_word("CONSTRUCT") and not found[found.index(word) + 1].is_mark("{")
