"""Write docs/checks/: a page for each file of checks, a section for each code, and an index.

python tools/checks_pages.py           # write them
python tools/checks_pages.py --check   # exit 1 where they are not up to date
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from trialgraph import checks
from trialgraph.checks.pages import render, sentence

FOLDER = Path(__file__).parent.parent / "docs" / "checks"

INTRODUCTION = """\
# Checks

Every problem that TrialGraph reports has a code. Here is what each code stands for: what holds where all
is well, why it matters, an example that fails, and how to mend it. `trialgraph explain CODE` prints the
same page in the terminal, and `trialgraph explain CODE --lang fr` prints it in French.

A **violation** is an error of the data, or keeps a run from going on. A **warning** may be an error:
documents that tell the truth can cause it. An **info** is something to know before computing with the data.

These pages are written by `tools/checks_pages.py`: the checks of shapes from `shapes/*.ttl` and
`data/checks/shapes.yaml`, the others from `data/checks/*.yaml`.
"""


def pages() -> Mapping[str, str]:
    """Write all pages, by the name of the file."""
    files = {f"{section.name}.md": page(section) for section in checks.sections()}
    if len(files) < len(checks.sections()):
        raise ValueError("two files of checks have one name")
    return {"README.md": index(), **files}


def page(section: checks.Section) -> str:
    """Write the page of one file of checks."""
    return "\n".join([f"# {section.title}\n", *(render(check, "en", level=2) for check in section.checks)])


def index() -> str:
    """Write the list of all codes."""
    parts = [INTRODUCTION]
    for section in checks.sections():
        rows = [
            f"| [`{check.code}`]({section.name}.md#{check.code}) | {check.severity} "
            f"| {sentence(check.what.en).replace('|', chr(92) + '|')} |"
            for check in section.checks
        ]
        head = [f"## {section.title}\n", "| code | severity | what holds |", "| --- | --- | --- |"]
        parts.append("\n".join([*head, *rows, ""]))
    return "\n".join(parts)


def main() -> int:
    """Write the pages, or check them."""
    wanted = pages()
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    if "--check" in sys.argv[1:]:
        if there != wanted:
            print("docs/checks/ is not up to date: run python tools/checks_pages.py", file=sys.stderr)
            return 1
        return 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in there.keys() - wanted.keys():
        (FOLDER / name).unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
