"""Write ontology/alignments.ttl from ontology/alignments.sssom.tsv.

The table is SSSOM (https://mapping-commons.github.io/sssom/): what people edit and mapping tools read. The
Turtle is the same mappings as axioms and SKOS matches, for those who load the ontology.

    python tools/alignments.py            write ontology/alignments.ttl
    python tools/alignments.py --check    exit with 1 where it is not what the table gives
"""

import argparse
import csv
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ONTOLOGY = Path(__file__).parent.parent / "ontology"
TABLE = ONTOLOGY / "alignments.sssom.tsv"
AXIOMS = ONTOLOGY / "alignments.ttl"

DECLARED_AS = {"rdfs:subClassOf": "owl:Class", "rdfs:subPropertyOf": "owl:ObjectProperty"}
"""The logical predicates, and what both sides of them are declared as."""
ANNOTATIONS = ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch")
"""The others: declared as annotations, so that they commit nobody to anything."""
PREDICATES = (*DECLARED_AS, *ANNOTATIONS)
"""All predicates, in the order in which the mappings of a term are written."""

_PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""What the Turtle needs beside the prefixes of the table."""
_METADATA = tuple(
    f"dcterms:{name}" for name in ("created", "creator", "description", "license", "source", "title")
)
_TITLE = "Alignements de l’ontologie TrialGraph"
_DESCRIPTION = (
    "Ce qui relie les classes, propriétés et concepts de l’ontologie TrialGraph aux termes de vocabulaires "
    "publics. Un prédicat logique n’y figure que là où un raisonneur doit le suivre."
)
"""SSSOM has one language; the English is in the table's header."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """One row of the table: two terms as CURIEs, and the label of the other vocabulary's."""

    subject: str
    predicate: str
    object: str
    label: str


class TableError(Exception):
    """The table is not what this tool can read; the message says where."""


def read(text: str) -> tuple[Mapping[str, Any], Sequence[Match]]:
    r"""Read an SSSOM table: its YAML header and its rows.

    Raises:
        TableError: a predicate is not one of `PREDICATES`, or a CURIE's prefix is not in the curie_map.

    >>> header = "#curie_map:\n#  a: https://a.example/\n#  skos: http://www.w3.org/2004/02/skos/core#\n"
    >>> row = "subject_id\tpredicate_id\tobject_id\tobject_label\na:b\tskos:exactMatch\ta:c\tsea\n"
    >>> read(header + row)[1]
    [Match(subject='a:b', predicate='skos:exactMatch', object='a:c', label='sea')]

    """
    lines = text.splitlines()
    commented = [line for line in lines if line.startswith("#")]
    metadata = yaml.safe_load("\n".join(line.removeprefix("#") for line in commented))
    matches = []
    for number, row in enumerate(csv.DictReader(lines[len(commented) :], delimiter="\t"), len(commented) + 2):
        match = Match(
            subject=row["subject_id"],
            predicate=row["predicate_id"],
            object=row["object_id"],
            label=row["object_label"],
        )
        if match.predicate not in PREDICATES:
            raise TableError(f"line {number}: `{match.predicate}` is not one of {', '.join(PREDICATES)}")
        for curie in (match.subject, match.predicate, match.object):
            if curie.partition(":")[0] not in metadata["curie_map"]:
                raise TableError(f"line {number}: the prefix of `{curie}` is not in the curie_map")
        matches.append(match)
    return metadata, matches


def turtle(metadata: Mapping[str, Any], matches: Sequence[Match]) -> str:
    """Write mappings as an ontology in Turtle: the same text from the same rows, in whatever order."""
    return "\n".join([*_opening(metadata), *_declarations(matches), *_axioms(matches)])


def _opening(metadata: Mapping[str, Any]) -> Iterator[str]:
    yield "# Made from alignments.sssom.tsv by tools/alignments.py: edit the table, then run the tool."
    yield "#"
    yield "# It imports none of the vocabularies: load beside it what you want to reason with."
    yield "# What stands after a # is the other vocabulary's label."
    yield ""
    prefixes = {**metadata["curie_map"], **_PREFIXES}
    del prefixes["semapv"]
    for prefix, namespace in sorted(prefixes.items()):
        yield f"@prefix {prefix}: <{namespace}> ."
    version = metadata["mapping_set_version"]
    yield ""
    yield "<https://w3id.org/trialgraph/alignments> a owl:Ontology ;"
    yield f"    owl:versionIRI <https://w3id.org/trialgraph/alignments/{version}> ;"
    yield f'    owl:versionInfo "{version}" ;'
    yield f'    dcterms:title "{metadata["mapping_set_title"]}"@en , "{_TITLE}"@fr ;'
    yield f'    dcterms:description "{metadata["mapping_set_description"]}"@en , "{_DESCRIPTION}"@fr ;'
    yield f"    dcterms:license <{metadata['license']}> ;"
    yield "    dcterms:creator <https://w3id.org/trialgraph/contributors> ;"
    yield f'    dcterms:created "{metadata["mapping_date"]}"^^xsd:date ;'
    yield f"    dcterms:source <{metadata['mapping_set_id']}> ;"
    yield f"    rdfs:seeAlso <{metadata['subject_source_version']}> ."
    yield ""


def _declarations(matches: Sequence[Match]) -> Iterator[str]:
    yield "# Without imports, OWL 2 wants each term declared."
    yield ""
    declared = {
        (DECLARED_AS[match.predicate], term)
        for match in matches
        if match.predicate in DECLARED_AS
        for term in (match.subject, match.object)
    }
    declared |= {("owl:AnnotationProperty", term) for term in (*ANNOTATIONS, *_METADATA)}
    yield from (f"{term} a {kind} ." for kind, term in sorted(declared))
    yield ""


def _axioms(matches: Sequence[Match]) -> Iterator[str]:
    yield "# The mappings"
    yield ""
    by_subject: dict[str, list[Match]] = defaultdict(list)
    for match in sorted(matches, key=lambda m: (m.subject, PREDICATES.index(m.predicate), m.object)):
        by_subject[match.subject].append(match)
    for subject, group in by_subject.items():
        yield subject
        for match in group:
            end = "." if match is group[-1] else ";"
            yield f"    {match.predicate} {match.object} {end}  # {match.label}"
        yield ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tool: 0 where all is well, 1 where the Turtle is stale, 2 where the table cannot be read."""
    parser = argparse.ArgumentParser(description="Write ontology/alignments.ttl from its SSSOM table.")
    parser.add_argument("--check", action="store_true", help="write nothing, tell whether it is up to date")
    check = parser.parse_args(arguments).check
    try:
        made = turtle(*read(TABLE.read_text(encoding="utf-8")))
    except TableError as error:
        print(f"{TABLE.name}: {error}", file=sys.stderr)
        return 2
    if not check:
        AXIOMS.write_text(made, encoding="utf-8")
    elif not AXIOMS.is_file() or AXIOMS.read_text(encoding="utf-8") != made:
        print(f"{AXIOMS.name} is not what {TABLE.name} gives: run tools/alignments.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
