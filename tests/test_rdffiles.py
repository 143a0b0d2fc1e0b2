"""RDF files: what is written is read back by two engines, and what is wrong is shown at its place."""

import json
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from trialgraph import context, factfiles, rdf, rdferrors, rdffiles, reports
from trialgraph.problems import InputError, Problem

XSD = "http://www.w3.org/2001/XMLSchema#"
RDFLIB_FORMATS = {
    ".ttl": "turtle",
    ".nt": "nt",
    ".jsonld": "json-ld",
    ".rdf": "xml",
    ".trig": "trig",
    ".nq": "nquads",
}
SUFFIXES = sorted(rdffiles.FORMATS)
WITHOUT_GRAPHS = (".nt", ".rdf", ".ttl")

Row = tuple[str, str, str, str]


def tg(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{context.prefixes()['tg']}{name}")


def typed(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


def refused(data: bytes | str, suffix: str) -> str:
    """Give what a person reads when the file is refused."""
    with pytest.raises(InputError) as caught:
        rdffiles.parse(data if isinstance(data, bytes) else data.encode(), suffix, f"x{suffix}")
    return reports.render_text(caught.value.problems, "en")


def rows(quads: Iterable[ox.Quad], *, graphs: bool) -> set[Row]:
    """Write quads so that they can be compared with those of the other engine."""
    return {
        (str(q.subject), str(q.predicate), str(q.object), str(q.graph_name) if graphs else "DEFAULT")
        for q in quads
    }


def rows_of_rdflib(data: bytes, suffix: str) -> set[Row]:
    """Read with rdflib, and write as pyoxigraph does."""
    dataset = rdflib.Dataset()
    graph = dataset.default_graph if suffix in WITHOUT_GRAPHS else dataset
    graph.parse(data=data, format=RDFLIB_FORMATS[suffix])
    defaults = {None, dataset.default_graph.identifier}
    return {
        (str(_term(s)), str(_term(p)), str(_term(o)), "DEFAULT" if g in defaults else f"<{g}>")
        for s, p, o, g in dataset.quads((None, None, None, None))
    }


def _term(term: object) -> ox.NamedNode | ox.Literal:
    match term:
        case rdflib.Literal() if term.language:
            return ox.Literal(str(term), language=term.language)
        case rdflib.Literal():
            return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype or f"{XSD}string")))
        case _:
            return ox.NamedNode(str(term))


LITERALS = [
    ox.Literal("essai"),
    ox.Literal('essai « EXEMPLAR »\n\t"deux" ’ \\ 😀 e\u0301 <&>', language="fr"),
    ox.Literal("", language="en"),
    ox.Literal("a\u2028b\u00a0c\u202f"),
    typed("6.5", "decimal"),
    typed("6", "decimal"),
    typed("-0.001", "decimal"),
    typed("80", "integer"),
    typed("true", "boolean"),
    typed("2024-09-11", "date"),
    typed("P168D", "duration"),
    typed("1905", "gYear"),
]


@pytest.fixture(scope="module")
def dataset(fixtures: Path) -> list[ox.Quad]:
    """Give the graphs of the exemplar, and one with every sort of literal."""
    file = factfiles.load(fixtures / "facts" / "exemplar.yaml")
    assert file.document is not None
    quads = rdf.document_quads(file.document, file.facts, frozenset())
    literals = [ox.Quad(tg("a"), tg("b"), literal, ox.NamedNode("urn:g")) for literal in LITERALS]
    return [*quads.facts, *quads.provenance, *literals]


def test_there_is_a_name_of_each_format_in_both_engines() -> None:
    assert sorted(RDFLIB_FORMATS) == SUFFIXES
    assert {suffix for suffix in SUFFIXES if suffix not in WITHOUT_GRAPHS} == rdffiles.DATASETS | {".jsonld"}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_written_is_read_back(suffix: str, dataset: list[ox.Quad]) -> None:
    again = rdffiles.parse(rdffiles.serialise(dataset, suffix), suffix, "x")
    graphs = suffix not in WITHOUT_GRAPHS

    assert rows(again, graphs=True) == rows(dataset if graphs else rdffiles.merge(dataset), graphs=graphs)


