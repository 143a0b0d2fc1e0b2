"""Facts as RDF, through ontology/context.jsonld.

Each fact becomes a JSON-LD node whose keys are the fact's own fields; the context says what they mean.
A document gives two named graphs: what it states, and beside it the provenance of every statement
(claim, quote, offsets, who read it). No blank nodes: every node's IRI comes from its id or its content.
What a reviewer rejected is in neither graph.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote as percent_encode

import pyoxigraph as ox

from trialgraph import claims, context, rdffiles
from trialgraph.model import (
    Document,
    Duration,
    Fact,
    Field,
    PartialDate,
    Quantity,
    statement_fields,
    values_of,
)
from trialgraph.problems import Bilingual


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentQuads:
    """The two named graphs of one document."""

    facts: tuple[ox.Quad, ...]
    provenance: tuple[ox.Quad, ...]


def document_quads(document: Document, facts: Sequence[Fact], labelled: frozenset[str]) -> DocumentQuads:
    """Map a document and its facts to RDF.

    Args:
        document: where the facts are stated.
        facts: what is stated; those that a reviewer rejected are left out.
        labelled: the IRIs of the things that a terminology has labels for; of all others, the
            name as printed becomes the label where the curator gave none.

    """
    graph = ox.NamedNode(context.DOCUMENT_GRAPHS + document.sha256[:12])
    provenance_graph = ox.NamedNode(f"{graph.value}/prov")
    kept = [fact for fact in facts if not is_rejected(fact)]
    claimed = {_claim_id(document, fact): fact for fact in kept}
    stated = parse_nodes(
        [
            {"id": context.iri("claim", claim), "@graph": [_fact_node(fact)]}
            for claim, fact in claimed.items()
        ],
        document.language,
    )
    fact_quads = {ox.Quad(q.subject, q.predicate, q.object, graph) for q in stated}
    extra = parse_nodes([_document_node(document), *_name_labels(kept, labelled)], document.language)
    fact_quads |= {ox.Quad(q.subject, q.predicate, q.object, graph) for q in extra}
    provenance = parse_nodes(claims.provenance_nodes(document, claimed, stated), document.language)
    return DocumentQuads(
        facts=rdffiles.in_order(fact_quads),
        provenance=rdffiles.in_order(
            {ox.Quad(q.subject, q.predicate, q.object, provenance_graph) for q in provenance}
        ),
    )


def fact_iri(fact: Fact) -> str:
    """Give the IRI of the thing that a fact is about."""
    return context.iri(fact.family, fact.id)


def is_rejected(fact: Fact) -> bool:
    """Tell whether a reviewer found that the document does not state a fact."""
    return fact.review is not None and fact.review.status == "Rejected"


def nodes_of(document: Document | None, fact: Fact) -> Mapping[str, str]:
    """Give the IRIs of all nodes that a fact makes, each with the field of the fact that makes it.

    They are the thing and the claim, which the fact makes as a whole (`kind`), its quantities (`dose`)
    and its pieces of evidence with their selectors (`evidence.0`). A rejected fact makes none.
    """
    if is_rejected(fact):
        return {}
    nodes = {fact_iri(fact): "kind"}
    for field in statement_fields(type(fact)).values():
        nodes |= {quantity_iri(v): field.name for v in values_of(fact, field) if isinstance(v, Quantity)}
    if document is None:
        return nodes
    nodes[context.iri("claim", _claim_id(document, fact))] = "kind"
    for position, piece in enumerate(fact.evidence):
        node = context.iri("evidence", claims.evidence_id(document, piece))
        nodes |= {f"{node}{part}": f"evidence.{position}" for part in ("", ".quote", ".position")}
    return nodes


def quantity_iri(quantity: Quantity) -> str:
    """Give the IRI of a quantity, which its value and its unit make.

    >>> quantity_iri(Quantity(value=Decimal("1.50"), unit="mg/kg"))
    'https://w3id.org/trialgraph/id/quantity/1.5-mg%2Fkg'
    """
    return context.iri("quantity", percent_encode(f"{_plain(quantity.value)}-{quantity.unit}", safe=""))


# Facts


def _fact_node(fact: Fact) -> dict[str, Any]:
    node: dict[str, Any] = {"kind": type(fact).__name__, "id": fact.id}
    if fact.label is not None:
        node["label"] = _language_map(fact.label)
    for field in statement_fields(type(fact)).values():
        values = [
            _quantity_node(value) if isinstance(value, Quantity) else _json_value(value, field)
            for value in values_of(fact, field)
        ]
        if values:
            node[field.name] = values
    return node


def _claim_id(document: Document, fact: Fact) -> str:
    """Give the id of the claim of a fact; it rests on the codes of units, not on what QUDT calls them."""
    node = _fact_node(fact)
    for values in node.values():
        for value in values if isinstance(values, list) else ():
            if isinstance(value, dict) and "ucum_code" in value:
                value["has_unit"] = value["ucum_code"]
    return claims.claim_id(document, fact, node)


def _json_value(value: object, field: Field) -> str | dict[str, str]:
    """Write a value for JSON-LD: the context knows its type, but for a date that may be of three."""
    text = lexical_form(value, field)
    if field.type is PartialDate and len(text) < len("2024-07-31"):
        return {"@value": text, "@type": "xsd:gYearMonth" if "-" in text else "xsd:gYear"}
    return text


def lexical_form(value: object, field: Field) -> str:
    """Write a value as it stands in the graph, where its type comes from the context.

    xsd:duration has no weeks (https://www.w3.org/TR/xmlschema11-2/#duration): `P24W` is not a value of
    it to Oxigraph, and rdflib reads it as another term. 24 weeks are 168 days.

    >>> from trialgraph.model import Endpoint
    >>> lexical_form("P24W", statement_fields(Endpoint)["timepoint"])
    'P168D'
    """
    match value:
        case Decimal():
            return _plain(value)
        case bool():
            return str(value).lower()
        case str() if field.type is Duration:
            return _WEEKS.sub(lambda found: f"{int(found[1]) * 7 + int(found[2] or 0)}D", value)
        case _:
            return str(value)


_WEEKS = re.compile(r"([0-9]+)W(?:([0-9]+)D)?")


def _quantity_node(quantity: Quantity) -> dict[str, Any]:
    """Describe a quantity; where QUDT has no unit for its code, the code alone is its unit."""
    node = {
        "kind": "Quantity",
        "id": quantity_iri(quantity),
        "value": _plain(quantity.value),
        "ucum_code": quantity.unit,
        "label": untagged(f"{_plain(quantity.value)} {quantity.unit}"),
    }
    unit = context.units().get(quantity.unit)
    return {**node, "has_unit": unit} if unit else node


def _plain(value: Decimal) -> str:
    """Write a decimal without trailing zeros: the form that every engine keeps as it is."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _document_node(document: Document) -> dict[str, Any]:
    node = {
        "id": context.iri("document", document.id),
        "language": document.language,
        "sha256": document.sha256,
        "text_length": str(document.length),
        "source_file": document.source,
    }
    if document.rights is None:
        return node
    return {**node, "rights": {"@value": document.rights, "@language": "en"}}


def _name_labels(facts: Sequence[Fact], labelled: frozenset[str]) -> list[dict[str, Any]]:
    """Label each thing that neither curator nor terminology labels by its name as first printed.

    What has no name either, and is in a draft only, is labelled by its id, so that a reviewer
    can call it something.
    """
    has_label = {fact_iri(fact) for fact in facts if fact.label is not None} | labelled
    nodes: dict[str, dict[str, Any]] = {}
    for fact in sorted(facts, key=_first_printed):
        name = _printed_name(fact)
        if name and fact_iri(fact) not in has_label:
            nodes.setdefault(fact_iri(fact), {"id": fact_iri(fact), "label": untagged(name)})
    curated = {fact_iri(fact) for fact in facts if fact.review is None}
    for fact in facts:
        if fact_iri(fact) not in has_label | curated:
            nodes.setdefault(fact_iri(fact), {"id": fact_iri(fact), "label": untagged(fact.id)})
    return list(nodes.values())


def _printed_name(fact: Fact) -> str | None:
    return getattr(fact, "name", None) or getattr(fact, "title", None)


def _first_printed(fact: Fact) -> tuple[int, str]:
    """Sort by the place in the text, so that the order of the facts in the file does not matter."""
    return min((piece.start for piece in fact.evidence), default=0), _printed_name(fact) or ""


# Words


def untagged(text: str) -> list[dict[str, str]]:
    """Write a text without a language; for `{"@none": text}` rdflib takes the language of the document."""
    return [{"@value": text}]


def _language_map(label: Bilingual) -> dict[str, str]:
    return {"en": label.en, "fr": label.fr}


# Quads


def parse_nodes(nodes: list[dict[str, Any]], language: str) -> list[ox.Quad]:
    """Turn nodes into quads by the context: JSON-LD 1.1 to RDF, without any other input.

    >>> [quad] = parse_nodes([{"id": "drug:lorvatinib", "label": untagged("lorvatinib")}], "en")
    >>> quad.object.value
    'lorvatinib'
    """
    document = {"@context": [dict(context.context()), {"@language": language}], "@graph": nodes}
    return list(ox.parse(json.dumps(document).encode(), format=ox.RdfFormat.JSON_LD))
