"""A triple is found again at the line and column where its file says it."""

import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialgraph import jsonmarks, rdffiles, rdfplaces
from trialgraph.problems import InputError
from trialgraph.rdfplaces import Places, turtle

E = "http://e/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DOUBLE = ox.NamedNode("http://www.w3.org/2001/XMLSchema#double")
XML = f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="{E}" xml:base="http://b/x">\n'
MARKER = "urn:marker:1"


def e(name: str) -> ox.NamedNode:
    return ox.NamedNode(E + name)


def text_at(text: str, place: object, length: int = 12) -> str | None:
    """Give what stands at a place, up to the end of the line."""
    if place is None:
        return None
    _, line, column = str(place).rsplit(":", 2)
    return text.split("\n")[int(line) - 1][int(column) - 1 :][:length]


def stated(text: str, suffix: str) -> list[tuple[str, str]]:
    """Give each predicate's local name with what stands at the place of the object, in order of the text."""
    found = rdfplaces.places(text, suffix, "x")
    offsets = zip(found.quads, found._spots.objects, strict=True)
    pairs = sorted((offset, re.split("[/#:]", quad.predicate.value)[-1]) for quad, offset in offsets)
    return [(name, "".join(WORD.findall(text, offset)[:1])) for offset, name in pairs]


WORD = re.compile(r"\(\s*\)|[\[\](){}]|[^\s;,\[\](){}]+")


# Turtle and its family

TURTLE = """\
@prefix e: <http://e/> . # a "comment' <with> [marks
PREFIX f: <http://f/>
e:a a e:C ;
  e:p "x", # e:p "not this"
    'y'@en, \"\"\"two "quoted"
lines\"\"\" ;
  e:n 1.5, -2 , 1e3 , true .
e:b e:q [ e:r ( "one" 2 e:three [] ) ; e:s e:t ] .
[] e:p "z"^^f:type .
"""


@pytest.mark.parametrize(
    ("triple", "place"),
    [
        ((e("a"), ox.NamedNode(RDF + "type"), e("C")), "x:3:7"),
        ((e("a"), e("p"), ox.Literal("x")), "x:4:7"),
        ((e("a"), e("p"), ox.Literal("y", language="en")), "x:5:5"),
        ((e("a"), e("p"), ox.Literal('two "quoted"\nlines')), "x:5:13"),
        ((e("a"), e("n"), ox.Literal("1e3", datatype=DOUBLE)), "x:7:17"),
        ((e("a"), e("p"), ox.Literal("z")), None),
    ],
)  # fmt: skip
def test_a_triple_stands_where_its_object_does(triple: tuple[ox.NamedNode, ...], place: str | None) -> None:
    found = rdfplaces.places(TURTLE, ".ttl", "x").triple(*triple)

    assert (found and str(found)) == place


def test_a_subject_a_predicate_and_an_object_have_their_first_place() -> None:
    text = "<urn:a> <urn:p> <urn:b> ;\n <urn:q> 1,\n 2 .\n<urn:a> <urn:q> 3 .\n<urn:b> <urn:p> <urn:b> ."
    a, b, q = (ox.NamedNode(f"urn:{name}") for name in "abq")
    found = rdfplaces.places(text, ".ttl", "x")

    assert [str(found.subject(a)), str(found.subject(b))] == ["x:1:1", "x:5:1"]
    assert str(found.predicate(a, q)) == "x:2:2"
    assert str(found.object(b)) == "x:1:17"
    assert found.object(a) is None
    assert found.predicate(b, q) is None
    assert found.subject(q) is None