# rdflib's own parsers still use what it deprecates.
@pytest.mark.filterwarnings("ignore:.* is deprecated, use Dataset:DeprecationWarning")
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_rdflib_reads_the_same_triples(suffix: str, dataset: list[ox.Quad]) -> None:
    data = rdffiles.serialise(dataset, suffix)

    assert rows_of_rdflib(data, suffix) == rows(dataset, graphs=suffix not in WITHOUT_GRAPHS)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_equal_graphs_give_equal_bytes(suffix: str, dataset: list[ox.Quad]) -> None:
    data = rdffiles.serialise(dataset, suffix)

    assert rdffiles.serialise([*reversed(dataset), *dataset[:50]], suffix) == data
    assert rdffiles.serialise(rdffiles.parse(data, suffix, "x"), suffix) == data
    assert data.endswith(b"\n") or suffix == ".rdf"


@given(
    st.lists(
        st.builds(
            ox.Quad,
            st.sampled_from([tg("a"), ox.NamedNode("urn:é"), ox.NamedNode("https://example.org/a%2Fb?c#d")]),
            st.sampled_from([tg("p"), tg("q")]),
            st.builds(
                ox.Literal,
                # Every character that XML 1.0 can hold as it is.
                st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from("\n\t")),
                language=st.sampled_from(["fr", "en", "fr-ca"]),
            ),
            st.sampled_from([ox.DefaultGraph(), ox.NamedNode("urn:g")]),
        ),
        max_size=8,
    ),
    st.sampled_from(SUFFIXES),
)
def test_any_text_comes_back_from_any_format(quads: list[ox.Quad], suffix: str) -> None:
    data = rdffiles.serialise(quads, suffix)
    graphs = suffix not in WITHOUT_GRAPHS

    assert rows(rdffiles.parse(data, suffix, "x"), graphs=True) == rows(
        quads if graphs else rdffiles.merge(quads), graphs=graphs
    )


def test_a_triple_of_two_graphs_is_one_triple_of_the_merged_graph() -> None:
    quads = [ox.Quad(tg("a"), tg("b"), typed("1", "integer"), ox.NamedNode(f"urn:{g}")) for g in "gh"]

    assert rdffiles.merge(quads) == (ox.Quad(tg("a"), tg("b"), typed("1", "integer")),)
    assert rdffiles.serialise(quads, ".nt").count(b"\n") == 1
    assert rdffiles.serialise(quads, ".nq").count(b"\n") == 2


def test_the_type_of_a_thing_comes_first() -> None:
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    quads = [ox.Quad(tg("a"), ox.NamedNode("http://a.example/"), tg("b")), ox.Quad(tg("a"), kind, tg("C"))]

    assert [quad.predicate for quad in rdffiles.in_order(quads)] == [kind, quads[0].predicate]


def test_a_file_begins_with_the_prefixes_that_it_uses_and_no_others() -> None:
    quads = [ox.Quad(tg("a"), tg("b"), typed("1905", "gYear"))]

    assert rdffiles.serialise(quads, ".ttl").decode() == (
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        "@prefix tg: <https://w3id.org/trialgraph/ns#> .\n"
        'tg:a tg:b "1905"^^xsd:gYear .\n'
    )


def test_no_quads_are_an_empty_file_that_can_be_read() -> None:
    for suffix in SUFFIXES:
        assert rdffiles.parse(rdffiles.serialise([], suffix), suffix, "x") == []


def test_json_ld_has_a_line_for_a_value() -> None:
    data = rdffiles.serialise([ox.Quad(tg("a"), tg("b"), ox.Literal("é", language="fr"))], ".jsonld")

    assert '    "@value": "é"' in data.decode().split("\n")


# Syntax errors

RDF_XML = (
    '<?xml version="1.0"?>\n{dtd}'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">\n{body}\n</rdf:RDF>\n'
)

