"""Write docs/shapes.md: every constraint of shapes/*.ttl, by file.

python tools/shapes_table.py           # write it
python tools/shapes_table.py --check   # exit 1 where it is not up to date
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "docs" / "shapes.md"
FILES = sorted((ROOT / "shapes").glob("*.ttl"))

INTRODUCTION = """\
# Shapes

What a graph has to hold, as [SHACL](https://www.w3.org/TR/shacl/). `trialgraph build` and
`trialgraph validate` check it, and so does any SHACL engine that is given the files, and the ontology
beside the data, for its subclasses:

```sh
cat $(ls shapes/*.ttl | grep -v -e claims -e ontology) > build/shapes.ttl
cat build/trialgraph.ttl ontology/trialgraph.ttl > build/with-ontology.ttl
pyshacl --shapes build/shapes.ttl build/with-ontology.ttl
```

A **violation** is an error of the data. A **warning** may be one: documents that tell the truth can
break it, because they round, abbreviate or contradict each other. An **info** is something to know
before computing with the data. What a document leaves out is no violation, unless a table below asks
for it.

The files are for three graphs, and are used together with the others of the same graph:

| graph | files |
| --- | --- |
{graphs}

Shapes use SHACL Core where it can say what is meant, else one query per constraint (`sh:sparql`), and
nothing that engines leave out in silence. Every constraint has a name; it is the code of the problems
that it reports. It has a message, a name and a reason in English and French, and data that pass and
data that fail it in `tests/fixtures/shapes/`.

This page is written by `tools/shapes_table.py` from the files.
"""

Row = tuple[str, str, str, str, str]


def page() -> str:
    """Write the whole page."""
    graphs: dict[str, list[str]] = {}
    sections = []
    everything = Graph()
    for file in FILES:
        everything.parse(file)
    for file in FILES:
        lines = file.read_text(encoding="utf-8").splitlines()
        title, graph = (line.removeprefix("# ") for line in lines[:2])
        graphs.setdefault(graph.removeprefix("For ").removesuffix("."), []).append(f"`{file.name}`")
        rows = sorted(rows_of(Graph().parse(file), everything))
        if rows:
            sections += [f"\n## {title.removesuffix('.')} (`{file.name}`)\n", table(rows)]
    introduction = INTRODUCTION.format(
        graphs="\n".join(f"| {graph} | {', '.join(files)} |" for graph, files in graphs.items())
    )
    return "\n".join([introduction.rstrip("\n"), *sections]) + "\n"


def rows_of(graph: Graph, everything: Graph) -> Iterator[Row]:
    """Give the constraints of one file: what has a message."""
    for constraint in set(graph.subjects(SH.message)):
        query = (constraint, RDF.type, SH.SPARQLConstraint) in graph
        severity = everything.value(constraint, SH.severity)
        yield (
            f"`{str(constraint).rpartition('#')[2]}`",
            str(severity).rpartition("#")[2],
            "SPARQL" if query else "Core",
            english(graph, constraint, SH.name),
            english(graph, constraint, SH.description),
        )


def english(graph: Graph, node: Node, predicate: URIRef) -> str:
    """Give the English one of a node's texts."""
    texts = (text for text in graph.objects(node, predicate) if isinstance(text, Literal))
    return next(str(text) for text in texts if text.language == "en").replace("|", "\\|")


def table(rows: list[Row]) -> str:
    """Write rows as a table of Markdown."""
    head: Row = ("constraint", "severity", "feature", "what holds", "why")
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ("---",) * len(head), *rows])


def main() -> int:
    """Write the page, or check it."""
    wanted = page()
    if "--check" in sys.argv[1:]:
        if not TABLE.is_file() or TABLE.read_text(encoding="utf-8") != wanted:
            print("docs/shapes.md is not up to date: run python tools/shapes_table.py", file=sys.stderr)
            return 1
        return 0
    TABLE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