def test_a_blank_node_has_the_label_of_the_quads() -> None:
    found = rdfplaces.places(TURTLE, ".ttl", "x")
    (nested,) = (quad.object for quad in found.quads if quad.predicate == e("q"))
    (anonymous,) = (quad.subject for quad in found.quads if str(quad.object).startswith('"z"'))

    assert text_at(TURTLE, found.subject(nested)) == '[ e:r ( "one'
    assert text_at(TURTLE, found.object(nested)) == '[ e:r ( "one'
    assert text_at(TURTLE, found.predicate(nested, e("s"))) == "e:s e:t ] ."
    assert text_at(TURTLE, found.subject(anonymous)) == '[] e:p "z"^^'


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("e:s e:p (1 2) .", "p:( first:1 first:2 rest:2 rest:)"),
        (
            'e:s e:p ("a" "b"@en "c"^^e:d) .',
            'p:( first:"a" first:"b"@en rest:"b"@en first:"c"^^e:d rest:"c"^^e:d rest:)',
        ),
        ('( "a" ) e:p ("b" 1) .', 'first:"a" rest:) p:( first:"b" first:1 rest:1 rest:)'),
        ("e:s e:p ((1) [e:q 2]) .", "p:( first:( first:1 rest:) first:[ rest:[ q:2 rest:)"),
        ('e:s e:p (("a" 1) "b") .', 'p:( first:( first:"a" first:1 rest:1 rest:) first:"b" rest:"b" rest:)'),
        ("e:s e:p (), ( () ) .", "p:() p:( first:() rest:)"),
        ("[ e:p 1 ] .", "p:1"),
        ("[ e:p 1 ] e:q 2 .", "p:1 q:2"),
        ("e:s e:p [ e:q [ e:r 1 ] ; e:t 2 ] ;; e:u 3 ; .", "p:[ q:[ r:1 t:2 u:3"),
        ("e:s e:p.q 1 ; e:r.s e:a.b .", "p.q:1 r.s:e:a.b"),
        ("e:s e:p .5,1.5,-1 .e:s e:q 3.", "p:.5 p:1.5 p:-1 q:3."),
        ("e:s e:p e:a\\,b,true.e:c .", "p:e:a\\ p:true.e:c"),
        (
            "e:s e:p '''it's''', \"\"\"a\"b\"\"c\"\"\", 'd\\'', \"#\".",
            "p:'''it's''' p:\"\"\"a\"b\"\"c\"\"\" p:'d\\'' p:\"#\".",
        ),
        ("@base <http://b/> . BASE <http://c/> <s> <p> <o> .", "p:<o>"),
        ("_:x.y e:p _:z . <u:a#b> e:p <u:c#d> .", "p:_:z p:<u:c#d>"),
        ("e:prefix e:base e:graph .", "base:e:graph"),
    ],
)  # fmt: skip
def test_every_way_to_write_turtle_is_walked(statement: str, expected: str) -> None:
    text = f"@prefix e: <{E}> . @prefix true.e: <{E}> .\n{statement}"

    assert " ".join(":".join(pair) for pair in stated(text, ".ttl")) == expected


def test_graphs_of_trig_and_n_quads_are_no_triples() -> None:
    trig = "<u:g> { <u:a> <u:p> 1 . [] <u:p> 2 }\n"
    trig += "GRAPH _:h { (3) <u:p> 4 } {<u:a> <u:p> 5} [] { } <u:a> <u:p> 6 ."
    n_quads = '<u:a> <u:p> "1" <u:g> . # "2"\n<u:a> <u:p> <u:o> _:g .\n_:b <u:p> "x"@en .\n'

    assert [value for name, value in stated(trig, ".trig") if name == "p"] == ["1", "2", "4", "5", "6"]
    assert [value for _, value in stated(n_quads, ".nq")] == ['"1"', "<u:o>", '"x"@en']


def test_the_node_of_an_item_stands_where_the_item_does() -> None:
    text = "<u:s> <u:p> ( <u:a> <u:b> <u:c> ) ."
    found = rdfplaces.places(text, ".ttl", "x")
    nodes = {quad.object: quad.subject for quad in found.quads if quad.predicate.value == RDF + "first"}

    assert [text_at(text, found.subject(nodes[ox.NamedNode(f"u:{name}")]), 5) for name in "abc"] == [
        "( <u:",
        "<u:b>",
        "<u:c>",
    ]


# Hypothesis writes what no person does