SYNTAX_ERRORS = {
    "turtle": (
        ".ttl",
        '<urn:a> <urn:b> "😀 é" .\n<urn:a> <urn:b> "😀 é" ! .\n',
        """\
x.ttl:2:23: violation: not Turtle: ! is not a valid subject or graph name [rdf-syntax]
  hint: <urn:a> <urn:b> "😀 é" ! .
                              ^
""",
    ),
    "turtle with an unknown prefix": (
        ".ttl",
        "<urn:a> <urn:b> <urn:c> .\r\n  tg:a <urn:b> 1 .\r\n",
        """\
x.ttl:2:3: violation: not Turtle: The prefix tg: has not been declared [rdf-syntax]
  hint:   tg:a <urn:b> 1 .
          ^
""",
    ),
    "n-triples": (
        ".nt",
        "<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> 3 .\n",
        """\
x.nt:2:17: violation: not N-Triples: The object of a triple must be an IRI, a blank node or a literal \
[rdf-syntax]
  hint: <urn:a> <urn:b> 3 .
                        ^
""",
    ),
    "n-quads": (
        ".nq",
        '<urn:a> <urn:b> <urn:c> <urn:g> .\n\t"a" <urn:b> <urn:c> .\n',
        """\
x.nq:2:2: violation: not N-Quads: The subject of a triple must be an IRI or a blank node [rdf-syntax]
  hint:  "a" <urn:b> <urn:c> .
         ^
""",
    ),
    "trig": (
        ".trig",
        "<urn:g> {\n  <urn:a> <urn:b> !3 .\n}\n",
        """\
x.trig:2:19: violation: not TriG: ! is not a valid RDF object [rdf-syntax]
  hint:   <urn:a> <urn:b> !3 .
                          ^
""",
    ),
    "json-ld": (
        ".jsonld",
        '{"@id": "urn:a",\n "urn:b": tru }',
        """\
x.jsonld:2:11: violation: not JSON-LD: true expected [rdf-syntax]
  hint:  "urn:b": tru }
                  ^
""",
    ),
    "json-ld that is json": (
        ".jsonld",
        '{"@id": 5, "urn:b": 1}',
        """\
x.jsonld:1:9: violation: not JSON-LD: @id value must be a string [rdf-syntax]
  hint: {"@id": 5, "urn:b": 1}
                ^
""",
    ),
    "json-ld that is empty": (
        ".jsonld",
        "",
        "x.jsonld:1:1: violation: not JSON-LD: Unexpected end of file, a value was expected [rdf-syntax]\n",
    ),
    "rdf/xml": (
        ".rdf",
        RDF_XML.format(dtd="", body='<e:A rdf:about="urn:a"><e:b>é 😀</e:c></e:A>'),
        """\
x.rdf:3:34: violation: not RDF/XML: ill-formed document: expected `</e:b>`, but `</e:c>` was found \
[rdf-syntax]
  hint: <e:A rdf:about="urn:a"><e:b>é 😀</e:c></e:A>
                                         ^
""",
    ),
    "rdf/xml that is xml": (
        ".rdf",
        RDF_XML.format(dtd="", body='<e:A rdf:ID="a b"/>'),
        """\
x.rdf:3:14: violation: not RDF/XML: a b is not a valid rdf:ID value [rdf-syntax]
  hint: <e:A rdf:ID="a b"/>
                     ^
""",
    ),
    "rdf/xml that breaks off": (
        ".rdf",
        RDF_XML.format(dtd="", body='<e:A rdf:about="urn:a"/>').removesuffix("</rdf:RDF>\n"),
        """\
x.rdf:3:25: violation: not RDF/XML: the file breaks off here, or is not well-formed XML [rdf-syntax]
  hint: <e:A rdf:about="urn:a"/>
                                ^
""",
    ),
}


def test_each_format_has_a_syntax_error() -> None:
    assert {suffix for suffix, _, _ in SYNTAX_ERRORS.values()} == set(rdffiles.FORMATS)


@pytest.mark.parametrize(("suffix", "text", "expected"), SYNTAX_ERRORS.values(), ids=SYNTAX_ERRORS)
def test_a_syntax_error_shows_its_line_and_where_in_it(suffix: str, text: str, expected: str) -> None:
    assert refused(text, suffix) == expected


@pytest.mark.parametrize("length", [0, 10, 44, 45, 46, 300])
def test_the_caret_is_below_the_error_also_in_a_long_line(length: int) -> None:
    text = f'<urn:a> <urn:b> "{"é" * length}" ! .'
    _, line, pointer = refused(text, ".ttl").split("\n")[:3]

    assert line[pointer.index("^")] == "!"
    assert len(line) <= 100


def test_the_caret_of_a_line_that_is_not_there_stands_alone() -> None:
    assert rdffiles.caret("a", 7, 1).en == "\n^"


