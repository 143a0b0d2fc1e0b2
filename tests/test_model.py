"""The model: one word everywhere, from the field of a fact to the property of the ontology."""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, get_args

import pytest

from trialgraph import context, model
from trialgraph.model import (
    KINDS,
    ClinicalTrial,
    Document,
    Dosing,
    Duration,
    Evidence,
    Fact,
    FactFile,
    Field,
    Identifier,
    PartialDate,
    Quantity,
    Reference,
    Review,
    ReviewStatus,
    Term,
    statement_fields,
    values_of,
)
from trialgraph.problems import Bilingual

TERMS: Mapping[str, Any] = context.context()
FAMILIES = {kind.family for kind in KINDS.values()}
FIELDS = [(name, field) for name, kind in KINDS.items() for field in statement_fields(kind).values()]
FIELD_IDS = [f"{name}.{field.name}" for name, field in FIELDS]

COMMON = {"kind", "id", "label", "certainty"}
"""The terms of a fact file that every kind has; `evidence` becomes nodes of its own."""

NOT_OF_FACTS = {
    # of the document, of quantities, of terminologies
    *("Quantity", "value", "ucum_code", "has_unit"),
    *("language", "rights", "sha256", "text_length", "source_file", "of_document"),
    *("Identifier", "has_identifier", "scheme", "identifier_value", "registry_iri", "identifier_source"),
    *("checked_in", "synonym", "grounding_status", "broader", "known_target", "known_class", "known_part_of"),
    *("KnownRelation", "relation_subject", "relation_object", "relation_source"),
    # of joins
    *("Join", "joined_thing", "joined_into", "join_reason"),
    *("exact_match", "close_match", "broad_match", "narrow_match", "related_match"),
    # of provenance
    *("Claim", "about", "states", "asserted_in", "stated_on", "has_evidence", "derived_from", "generated_by"),
    *("Statement", "subject", "predicate", "object"),
    *("Evidence", "has_source", "has_selector", "exact", "start", "end", "rule"),
    *("TextQuoteSelector", "TextPositionSelector"),
    *("review_status", "reviewed_in", "review_note"),
    *("CurationActivity", "ExtractionActivity", "curator", "ended_on", "used", "DocumentGraph"),
}
"""The terms of the context that no fact file writes."""


def camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


def definition(kind: str, field: str) -> Mapping[str, Any]:
    """Give the definition of a term inside a node of a kind."""
    scoped: Mapping[str, Any] = TERMS[kind]["@context"]
    return {**TERMS[field], **scoped.get(field, {})}


def test_every_class_of_facts_is_a_kind_once() -> None:
    classes = {value for value in vars(model).values() if isinstance(value, type) and issubclass(value, Fact)}

    assert len(KINDS) >= 27
    assert set(KINDS.values()) == classes - {Fact}
    assert all(name == kind.__name__ for name, kind in KINDS.items())
    assert len(set(KINDS.values())) == len(KINDS)


def test_a_kind_says_in_a_sentence_what_it_is() -> None:
    for kind in KINDS.values():
        # A dataclass without a docstring gets its signature for one.
        assert not (kind.__doc__ or "").startswith(f"{kind.__name__}("), kind
        assert re.match(r"[A-Z].*[.]$", (kind.__doc__ or "").strip(), re.DOTALL), kind


@pytest.mark.parametrize(
    "cls", [*KINDS.values(), Document, Evidence, Quantity, Review, Field, Term, Identifier, FactFile]
)
def test_what_crosses_a_seam_cannot_be_changed_and_is_made_by_name(cls: type) -> None:
    assert getattr(cls, "__dataclass_params__").frozen  # noqa: B009 - `type` does not know the attribute
    assert all(field.kw_only for field in dataclasses.fields(cls))
    assert "__slots__" in vars(cls)