TERMS = st.builds(
    str.format,
    st.sampled_from(
        ["e:a{0}", "<urn:b{0}>", "{0}", "-.{0}", "{0}e3", '"x{0}"', "'y{0}'@en", '"z{0}"^^e:t', '"""q{0}"""']
    ),
    st.integers(100, 999),
) | st.sampled_from(["true", "_:n", "()", "[]"])
OBJECTS = st.recursive(
    TERMS,
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda items: f"( {' '.join(items)} )")
        | st.lists(inner, min_size=1, max_size=3).map(lambda items: f"[ e:q {' , '.join(items)} ; e:r 1 ]")
    ),
    max_leaves=12,
)


@given(st.lists(st.tuples(st.sampled_from(["e:s", "_:s"]) | OBJECTS, OBJECTS), min_size=1, max_size=4))
def test_every_object_has_its_own_token(statements: list[tuple[str, str]]) -> None:
    text = f"@prefix e: <{E}> .\n" + "\n".join(
        f"{subject if subject[0] in 'e<_[(' else 'e:s'} e:p {value} ." for subject, value in statements
    )
    found = rdfplaces.places(text, ".ttl", "x")

    assert len(found.quads) == len(turtle.spots(text).objects)
    for quad, offset in zip(found.quads, found._spots.objects, strict=True):
        token = WORD.match(text, offset)
        assert token
        if isinstance(quad.object, ox.BlankNode):
            # A further node of a list stands where its item does, which may be anything.
            assert token.group()[0] in "[(_" or quad.predicate.value == RDF + "rest"
        elif str(quad.object) == f"<{RDF}nil>":
            assert token.group()[0] in "()"
        else:
            name = re.split("[/:]", values_of(quad)[2])[-1]
            assert name in token.group()
            assert isinstance(quad.object, ox.Literal) == (token.group()[0] not in "e<")


# JSON-LD

JSON_LD = """\
{"@context": {"e": "http://e/", "id": "@id", "n": {"@id": "e:n", "@type": "@id"},
  "l": {"@id": "e:l", "@container": "@list"}, "k": {"@id": "e:k", "@container": "@language"},
  "back": {"@reverse": "e:b"}, "later": "word:x", "word": "http://word/"},
 "@graph": [
  {"e:p": ["x", "y"],
   "id": "e:a", "@type": ["e:C", "e:D"],
   "n": "e:b", "k": {"en": "hello", "fr": ["bonjour"]},
   "e:q": [{"e:in": "deep"}, 2, true, 1.5, null, {"@value": "\\u00e9", "@language": "fr"}],
   "l": ["one", {"e:w": 1}],
   "back": {"id": "e:z"}, "later": 7},
  {"id": "e:g", "e:p": "out", "@graph": {"id": "e:i", "e:p": "in"}},
  {"id": "e:v", "@context": {"@vocab": "http://v/", "e": "http://ee/"}, "e:p": "other",
   "word:": {"@set": ["s"]}, "none": {"@list": []}},
  {"id": "e:after", "e:p": {"@type": "@json", "@value": {"a": 1}}, "@nest": {"e:r": 0.50}}
 ]}
"""


@pytest.mark.parametrize(
    ("triple", "expected"),
    [
        (("e/a", "e/p", "x"), '"x", "y"],'),
        (("e/a", "e/p", "y"), '"y"],'),
        (("e/a", "type", "e/D"), '"e:D"],'),
        (("e/a", "e/n", "e/b"), '"e:b", "k": {'),
        (("e/a", "e/k", "bonjour"), '"bonjour"]},'),
        (("e/a", "e/q", "true"), "true, 1.5, nul"),
        (("e/a", "e/q", "1.5E0"), "1.5, null, {"),
        (("e/a", "e/q", "é"), '"\\u00e9", "@la'),
        (("e/z", "e/b", "e/a"), '"e:a", "@type'),
        (("e/a", "word/x", "7"), "7},"),
        (("e/g", "e/p", "out"), '"out", "@graph'),
        (("e/i", "e/p", "in"), '"in"}},'),
        (("e/v", "ee/p", "other"), '"other",'),
        (("e/v", "v/none", "nil"), "[]}},"),
        (("e/v", "word/", "s"), '"s"]}, "none"'),
        (("e/after", "e/p", '{"a":1}'), '{"a": 1}}, "@'),
        (("e/after", "e/r", "5.0E-1"), "0.50}}"),
    ],
)
def test_a_triple_of_json_ld_stands_where_its_value_does(triple: tuple[str, str, str], expected: str) -> None:
    found = rdfplaces.places(JSON_LD, ".jsonld", "x")
    (quad,) = (q for q in found.quads if all(map(str.endswith, values_of(q), triple)))
    place = found.triple(quad.subject, quad.predicate, quad.object)

    assert (text_at(JSON_LD, place, 14) or "").startswith(expected[:14])


