"""Every constraint of the shipped shapes is seen to pass and seen to fail, and says what is wrong.

A constraint is what a validation result can name: a property shape, a query, or a node shape that
constrains its own focus nodes. `tests/fixtures/shapes/<file>/<name>.pass.ttl` and `.fail.ttl` hold the
data; all of it is invented.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pytest
import yaml
from pyshacl import validate
from pyshacl.shapes_graph import ShapesGraph
from rdflib import RDF, RDFS, SH, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from trialgraph import context, pipeline, profiles, resources, sourcemap
from trialgraph.model import KINDS, Field, statement_fields
from trialgraph.problems import Location, Problem

TG = Namespace("https://w3id.org/trialgraph/ns#")
TGS = Namespace("https://w3id.org/trialgraph/shapes#")
FIXTURES = Path(__file__).parent / "fixtures" / "shapes"
RELEASE = Path(__file__).parent.parent / "data" / "releases" / "ap-hp-twinss-2024-09-11.yaml"
PROFILES = MappingProxyType({"claims": "claims", "ontology": "ontology"})
"""The graph that a file of shapes is for, by the name of the file; of all others it is that of facts."""

LOGIC = (SH["or"], SH["and"], SH.xone)
TARGETS = (SH.targetClass, SH.targetObjectsOf, SH.targetSubjectsOf, SH.targetNode)
PARAMETERS = (
    *("and", "class", "closed", "datatype", "disjoint", "equals", "hasValue", "in", "languageIn", "lessThan"),
    *(
        "lessThanOrEquals",
        "maxCount",
        "maxInclusive",
        "minCount",
        "minExclusive",
        "minInclusive",
        "minLength",
    ),
    *("nodeKind", "or", "pattern", "qualifiedMaxCount", "qualifiedMinCount", "uniqueLang", "xone"),
)
COMPONENTS = MappingProxyType(
    {SH[name]: SH[f"{name[0].upper()}{name[1:]}ConstraintComponent"] for name in PARAMETERS}
)
"""The constraint component of each parameter that our shapes use (https://www.w3.org/TR/shacl/#core-components)."""

FEWEST_CONSTRAINTS = 375


@dataclass(frozen=True, kw_only=True, slots=True)
class Constraint:
    """What a validation result names, and the shapes that select its focus nodes."""

    iri: URIRef
    file: str
    profile: str
    owners: tuple[URIRef, ...]

    @property
    def name(self) -> str:
        return self.iri.removeprefix(TGS)

    def fixture(self, outcome: str) -> Path:
        return FIXTURES / self.file / f"{self.name}.{outcome}.ttl"


@functools.cache
def shapes_of(file: str) -> Graph:
    return Graph().parse(resources.path("shapes", f"{file}.ttl"))


@functools.cache
def profile(name: str) -> Graph:
    """Read the shapes that are used together."""
    graph = Graph()
    for file in FILES:
        if PROFILES.get(file, "facts") == name:
            graph += shapes_of(file)
    return graph


@functools.cache
def ontology() -> Graph:
    return Graph().parse(resources.path("ontology", "trialgraph.ttl"))


@functools.cache
def subclasses() -> Graph:
    graph = Graph()
    graph += ontology().triples((None, RDFS.subClassOf, None))
    return graph


def collect() -> Iterator[Constraint]:
    for file in FILES:
        name = PROFILES.get(file, "facts")
        whole = profile(name)
        owners: dict[URIRef, set[URIRef]] = {}
        for shape in named(shape for target in TARGETS for shape in whole.subjects(target)):
            for part in named((*whole.objects(shape, SH.property), *whole.objects(shape, SH.sparql))):
                owners.setdefault(part, set()).add(shape)
            if any((shape, parameter, None) in whole for parameter in COMPONENTS):
                owners.setdefault(shape, set()).add(shape)
        for part in sorted(owners):
            if (part, RDF.type, None) in shapes_of(file):
                yield Constraint(iri=part, file=file, profile=name, owners=tuple(sorted(owners[part])))


def named(nodes: Iterable[Node]) -> set[URIRef]:
    return {node for node in nodes if isinstance(node, URIRef)}


FILES = sorted(path.stem for path in resources.path("shapes").glob("*.ttl"))
CONSTRAINTS = tuple(collect())
each = pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda constraint: constraint.name)