def test_what_stands_in_a_wrong_line_does_not_steer_the_terminal() -> None:
    shown = refused(b"<urn:a> \x1b[31m\x07\x9b<urn:b> .".replace(b"\x9b", "\x9b".encode()), ".ttl")

    assert not any(character in shown for character in "\x1b\x07\x9b")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_half_a_file_is_not_taken_for_a_whole_one(suffix: str, dataset: list[ox.Quad]) -> None:
    data = rdffiles.serialise(dataset[:20], suffix).rstrip()

    for length in (len(data) - 1, len(data) - 2, len(data) - 9):
        assert "[rdf-syntax]" in refused(data[:length], suffix)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_bytes_that_are_not_utf_8_are_told_at_their_place(suffix: str) -> None:
    message = refused("# é\n# caf".encode() + b"\xe9", suffix)

    assert message == (
        f"x{suffix}:2:6: violation: byte 0xe9 is not UTF-8 text [not-utf-8]\n  hint: save the file as UTF-8\n"
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_byte_order_mark_is_read_over(suffix: str, dataset: list[ox.Quad]) -> None:
    data = rdffiles.serialise(dataset[:5], suffix)

    assert rdffiles.parse(b"\xef\xbb\xbf" + data, suffix, "x") == rdffiles.parse(data, suffix, "x")


HEAD = '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">\n'


def told(text: str, suffix: str) -> Problem:
    """Give the one problem of a file that is refused."""
    with pytest.raises(InputError) as caught:
        rdffiles.parse(text.encode(), suffix, "x")
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("suffix", "text", "at", "reason"),
    [
        # A ¦ in the text stands where the error is told.
        (".ttl", '<u:a> <u:b> ¦"unclosed .\n', 0, "Unexpected end of file"),
        (".ttl", '<u:a> <u:b> "two¦\nlines" .', 0, "Line jumps are not allowed"),
        (".ttl", "<u:a> <u:b> <u:c>\n¦<u:d> <u:e> <u:f> .", 0, "A dot is expected"),
        (".ttl", "<u:a> <u:b> <u:c>¦\n\n", 0, "Unexpected end"),
        (".ttl", "<u:a> <u:p>\n ¦e:c .", 0, "The prefix e: has not been declared"),
        (".ttl", '<u:a> <u:b> "x¦\\q" .', 0, "Unexpected escape character"),
        (".ttl", '<u:a> <u:b> "¦\\uD800" .', 0, "not a valid unicode character"),
        (".ttl", "<u:a> <u:b> ¦<u:c d> .", 0, "Invalid IRI code point"),
        (".ttl", '<u:é> <u:b> "x"¦@1 .', 1, "A language code should always start with a letter"),
        (".ttl", "<u:a> <u:b> [ <u:c> 1 ¦.", 0, "should end with a ']'"),
        (".ttl", '<u:a> ¦"b" <u:c> .', 0, "is not a valid predicate"),
        (".trig", "<u:g> {\n <u:a> <u:b> <u:c>¦ \n", 0, "Unexpected end"),
        (".trig", "GRAPH ¦{ <u:a> <u:b> <u:c> }", 0, "is not a valid graph name"),
        (".nt", "<u:a> <u:b> <u:c>¦\n", 0, "must be followed by a dot"),
        (".nt", "<u:a> <u:b> ¦1 .", 0, "must be an IRI, a blank node or a literal"),
        (".nt", "¦<a> <u:b> <u:c> .", 0, "No scheme found"),
        (".nq", '<u:a> <u:b> <u:c> ¦"g" .', 0, "must be an IRI or a blank node"),
        (".jsonld", '{"@id": "u:a",\n "u:b": ¦}', 0, "Unexpected closing curly bracket"),
        (".jsonld", '{"@id": "u:a"\n ¦"u:b": 1}', 0, "must be followed by a comma"),
        (".jsonld", "{¦'a': 1}", 0, "Unexpected char"),
        (".jsonld", '{"a": 1,¦}', 0, "Trailing commas"),
        (".jsonld", '{"@id": "u:a",\n "u:p": {"@id": ¦5}}', 0, "@id value must be a string"),
        (".jsonld", '{"@type": "u:t", "u:p": {"@type": [¦5]}}', 0, "@type value must be a string"),
        (".jsonld", '{"u:a": {"@value": "x",\n "@language": ¦5}}', 0, "@language value must be a string"),
        (".jsonld", '{"@context":\n {"@vocab": ¦5}, "a": 1}', 0, "@vocab value must be a string"),
        (".jsonld", '{"u:a": {"@list": [1],\n ¦"x": 1}}', 0, "must be the only key"),
        (".jsonld", '{"@id": "u:a", "@reverse": ¦5}', 0, "@reverse value must be a JSON object"),
        (".jsonld", '{\n ¦"@context": {"a": {"@id": "b:c"}, "b": {"@id": "a:c"}}, "a": 1}', 0, "Cyclic"),
        (".jsonld", '{"u:a": {"@value": "x", "@language": "en", "@type": ¦"u:t"}}', 0, "together"),
        (".jsonld", '{"@graph": [{"@id": ¦5}]} ]}', 0, "@id value must be a string"),
        (".rdf", HEAD + "<e:C><e:p>x</¦e:q></e:C></r:RDF>", 0, "ill-formed"),
        (".rdf", HEAD + "<e:C><e:p>x</e:p>¦", 0, "breaks off"),
        (".rdf", HEAD + "\n<¦f:C/></r:RDF>", 0, "Unknown prefix f:"),
        (
            ".rdf",
            HEAD + '<e:C>\n<e:p ¦r:resource="x" r:nodeID="y"/></e:C></r:RDF>',
            5,
            "Not both",
        ),
        (".rdf", HEAD + '<e:é r:ID="¦1 x"/></r:RDF>', 0, "1 x is not a valid rdf:ID value"),
        (".rdf", HEAD + '<e:C/>\n<e:C r:about="¦http://a b"/></r:RDF>', 0, "Invalid IRI code point"),
        (".rdf", HEAD + '<e:C>\n<e:p xml:lang="¦1234567890">x</e:p></e:C></r:RDF>', 0, "language tag"),
        (".rdf", HEAD + "<e:C>\n <r:¦Description/></e:C></r:RDF>", 0, "Invalid property element tag name"),
        (".rdf", HEAD + "<e:C>\n ¦text</e:C></r:RDF>", 0, "Unexpected text event"),
        (
            ".rdf",
            HEAD + "<e:C><e:p>text\n¦<e:D/></e:p></e:C></r:RDF>",
            0,
            "a text value is already present",
        ),
        (".rdf", HEAD + "<e:C><e:p>¦&none;</e:p></e:C></r:RDF>", 1, "unrecognized entity"),
        (".rdf", "¦<html><body>x</body></html>", 0, "XML namespaces are required"),
        (".rdf", HEAD + "<e:C>" + "é" * 9_000 + "¦<e:p/></e:C></r:RDF>", 9_000, "Unexpected text event"),
    ],
)
def test_a_syntax_error_is_told_with_line_column_and_caret(
    suffix: str, text: str, at: int, reason: str
) -> None:
    """The place is the one marked by ¦, up to `at` columns before or after it where a parser tells less."""
    before, text = text.partition("¦")[0], text.replace("¦", "")
    problem = told(text, suffix)
    line, column = problem.location.line, problem.location.column

    assert problem.code == "rdf-syntax"
    assert reason in problem.message.en
    assert "\n" not in problem.message.en
    assert line == before.count("\n") + 1
    assert column is not None
    assert abs(column - (len(before) - before.rfind("\n"))) <= at
    assert problem.hint is not None
    shown, caret = problem.hint.en.split("\n")
    assert caret.strip() == "^"
    assert shown[len(caret) - 1 :][:10].strip() in text


