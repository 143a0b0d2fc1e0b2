"""Write the table of kinds at the end of docs/fact-files.md; with --check, compare."""

import datetime as dt
import sys
from decimal import Decimal
from pathlib import Path

from trialgraph.model import KINDS, Duration, Fact, Field, PartialDate, Quantity, statement_fields

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "fact-files.md"
LAST_LINE = "This table is written by `tools/kinds_table.py`.\n"

TYPES = {
    str: "text",
    int: "whole number",
    bool: "`true` or `false`",
    Decimal: "number",
    dt.date: "date",
    PartialDate: "date, month or year",
    Duration: "duration",
    Quantity: "quantity",
}


def table() -> str:
    """Write one row for each kind."""
    rows = ["\n| kind | what it is | fields |\n| --- | --- | --- |\n"]
    rows += [f"| `{name}` | {_summary(kind)} | {_fields(kind)} |\n" for name, kind in KINDS.items()]
    return "".join(rows)


def _summary(kind: type[Fact]) -> str:
    return (kind.__doc__ or "").split("\n", maxsplit=1)[0].rstrip(".")


def _fields(kind: type[Fact]) -> str:
    return "<br>".join(_field(field) for field in statement_fields(kind).values())


def _field(field: Field) -> str:
    if field.reference:
        kinds = [name for name, kind in KINDS.items() if kind.family == field.reference]
        holds = "→ " + ", ".join(kinds)
    elif field.codes:
        holds = ", ".join(f"`{code}`" for code in field.codes)
    else:
        holds = TYPES[field.type]
    return f"`{field.name}`{' …' if field.many else ''}: {holds}"


def main() -> int:
    """Write the page, or compare it with `--check`; 1 where it is out of date."""
    old = PAGE.read_text(encoding="utf-8")
    new = old[: old.index(LAST_LINE) + len(LAST_LINE)] + table()
    if "--check" in sys.argv[1:]:
        if old == new:
            return 0
        print(f"{PAGE.relative_to(ROOT)} is out of date: run tools/kinds_table.py", file=sys.stderr)
        return 1
    PAGE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