def alone(constraint: Constraint) -> Graph:
    """Cut a constraint and what it needs out of its shapes: other constraints cost time and report too."""
    whole = profile(constraint.profile)
    graph = Graph()
    queue: list[Node] = [constraint.iri]
    for owner in constraint.owners:
        for predicate in (RDF.type, SH.severity, *TARGETS):
            graph += whole.triples((owner, predicate, None))
        for link in (SH.property, SH.sparql):
            if (owner, link, constraint.iri) in whole:
                graph.add((owner, link, constraint.iri))
    seen = set()
    while queue:
        node = queue.pop()
        if node in seen or isinstance(node, Literal):
            continue
        seen.add(node)
        for triple in whole.triples((node, None, None)):
            if triple[1] not in (SH.targetClass, SH.property) or node == constraint.iri:
                graph.add(triple)
                queue.append(triple[2])
    return graph


def results(constraint: Constraint, data: Graph) -> list[Mapping[str, Node | None]]:
    _, report, _ = validate(
        data + subclasses(), shacl_graph=alone(constraint), inference="none", advanced=False
    )
    return [
        {
            name: report.value(result, SH[name])
            for name in ("focusNode", "resultSeverity", "sourceConstraintComponent")
        }
        for result in report.objects(None, SH.result)
        if constraint.iri in (report.value(result, SH.sourceConstraint), report.value(result, SH.sourceShape))
    ]


def text(graph: Graph, node: Node, predicate: URIRef) -> dict[str | None, str]:
    return {
        value.language: str(value) for value in graph.objects(node, predicate) if isinstance(value, Literal)
    }


def test_no_constraint_goes_uncollected() -> None:
    assert len(CONSTRAINTS) >= FEWEST_CONSTRAINTS
    names = [constraint.name for constraint in CONSTRAINTS]
    assert sorted(set(names)) == sorted(names)


def test_fixtures_and_constraints_name_each_other() -> None:
    expected = {constraint.fixture(outcome) for constraint in CONSTRAINTS for outcome in ("pass", "fail")}
    assert set(FIXTURES.rglob("*.*")) == expected


@each
def test_a_constraint_reports_every_way_of_breaking_it(constraint: Constraint) -> None:
    """The failing fixture breaks each parameter of the constraint at least once."""
    found = results(constraint, Graph().parse(constraint.fixture("fail")))

    whole = profile(constraint.profile)
    declared = {
        component for parameter, component in COMPONENTS.items() if (constraint.iri, parameter, None) in whole
    }
    if (constraint.iri, RDF.type, SH.SPARQLConstraint) in whole:
        declared = {SH.SPARQLConstraintComponent}
    assert {result["sourceConstraintComponent"] for result in found} == declared
    assert {result["resultSeverity"] for result in found} == {whole.value(constraint.iri, SH.severity)}


@each
def test_a_constraint_accepts_what_is_right(constraint: Constraint) -> None:
    """The passing fixture gives the constraint something to look at, and nothing to report."""
    data = Graph().parse(constraint.fixture("pass"))

    shapes = ShapesGraph(alone(constraint))
    data_with_classes = data + subclasses()
    focus = {
        node
        for shape in shapes.shapes
        if any(map(set, shape.target()))
        for node in shape.focus_nodes(data_with_classes)
    }
    assert focus
    whole = profile(constraint.profile)
    absence = Literal(0) in whole.objects(constraint.iri, SH.maxCount)
    if (constraint.iri, SH.path, None) in whole and not absence:
        shape = shapes.lookup_shape_from_node(constraint.iri)
        assert any(shape.value_nodes(data_with_classes, node) for node in focus)
    assert results(constraint, data) == []


