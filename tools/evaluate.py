"""Score the extraction against gold facts, and hold each field to its floor.

    python tools/evaluate.py                        score, and compare with tools/evaluation-floors.json
    python tools/evaluate.py --pin                  and raise the floors to the scores of this run
    python tools/evaluate.py --pin --lower-floors   and let them fall too

The texts, their gold facts and the scorer stand beside the repository, under ../shared; where they are
absent this says so and has nothing to score: tests/test_samples.py then holds the extraction to the releases
of data/samples. The floors name the SHA-256 of a corpus: where its texts or gold facts have changed, its
floors say nothing, and that is told.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trialgraph import announcements, drafts

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
SCORER = SHARED / "eval" / "score.py"
FLOORS = Path(__file__).parent / "evaluation-floors.json"
CORPORA = ("seed", "dev", "dev-fr")

Scores = dict[str, float]
"""The F1 of each field, and the precision, recall and F1 of all fields together (`micro P` …)."""


def main() -> int:
    """Score each corpus, print its table, and tell which floors do not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pin", action="store_true", help="write the scores of this run as floors")
    parser.add_argument("--lower-floors", action="store_true", help="with --pin, let floors fall")
    options = parser.parse_args()
    if not SCORER.is_file():
        print("no evaluation: ../shared, with the texts and gold facts, is not beside this repository")
        return 0
    pinned: dict[str, Any] = json.loads(FLOORS.read_text()) if FLOORS.is_file() else {}
    fallen: list[str] = []
    for name in CORPORA:
        folder = SHARED / "corpus" / name
        output = score(folder)
        print(f"\n{name}: {output}", end="")
        scores, known = dict(read_scores(output)), pinned.get(name)
        if known is None or known["sha256"] != digest(folder):
            print(f"{name}: the floors are of other texts or gold facts, or there are none", file=sys.stderr)
        else:
            fallen += below(name, scores, known["floors"])
        pinned[name] = {"sha256": digest(folder), "floors": scores}
    for line in fallen:
        print(line, file=sys.stderr)
    if options.pin and (not fallen or options.lower_floors):
        FLOORS.write_text(json.dumps(pinned, indent=1, sort_keys=True) + "\n")
        return 0
    return 1 if fallen else 0


def score(folder: Path) -> str:
    """Extract the facts of every text that has gold facts, and let the scorer compare them."""
    with tempfile.TemporaryDirectory() as predictions:
        gold = sorted(folder.glob("*.json"))
        if not gold:
            raise SystemExit(f"{folder} holds no gold facts")
        for path in gold:
            extraction = announcements.extract(path.with_suffix(".txt"))
            lines = drafts.render_lines(extraction)
            Path(predictions, f"{path.stem}.jsonl").write_text(lines, encoding="utf-8")
        command = [sys.executable, str(SCORER), str(folder), str(folder), "--predictions", predictions]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def read_scores(output: str) -> Iterator[tuple[str, float]]:
    """Read the F1 of each field, and the last line, from what the scorer prints."""
    for line in output.splitlines()[2:]:
        words = line.split()
        if words[0] == "micro":
            for word in words[1:4]:
                name, _, value = word.partition("=")
                yield f"micro {name}", float(value)
        elif int(words[1]):
            yield words[0], float(words[-1])


def below(name: str, scores: Scores, floors: Scores) -> Iterator[str]:
    """Tell each score that is below its floor."""
    for field, floor in floors.items():
        if scores.get(field, 0.0) < floor:
            yield f"{name}: {field} is {scores.get(field, 0.0)}, its floor is {floor}"


def digest(folder: Path) -> str:
    """Give the SHA-256 of all texts and gold files of a folder, in order of name."""
    whole = hashlib.sha256()
    for path in sorted([*folder.glob("*.txt"), *folder.glob("*.json")]):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
