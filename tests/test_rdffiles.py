"""RDF files: what is written is read back by two engines, and what is wrong is shown at its place."""

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

from trialgraph import context, factfiles, rdf, rdffiles, reports
from trialgraph.problems import InputError

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
        "x.jsonld: violation: not JSON-LD: @id value must be a string [rdf-syntax]\n",
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
        "x.rdf: violation: not RDF/XML: a b is not a valid rdf:ID value [rdf-syntax]\n",
    ),
    "rdf/xml that breaks off": (
        ".rdf",
        RDF_XML.format(dtd="", body='<e:A rdf:about="urn:a"/>').removesuffix("</rdf:RDF>\n"),
        """\
x.rdf:4:1: violation: not RDF/XML: the file breaks off here, or is not well-formed XML [rdf-syntax]
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


# Files that reach outside, or are made to do harm


@pytest.mark.parametrize(
    "text",
    [
        '{"@context": "https://example.org/context.jsonld", "@id": "urn:a", "urn:b": 1}',
        '{"@context": {"@import": "https://example.org/context.jsonld"}, "@id": "urn:a", "urn:b": 1}',
        '{"@context": [{}, "file:///etc/hostname"], "@id": "urn:a", "urn:b": 1}',
        '{"@context": "context.jsonld", "@id": "urn:a", "urn:b": 1}',
    ],
)
def test_a_context_that_stands_elsewhere_is_not_fetched(text: str) -> None:
    """The tests have no network: `_no_network` in conftest.py fails who asks for it."""
    assert refused(text, ".jsonld") == (
        "x.jsonld: violation: the JSON-LD context is an address, and no address is fetched while reading "
        "[remote-context]\n  hint: write the context into the file\n"
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

    assert "[rdf-syntax]" in refused(head + opening * 10_000, suffix)
    assert time.perf_counter() - start < 2
