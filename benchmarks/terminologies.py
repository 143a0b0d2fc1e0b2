"""Terminologies at full size: times, memory, the quality of grounding, and what is joined across documents.

    python benchmarks/terminologies.py [TERMINOLOGIES] [CORPUS]

The two folders stand beside the repository where they are not named; what is absent is left out by name.
"""

import os
import platform
import resource
import string
import subprocess
import sys
import tempfile
import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import trialgraph
from trialgraph.lexicon import load_lexicon
from trialgraph.namekeys import words
from trialgraph.termindex import FILE, Index, longest_matches

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import grounding  # noqa: E402 - the tool stands beside, in no package

SHARED = ROOT.parent / "shared"
RUNS = 5
EVERY_LETTER = " ".join(string.ascii_lowercase + string.digits)
"""A text for which the whole automaton is loaded: parts of it are, when they are first asked."""
SUFFIXES = (".obo", ".json", ".tsv", ".csv", ".zip")


def main(terminologies: Path, corpus: Path) -> None:
    """Print everything that is measured."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("marisa-trie", "ijson"))
    print(f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {packages}\n")
    print(f"shipped: {len(load_lexicon().terminology.terms):,} terms")
    invented = grounding.invented_mentions()
    _quality(
        "grounding, invented sentences, shipped names alone", grounding.measure(invented, load_lexicon())
    )
    if not terminologies.is_dir():
        print(f"left out: no terminologies in {terminologies.name}")
        return
    with tempfile.TemporaryDirectory() as folder:
        _import(terminologies, Path(folder))
        _load(folder)
        if corpus.is_dir():
            _match(corpus, folder)
            lexicon = load_lexicon(folder)
            _quality("grounding, invented sentences", grounding.measure(invented, lexicon))
            _quality("grounding, real texts", grounding.measure(grounding.real_mentions(corpus), lexicon))
            _joins(corpus, folder)
        else:
            print(f"left out: no texts in {corpus.name}")


def _import(terminologies: Path, folder: Path) -> None:
    files = sorted(file for file in terminologies.iterdir() if file.suffix in SUFFIXES)
    start = time.perf_counter()
    imported = trialgraph.import_terms(files, folder)
    seconds = time.perf_counter() - start
    names = sum(source.names for source in imported.sources)
    size = (folder / FILE).stat().st_size / 1e6
    print(f"import: {len(files)} files, {names:,} names in {seconds:.1f} s; index {size:.0f} MB")


def _load(folder: str) -> None:
    """Measure in a process of its own, so that nothing is in memory already."""
    code = (
        "import re, sys, time; from trialgraph.lexicon import load_lexicon;"
        "peak = lambda: re.search('VmHWM:[^0-9]*([0-9]+)', open('/proc/self/status').read())[1];"
        "before = peak(); start = time.perf_counter();"
        "lexicon = load_lexicon(sys.argv[1]); lexicon.named('asthma'); list(lexicon.find(sys.argv[2]));"
        "print(time.perf_counter() - start, peak(), before)"
    )
    runs = []
    for _ in range(RUNS):
        done = subprocess.run(
            [sys.executable, "-c", code, folder, EVERY_LETTER], capture_output=True, text=True, check=True
        )
        runs.append([float(value) for value in done.stdout.split()])
    start = time.perf_counter()
    with Index.open(folder) as index:
        list(longest_matches(index.trie, list(words(EVERY_LETTER))))
    alone = time.perf_counter() - start
    seconds, peak, before = min(runs)
    print(
        f"load: index {alone * 1e3:.1f} ms; with the shipped names {seconds * 1e3:.0f} ms,"
        f" {(peak - before) / 1e3:.0f} MB more, {peak / 1e3:.0f} MB in all"
    )


def _match(corpus: Path, folder: str) -> None:
    texts = [file.read_text(encoding="utf-8") for file in sorted(corpus.glob("*/*.txt"))]
    with Index.open(folder) as index:
        times = []
        for text in texts:
            best = min(
                _timed(lambda text=text: list(longest_matches(index.trie, list(words(text)))))
                for _ in range(RUNS)
            )
            times.append((best, len(text)))
    slowest, length = max(times)
    per = sum(seconds for seconds, _ in times) / sum(length for _, length in times) * 6000
    print(
        f"match: {per * 1e3:.2f} ms per 6,000 characters;"
        f" the slowest of {len(texts)} texts {slowest * 1e3:.1f} ms ({length:,} characters)"
    )


def _timed(run: object) -> float:
    start = time.perf_counter()
    run()  # type: ignore[operator]  # a function without arguments
    return time.perf_counter() - start


def _quality(title: str, score: grounding.Score) -> None:
    total = score.right + len(score.wrong) + len(score.missed)
    print(
        f"{title}: precision {score.precision:.3f}, recall {score.recall:.3f}"
        f" ({score.right} right, {len(score.wrong)} wrong, {len(score.missed)} missed;"
        f" {total} names and {score.others} words that name nothing)"
    )
    for wrong in score.wrong:
        print(f"    wrong: {wrong}")


def _joins(corpus: Path, folder: str) -> None:
    sources = [ROOT / "data" / "releases", *(corpus / name for name in ("seed", "dev", "dev-fr"))]
    start = time.perf_counter()
    built = trialgraph.build([source for source in sources if source.is_dir()], terms=folder)
    seconds = time.perf_counter() - start
    same = Counter(join.family for join in built.joins if join.is_same)
    apart = [join for join in built.joins if not join.is_same]
    grounded = Counter(each.grounding.verdict for each in built.named)
    print(f"build: {len(built.documents)} documents, {len(built.graph):,} triples in {seconds:.1f} s")
    joined = ", ".join(f"{family} {count}" for family, count in sorted(same.items()))
    print(f"    joined: {joined}; kept apart {len(apart)}")
    print(f"    things: {', '.join(f'{verdict} {count}' for verdict, count in grounded.most_common())}")
    print(f"peak memory of it all: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    defaults = [SHARED / "terminologies", SHARED / "corpus"]
    main(*(given + defaults[len(given) :]))