@pytest.mark.parametrize("suffix", rdffiles.FORMATS)
@pytest.mark.parametrize("text", ["", "\n", "¦", "<", "{", '"', "\x00", "<<( <u:a>"])
def test_whatever_is_written_is_read_or_refused_with_a_place(suffix: str, text: str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        rdffiles.parse(text.encode(), suffix, "x")
    except InputError as error:
        problems = error.problems

    assert all(problem.location.line and problem.location.column for problem in problems)


def test_what_a_parser_quotes_is_cut() -> None:
    problem = told(HEAD + "<e:C>" + "word " * 10_000 + "</e:C></r:RDF>", ".rdf")

    assert len(problem.message.en) < 400


# Files that reach outside, or are made to do harm


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ('{"@context": "https://example.org/context.jsonld", "@id": "urn:a", "urn:b": 1}', 14),
        ('{"@context": {"@import": "https://example.org/context.jsonld"}, "@id": "urn:a", "urn:b": 1}', 26),
        ('{"@context": [{}, "file:///etc/hostname"], "@id": "urn:a", "urn:b": 1}', 19),
        ('{"@context": "context.jsonld", "@id": "urn:a", "urn:b": 1}', 14),
    ],
)
def test_a_context_that_stands_elsewhere_is_not_fetched(text: str, column: int) -> None:
    """The tests have no network: `_no_network` in conftest.py fails who asks for it."""
    assert refused(text, ".jsonld") == (
        f"x.jsonld:1:{column}: violation: the JSON-LD context is an address, and no address is fetched "
        "while reading [remote-context]\n  hint: write the context into the file\n"
    )


