"""The text that a fact file quotes, where it stands beside the fact file."""

import hashlib
from pathlib import Path, PurePath

from trialgraph import readers
from trialgraph.model import Document
from trialgraph.problems import InputError


def beside(fact_file: Path, document: Document) -> Path | None:
    """Find the text of a fact file in its folder: by the name that the document block has, or by its own.

    Where there are several, it is the one that has the SHA-256 of the document block, else the first.

    >>> from trialgraph.model import Document
    >>> text = Document(id="a", language="en", sha256="0" * 64, length=9, source="https://example.org/a.html")
    >>> beside(Path("nowhere/facts.yaml"), text) is None
    True
    """
    folder = fact_file.parent
    names = [PurePath(document.source).name, *(f"{fact_file.stem}{suffix}" for suffix in readers.SUFFIXES)]
    paths = [folder / name for name in dict.fromkeys(names) if name]
    found = [path for path in paths if path.suffix in readers.SUFFIXES and path.is_file()]
    if len(found) > 1:
        found.sort(key=lambda path: not _is_text(path, document))
    return found[0] if found else None


def _is_text(path: Path, document: Document) -> bool:
    try:
        text = readers.read_text(path, language=document.language).text
    except InputError:
        return False
    return hashlib.sha256(text.encode()).hexdigest() == document.sha256
