"""Write docs/facts.schema.json, which editors use for fact files; with --check, compare."""

import json
import sys
from pathlib import Path

from trialgraph.factschema import facts_schema

ROOT = Path(__file__).parent.parent
FILE = ROOT / "docs" / "facts.schema.json"


def main() -> int:
    """Write the file, or compare it with `--check`; 1 where it is out of date."""
    new = json.dumps(facts_schema(), ensure_ascii=False, indent=1) + "\n"
    if "--check" in sys.argv[1:]:
        if FILE.exists() and FILE.read_text(encoding="utf-8") == new:
            return 0
        print(f"{FILE.relative_to(ROOT)} is out of date: run tools/facts_schema.py", file=sys.stderr)
        return 1
    FILE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