ENTITIES = {
    "external": '<!ENTITY a SYSTEM "file:///etc/hostname">',
    "external, public": '<!ENTITY a PUBLIC "x" "https://example.org/">',
    "external parameter": '<!ENTITY % a SYSTEM "https://example.org/x.dtd"> %a;',
    "nested": '<!ENTITY b "lol"><!ENTITY a "&b;&b;">',
    "nested by number": '<!ENTITY b "lol"><!ENTITY a "&#38;b;&#38;b;">',
    "of a parameter": "<!ENTITY % p '<!ENTITY a \"lol\">'> %p;",
    "long": f'<!ENTITY a "{"x" * 501}">',
    "long, in apostrophes": f"<!ENTITY a '{'x' * 501}'>",
    "without a space": f'<!ENTITYa "{"x" * 501}">',
    "with an apostrophe in its name": f'<!ENTITY a\'a "{"x" * 501}">',
    "with markup": '<!ENTITY a "<e:b>1</e:b>">',
    "with a space that is none": '<!ENTITY\u00a0a "&b;">',
    "without an end": "<!ENTITY",
}


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)
def test_an_entity_that_is_not_known_to_be_harmless_is_refused(entity: str) -> None:
    dtd = f"<!DOCTYPE x [\n  {entity}\n]>\n"
    message = refused(RDF_XML.format(dtd=dtd, body='<e:A rdf:about="urn:a"><e:b>&a;</e:b></e:A>'), ".rdf")
    place = 3 + entity.rfind("<!ENTITY") if entity.startswith('<!ENTITY b "lol">') else 3

    assert message == (
        f"x.rdf:3:{place}: violation: this XML entity is external, names another entity, or is long "
        "[xml-entity]\n  hint: only entities that abbreviate a namespace are read\n"
    )


@pytest.mark.parametrize("opening", ["<!ENTITY a{} ", "<!ENTITYa{} ", "<!ENTITY a'{} ", "<!ENTITY %a{} "])
def test_entities_of_entities_do_not_grow(opening: str) -> None:
    """Eight levels of ten are a gigabyte."""
    name = opening.removeprefix("<!ENTITY").strip(" %")
    lines = [f'{opening.format(0)}"{"lol" * 10}">']
    lines += [f'{opening.format(n)}"{f"&{name.format(n - 1)};" * 10}">' for n in range(1, 8)]
    dtd = "<!DOCTYPE x [\n" + "\n".join(lines) + "\n]>\n"
    start = time.perf_counter()
    message = refused(RDF_XML.format(dtd=dtd, body=f"<e:A><e:b>&{name.format(7)};</e:b></e:A>"), ".rdf")

    assert time.perf_counter() - start < 1
    assert "[xml-entity]" in message


def test_entities_that_abbreviate_namespaces_are_read() -> None:
    names = ("a", "b.c", "d-e", "é")
    entities = "\n".join(f'  <!ENTITY {name} "https://example.org/{name}#" >' for name in names)
    body = '<e:A rdf:about="&b.c;x"><e:b rdf:resource="&d-e;y"/></e:A>'
    quads = rdffiles.parse(
        RDF_XML.format(dtd=f"<!DOCTYPE rdf:RDF [\n{entities}\n]>\n", body=body).encode(), ".rdf", "x.rdf"
    )

    assert [str(quad.subject) for quad in quads] == ["<https://example.org/b.c#x>"] * 2
    assert str(quads[1].object) == "<https://example.org/d-e#y>"


