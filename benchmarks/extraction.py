"""How fast the extraction is: one release, a thousand releases, long and hostile texts.

    python benchmarks/extraction.py

Times are processor seconds of one core, without reading files and without loading rules. The releases are
those of data/samples, and those of ../shared where that stands beside the repository.
"""

import gc
import platform
import resource
import statistics
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from trialgraph.extraction.engine import extract
from trialgraph.extraction.rules import load_rules

ROOT = Path(__file__).parent.parent
FOLDERS = {
    "data/samples": (ROOT / "data" / "samples", "en"),
    "../shared/corpus/dev": (ROOT.parent / "shared" / "corpus" / "dev", "en"),
    "../shared/corpus/seed": (ROOT.parent / "shared" / "corpus" / "seed", "fr"),
}
TYPICAL = 6_000
"""Characters of a typical release."""
DOCUMENTS = 1_000
SENTENCE = (
    "The trial enrolled 273 patients with asthma, who received lorvatinib 50 mg or placebo for 24 weeks. "
)
HOSTILE = {
    "1 MB of prose": SENTENCE * (1_000_000 // len(SENTENCE)),
    "2 MB of prose": SENTENCE * (2_000_000 // len(SENTENCE)),
    "100,000 digits": "1" * 100_000,
    "10,000 open parentheses": "(" * 10_000,
    "10,000 open intervals": "(95% CI 0.5 to " * 10_000,
    "100,000 headings": "# a\n" * 100_000,
}


def main() -> None:
    """Measure, and print one line for each measure."""
    print(f"Python {platform.python_version()}, pyoxigraph {version('pyoxigraph')}, {platform.machine()}")
    loading = seconds(lambda: load_rules("en")) + seconds(lambda: load_rules("fr"))
    print(f"loading the rules of both languages: {loading * 1000:.0f} ms")
    texts: list[tuple[str, str]] = []
    for name, (folder, language) in FOLDERS.items():
        found = [(path.read_text(encoding="utf-8"), language) for path in sorted(folder.glob("*.txt"))]
        if not found:
            print(f"{name}: not here")
            continue
        per_release = [typical(text, tag) for text, tag in found]
        print(
            f"{name}: {len(found)} texts, median {statistics.median(per_release):.1f} ms "
            f"for {TYPICAL} characters"
        )
        texts += found
    before = memory()
    for index in range(DOCUMENTS):
        text, tag = texts[index % len(texts)]
        extract(text, load_rules(tag))
        if index == DOCUMENTS // 10:
            before = memory()
    print(f"memory from document {DOCUMENTS // 10} to {DOCUMENTS}: {memory() - before:+.1f} MB")
    for name, text in HOSTILE.items():
        print(f"{name}: {seconds(lambda text=text: extract(text, load_rules('en'))):.2f} s")


def typical(text: str, language: str) -> float:
    """Give the milliseconds that a text takes, scaled to a typical length; the best of five runs."""
    book = load_rules(language)
    return min(seconds(lambda: extract(text, book)) for _ in range(5)) / len(text) * TYPICAL * 1000


def seconds(work: Callable[[], object]) -> float:
    """Give the processor time of a piece of work."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def memory() -> float:
    """Give the most memory that this process has had, in megabytes (Linux counts it in kilobytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
