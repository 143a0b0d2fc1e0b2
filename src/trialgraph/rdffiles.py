"""RDF files: bytes to quads, and quads to bytes that do not change from run to run.

pyoxigraph reads and writes. It opens no other file and asks no network: a remote JSON-LD context or an
external entity is a syntax error.
"""

import json
import re
from collections.abc import Iterable, Mapping
from xml.parsers import expat

import pyoxigraph as ox

from trialgraph import context, rdferrors
from trialgraph.inputs import decode
from trialgraph.problems import Bilingual, InputError, Location, Problem

FORMATS: Mapping[str, ox.RdfFormat] = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
}
"""The RDF formats by the suffix of a file's name."""

DATASETS = frozenset({".trig", ".nq"})
"""The formats that hold named graphs."""

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def parse(data: bytes, suffix: str, file: str) -> list[ox.Quad]:
    r"""Read quads from the bytes of a file in the format of a suffix.

    Args:
        data: the bytes of the file.
        suffix: a key of `FORMATS`.
        file: the name of the file in problems.

    Raises:
        InputError: the bytes are not in the syntax of the format.

    >>> [str(quad.object) for quad in parse(b"<urn:a> <urn:b> 1 .", ".ttl", "x.ttl")]
    ['"1"^^<http://www.w3.org/2001/XMLSchema#integer>']

    """
    return parse_text(decode(data, file), suffix, file)


def parse_text(text: str, suffix: str, file: str) -> list[ox.Quad]:
    """Read quads from the text of a file in the format of a suffix: see `parse`."""
    if suffix == ".rdf":
        _refuse_entities(text, file)
    if suffix == ".jsonld" and (deep := rdferrors.json_deeper_than(text, _DEEPEST_JSON)) is not None:
        raise InputError([_too_deep(_place(text, deep, file))])
    if sum(1 for _ in _TRIPLE_TERM.finditer(text)) > _MOST_TRIPLE_TERMS:
        raise InputError([_triple_term(file)])
    try:
        quads = list(ox.parse(text, format=FORMATS[suffix], base_iri="file:///"))
    except SyntaxError as error:
        raise InputError([_syntax_problem(error, text, suffix, file)]) from error
    if suffix == ".rdf" and (place := _xml_error(text)):
        raise InputError([_broken_off(text, _within(text, *place, file))])
    if any(isinstance(quad.object, ox.Triple) for quad in quads):
        raise InputError([_triple_term(file)])
    return quads


def declared_prefixes(text: str, suffix: str) -> Mapping[str, str]:
    """Give the prefixes that a text declares, which people know the names in it by.

    >>> declared_prefixes("@prefix ex: <https://example.org/> . ex:a ex:b 1 .", ".ttl")
    {'ex': 'https://example.org/'}
    """
    parser = ox.parse(text, format=FORMATS[suffix], base_iri="file:///")
    for _ in parser:
        pass
    return parser.prefixes


def serialise(quads: Iterable[ox.Quad], suffix: str) -> bytes:
    r"""Write quads in the format of a suffix: sorted, so that equal graphs give equal bytes.

    A format without named graphs (`.ttl`, `.nt`, `.rdf`) gets every triple once, whatever its graph.

    >>> a, b = ox.NamedNode("https://example.org/a"), ox.NamedNode("https://example.org/b")
    >>> serialise([ox.Quad(a, a, b)], ".nt")
    b'<https://example.org/a> <https://example.org/a> <https://example.org/b> .\n'

    """
    format_ = FORMATS[suffix]
    items = in_order(set(quads)) if suffix in DATASETS | {".jsonld"} else merge(quads)
    data = ox.serialize(
        items if format_.supports_datasets else (item.triple for item in items),
        format=format_,
        prefixes=prefixes_of(items),
    )
    if data is None:  # it is written to a stream only where one is given
        raise TypeError("pyoxigraph gave no bytes")
    if format_ == ox.RdfFormat.JSON_LD:
        # One line a value, so that a difference between two builds can be read.
        return (json.dumps(json.loads(data), ensure_ascii=False, indent=1) + "\n").encode()
    return data


