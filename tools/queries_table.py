"""Write docs/queries.md from the queries and their golden results; with --check, compare.

The example of a query is the fullest row of its golden result, without the ids.
"""

import re
import sys
from pathlib import Path

from trialgraph.queries import NamedQuery, shipped_queries

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "queries.md"
GOLDEN = ROOT / "tests" / "golden" / "queries"

HEAD = """\
# Queries

TrialGraph ships {count} questions as SPARQL files, in `queries/`:

```sh
trialgraph query -g build/trialgraph.ttl --name significant-improvements
trialgraph query -g build/trialgraph.trig --name quotes --param thing_id=trial:twinss --lang fr --format csv
```

Each file stands by itself: it declares its prefixes, reads the default graph and asks no network, so that it
runs as it is in any SPARQL 1.1 engine.

* **Names first, ids last.** A column holds what a person reads; the column of the same name with `_id`
  holds the IRI. A blank cell is something that no document states.
* **Codes are words** of the fact files, the same in every language: `Improved`, `NotStated`, `Phase2`.
* **Language**: labels come in English, or in French with `--lang fr`, which writes `"fr"` into the lines
  `VALUES ?lang {{ "en" }}` of the file. What a document prints stays in the language of the document.
* **Parameters** are optional: each narrows the result to one thing. `--param trial_id=trial:twinss` writes
  the thing’s IRI into the line `VALUES ?trial_id {{ UNDEF }}`.
* **Claims**: a query marked “claims” needs the dataset (`.trig`, `.nq`), with every named graph in the
  default graph and each triple once; the merged graph (`.ttl`) has the facts and no claims.

This page is written by `tools/queries_table.py`; the examples are rows from the releases in `data/releases`.

| name | question | parameters | example |
| --- | --- | --- | --- |
"""


def page() -> str:
    """Write the whole page."""
    queries = shipped_queries().values()
    return HEAD.format(count=len(queries)) + "".join(map(_row, queries))


def _row(query: NamedQuery) -> str:
    parameters = [f"`{name}`: {meaning}" for name, meaning in query.parameters.items()]
    cells = [
        f"[`{query.name}`](../queries/{query.name}.rq)" + (" (claims)" if query.reads_claims else ""),
        f"{query.title.en}<br>*{query.title.fr}*",
        "<br>".join(parameters),
        _example(query),
    ]
    return f"| {' | '.join(cells)} |\n"


def _example(query: NamedQuery) -> str:
    """Give the fullest row of the golden result, or say that there is none."""
    lines = (GOLDEN / f"{query.name}.md").read_text(encoding="utf-8").partition("\n| ")[2].splitlines()
    table = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)] for line in lines]
    columns, rows = table[0][:-1], [row[1:-1] for row in table[2:]]
    if not rows:
        return "*(no row, rightly)*"
    fullest = max(rows, key=lambda row: sum(map(bool, row)))
    shown = [
        f"{column}: {cell}"
        for column, cell in zip(columns, fullest, strict=True)
        if cell and not column.endswith(("_id", "_iri"))
    ]
    return "<br>".join(shown)


def main() -> int:
    """Write the page, or compare it with `--check`; 1 where it is out of date."""
    text = page()
    if "--check" in sys.argv[1:]:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
            return 0
        print(f"{PAGE.relative_to(ROOT)} is out of date: run tools/queries_table.py", file=sys.stderr)
        return 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
