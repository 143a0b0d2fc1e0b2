"""SPARQL queries as text: which are refused, and where a mistake stands.

Oxigraph answers queries; their text is looked at here before. A query that would change the graph or
reach the network is refused, and a mistake is told in plain words with the line it stands in.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import pyoxigraph as ox

from trialgraph import context
from trialgraph.problems import Bilingual, Location, Problem, QueryError, did_you_mean
from trialgraph.rdffiles import caret

_CHARACTER = (
    "A-Za-z0-9_\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_ESCAPE = r"\\(?:[tbnrf\"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
_TOKEN = re.compile(
    rf"""
      (?P<space>    [ \t\r\n]+ | \#[^\r\n]* )
    | (?P<iri>      <[^<>"{{}}|^`\x00-\x20]*> )
    | (?P<long>     '''(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*''' | \"""(?:"{{0,2}}(?:[^"\\]|{_ESCAPE}))*\""" )
    | (?P<string>   '(?:[^'\\\r\n]|{_ESCAPE})*' | "(?:[^"\\\r\n]|{_ESCAPE})*" )
    | (?P<variable> [?$][{_CHARACTER}]+ )
    | (?P<tag>      @[A-Za-z]+(?:-+[A-Za-z0-9]+)* )
    | (?P<name>     (?:[{_CHARACTER}](?:[{_CHARACTER}.\-]*[{_CHARACTER}\-])?)?:
                    (?:[{_CHARACTER}:.\-]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])* )
    | (?P<number>   [0-9]+\.? )
    | (?P<word>     [{_CHARACTER}]+ )
    | (?P<mark>     . )
    """,
    re.VERBOSE | re.DOTALL,
)
"""The tokens of https://www.w3.org/TR/sparql11-query/#sparqlGrammar, as Oxigraph reads them."""

_SPACE = r"(?:[ \t\r\n]|\#[^\r\n]*(?:[\r\n]|\Z))*"
_SERVICE = re.compile(
    rf"(?=SERVICE{_SPACE}(?:SILENT{_SPACE})?"
    rf"(?:<[^>]*>|[?$][{_CHARACTER}]+|[{_CHARACTER}.\-]*:[^\s{{]*){_SPACE}\{{)",
    re.IGNORECASE,
)
"""Every text that could be https://www.w3.org/TR/sparql11-federated-query/, wherever it stands."""

_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_CLOSING = {")": "(", "]": "[", "}": "{"}
_DEEPEST = 200
_MOST_OPERATORS = 2_000
_LONGEST = 100_000
"""Oxigraph's parser is recursive: some thousand nested brackets or chained operators end the process."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query; its kind is the name of its group in the grammar above."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset after the last character."""
        return self.start + len(self.text)

    def is_mark(self, marks: str) -> bool:
        """Tell whether this is one of some punctuation marks."""
        return self.kind == "mark" and self.text in marks

    def is_word(self, *words: str) -> bool:
        """Tell whether this is one of some keywords, given in capitals."""
        return self.kind == "word" and self.text.upper() in words


def tokens(text: str) -> tuple[Token, ...]:
    """Split a query into tokens, without white space and comments.

    >>> [token.text for token in tokens("SELECT ?s { ?s a tg:Drug } # SERVICE")]
    ['SELECT', '?s', '{', '?s', 'a', 'tg:Drug', '}']
    """
    return tuple(
        Token(found.lastgroup or "", found.group(), found.start())
        for found in _TOKEN.finditer(text)
        if found.lastgroup != "space"
    )


def form(found: Sequence[Token]) -> Token | None:
    """Give the keyword that says what a request is: the first after the prologue (`PREFIX`, `BASE`).

    >>> form(tokens("PREFIX ex: <https://example.org/> ASK { ?s ?p ?o }")).text
    'ASK'
    """
    return next((t for t in found if t.kind == "word" and not t.is_word("PREFIX", "BASE", "VERSION")), None)


def check(text: str, file: str) -> None:
    """Refuse what is not a SPARQL 1.1 query, changes data, or would reach the network.

    Args:
        text: the query; the prefixes of the project need not be declared.
        file: the name of the query in problems.

    Raises:
        QueryError: with the line and column of the first thing that is wrong.

    >>> check("ASK { drug:iscalimab a tg:Drug }", "query")
    >>> check("SELECT ?s WHER { ?s a tg:Drug }", "query")
    Traceback (most recent call last):
    ...
    trialgraph.problems.QueryError: query:1:11: the query is not SPARQL: unexpected `WHER`

    """
    found = tokens(text)
    wrong = (
        _empty(found)
        or _update(found)
        or _excess(text, found)
        or _service(text, found)
        or _syntax(text, found)
    )
    if wrong is not None:
        raise QueryError([wrong.problem(text, file)])


@dataclass(frozen=True, slots=True)
class _Wrong:
    """What is wrong with a query, and the offset where."""

    code: str
    start: int
    message: Bilingual
    hint: Bilingual | None = None

    def problem(self, text: str, file: str) -> Problem:
        line = text.count("\n", 0, self.start) + 1
        column = self.start - text.rfind("\n", 0, self.start)
        picture = caret(text, line, column)
        hint = self.hint
        return Problem(
            code=self.code,
            severity="violation",
            message=self.message,
            location=Location(file=file, line=line, column=column),
            hint=Bilingual(en=f"{picture.en}\n{hint.en}", fr=f"{picture.fr}\n{hint.fr}") if hint else picture,
        )


# Refusals


def _empty(found: Sequence[Token]) -> _Wrong | None:
    message = Bilingual(en="the query is empty", fr="la requête est vide")
    return None if found else _Wrong("query-empty", 0, message)


def _update(found: Sequence[Token]) -> _Wrong | None:
    first = form(found)
    if first is None or not first.is_word(*_UPDATES):
        return None
    word = first.text.upper()
    message = Bilingual(
        en=f"{word} would change the graph, and queries only read it",
        fr=f"{word} modifierait le graphe, et les requêtes ne font que le lire",
    )
    return _Wrong("update-refused", first.start, message)


def _service(text: str, found: Sequence[Token]) -> _Wrong | None:
    """Refuse SERVICE, in doubt too: Oxigraph has no switch that keeps a query off the network.

    A text that could be a SERVICE clause is let pass only where it surely stands in a comment, a string,
    an IRI or a name. Oxigraph's grammar has no tokens: it also reads `SERVICESILENT`, `trueSERVICE` and
    `SERVICE:name` as the keyword, and whether `<` begins an IRI depends on what comes before.
    """
    for candidate in _SERVICE.finditer(text):
        start = candidate.start()
        token = next((token for token in found if token.start <= start < token.end), None)
        if token is not None and token.kind == "name":
            colon = token.start + token.text.index(":")
            harmless = start > colon and "." not in text[colon:start]
        else:
            harmless = token is None or token.kind in {"string", "iri", "variable", "tag"}
        if not harmless or _is_doubtful(found):
            message = Bilingual(
                en="SERVICE would ask another server, and no query leaves this machine",
                fr="SERVICE interrogerait un autre serveur, et aucune requête ne quitte cette machine",
            )
            return _Wrong("service-refused", start, message)
    return None


def _is_doubtful(found: Sequence[Token]) -> bool:
    """Tell whether a query has something that Oxigraph may split into tokens in another way than we do."""
    brackets: list[str] = []
    before: Token | None = None
    for token in found:
        if token.kind == "iri" and ("#" in token.text or "'" in token.text) and before is not None:
            # In `(?a<?b)#>` Oxigraph reads `less than`, `?b`, `)` and a comment; we read an IRI.
            # Likewise in `<<?s?p'>'>>`, a triple of RDF 1.2.
            after_operand = before.kind != "mark" or before.is_mark(")")
            if before.is_mark("<>") or (after_operand and brackets[-1:] == ["("]):
                return True
        if token.is_mark("([{"):
            brackets.append(token.text)
        elif token.is_mark(")]}") and brackets:
            brackets.pop()
        before = token
    return False


def _excess(text: str, found: Sequence[Token]) -> _Wrong | None:
    depth = operators = 0
    for token in found:
        depth += token.is_mark("([{") - token.is_mark(")]}")
        operators += token.kind == "word" or (token.kind == "mark" and not token.is_mark("()[]{}.;,"))
        if depth > _DEEPEST or operators > _MOST_OPERATORS or len(text) > _LONGEST:
            message = Bilingual(
                en=f"the query is too large: at most {_DEEPEST} nested brackets, {_MOST_OPERATORS} keywords "
                f"and operators, {_LONGEST} characters",
                fr=f"la requête est trop grande : au plus {_DEEPEST} parenthèses imbriquées, "
                f"{_MOST_OPERATORS} mots-clés et opérateurs, {_LONGEST} caractères",
            )
            return _Wrong("query-too-large", token.start, message)
    return None


# Syntax errors


def _syntax(text: str, found: Sequence[Token]) -> _Wrong | None:
    """Say what is wrong in plain words: first what can be seen here, then what Oxigraph saw."""
    try:
        ox.Store().query(text, prefixes=dict(context.prefixes()))
    except SyntaxError as error:
        return _open(found) or _unknown_prefix(found) or _unexpected(text, found, str(error.msg))
    except (RuntimeError, ValueError) as error:
        message = Bilingual(
            en=f"the query cannot be answered: {error}", fr=f"la requête n’a pas de réponse : {error}"
        )
        return _Wrong("query-failed", 0, message)
    return None


def _open(found: Sequence[Token]) -> _Wrong | None:
    """Find a string that does not end, and a bracket without its counterpart."""
    opened: list[Token] = []
    for token in found:
        if token.is_mark("'\""):
            message = Bilingual(
                en=f"the string that begins with {token.text} does not end",
                fr=f"la chaîne qui commence par {token.text} ne finit pas",
            )
            return _Wrong("query-syntax", token.start, message)
        if token.is_mark("([{"):
            opened.append(token)
        elif token.is_mark(")]}"):
            if not opened or opened[-1].text != _CLOSING[token.text]:
                message = Bilingual(en=f"`{token.text}` closes nothing", fr=f"`{token.text}` ne ferme rien")
                return _Wrong("query-syntax", token.start, message)
            opened.pop()
    if not opened:
        return None
    last = opened[-1]
    message = Bilingual(en=f"`{last.text}` is not closed", fr=f"`{last.text}` n’est pas fermé")
    return _Wrong("query-syntax", last.start, message)


def _unknown_prefix(found: Sequence[Token]) -> _Wrong | None:
    known = {"_", *context.prefixes()}
    for before, token in zip((found[0], *found), found, strict=False):
        prefix = token.text.partition(":")[0]
        if token.kind != "name" or prefix in known:
            continue
        if not before.is_word("PREFIX"):
            message = Bilingual(
                en=f"the prefix `{prefix}:` is not declared", fr=f"le préfixe `{prefix}:` n’est pas déclaré"
            )
            return _Wrong("query-syntax", token.start, message, _nearest(prefix, known))
        known.add(prefix)
    return None


def _unexpected(text: str, found: Sequence[Token], reason: str) -> _Wrong:
    place = _place(text, reason)
    touching = [token for token in found if token.start <= place <= token.end]
    token = next((t for t in (*reversed(touching), *found) if t.end > place or t in touching), None)
    hint = None
    if "variable that is unbound" in reason:
        start = found[0].start
        message = Bilingual(
            en="a variable after SELECT is neither grouped by nor computed",
            fr="une variable après SELECT n’est ni groupée ni calculée",
        )
        hint = Bilingual(en="name it after GROUP BY", fr="nommez-la après GROUP BY")
    elif token is None or place >= len(text.rstrip()):
        start = len(text.rstrip())
        message = Bilingual(
            en="the query is not SPARQL: something is missing, or BIND gives a value to a used variable",
            fr="la requête n’est pas du SPARQL : il manque quelque chose, "
            "ou BIND donne une valeur à une variable déjà employée",
        )
    elif token.kind == "iri" and "IRI parsing failed" in reason:
        start = token.start
        message = Bilingual(
            en=f"{token.text} is not an absolute IRI", fr=f"{token.text} n’est pas un IRI absolu"
        )
    else:
        start = token.start
        message = Bilingual(
            en=f"the query is not SPARQL: unexpected `{token.text}`",
            fr=f"la requête n’est pas du SPARQL : `{token.text}` inattendu",
        )
        hint = _nearest(token.text.upper(), _KEYWORDS) if token.kind == "word" else None
    return _Wrong("query-syntax", start, message, hint)


def _place(text: str, reason: str) -> int:
    """Find the offset of an error in Oxigraph's message.

    It names the farthest place that its parser looked at, which may be the end of a keyword that it tried:
    `SELECT ?s WHER {` is wrong "at 1:16: expected one of DISTINCT, WHERE", where `WHERE` would have ended.
    """
    told = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", reason, re.DOTALL)
    if told is None:
        return len(text)
    lines = text.split("\n")[: int(told[1]) - 1]
    farthest = sum(len(line) + 1 for line in lines) + int(told[2]) - 1
    expected = [item for item in told[3].split(", ") if item != "[_]"]
    return max(
        (farthest - len(item) if re.fullmatch(r"[A-Za-z_]+", item) else farthest for item in expected),
        default=farthest,
    )


def _nearest(word: str, known: Iterable[str]) -> Bilingual | None:
    close = get_close_matches(word, sorted(known), n=1)
    return did_you_mean(word, close) if close and close != [word] else None


_KEYWORDS = frozenset(
    re.findall(
        r"\w+",
        """ASK CONSTRUCT DESCRIBE SELECT DISTINCT REDUCED FROM NAMED WHERE GROUP HAVING ORDER LIMIT OFFSET
        VALUES OPTIONAL UNION MINUS GRAPH FILTER BIND EXISTS UNDEF COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT
        BOUND COALESCE CONCAT CONTAINS DATATYPE LANG LANGMATCHES LCASE REGEX REPLACE ROUND STR STRAFTER
        STRBEFORE STRENDS STRLEN STRSTARTS SUBSTR UCASE YEAR MONTH PREFIX SEPARATOR""",
    )
)


# Order


def with_total_order(text: str) -> str:
    """Let `ORDER BY` sort by kind of value first, so that no two values are beyond comparison.

    Oxigraph compares numbers with dates in no fixed order, and its sort then ends the process
    (pyoxigraph 0.5.13). Among values of one kind nothing changes, and across kinds SPARQL leaves the order
    open (https://www.w3.org/TR/sparql11-query/#modOrderBy): here IRIs, then texts and dates, then numbers.

    >>> sorted_first = with_total_order("ASK {} ORDER BY ?o LIMIT 3").partition(" (IF")[0]
    >>> sorted_first
    'ASK {} ORDER BY (isNumeric(?o))'

    """
    found = tokens(text)
    inserts: list[tuple[int, str]] = []
    for index, token in enumerate(found[1:], 1):
        if token.is_word("BY") and found[index - 1].is_word("ORDER"):
            inserts += _kinds_first(found[index + 1 :])
    for position, key in reversed(inserts):
        text = f"{text[:position]}{key} {text[position:]}"
    return text


_STRING = "http://www.w3.org/2001/XMLSchema#string"
"""What texts with and without a language count as, so that they are sorted as one kind."""


def _kinds_first(keys: Sequence[Token]) -> list[tuple[int, str]]:
    """Give what goes before each key that is a variable, and where; other keys have one kind of value."""
    inserts: list[tuple[int, str]] = []
    depth = 0
    for index, token in enumerate(keys):
        depth += token.is_mark("(") - token.is_mark(")")
        if depth < 0 or token.is_word("LIMIT", "OFFSET", "VALUES") or token.is_mark("{}"):
            break
        is_alone = depth == 0
        directed = [other.text.upper() for other in keys[max(0, index - 2) : index]]
        is_directed = depth == 1 and directed[:1] in (["ASC"], ["DESC"])
        closes = index + 1 < len(keys) and keys[index + 1].is_mark(")")
        if token.kind == "variable" and (is_alone or (is_directed and directed[1] == "(" and closes)):
            name = token.text
            datatype = f'IF(LANG({name}) = "", STR(DATATYPE({name})), "{_STRING}")'
            key = f'(isNumeric({name})) (IF(isNumeric({name}), "", {datatype}))'
            inserts.append(((token if is_alone else keys[index - 2]).start, key))
    return inserts