def merge(quads: Iterable[ox.Quad]) -> tuple[ox.Quad, ...]:
    """Put every triple once into the default graph: the graph that people query."""
    return in_order({ox.Quad(q.subject, q.predicate, q.object) for q in quads})


def in_order(quads: Iterable[ox.Quad]) -> tuple[ox.Quad, ...]:
    """Sort quads by graph, subject, predicate (the type first) and object."""
    return tuple(sorted(quads, key=_sort_key))


def _sort_key(quad: ox.Quad) -> tuple[str, str, bool, str, str]:
    """By graph, subject, predicate (the type first), object."""
    return (
        str(quad.graph_name),
        str(quad.subject),
        quad.predicate != _TYPE,
        quad.predicate.value,
        str(quad.object),
    )


def prefixes_of(quads: Iterable[ox.Quad]) -> dict[str, str]:
    """Choose the prefixes that a graph uses, so that a file begins with what a reader needs."""
    names = set()
    for quad in quads:
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            name = term.datatype if isinstance(term, ox.Literal) else term
            if isinstance(name, ox.NamedNode):
                names.add(name.value)
    heads = {context.compress(name).partition(":")[0] for name in names}
    return {prefix: namespace for prefix, namespace in context.prefixes().items() if prefix in heads}


# Syntax errors


