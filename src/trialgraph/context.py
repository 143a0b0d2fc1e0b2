"""The words of the project and their IRIs, read from ontology/context.jsonld, the only prefix map.

Units stand beside it in ontology/units.tsv: their codes have slashes, which no term of JSON-LD may have.
"""

import functools
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from trialgraph import resources

DOCUMENT_GRAPHS = "https://w3id.org/trialgraph/doc/"
"""The named graph of a document is this and the first twelve digits of the SHA-256 of its text."""
ENTITIES = "https://w3id.org/trialgraph/id/"
"""The IRI of a thing is this, its family and its id."""
TERMINOLOGY_GRAPH = "https://w3id.org/trialgraph/graph/terminologies"
"""The named graph of what terminologies say."""
JOINS_GRAPH = "https://w3id.org/trialgraph/graph/joins"
"""The named graph of what was joined, and why."""


@functools.cache
def context() -> Mapping[str, Any]:
    """Give the JSON-LD 1.1 context that maps fact files to RDF (https://www.w3.org/TR/json-ld11/).

    >>> context()["enrolment"]["@id"]
    'tg:enrolment'
    """
    text = resources.path("ontology", "context.jsonld").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(text)["@context"])


@functools.cache
def prefixes() -> Mapping[str, str]:
    """Give every prefix with its namespace IRI.

    >>> prefixes()["tg"]
    'https://w3id.org/trialgraph/ns#'
    """
    return MappingProxyType(
        {
            term: definition["@id"]
            for term, definition in context().items()
            if isinstance(definition, dict) and definition.get("@prefix")
        }
    )


@functools.cache
def units() -> Mapping[str, str | None]:
    """Give every unit that a quantity may have: its UCUM code, and its QUDT CURIE where QUDT has the unit.

    >>> units()["mg"]
    'unit:MilliGM'
    >>> units()["U"] is None
    True
    """
    lines = resources.path("ontology", "units.tsv").read_text(encoding="utf-8").splitlines()
    _, *rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return MappingProxyType({code: unit or None for code, unit, _ in rows})


def iri(family: str, identifier: str) -> str:
    """Give the IRI of a thing.

    >>> iri("drug", "iscalimab")
    'https://w3id.org/trialgraph/id/drug/iscalimab'
    """
    return prefixes()[family] + identifier


def expand(curie: str) -> str | None:
    """Give the IRI that a CURIE stands for, or None where its prefix is not ours.

    >>> expand("tg:NotStated")
    'https://w3id.org/trialgraph/ns#NotStated'
    """
    prefix, colon, local = curie.partition(":")
    namespace = prefixes().get(prefix)
    return namespace + local if colon and namespace else None


def compress(iri_: str) -> str:
    """Give the CURIE of an IRI, by the longest namespace that fits, or the IRI itself.

    >>> compress("https://w3id.org/trialgraph/id/drug/iscalimab")
    'drug:iscalimab'
    """
    best = max(
        (item for item in prefixes().items() if iri_.startswith(item[1]) and len(iri_) > len(item[1])),
        key=lambda item: len(item[1]),
        default=None,
    )
    return f"{best[0]}:{iri_[len(best[1]) :]}" if best else iri_
