"""Show in a minute what TrialGraph does: build the graph of data/releases, check it, ask it a question."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
COMMANDS = (
    (
        "Build the graph of the curated releases, and validate it:",
        ["build", "data/releases", "-o", "build/trialgraph.ttl", "-o", "build/trialgraph.trig"],
    ),
    (
        "Can the numbers of the first release be true together?",
        ["check", "data/releases/ap-hp-twinss-2024-09-11.yaml"],
    ),
    (
        "Ask it: which arms improved significantly against placebo, at which dose?",
        ["query", "-g", "build/trialgraph.ttl", "--name", "significant-improvements"],
    ),
    (
        "What do these names mean, and how sure is that?",
        ["ground", "CFZ533", "syndrome de Sjögren"],
    ),
    (
        "How do a person and a disease hang together?",
        ["path", "-g", "build/trialgraph.ttl", "Xavier Mariette", "maladie de Sjögren"],
    ),
)


def main() -> int:
    """Run each command, after showing it as a user would type it."""
    (ROOT / "build").mkdir(exist_ok=True)
    for purpose, arguments in COMMANDS:
        shown = " ".join(f'"{word}"' if " " in word else word for word in arguments)
        print(f"\n{purpose}\n\n  $ trialgraph {shown}\n", flush=True)
        command = [sys.executable, "-m", "trialgraph", *arguments]
        done = subprocess.run(command, cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
    print("\nThe graph is in build/trialgraph.ttl; with every quote, in build/trialgraph.trig.")
    print("Next: .venv/bin/trialgraph query --list")
    return 0


if __name__ == "__main__":
    sys.exit(main())