@each
def test_a_constraint_explains_itself_in_both_languages(constraint: Constraint) -> None:
    graph = profile(constraint.profile)
    for predicate in (SH.message, SH.name, SH.description):
        written = text(graph, constraint.iri, predicate)
        assert set(written) == {"en", "fr"}
        assert len(list(graph.objects(constraint.iri, predicate))) == 2
    message = text(graph, constraint.iri, SH.message)
    assert all(sentence.endswith(".") for sentence in message.values())
    placeholders = {
        language: set(re.findall(r"{\?(\w+)}", sentence)) for language, sentence in message.items()
    }
    assert placeholders["en"] == placeholders["fr"]
    query = graph.value(constraint.iri, SH.select)
    projected = set(re.findall(r"[?$](\w+)", str(query).partition("WHERE")[0])) if query else set()
    assert placeholders["en"] <= projected


@each
def test_a_constraint_has_one_severity(constraint: Constraint) -> None:
    graph = profile(constraint.profile)
    severities = set(graph.objects(constraint.iri, SH.severity))
    assert severities <= {SH.Violation, SH.Warning, SH.Info}
    assert len(severities) == 1
    if (constraint.iri, RDF.type, SH.SPARQLConstraint) in graph:
        assert {
            severity for owner in constraint.owners for severity in graph.objects(owner, SH.severity)
        } == severities


@pytest.mark.parametrize(
    "query", sorted(str(q) for file in FILES for q in shapes_of(file).objects(None, SH.select))
)
def test_a_query_keeps_to_what_every_engine_runs(query: str) -> None:
    bare = re.sub(r'"[^"\n]*"', '""', query)
    assert not re.findall(
        r"\b(MINUS|VALUES|SERVICE|UNION|GRAPH|CONSTRUCT|ASK|FROM)\b|#", bare, flags=re.IGNORECASE
    )
    assert all(re.match(r"(DISTINCT )?\$this\b", part) for part in bare.split("SELECT ")[1:])


@pytest.mark.parametrize(
    "constraint",
    [part for part in CONSTRAINTS if (part.iri, SH.select, None) in profile(part.profile)],
    ids=lambda constraint: constraint.name,
)
def test_a_second_engine_finds_the_same(constraint: Constraint) -> None:
    """Queries are where engines differ: rudof passes what it does not understand without a word."""
    pyrudof = pytest.importorskip("pyrudof", reason="rudof is a second opinion, not a requirement")
    for outcome, found in (("pass", False), ("fail", True)):
        data = Graph().parse(constraint.fixture(outcome)) + subclasses()
        engine = pyrudof.Rudof(pyrudof.RudofConfig())
        engine.read_data(data.serialize(format="turtle"))
        engine.read_shacl(alone(constraint).serialize(format="turtle"))
        sources = {entry.source_shape for entry in engine.validate_shacl()}
        assert bool(sources & {str(constraint.iri), *map(str, constraint.owners)}) is found


def test_nothing_but_core_and_plain_queries_is_used() -> None:
    """Some engines skip custom components, functions, rules and targets in SPARQL without a word."""
    silent = {
        "SPARQLFunction",
        "SPARQLTarget",
        "SPARQLTargetType",
        "ConstraintComponent",
        "SPARQLAskValidator",
    }
    silent |= {"SPARQLSelectValidator", "TripleRule", "SPARQLRule", "JSConstraint", "Function", "Rule"}
    for file in FILES:
        assert not {SH[name] for name in silent} & set(shapes_of(file).objects(None, RDF.type))
        assert not {SH.target, SH.rule, SH.expression, SH.js} & set(shapes_of(file).predicates())


def test_every_shape_has_a_name() -> None:
    """Blank nodes are left to lists and paths: a result that names one names nothing."""
    for file in FILES:
        graph = shapes_of(file)
        for node in {node for node in graph.subjects() if isinstance(node, BNode)}:
            assert set(graph.predicates(node)) <= {
                RDF.first,
                RDF.rest,
                SH.inversePath,
                SH.alternativePath,
                SH.zeroOrOnePath,
            }


def test_a_shape_is_defined_in_one_file() -> None:
    """Two shapes of one name would be one, with the constraints of both."""
    names = [
        str(node)
        for file in FILES
        for node in named(shapes_of(file).subjects(RDF.type))
        if node.startswith(TGS)
    ]

    assert len(names) > 400
    assert sorted(set(names)) == sorted(names)


