"""What terminologies know of the things in a graph, and what was joined, as RDF."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote as percent_encode

import pyoxigraph as ox

from trialgraph import context, rdffiles
from trialgraph.grounding import Verdict
from trialgraph.joining import Join, Named
from trialgraph.lexicon import Key, Lexicon
from trialgraph.model import KINDS, Identifier, Relation, Term
from trialgraph.rdf import parse_nodes, untagged
from trialgraph.terminology import Terminology

_RELATIONS: Mapping[str, str] = {
    "broader": "broader",
    "has_target": "known_target",
    "of_class": "known_class",
    "part_of": "known_part_of",
}
"""The word of the context for each relation of a terminology: apart from what documents state."""
_STATUSES: Mapping[Verdict, str] = {
    "grounded": "Grounded",
    "ambiguous": "Ambiguous",
    "doubtful": "Doubtful",
    "unknown": "Ungrounded",
}
_ID_DIGITS = 16


def terminology_quads(
    lexicon: Lexicon, things: Iterable[Key], named: Iterable[Named], decided: Iterable[Term] = ()
) -> tuple[ox.Quad, ...]:
    """Map to RDF what terminologies know of some things: labels, synonyms, identifiers, relations.

    What the relations lead to comes along, and what that leads to: ancestors, classes, targets, parents.

    Args:
        lexicon: the terms that are known.
        things: what is asked for; what nothing is known of is passed over.
        named: the things that have names, each with what became of the name.
        decided: things that people named by an identifier that no terminology has.

    """
    graph = ox.NamedNode(context.TERMINOLOGY_GRAPH)
    asked = set(things)
    nodes: list[dict[str, Any]] = []
    for term in _with_ancestors(asked, lexicon):
        nodes += _term_nodes(term, lexicon.terminology)
        nodes += _relation_nodes(term)
        if (term.family, term.id) not in asked:
            nodes.append({"kind": _kind(term.family), "id": context.iri(term.family, term.id)})
    for term in decided:
        if (term.family, term.id) in asked:
            nodes += _term_nodes(term, lexicon.terminology)
    nodes += [
        {"id": context.iri(*each.key), "grounding_status": _STATUSES[each.grounding.verdict]}
        for each in named
    ]
    return rdffiles.in_order(
        {ox.Quad(q.subject, q.predicate, q.object, graph) for q in parse_nodes(nodes, "en")}
    )


def join_quads(joins: Iterable[Join], kept: Mapping[tuple[str, Key], str]) -> tuple[ox.Quad, ...]:
    """Map to RDF what was joined: the thing of one document, the node that stands for it now, and why.

    Args:
        joins: what was joined, and what was kept apart, which is left out here.
        kept: the id in the graph of each thing of a document, by the document's id and the thing's key there.

    """
    graph = ox.NamedNode(context.JOINS_GRAPH)
    nodes = []
    for each in joins:
        key = (each.family, each.subject)
        if not each.is_same:
            continue
        name = "|".join((*key, each.document, each.object, each.other_document))
        nodes.append(
            {
                "kind": "Join",
                "id": hashlib.sha256(name.encode()).hexdigest()[:_ID_DIGITS],
                "joined_thing": context.iri(*key),
                "joined_into": context.iri(each.family, kept.get((each.document, key), each.subject)),
                "join_reason": {"en": each.reason.en, "fr": each.reason.fr},
                "derived_from": each.document,
            }
        )
    return rdffiles.in_order(
        {ox.Quad(q.subject, q.predicate, q.object, graph) for q in parse_nodes(nodes, "en")}
    )


def _with_ancestors(things: Iterable[Key], lexicon: Lexicon) -> Iterator[Term]:
    """Give the terms of things, and all that their relations lead to, each once."""
    seen = set(things)
    ahead = sorted(seen)
    while ahead:
        term = lexicon.term(*ahead.pop())
        if term is not None:
            yield term
            led_to = {(each.family, each.id) for each in term.relations} - seen
            seen |= led_to
            ahead += sorted(led_to)


def _term_nodes(term: Term, terminology: Terminology) -> Iterator[dict[str, Any]]:
    synonyms: list[dict[str, str]] = []
    for language, name in term.synonyms:
        synonyms += [{"@value": name, "@language": language}] if language else untagged(name)
    node: dict[str, Any] = {
        "id": context.iri(term.family, term.id),
        "synonym": synonyms,
        "has_identifier": [_identifier_id(identifier) for identifier in term.identifiers],
    }
    if term.labels:
        spoken = [{"@value": label, "@language": language} for language, label in term.labels if language]
        node["label"] = spoken or untagged(term.label_in("en"))
    for identifier in term.identifiers:
        iri = terminology.iri(identifier)
        node.setdefault(identifier.mapping, []).append(iri)
        yield {
            "kind": "Identifier",
            "id": _identifier_id(identifier),
            "label": untagged(f"{identifier.scheme}:{identifier.value}"),
            "scheme": identifier.scheme,
            "identifier_value": identifier.value,
            "registry_iri": iri,
            "identifier_source": "Curated" if identifier.curated else "FromTerminology",
            "checked_in": identifier.source,
        }
    yield node


def _relation_nodes(term: Term) -> Iterator[dict[str, Any]]:
    subject = context.iri(term.family, term.id)
    for relation in term.relations:
        other = context.iri(relation.family, relation.id)
        yield {"id": subject, _RELATIONS[relation.relation]: other}
        node = {
            "kind": "KnownRelation",
            "id": _relation_id(term, relation),
            "label": untagged(f"{term.label_in('en')}: {relation.relation} {relation.family}:{relation.id}"),
            "relation_subject": subject,
            "relation_object": other,
            "relation_source": relation.source,
        }
        yield {**node, "action": relation.action} if relation.action else node


def _relation_id(term: Term, relation: Relation) -> str:
    parts = (term.family, term.id, relation.relation, relation.family, relation.id)
    return ".".join(parts)


def _identifier_id(identifier: Identifier) -> str:
    return percent_encode(f"{identifier.scheme}.{identifier.value}", safe="")


def _kind(family: str) -> str:
    return next(name for name, kind in KINDS.items() if kind.family == family)
