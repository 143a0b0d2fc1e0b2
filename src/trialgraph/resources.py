"""The only code that knows where ontology/, shapes/, queries/ and data/terminologies/ live.

In a checkout they stand at the root of the repository; in an installed wheel, inside the package.
"""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_INSTALLED = _PACKAGE / "_resources"
_CHECKOUT = _PACKAGE.parent.parent


def path(*parts: str) -> Path:
    """Give the path of a file or folder that TrialGraph ships.

    >>> path("ontology", "context.jsonld").is_file()
    True
    """
    root = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    return root.joinpath(*parts)