def test_every_name_that_a_shape_refers_to_is_defined() -> None:
    for name in {PROFILES.get(file, "facts") for file in FILES}:
        graph = profile(name)
        ours = {node for node in graph.all_nodes() if isinstance(node, URIRef) and node.startswith(TGS)}
        assert not {node for node in ours if (node, RDF.type, None) not in graph}


def test_the_shapes_of_arithmetic_need_no_other_file_than_the_prefixes() -> None:
    graph = shapes_of("arithmetic") + shapes_of("prefixes")
    ours = {node for node in graph.all_nodes() if isinstance(node, URIRef) and node.startswith(TGS)}
    assert len(ours) > 60
    assert not {node for node in ours if (node, RDF.type, None) not in graph}


@pytest.mark.parametrize("name", ["claims", "facts", "ontology"])
def test_the_shapes_are_valid_shacl(name: str) -> None:
    conforms, _, report = validate(Graph(), shacl_graph=profile(name), meta_shacl=True)
    assert conforms, report


def found_by_shapes(built: pipeline.Build) -> tuple[Problem, ...]:
    """Validate a build against the shapes alone: what Python checks beside them has tests of its own."""
    locate = sourcemap.locator([], Location(file="graph"))
    return profiles.validate(built.graph, built.dataset, locate, profiles.EVERYTHING).problems


def test_the_first_release_breaks_nothing_but_what_its_authors_broke() -> None:
    """One list longer than announced, two effects without a number, two percentages of unknown groups.

    What the two percentages mean together takes intervals: see test_arithmetic.py.
    """
    found = found_by_shapes(pipeline.build([RELEASE]))
    assert sorted((problem.severity, problem.code, problem.about) for problem in found) == [
        (
            "info",
            "percentage-reproduced-by-known-size",
            "adverse_events:twinss.serious-adverse-events-iscalimab",
        ),
        (
            "info",
            "percentage-reproduced-by-known-size",
            "adverse_events:twinss.serious-adverse-events-placebo",
        ),
        ("warning", "more-members-than-stated", "organisation:birmingham-health-partners"),
        ("warning", "significant-result-has-value", "result:twinss.systemic-activity-150-mg"),
        ("warning", "significant-result-has-value", "result:twinss.systemic-activity-600-mg"),
    ]


SPARSE_DRAFT = """
document: {id: sparse, language: pt-BR, source: sparse.txt, sha256: %s, length: 400}
facts:
  - {kind: PressRelease, id: sparse, title: ensaio positivo}
  - {kind: ClinicalTrial, id: sparse-trial, design_feature: PlaceboControlled}
  - {kind: ClinicalTrial, id: sparse-trial, registry_id: NCT01234567}
  - {kind: ClinicalTrial, id: sparse-trial, tests_intervention: sparse-trial.lorvatinib}
  - {kind: ClinicalTrial, id: sparse-trial, compares_with: sparse-trial.usual-care}
  - {kind: DrugIntervention, id: sparse-trial.lorvatinib, of_trial: sparse-trial}
  - {kind: OtherIntervention, id: sparse-trial.usual-care, of_trial: sparse-trial, name: cuidado habitual}
  - {kind: Dosing, id: sparse-trial.dosing-dose, route: Inhaled}
  - {kind: Dosing, id: sparse-trial.dosing-2, dose: "40 U/kg"}
  - {kind: Arm, id: sparse-trial.arm, of_trial: sparse-trial, role: Experimental}
  - {kind: EligibilityCriterion, id: sparse-trial.adults, description: adultos}
  - {kind: Endpoint, id: sparse-trial.primary-endpoint, of_trial: sparse-trial, level: Primary, verdict: Met}
  - kind: OutcomeResult
    id: sparse-trial.result-1
    of_trial: sparse-trial
    effect_measure: RelativeReduction
    estimate: 42
    estimate_unit: "%%"
    ci_lower: 30
    ci_upper: 51
  - {kind: OutcomeResult, id: sparse-trial.result-2, of_trial: sparse-trial, significance: Significant}
  - {kind: AdverseEventCount, id: sparse-trial.adverse-event-1, of_trial: sparse-trial, numerator: 3}
  - {kind: AdverseEventCount, id: sparse-trial.adverse-event-2, of_trial: sparse-trial, event: náusea}
  - {kind: Publication, id: sparse-publication, published_on: 2030, presented_at: imaginary-congress}
  - {kind: Conference, id: imaginary-congress, name: Imaginary Congress}
  - {kind: Person, id: ada-quill, name: Ada Quill}
""" % ("a" * 64)
"""What rules may find of a document: of each thing something, and of none of them all."""


