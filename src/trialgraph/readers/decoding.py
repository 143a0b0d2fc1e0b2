"""Bytes that nobody labelled, as text.

UTF-8 and what begins with a byte order mark are certain. Anything else is read as UTF-8 with the bytes
that do not fit read as Windows-1252: that is right for a file wholly in Windows-1252 or Latin-1, and for
one pasted together from both, and it is said in a warning.
"""

import codecs
import re

from trialgraph.problems import Bilingual, Location, Problem
from trialgraph.readers.contents import refuse

_MARKS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ESCAPE = 0xDC00
"""Python's `surrogateescape` puts the byte 0x80 at U+DC80 (https://peps.python.org/pep-0383/)."""
_WINDOWS_1252 = {_ESCAPE + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
_STRAY = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f\udc80-\udcff]")
_NOISE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_MOST_NOISE = 0.1
"""The share of control characters above which a file is not text."""


def decode(data: bytes, name: str, declared: str | None = None) -> tuple[str, tuple[Problem, ...]]:
    r"""Decode the bytes of a text, and warn where that took a guess.

    `declared` is the encoding that the file claims, one of Python's names; it is asked where the bytes are
    not UTF-8, because pages are often converted without their label.

    Raises:
        InputError: the bytes are not text (`not-text`).

    >>> decode(b"caf\xc3\xa9", "a.txt")
    ('café', ())
    >>> text, (problem,) = decode(b"caf\xe9", "a.txt")
    >>> text, problem.code, str(problem.location)
    ('café', 'not-utf-8', 'a.txt:1:4')

    """
    text, problems = _decode(data, name, declared)
    noise = sum(1 for _ in _NOISE.finditer(text))
    if "\x00" in text or noise > len(text) * _MOST_NOISE:
        refuse(
            "not-text",
            name,
            Bilingual(en="the file holds binary data, not text", fr="le fichier n’est pas du texte"),
            Bilingual(
                en="if it is text, save it as UTF-8; read are .txt, .md, .html, .pdf and .docx",
                fr="si c’est du texte, enregistrez-le en UTF-8 ; sont lus .txt, .md, .html, .pdf et .docx",
            ),
        )
    return text, problems


def _decode(data: bytes, name: str, declared: str | None) -> tuple[str, tuple[Problem, ...]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _replacing(data, name, encoding)
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        if declared is not None:
            return _replacing(data, name, declared)
    escaped = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
    strays = _STRAY.findall(escaped)
    place = _place(escaped, name, _STRAY)
    text = escaped.translate(_WINDOWS_1252)
    if _BEYOND_ASCII.search(escaped):
        count = len(strays)
        message = Bilingual(
            en=f"not all is UTF-8: read as Windows-1252 here, {count} byte{'s' * (count > 1)} in all",
            fr=f"pas tout en UTF-8 : lu ici comme Windows-1252, {count} octet{'s' * (count > 1)} en tout",
        )
        return text, (_warning("mixed-encodings", message, place),)
    message = Bilingual(
        en="the file is not UTF-8; read as Windows-1252",
        fr="le fichier n’est pas en UTF-8 ; lu comme Windows-1252",
    )
    return text, (_warning("not-utf-8", message, place),)


def _replacing(data: bytes, name: str, encoding: str) -> tuple[str, tuple[Problem, ...]]:
    text = data.decode(encoding, "replace")
    replaced = text.count("\ufffd")
    if not replaced:
        return text, ()
    message = Bilingual(
        en=f"{replaced} character{'s' * (replaced > 1)} could not be read as {encoding} and became U+FFFD",
        fr=f"{replaced} caractère{'s' * (replaced > 1)} illisible{'s' * (replaced > 1)} en {encoding} : "
        "remplacé par U+FFFD",
    )
    return text, (_warning("bytes-replaced", message, _place(text, name, re.compile("\ufffd"))),)


def _place(text: str, name: str, wanted: re.Pattern[str]) -> Location:
    found = wanted.search(text)
    before = text[: found.start() if found else 0]
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Location(file=name, line=len(lines), column=len(lines[-1]) + 1)


def _warning(code: str, message: Bilingual, location: Location) -> Problem:
    return Problem(
        code=code,
        severity="warning",
        message=message,
        location=location,
        hint=Bilingual(en="save the file as UTF-8", fr="enregistrez le fichier en UTF-8"),
    )