def test_the_fields_of_a_dosing_are_these() -> None:
    assert dict(statement_fields(Dosing)) == {
        "of_intervention": Field(
            name="of_intervention", type=str, many=False, reference="intervention", codes=()
        ),
        "dose": Field(name="dose", type=Quantity, many=False, reference=None, codes=()),
        "route": Field(
            name="route",
            type=str,
            many=False,
            reference=None,
            codes=(
                *("Subcutaneous", "Intravenous", "Oral", "Intranasal", "Topical", "Intramuscular", "Inhaled"),
                *("Intravitreal", "Intrathecal", "Transdermal", "Sublingual", "Rectal"),
            ),
        ),
        "frequency": Field(name="frequency", type=str, many=False, reference=None, codes=()),
    }


def test_the_fields_of_a_trial_are_these() -> None:
    fields = statement_fields(ClinicalTrial)

    assert {name: (f.type, f.many, f.reference, bool(f.codes)) for name, f in fields.items()} == {
        "name": (str, False, None, False),
        "phase": (str, False, None, True),
        "design_feature": (str, True, None, True),
        "assesses": (str, True, None, True),
        "has_sponsor": (str, True, "organisation", False),
        "investigates": (str, True, "disease", False),
        "tests_intervention": (str, True, "intervention", False),
        "compares_with": (str, True, "intervention", False),
        "registry_id": (str, True, None, False),
        "enrolment": (int, False, None, False),
        "cohort_count": (int, False, None, False),
        "country_count": (int, False, None, False),
        "site_count": (int, False, None, False),
    }
    assert list(fields) == [f.name for f in dataclasses.fields(ClinicalTrial) if f.name in fields]


def test_every_kind_states_something_and_nothing_that_all_facts_have() -> None:
    common = {field.name for field in dataclasses.fields(Fact)}

    assert common == {"id", "evidence", "label", "certainty", "review"}
    for kind in KINDS.values():
        assert statement_fields(kind).keys()
        assert not statement_fields(kind).keys() & common


def test_every_value_is_of_a_type_that_can_be_read() -> None:
    types = {field.type for _, field in FIELDS}

    assert types == {str, int, bool, Decimal, dt.date, PartialDate, Quantity, Duration}


def test_a_field_has_one_meaning_in_every_kind() -> None:
    seen: dict[str, Field] = {}
    for name, field in FIELDS:
        assert seen.setdefault(field.name, field) == field, f"{name}.{field.name}"


def test_every_field_may_be_left_out() -> None:
    for kind in KINDS.values():
        fact = kind(id="a", evidence=())
        assert [list(values_of(fact, field)) for field in statement_fields(kind).values()] == [
            [] for _ in statement_fields(kind)
        ]


def test_the_values_of_a_field_are_given_one_by_one_zero_and_false_included() -> None:
    trial = ClinicalTrial(id="a", evidence=(), enrolment=0, assesses=("Safety", "Efficacy"), name="")
    fields = statement_fields(ClinicalTrial)

    assert list(values_of(trial, fields["enrolment"])) == [0]
    assert list(values_of(trial, fields["assesses"])) == ["Safety", "Efficacy"]
    assert list(values_of(trial, fields["name"])) == [""]
    assert list(values_of(trial, fields["phase"])) == []


def test_every_reference_is_to_a_family_that_some_kind_has() -> None:
    references = {field.reference for _, field in FIELDS} - {None}

    assert len(references) >= 15
    assert references <= FAMILIES
    assert {kind.within for kind in KINDS.values()} - {None} <= FAMILIES


def test_the_kinds_of_a_family_are_parts_of_the_same_thing() -> None:
    for family in FAMILIES:
        assert len({kind.within for kind in KINDS.values() if kind.family == family}) == 1


def test_the_codes_are_words_of_the_ontology_in_its_case() -> None:
    codes = {code for _, field in FIELDS for code in field.codes}

    assert len(codes) > 60
    assert all(re.fullmatch(r"[A-Z][A-Za-z0-9]+", code) for code in codes)
    assert not codes & KINDS.keys()