def test_what_a_draft_leaves_out_is_no_violation(tmp_path: Path) -> None:
    draft = yaml.safe_load(SPARSE_DRAFT)
    for fact in draft["facts"]:
        fact["review"] = {"status": "Draft"}
        fact["evidence"] = [{"quote": "abc", "start": 0, "end": 3, "rule": "a-rule"}]
    file = tmp_path / "sparse.yaml"
    file.write_text(yaml.safe_dump(draft, allow_unicode=True), encoding="utf-8")

    built = pipeline.build([file])

    found = found_by_shapes(built)
    assert [problem.message.en for problem in found if problem.severity == "violation"] == []
    warnings = [problem.code for problem in found if problem.severity == "warning"]
    assert sorted(warnings) == [
        "document-has-date",
        "events-are-counted",
        "experimental-arm-has-drug",
        "placebo-controlled-trial-has-placebo-arm",
        "primary-endpoint-has-timepoint",
        "significant-result-has-comparator",
        "significant-result-has-value",
    ]
    assert len(found) <= len(draft["facts"])
    assert len(built.graph) > 60


def test_the_ontology_conforms_to_the_shapes_for_it() -> None:
    conforms, _, report = validate(ontology(), shacl_graph=profile("ontology"))
    assert conforms, report


# The shapes follow the model, so that a new kind, field, code, unit or registry cannot be forgotten.

SEVERAL_VALUES = MappingProxyType(
    {
        "as_of": "what held in May and held in June has two dates",
        "description": "two documents word one criterion in two ways",
        "event": "two documents word one event in two ways",
        "lay_definition": "two documents explain one disease in two ways",
        "named_in": "two documents name one press office",
    }
)
"""The fields of one value in a fact that may have several in the graph, with the reason."""

FIELDS = [(kind, field) for kind, fact in KINDS.items() for field in statement_fields(fact).values()]


def property_iri(name: str) -> URIRef:
    return TG[re.sub(r"_(.)", lambda match: match[1].upper(), name)]


def constraints_on(kind: str, field: Field) -> list[Node]:
    graph = profile("facts")
    return [
        part
        for shape in graph.subjects(SH.targetClass, TG[kind])
        for part in graph.objects(shape, SH.property)
        if graph.value(part, SH.path) == property_iri(field.name)
    ]


def test_the_model_has_fields_to_check() -> None:
    assert len(FIELDS) >= 120


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=[f"{kind}.{field.name}" for kind, field in FIELDS])
def test_a_field_of_the_model_has_a_shape_for_its_values(kind: str, field: Field) -> None:
    graph = profile("facts")
    parts = constraints_on(kind, field)
    parameters = {parameter for part in parts for parameter in graph.predicates(part)}
    if field.codes:
        listed = [graph.value(part, SH["in"]) for part in parts]
        assert [TG[code] for code in field.codes] in [
            list(Collection(graph, head)) for head in listed if head
        ]
        messages = {text(graph, part, SH.message)["en"] for part in parts if (part, SH["in"], None) in graph}
        assert all(f"tg:{code}" in message for code in field.codes for message in messages)
    elif field.reference:
        classes = {graph.value(part, SH["class"]) for part in parts} - {None}
        referred = {TG[name] for name, fact in KINDS.items() if fact.family == field.reference}
        broader = {
            node
            for node in referred
            for _ in [0]
            if classes & set(subclasses().transitive_objects(node, RDFS.subClassOf))
        }
        assert broader
    else:
        assert {SH.datatype, SH["class"], SH["or"]} & parameters
    if not field.many and field.name not in SEVERAL_VALUES:
        assert {SH.maxCount, SH.uniqueLang} & parameters


