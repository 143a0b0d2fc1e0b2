"""Which document states what, by which words, and who or what read it: the provenance of every statement.

Each fact is a claim of its document (what is stated where) with its evidence (Web Annotation) and the
activities that made it and reviewed it (PROV-O). The nodes here are JSON-LD under ontology/context.jsonld;
`rdf` makes quads of them.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote as percent_encode

import pyoxigraph as ox

from trialgraph import context
from trialgraph.model import Document, Evidence, Fact, PressRelease, Review

_NOT_STATEMENTS = frozenset(
    {
        ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
        ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),
    }
)
"""What a fact says in its graph, and the document does not state: the kind, and the curator's label."""


def claim_id(document: Document, fact: Fact, node: Mapping[str, Any]) -> str:
    """Give the id of the claim that a fact makes, by what it states and by which words.

    The review is no part of it: what is accepted is the claim that was drafted.

    Args:
        document: where the fact is stated.
        fact: what is stated.
        node: the fact as JSON-LD.

    """
    content = [node, fact.certainty, [(e.start, e.end, e.rule) for e in fact.evidence]]
    return f"{document.sha256[:12]}.{_digest(json.dumps(content, sort_keys=True, ensure_ascii=False))}"


def evidence_id(document: Document, piece: Evidence) -> str:
    """Give the id of a piece of evidence: its place, and the rule that found it where one did.

    >>> text = Document(id="x", language="en", sha256="0" * 64, length=9, source="x.txt")
    >>> evidence_id(text, Evidence(quote="phase 2", start=1, end=8, rule="trial.phase"))
    '000000000000.1-8-trial%2Ephase'
    """
    place = f"{document.sha256[:12]}.{piece.start}-{piece.end}"
    # A dot begins the name of a selector.
    return f"{place}-{percent_encode(piece.rule, safe='').replace('.', '%2E')}" if piece.rule else place


def provenance_nodes(
    document: Document, claims: Mapping[str, Fact], stated: Iterable[ox.Quad]
) -> list[dict[str, Any]]:
    """Describe the claims of a document, their evidence, and the activities behind them.

    Args:
        document: where the facts are stated.
        claims: the facts by the ids of their claims.
        stated: what the facts say, each quad in the graph of its claim.

    """
    short = document.sha256[:12]
    statements: dict[str, list[ox.Quad]] = {claim: [] for claim in claims}
    claims_iri = context.iri("claim", "")
    for quad in stated:
        claim = _value(quad.graph_name).removeprefix(claims_iri)
        about = context.iri(claims[claim].family, claims[claim].id)
        if quad.predicate not in _NOT_STATEMENTS and _value(quad.subject) == about:
            statements[claim].append(quad)
    dates = [fact.issued for fact in claims.values() if isinstance(fact, PressRelease) and fact.issued]
    graph = {"kind": "DocumentGraph", "id": short, "of_document": document.id, "derived_from": document.id}
    nodes: list[dict[str, Any]] = [graph, *_activities(document, claims.values())]
    for claim, fact in claims.items():
        node: dict[str, Any] = {
            "kind": "Claim",
            "id": claim,
            "about": context.iri(fact.family, fact.id),
            "states": [_statement_node(short, quad) for quad in statements[claim]],
            "asserted_in": short,
            "certainty": fact.certainty,
            "has_evidence": [_evidence_node(document, piece) for piece in fact.evidence],
            "derived_from": document.id,
            "generated_by": f"{short}.extraction" if fact.review else f"{short}.curation",
            **_review_node(document, fact.review),
        }
        if dates:
            node["stated_on"] = min(dates).isoformat()
        nodes.append(node)
    return nodes


# Activities and reviews


def _activities(document: Document, facts: Iterable[Fact]) -> Iterator[dict[str, Any]]:
    """Describe how the document was read: curated by a person, read by a program, reviewed by persons."""
    short = document.sha256[:12]
    reviews = [fact.review for fact in facts]
    if document.curator or None in reviews:
        yield _curation_node(
            document, f"{short}.curation", ("Curation", "Curation"), document.curator, document.curated
        )
    drafted = [review for review in reviews if review is not None]
    if drafted:
        yield {
            "kind": "ExtractionActivity",
            "id": f"{short}.extraction",
            "label": {"en": f"Extraction from {document.id}", "fr": f"Extraction de {document.id}"},
            "used": document.id,
        }
    for key, review in {_review_id(document, r): r for r in drafted if r.by or r.on}.items():
        yield _curation_node(document, key, ("Review", "Relecture"), review.by, review.on)


def _curation_node(
    document: Document, key: str, name: tuple[str, str], by: str | None, on: object
) -> dict[str, Any]:
    """Describe a reading by a person; who and when are left out where nobody says."""
    node: dict[str, Any] = {
        "kind": "CurationActivity",
        "id": key,
        "label": {"en": f"{name[0]} of {document.id}", "fr": f"{name[1]} de {document.id}"},
        "used": document.id,
    }
    if by is not None:
        node["curator"] = by
    if on is not None:
        node["ended_on"] = str(on)
    return node


def _review_node(document: Document, review: Review | None) -> dict[str, Any]:
    """Give what a claim says of its review: nothing where the curator of the document wrote it."""
    if review is None:
        return {}
    node: dict[str, Any] = {"review_status": review.status}
    if review.by or review.on:
        node["reviewed_in"] = _review_id(document, review)
    if review.why is not None:
        node["review_note"] = review.why
    return node


def _review_id(document: Document, review: Review) -> str:
    """Give the id of a review: all that one person decided on one day is one activity."""
    return f"{document.sha256[:12]}.review.{_digest(json.dumps([review.by, str(review.on)]))}"


# Statements and evidence


def _statement_node(document: str, quad: ox.Quad) -> dict[str, Any]:
    return {
        "kind": "Statement",
        "id": f"{document}.{_digest(str(quad.triple))}",
        "subject": _value(quad.subject),
        "predicate": quad.predicate.value,
        "object": _json_term(quad.object),
    }


def _json_term(term: object) -> dict[str, str]:
    if isinstance(term, ox.Literal):
        if term.language:
            return {"@value": term.value, "@language": term.language}
        return {"@value": term.value, "@type": term.datatype.value}
    return {"@id": _value(term)}


def _evidence_node(document: Document, piece: Evidence) -> dict[str, Any]:
    key = evidence_id(document, piece)
    node: dict[str, Any] = {
        "kind": "Evidence",
        "id": key,
        "has_source": document.id,
        "has_selector": [
            {"kind": "TextQuoteSelector", "id": f"{key}.quote", "exact": piece.quote},
            {
                "kind": "TextPositionSelector",
                "id": f"{key}.position",
                "start": str(piece.start),
                "end": str(piece.end),
            },
        ],
    }
    if piece.rule is not None:
        node["rule"] = piece.rule
    return node


def _value(term: Any) -> str:
    """Give the IRI of a term: pyoxigraph's types allow a quoted triple there, our graphs have none."""
    return str(term.value)


def _digest(text: str) -> str:
    """Twelve hexadecimal digits: 48 bits, ample for the claims of one document."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