def test_a_document_and_a_review_say_no_more_than_they_must() -> None:
    document = Document(id="a", language="pt-BR", sha256="0" * 64, length=1, source="a.txt")

    assert (document.rights, document.curator, document.curated, document.text) == (None,) * 4
    assert Review(status="Draft") == Review(status="Draft", by=None, on=None, why=None)


def test_a_quantity_is_written_with_the_digits_that_it_was_given() -> None:
    assert str(Quantity(value=Decimal("18.750"), unit="mg")) == "18.750 mg"
    assert str(Quantity(value=Decimal("1E+3"), unit="mg")) == "1000 mg"


def test_facts_with_the_same_words_are_equal_and_can_be_put_into_sets() -> None:
    def make() -> Dosing:
        return Dosing(
            id="a.b",
            dose=Quantity(value=Decimal("1.0"), unit="mg"),
            label=Bilingual(en="a", fr="b"),
            evidence=(Evidence(quote="a", start=0, end=1),),
        )

    other_id, other_words = dataclasses.replace(make(), id="a.c"), dataclasses.replace(make(), route="Oral")

    assert len({make(), make(), other_id, other_words}) == 3


# The model and the context


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_the_class_of_the_same_name_in_its_own_space(name: str) -> None:
    family = KINDS[name].family

    assert TERMS[name]["@id"] == f"tg:{name}"
    assert TERMS[name]["@context"]["@base"] == context.prefixes()[family] == f"{context.ENTITIES}{family}/"


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=FIELD_IDS)
def test_a_field_is_the_property_of_the_same_name_with_the_type_of_its_value(kind: str, field: Field) -> None:
    term = definition(kind, field.name)

    assert term["@id"] == f"tg:{camel(field.name)}"
    if field.reference:
        assert term["@type"] == "@id"
        assert term["@context"] == {"@base": f"{context.ENTITIES}{field.reference}/"}
    elif field.codes:
        assert term["@type"] == "@vocab"
        assert "@context" not in term
    elif field.type is str:
        assert "@type" not in term
        assert term.get("@language", "of the document") in {None, "of the document"}
    else:
        expected: dict[Any, set[str]] = {
            int: {"xsd:integer", "xsd:gYear"},
            bool: {"xsd:boolean"},
            Decimal: {"xsd:decimal"},
            dt.date: {"xsd:date"},
            PartialDate: {"xsd:date"},
            Duration: {"xsd:duration"},
            Quantity: {"@id"},
        }
        assert term["@type"] in expected[field.type]
        assert (term["@type"] == "xsd:gYear") == field.name.endswith("_in")


def test_every_term_of_the_context_is_a_kind_a_field_or_known_to_be_neither() -> None:
    prefixes = set(context.prefixes())
    terms = {term for term in TERMS if not term.startswith("@")} - prefixes
    fields = {field.name for _, field in FIELDS}

    assert terms - COMMON == KINDS.keys() | fields | NOT_OF_FACTS
    assert not NOT_OF_FACTS & (KINDS.keys() | fields)


def test_the_families_and_no_others_have_a_space_for_their_things() -> None:
    spaces = {
        name for name, namespace in context.prefixes().items() if namespace == f"{context.ENTITIES}{name}/"
    }

    assert spaces - FAMILIES == {
        *("quantity", "identifier", "claim", "statement", "evidence", "activity"),
        *("known_relation", "join"),
    }
    assert spaces >= FAMILIES


def test_a_code_is_a_word_of_our_namespace_and_no_term_of_the_context_takes_it() -> None:
    """A code that were also a term would be read as that term."""
    codes = {code for _, field in FIELDS for code in field.codes} | {"AsStated", "Inferred"}
    codes |= set(get_args(ReviewStatus))

    assert TERMS["@vocab"] == context.prefixes()["tg"]
    assert not codes & TERMS.keys()


def test_a_reference_marks_the_family_that_it_is_made_with() -> None:
    marks = {
        getattr(value, "__metadata__", (None,))[0]
        for name, value in vars(model).items()
        if name.endswith("Ref")
    }

    assert Reference("group") in marks
    assert {mark.family for mark in marks if isinstance(mark, Reference)} <= FAMILIES
