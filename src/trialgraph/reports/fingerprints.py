"""A name for each problem that stays when the lines around it move, so that a server sees what is new."""

import hashlib
import re
from collections.abc import Iterable, Iterator

from trialgraph.problems import Problem
from trialgraph.reports.plain import excerpt, repository_path


def with_fingerprints(problems: Iterable[Problem]) -> Iterator[tuple[Problem, str]]:
    """Give each problem with a SHA-256 in hexadecimal of all that it says but its line and column.

    A line that a message names does not count either. Problems that say the same are told apart by how many
    of them came before.

    >>> from trialgraph.problems import Bilingual, Location
    >>> text = Bilingual(en="the sum differs", fr="la somme diffère")
    >>> def found(line):
    ...     return Problem(code="x", severity="info", message=text, location=Location(file="f", line=line))
    >>> (_, first), (_, second) = with_fingerprints([found(3), found(9)])
    >>> (_, moved), _ = with_fingerprints([found(4), found(10)])
    >>> first == moved, first == second
    (True, False)
    """
    seen: dict[str, int] = {}
    for problem in problems:
        said = "\x1f".join(
            (
                problem.code,
                repository_path(problem.location.file),
                problem.about or "",
                excerpt(problem.value or ""),
                excerpt(problem.quote or ""),
                _LINE.sub("line", problem.message.en),
            )
        )
        seen[said] = seen.get(said, 0) + 1
        # The name of a file can have halves of characters.
        whole = f"{said}\x1f{seen[said]}".encode(errors="surrogatepass")
        yield problem, hashlib.sha256(whole).hexdigest()


_LINE = re.compile(r"\bline [0-9]+")