def test_a_code_is_in_the_scheme_of_its_property() -> None:
    code_list = URIRef("http://purl.org/linked-data/cube#codeList")
    listed = 0
    for name in ("facts", "claims"):
        graph = profile(name)
        for part, head in graph.subject_objects(SH["in"]):
            codes = set(Collection(graph, head))
            if all(isinstance(code, URIRef) for code in codes):
                scheme = ontology().value(graph.value(part, SH.path), code_list)
                assert codes == set(ontology().subjects(SKOS.inScheme, scheme)), part
                listed += 1
    assert listed >= 22


def test_known_units_are_those_of_the_context() -> None:
    graph = profile("facts")
    pairs = {
        tuple(str(graph.value(part, SH.hasValue)) for part in members(graph, branch, SH["and"]))
        for group in members(graph, TGS["quantity-units-agree"], SH["or"])
        for branch in members(graph, group, SH["or"])
    }
    codes = members(graph, TGS.CodeWithoutQudt, SH["in"])
    linked = {code: unit for code, unit in context.units().items() if unit}
    assert pairs == {(code, context.expand(unit)) for code, unit in linked.items()}
    assert {str(code) for code in codes} == context.units().keys() - linked.keys()


def test_every_registry_of_the_terminologies_has_its_form() -> None:
    graph = profile("facts")
    known = {str(value) for value in members(graph, TGS["identifier-scheme"], SH["in"])}
    lines = resources.path("data", "terminologies", "registries.tsv").read_text(encoding="utf-8").splitlines()
    header, *rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert len(rows) > 30
    for row in rows:
        registry = dict(zip(header, row, strict=True))
        scheme = registry["scheme"]
        name = scheme.replace(".", "-")
        assert scheme in known
        pattern, iri_pattern = (
            str(graph.value(TGS[f"{name}-{part}"], SH.pattern)) for part in ("form", "iri")
        )
        assert pattern.replace("[.]", "\\.") == registry["pattern"]
        assert iri_pattern.replace("[.]", ".") == "^" + registry["iri_prefix"]
        focus = {
            str(node)
            for shape in graph.subjects(SH.property, TGS[f"{name}-form"])
            for node in graph.objects(shape, SH.targetNode)
        }
        assert scheme in focus
    forms = {
        constraint.name.removesuffix("-form")
        for constraint in CONSTRAINTS
        if constraint.name.endswith("-form")
    }
    assert forms == {scheme.replace(".", "-") for scheme in known}


def members(graph: Graph, node: Node, predicate: URIRef) -> list[Node]:
    """Give the members of the list that a node has."""
    return [member for head in graph.objects(node, predicate) for member in Collection(graph, head)]


def test_a_known_reference_is_one_that_the_model_makes() -> None:
    selected = set(profile("facts").objects(TGS.ReferredThing, SH.targetObjectsOf))
    assert selected == {property_iri(field.name) for _, field in FIELDS if field.reference} | {
        TG.dose,
        TG.hasIdentifier,
    }


def test_every_kind_is_looked_at_as_a_thing() -> None:
    kinds = {TG[kind] for kind in KINDS}
    assert set(profile("facts").objects(TGS.Thing, SH.targetClass)) == kinds | {TG.Quantity}
    assert set(profile("claims").objects(TGS.StatedThing, SH.targetClass)) == kinds


def test_every_word_of_ours_in_the_shapes_is_declared() -> None:
    """A misspelt class or property selects nothing, and so finds nothing."""
    declared = {node for node in ontology().subjects(RDF.type) if isinstance(node, URIRef)}
    for file in FILES:
        graph = shapes_of(file)
        queries = " ".join(str(query) for query in graph.objects(None, SH.select))
        used = {node for node in graph.all_nodes() if isinstance(node, URIRef) and node.startswith(TG)}
        used |= {TG[name] for name in re.findall(r"\btg:(\w+)", queries)}
        assert used <= declared
