"""The text that a fact file quotes, where it stands beside the fact file."""

from pathlib import Path, PurePath

from trialgraph import readers
from trialgraph.model import Document


def beside(fact_file: Path, document: Document) -> Path | None:
    """Find the text of a fact file in its folder: by the name that the document block has, or by its own.

    >>> from trialgraph.model import Document
    >>> text = Document(id="a", language="en", sha256="0" * 64, length=9, source="https://example.org/a.html")
    >>> beside(Path("nowhere/facts.yaml"), text) is None
    True
    """
    folder = fact_file.parent
    names = [PurePath(document.source).name, *(f"{fact_file.stem}{suffix}" for suffix in readers.SUFFIXES)]
    for name in names:
        path = folder / name
        if name and path.suffix in readers.SUFFIXES and path.is_file():
            return path
    return None