def caret(text: str, line: int, column: int) -> Bilingual:
    """Show a line of a text with a caret below a column, both counted from 1; long lines are cut.

    >>> print(caret("a:b a:c .", 1, 5).en)
    a:b a:c .
        ^

    """
    whole = text.split("\n")[line - 1] if line <= text.count("\n") + 1 else ""
    begin = max(0, column - _WIDEST // 2)
    shown = _CONTROL.sub(" ", whole[begin : begin + _WIDEST]).rstrip()
    picture = f"{shown}\n{' ' * (column - 1 - begin)}^"
    return Bilingual(en=picture, fr=picture)


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_WIDEST = 90
"""Characters of a line that fit a terminal beside the indentation."""
_LONGEST_REASON = 300
"""Characters: the parser's longest words, and some of what it quotes, which may be a whole file."""


def _syntax_problem(error: SyntaxError, text: str, suffix: str, file: str) -> Problem:
    """Tell a parser's error with the offending line."""
    reason = " ".join(re.sub(r"^Parser error .*?: ", "", str(error.msg)).split())[:_LONGEST_REASON]
    place = _error_place(error, text, reason, suffix, file)
    if rdferrors.is_remote(reason):
        return _problem(
            "remote-context",
            place,
            Bilingual(
                en="the JSON-LD context is an address, and no address is fetched while reading",
                fr="le contexte JSON-LD est une adresse, et aucune adresse n’est lue",
            ),
            Bilingual(en="write the context into the file", fr="écrivez le contexte dans le fichier"),
        )
    language = _NAMES[suffix]
    return _problem(
        "rdf-syntax",
        place,
        Bilingual(en=f"not {language}: {reason}", fr=f"ce n’est pas du {language} : {reason}"),
        _picture(text, place),
    )


def _picture(text: str, place: Location) -> Bilingual | None:
    return caret(text, place.line or 1, place.column or 1) if text.strip() else None


def _error_place(error: SyntaxError, text: str, reason: str, suffix: str, file: str) -> Location:
    """Give the place of an error, which is looked for where the parser tells none."""
    line, column = error.lineno, error.offset
    if line is None and suffix == ".rdf":
        line, column = _xml_error(text) or (None, None)
    if line is not None and column is not None:
        return _within(text, line, column, file)
    find = rdferrors.xml_offset if suffix == ".rdf" else rdferrors.json_offset
    return _place(text, find(text, reason), file)


def _within(text: str, line: int, column: int, file: str) -> Location:
    """Give a place, or the end of the last line that holds something, where the place is after it."""
    end = len(text.rstrip())
    if line > text.count("\n", 0, end) + 1:
        return _place(text, end, file)
    return Location(file=file, line=line, column=column)


def _place(text: str, offset: int, file: str) -> Location:
    line, column = text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
    return Location(file=file, line=line, column=column)


_NAMES: Mapping[str, str] = {
    ".ttl": "Turtle",
    ".nt": "N-Triples",
    ".jsonld": "JSON-LD",
    ".rdf": "RDF/XML",
    ".trig": "TriG",
    ".nq": "N-Quads",
}


def _xml_error(text: str) -> tuple[int, int] | None:
    """Find where a text stops being well-formed XML, which pyoxigraph does not tell."""
    parser = expat.ParserCreate()
    try:
        parser.Parse(text, True)  # noqa: FBT003 - expat takes no keywords
    except expat.ExpatError as error:
        return error.lineno, error.offset + 1
    return None


def _broken_off(text: str, place: Location) -> Problem:
    """Tell what pyoxigraph reads without a word: half a file, for example of a download that stopped."""
    return _problem(
        "rdf-syntax",
        place,
        Bilingual(
            en="not RDF/XML: the file breaks off here, or is not well-formed XML",
            fr="ce n’est pas du RDF/XML : le fichier s’interrompt ici, ou n’est pas du XML bien formé",
        ),
        _picture(text, place),
    )


_ENTITY = re.compile(r"<!ENTITY(?:\s+[\w.:-]+\s+(?:\"([^\"&%<]*)\"|'([^'&%<]*)')\s*>)?")
_LONGEST_ENTITY = 500
"""Characters: entities shorten namespaces; a longer one, repeated, makes a small file a large graph."""


def _refuse_entities(text: str, file: str) -> None:
    """Refuse entities that reach outside the file, name other entities or are long.

    pyoxigraph expands nested entities without a limit: 8 levels of 10 make a gigabyte of 400 bytes. It
    also reads declarations that are not XML (`<!ENTITYa "…">`): what is not known to be harmless is refused.
    """
    for found in _ENTITY.finditer(text):
        value = found.group(1) or found.group(2)
        if not value or len(value) > _LONGEST_ENTITY:
            raise InputError(
                [
                    _problem(
                        "xml-entity",
                        _place(text, found.start(), file),
                        Bilingual(
                            en="this XML entity is external, names another entity, or is long",
                            fr="cette entité XML est externe, en cite une autre, ou est longue",
                        ),
                        Bilingual(
                            en="only entities that abbreviate a namespace are read",
                            fr="seules sont lues les entités qui abrègent un espace de noms",
                        ),
                    )
                ]
            )


_TRIPLE_TERM = re.compile(r"<<\(|parseType\s*=\s*[\"'](?!Collection|Resource|Literal)")
_MOST_TRIPLE_TERMS = 1000
"""pyoxigraph's parser overflows the stack, which ends the process, where some 10,000 are nested."""


_DEEPEST_JSON = 500
"""Brackets: some 4,000 overflow the stack of pyoxigraph's parser, which ends the process."""


def _too_deep(place: Location) -> Problem:
    return _problem(
        "json-depth",
        place,
        Bilingual(
            en=f"nested deeper than {_DEEPEST_JSON} levels",
            fr=f"imbriqué sur plus de {_DEEPEST_JSON} niveaux",
        ),
        Bilingual(
            en="give nodes an `@id`, and write them side by side in `@graph`",
            fr="donnez un `@id` aux nœuds, et écrivez-les côte à côte dans `@graph`",
        ),
    )


def _triple_term(file: str) -> Problem:
    return _problem(
        "triple-term",
        Location(file=file),
        Bilingual(
            en="a triple stands inside a triple, which is RDF 1.2: RDF 1.1 is read here",
            fr="un triplet est dans un triplet, c’est du RDF 1.2 : on lit ici RDF 1.1",
        ),
        Bilingual(
            en="describe the inner triple with rdf:subject, rdf:predicate and rdf:object",
            fr="décrivez le triplet intérieur par rdf:subject, rdf:predicate et rdf:object",
        ),
    )


def _problem(code: str, place: Location, message: Bilingual, hint: Bilingual | None) -> Problem:
    return Problem(code=code, severity="violation", message=message, location=place, hint=hint)
