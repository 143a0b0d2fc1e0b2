"""What every reader gives, and how a reader refuses a file."""

import importlib
from typing import Any, NamedTuple, NoReturn

from trialgraph.problems import Bilingual, InputError, Location, Problem


class Contents(NamedTuple):
    """What one reader found in a file, before the text is made final."""

    text: str
    title: str | None = None
    published: str | None = None
    language: str | None = None
    """As the file declares it: a template's default as often as the truth."""
    problems: tuple[Problem, ...] = ()


def refuse(
    code: str, name: str, message: Bilingual, hint: Bilingual | None = None, cause: Exception | None = None
) -> NoReturn:
    """Say why a file is not read.

    Raises:
        InputError: always.

    """
    problem = Problem(
        code=code, severity="violation", message=message, hint=hint, location=Location(file=name)
    )
    raise InputError([problem]) from cause


def library(module: str, extra: str, name: str) -> Any:
    """Import a library that only one kind of file needs.

    Raises:
        InputError: it is not installed; the hint says how to install it.

    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        refuse(
            "missing-extra",
            name,
            Bilingual(
                en=f"this file needs the library {package}, which is not installed",
                fr=f"ce fichier demande la bibliothèque {package}, qui n’est pas installée",
            ),
            Bilingual(
                en=f'install it with `pip install "trialgraph[{extra}]"`',
                fr=f'installez-la avec `pip install "trialgraph[{extra}]"`',
            ),
            cause=error,
        )