def values_of(quad: ox.Quad) -> tuple[str, ...]:
    return tuple(getattr(term, "value", "") for term in quad.triple)


def test_the_node_of_json_ld_stands_at_its_name_or_brace_and_the_predicate_at_its_key() -> None:
    found = rdfplaces.places(JSON_LD, ".jsonld", "x")
    (deep,) = (quad.subject for quad in found.quads if quad.predicate == e("in"))

    assert str(found.subject(e("a"))) == "x:6:10"
    assert str(found.predicate(e("a"), e("p"))) == "x:5:4"
    assert text_at(JSON_LD, found.subject(deep)) == '{"e:in": "de'
    assert all(offset >= 0 for offset in found._spots.objects)


@pytest.mark.parametrize(
    ("suffix", "text", "places"),
    [
        (".jsonld", '[{"u:p": 1},\n {"u:p": 1},\n {"@id": "u:a", "u:p": 1}]', ["x:1:10", "x:2:10", "x:3:24"]),
        (".rdf", XML + "<e:C/>\n<e:C/>\n<e:C/></rdf:RDF>", ["x:2:2", "x:3:2", "x:4:2"]),
    ],
)
def test_triples_that_are_alike_have_a_place_each(suffix: str, text: str, places: list[str]) -> None:
    found = rdfplaces.places(text, suffix, "x")

    assert [str(found.triple(q.subject, q.predicate, q.object)) for q in found.quads] == places


def test_a_number_too_long_for_python_hides_nothing_that_follows() -> None:
    text = f'{{"@id": "u:a", "u:p": {"9" * 5_000}, "u:q": "x"}}'

    assert rdfplaces.places(text, ".jsonld", "x").triple(
        ox.NamedNode("u:a"), ox.NamedNode("u:q"), ox.Literal("x")
    )


def test_json_is_read_as_far_as_it_goes() -> None:
    for text in ("", "[}", '{"a": 1}]', '{"a": nope}', "{{", '{"a":--1}', '{"a": "\\q"}', ":", "]"):
        jsonmarks.read(text)

    assert jsonmarks.read('[1, "é", nope]').data == [jsonmarks.Value(1, 1.0), jsonmarks.Value(4, "é")]


# RDF/XML

RDF_XML = (
    XML
    + """\
<!-- é <e:C> --><e:C rdf:about="http://e/a" e:z="v" rdf:type='http://e/D'>
  <e:p>x</e:p><e:p>
    two é lines
  </e:p>
  <e:n rdf:resource="http://e/b"/>
  <e:q><e:C rdf:about="#d"><e:s>deep</e:s></e:C></e:q>
  <e:t rdf:parseType="Resource"><e:u>1</e:u><e:u>2</e:u></e:t>
  <e:l rdf:parseType="Collection"><e:D rdf:about="http://e/1"/><rdf:Description><e:w>3</e:w></rdf:Description></e:l>
  <e:l rdf:parseType="Collection"/>
  <e:x rdf:parseType="Literal"><b>bold</b></e:x>
  <rdf:li>first</rdf:li><rdf:li>second</rdf:li>
  <e:m xmlns:f="urn:f" e:inner="yes"/><e:k rdf:nodeID="k"/><e:empty/>
  <e:re rdf:ID="claim"><![CDATA[a < b]]></e:re>
</e:C>
<rdf:Description rdf:nodeID="k" e:p="named"/>
</rdf:RDF>
"""
)


