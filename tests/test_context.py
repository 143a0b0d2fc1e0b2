"""The context: one prefix map, and IRIs that come back as the CURIEs they were."""

import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from trialgraph import context, extraction, resources

SLUG = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)


def test_a_prefix_and_a_namespace_stand_for_each_other() -> None:
    namespaces = list(context.prefixes().values())

    assert len(namespaces) > 40
    assert len(namespaces) == len(set(namespaces))
    assert all(namespace.endswith(("/", "#", ":", "_")) for namespace in namespaces)


@given(st.data())
def test_a_curie_that_is_expanded_and_compressed_is_the_same(data: st.DataObject) -> None:
    prefix = data.draw(st.sampled_from(sorted(context.prefixes())))
    curie = f"{prefix}:{data.draw(SLUG)}"
    expanded = context.expand(curie)

    assert expanded is not None
    assert context.compress(expanded) == curie


@pytest.mark.parametrize(
    "iri",
    [
        "https://example.org/a",
        "https://w3id.org/trialgraph/id/",
        "https://w3id.org/trialgraph/doc/fd75f7754c16",
        "urn:a",
        "",
    ],
)
def test_an_iri_that_no_prefix_abbreviates_stays_as_it_is(iri: str) -> None:
    assert context.compress(iri) == iri


def test_a_namespace_alone_is_not_abbreviated() -> None:
    namespace = context.prefixes()["drug"]

    assert context.compress(namespace) == namespace


@pytest.mark.parametrize("text", ["https://example.org/a", "phase", "nobody:a", ":a", ""])
def test_what_has_no_prefix_of_ours_is_not_a_curie(text: str) -> None:
    assert context.expand(text) is None


def test_things_live_in_the_space_of_their_family() -> None:
    iri = context.iri("group", "twinss.cohort-1")

    assert iri == f"{context.ENTITIES}group/twinss.cohort-1"
    assert context.compress(iri) == "group:twinss.cohort-1"


def test_a_unit_has_a_code_that_a_quantity_can_be_written_with_and_mostly_a_qudt_iri() -> None:
    units = context.units()

    assert len(units) >= 35
    assert units.items() >= {"mg": "unit:MilliGM", "wk": "unit:WK", "%": "unit:PERCENT"}.items()
    assert all(not re.search(r"\s", code) for code in units)
    linked = [curie for curie in units.values() if curie]
    assert len(linked) >= 30
    assert all(curie.startswith("unit:") and context.expand(curie) for curie in linked)


def test_units_that_only_share_a_name_with_a_unit_of_qudt_are_not_linked_to_it() -> None:
    """QUDT's unit:MO is the synodic month, and its unit:U the atomic mass unit."""
    assert context.units()["mo"] == "unit:MO_MeanJulian"
    assert context.units()["U"] is None


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_unit_in_which_rules_find_doses_is_known(language: str) -> None:
    rules = Path(extraction.__file__).parent / "rules" / language / "values.yaml"
    doses = yaml.safe_load(rules.read_text(encoding="utf-8"))["doses"]

    assert len(doses) >= 15
    assert {dose["ucum"] for dose in doses.values()} - context.units().keys() == set()


def test_every_term_of_the_context_expands_to_an_iri() -> None:
    terms = {name: d for name, d in context.context().items() if isinstance(d, dict)}
    prefixes = context.prefixes()

    assert len(terms) > 150
    for name, definition in terms.items():
        assert name in prefixes or context.expand(definition["@id"]), name
        datatype = definition.get("@type", "@id")
        assert datatype.startswith("@") or context.expand(datatype), name


def test_no_key_of_the_context_is_written_twice() -> None:
    """`json` keeps the last of two equal keys without a word."""

    def no_repetition(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), names
        return dict(pairs)

    text = resources.path("ontology", "context.jsonld").read_text(encoding="utf-8")

    assert json.loads(text, object_pairs_hook=no_repetition)


def test_the_context_cannot_be_changed_by_who_reads_it() -> None:
    for mapping in (context.context(), context.prefixes(), context.units()):
        with pytest.raises(TypeError):
            mapping["phase"] = "other"  # type: ignore[index]  # this is what is tested


def test_the_named_graphs_are_outside_the_space_of_things() -> None:
    for graph in (context.DOCUMENT_GRAPHS, context.TERMINOLOGY_GRAPH):
        assert not graph.startswith(context.ENTITIES)