TRIPLE_TERMS = {
    "turtle": (".ttl", "<urn:a> <urn:b> ", "<<( <urn:a> <urn:b> ", "1", " )>>", " ."),
    "n-triples": (".nt", "<urn:a> <urn:b> ", "<<( <urn:a> <urn:b> ", "<urn:c>", " )>>", " .\n"),
    "trig": (".trig", "<urn:g> { <urn:a> <urn:b> ", "<<( <urn:a> <urn:b> ", "1", " )>>", " }"),
    "n-quads": (".nq", "<urn:a> <urn:b> ", "<<( <urn:a> <urn:b> ", "<urn:c>", " )>>", " <urn:g> .\n"),
    "rdf/xml": (
        ".rdf",
        RDF_XML[: RDF_XML.index("{body}")].format(dtd="").replace("xmlns:e", 'rdf:version="1.2" xmlns:e')
        + '<e:A rdf:about="urn:a">',
        '<e:b rdf:parseType="Triple"><rdf:Description rdf:about="urn:a">',
        "<e:b>1</e:b>",
        "</rdf:Description></e:b>",
        "</e:A></rdf:RDF>",
    ),
}


@pytest.mark.parametrize("parts", TRIPLE_TERMS.values(), ids=TRIPLE_TERMS)
def test_triples_in_triples_are_refused_and_nested_ones_do_not_end_the_process(
    parts: tuple[str, ...],
) -> None:
    """Some 10,000 levels overflow the stack of pyoxigraph's parser, so another process tries it."""
    suffix, head, opening, core, closing, tail = parts
    assert "[triple-term]" in refused(f"{head}{opening}{core}{closing}{tail}", suffix)

    script = (
        "import sys; from trialgraph import rdffiles\n"
        "from trialgraph.problems import InputError\n"
        f"text = {head!r} + {opening!r} * 50_000 + {core!r} + {closing!r} * 50_000 + {tail!r}\n"
        f"try: rdffiles.parse(text.encode(), {suffix!r}, 'x')\n"
        "except InputError as error: print(error.problems[0].code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "triple-term\n", "")


def test_a_text_that_only_looks_like_a_triple_is_read() -> None:
    quads = [ox.Quad(tg("a"), tg("b"), ox.Literal("<<( a {| Triple parseType |} )>>"))]

    for suffix in SUFFIXES:
        assert rdffiles.parse(rdffiles.serialise(quads, suffix), suffix, "x") == quads


@pytest.mark.parametrize(
    ("suffix", "head", "opening"),
    [
        (".ttl", "<urn:a> <urn:b> ", "("),
        (".ttl", "<urn:a> <urn:b> ", "[ <urn:c> "),
        (".trig", "<urn:g> { <urn:a> <urn:b> ", "("),
        (".jsonld", "", "["),
        (".jsonld", "", '{"urn:a": '),
        (".jsonld", '{"@context": ', "["),
        (".rdf", RDF_XML[: RDF_XML.index("{body}")].format(dtd=""), "<e:A><e:b>"),
    ],
)
def test_deep_nesting_is_refused_and_does_not_end_the_process(suffix: str, head: str, opening: str) -> None:
    start = time.perf_counter()
    code = "[json-depth]" if suffix == ".jsonld" else "[rdf-syntax]"

    assert code in refused(head + opening * 10_000, suffix)
    assert time.perf_counter() - start < 2


def test_json_that_is_nested_too_deep_is_refused_before_it_ends_the_process() -> None:
    problem = told('{"u:p":[' * 30_000 + "1" + "]}" * 30_000, ".jsonld")

    assert problem.code == "json-depth"
    assert str(problem.location) == "x:1:2001"
    assert rdffiles.parse(('{"u:p":[' * 200 + "1" + "]}" * 200).encode(), ".jsonld", "x")
    assert rdffiles.parse(json.dumps({"@id": "u:a", "u:p": "[" * 9_000}).encode(), ".jsonld", "x")
    assert rdferrors.json_deeper_than('{"a": ["\\"[[", {}]}', 2) == 15


def test_the_depth_that_is_allowed_does_not_end_the_process() -> None:
    """In a process of its own, because a stack that overflows ends it without a word."""
    code = "from trialgraph import rdffiles; n = 499; "
    code += """print(len(rdffiles.parse(('{"u:p":' * n + '1' + '}' * n).encode(), '.jsonld', 'x')))"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    assert done.stdout.split() == [b"499"]