@pytest.mark.parametrize(
    ("triple", "expected"),
    [
        (("e/a", "type", "e/C"), "e:C rdf:about"),
        (("e/a", "type", "e/D"), "'http://e/D'>"),
        (("e/a", "e/z", "v"), '"v" rdf:type='),
        (("e/a", "e/p", "x"), "x</e:p><e:p>"),
        (("e/a", "e/p", "lines\n  "), "two é lines"),
        (("e/a", "e/n", "e/b"), '"http://e/b"/'),
        (("e/a", "e/q", "b/x#d"), "<e:C rdf:abou"),
        (("b/x#d", "e/s", "deep"), "deep</e:s></e"),
        (("", "e/u", "2"), "2</e:u></e:t>"),
        (("", "first", "e/1"), "<e:D rdf:abou"),
        (("", "e/w", "3"), "3</e:w></rdf:"),
        (("e/a", "e/l", "nil"), "<e:l rdf:pars"),
        (("e/a", "_2", "second"), "second</rdf:l"),
        (("", "e/inner", "yes"), '"yes"/><e:k r'),
        (("e/a", "e/empty", ""), "<e:empty/>"),
        (("e/a", "e/re", "a < b"), "a < b]]></e:r"),
        (("b/x#claim", "predicate", "e/re"), '"claim"><![CD'),
        (("k", "e/p", "named"), '"named"/>'),
    ],
)  # fmt: skip
def test_a_triple_of_rdf_xml_stands_where_its_value_does(triple: tuple[str, str, str], expected: str) -> None:
    found = rdfplaces.places(RDF_XML, ".rdf", "x")
    (quad,) = (q for q in found.quads if all(map(str.endswith, values_of(q), triple)))
    place = found.triple(quad.subject, quad.predicate, quad.object)

    assert (text_at(RDF_XML, place, 13) or "").startswith(expected)


def test_the_node_of_rdf_xml_stands_at_its_tag_and_the_predicate_at_its_name() -> None:
    found = rdfplaces.places(RDF_XML, ".rdf", "x")

    assert str(found.subject(e("a"))) == "x:2:17"
    assert str(found.predicate(e("a"), e("n"))) == "x:6:4"
    assert all(offset >= 0 for offset in found._spots.objects)


# Hostile files


def test_a_text_that_is_not_rdf_is_refused() -> None:
    with pytest.raises(InputError):
        rdfplaces.places("<urn:a> <urn:b> .", ".ttl", "x")


@pytest.mark.parametrize(
    ("suffix", "make"),
    [
        (".ttl", lambda n: "<a:s> <a:p> " + "( [ <a:p> " * n + "1" + " ] )" * n + " ."),
        (".ttl", lambda n: '<a:s> <a:p> "' + "\\n" * 9 * n + '", """' + 'a""' * n + 'a""" .' + "#" * n),
        (".ttl", lambda n: "PREFIX e: <a:> e:s e:p e:" + "a." * n + "b" + ",1.5" * n + "."),
        (".jsonld", lambda n: '{"a:p":[' + '{"@id":"a:x"},' * n + "1]}"),
        (".jsonld", lambda n: '{"@context":[{"v":"a:b"}' + ',{"a":"b:c"}' * n + '],"v":1}'),
        (".jsonld", lambda n: '{"@context":{' + ",".join(f'"t{i}":"a:b"' for i in range(n)) + '},"a:b":1}'),
        (".jsonld", lambda n: '{"a:p":' + "9" * n + "}"),
        (".rdf", lambda n: XML + "<e:C><e:p>" + "é &amp;\n" * n + "</e:p></e:C></rdf:RDF>"),
        (".rdf", lambda n: XML + "<e:C>" + "<e:p a:b='é' xmlns:a='u:'/>" * n + "</e:C></rdf:RDF>"),
    ],
)  # fmt: skip
def test_the_time_grows_with_the_text(suffix: str, make: Callable[[int], str]) -> None:
    """Ten times the text may take forty times the time, where a quadratic walk takes a hundred."""

    def seconds(text: str) -> float:
        start = time.process_time()
        found = rdfplaces.places(text, suffix, "x")
        found.subject(e("none"))
        assert found.quads
        return time.process_time() - start

    short, long = (min(seconds(make(size)) for _ in range(3)) for size in (2_000, 20_000))
    assert long < 40 * max(short, 0.01)


# The W3C's files

SUFFIXES = (".ttl", ".nt", ".nq", ".trig", ".jsonld", ".rdf")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_marker_at_the_place_replaces_the_triple(suffix: str, shared: Path) -> None:
    """Put a marker where the object is said to stand: that very triple has it then, in at least 99 %."""
    right, wrong = 0, []
    for path in sorted((shared / "w3c" / "shacl-tests").rglob("*.ttl")):
        text = path.read_text(encoding="utf-8")
        if suffix != ".ttl":
            text = rdffiles.serialise(rdffiles.parse_text(text, ".ttl", "x"), suffix).decode()
        found = rdfplaces.places(text, suffix, "x")
        before = patterns(found.quads)
        for quad, offset in zip(found.quads, found._spots.objects, strict=True):
            if isinstance(quad.object, ox.BlankNode) or quad.predicate.value == RDF + "rest":
                continue
            if is_marked(text, suffix, quad, offset, before):
                right += 1
            else:
                wrong.append((path.name, str(quad), text[offset : offset + 20]))

    assert right + len(wrong) > 4_500
    assert right / (right + len(wrong)) >= 0.99, wrong[:5]


def patterns(quads: list[ox.Quad]) -> Counter[tuple[str, ...]]:
    """Count triples without the labels of blank nodes, which are new each time."""
    return Counter(
        tuple("_" if isinstance(term, ox.BlankNode) else str(term) for term in quad.triple) for quad in quads
    )


def is_marked(text: str, suffix: str, quad: ox.Quad, offset: int, before: Counter[tuple[str, ...]]) -> bool:
    """Say whether a marker at the offset takes the place of the quad's object, and of nothing else's."""
    (pattern,) = patterns([quad])
    marked = with_marker(text, suffix, offset) if offset >= 0 else None
    if marked is None:
        # The name of an XML element is a type: it has no one word that could be replaced.
        name = text[offset:].split(maxsplit=1)[0].rstrip("/>").rpartition(":")[2]
        return quad.predicate.value == RDF + "type" and values_of(quad)[2].endswith(name)
    after = patterns(rdffiles.parse_text(marked, suffix, "x"))
    gone, new = before - after, after - before
    return (
        gone[pattern] == 1
        and new.total() == gone.total()
        and any(MARKER in line[2] and line[:2] == pattern[:2] for line in new)
    )


END = {
    ".jsonld": re.compile(r'"(?:[^"\\]|\\.)*"|\[\]|[^\s,\]}]+'),
    ".rdf": re.compile(r"\"[^\"]*\"|'[^']*'|[^<]+"),
    "": re.compile(
        r"(?:\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\"|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
        r"(?:@[\w-]+|\^\^(?:<[^>]*>|[\w:]+))?|<[^>]*>|\(\s*\)|(?:[^\s;,()\[\]<\".]|\.(?=\w))+"
    ),
}


def with_marker(text: str, suffix: str, offset: int) -> str | None:
    """Replace the word at an offset."""
    if suffix == ".rdf" and text[offset - 1] == "<":
        return None
    if suffix == ".rdf" and text[offset] == "<":  # the empty literal
        end = text.index(">", offset)
        return text[:offset] + re.sub("></.*", f">{MARKER}", text[offset:end]) + text[end:]
    match = END.get(suffix, END[""]).match(text, offset)
    if match is None:
        return None
    word = match.group()
    if suffix == ".jsonld":
        marker = f'["{MARKER}"]' if word == "[]" else f'"{MARKER}"'
    elif suffix == ".rdf":
        marker = f'"{MARKER}"' if word[0] in "\"'" else MARKER
    else:
        marker = f" <{MARKER}> "
    return text[:offset] + marker + text[match.end() :]


def test_every_w3c_triple_is_found_by_its_terms(shared: Path) -> None:
    count = 0
    for path in (shared / "w3c" / "shacl-tests").rglob("*.ttl"):
        found: Places = rdfplaces.places(path.read_text(encoding="utf-8"), ".ttl", "x")
        for quad in found.quads:
            assert found.triple(quad.subject, quad.predicate, quad.object)
            assert found.predicate(quad.subject, quad.predicate)
            assert found.subject(quad.subject)
            assert found.object(quad.object)
            count += 1

    assert count > 5_000
