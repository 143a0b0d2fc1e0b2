"""What a file says, as plain text: the one form that everything after works on.

The suffix of the file's name chooses the reader; without a suffix that is known, the first bytes do. The
text of a `.txt` or `.md` file is the file as it is; of the others it is built by one reader each.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from types import MappingProxyType

from trialgraph import inputs
from trialgraph.problems import Bilingual, Problem
from trialgraph.readers import docx, html, pdf
from trialgraph.readers.contents import Contents, refuse
from trialgraph.readers.decoding import decode
from trialgraph.readers.languages import detect

UNDETERMINED = "und"
"""BCP 47 for a language that is not known (https://www.rfc-editor.org/rfc/rfc5646#section-4.1)."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""What XML cannot hold (https://www.w3.org/TR/xml/#charsets), so that any stretch of a text can be quoted."""
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a file says.

    >>> parse_text("L’essai a réussi.".encode(), "essai.txt").language
    'fr'
    """

    text: str
    """Final: Unicode NFC, line ends as `\\n`, no byte order mark. Offsets are code points into it."""
    language: str
    """BCP 47: as given, or detected; `und` where it is none of those that are known."""
    title: str | None
    """As the file's metadata give it."""
    published: str | None
    """The day of publication that the file's own metadata state, as YYYY-MM-DD."""
    problems: tuple[Problem, ...]
    """Warnings: what could be read, but not with certainty or not wholly."""


def read_text(source: str | Path, *, language: str | None = None) -> Reading:
    """Read a file, or standard input where the source is `-`, as text.

    Raises:
        InputError: the file cannot be read, or there is no text in it; see `parse_text`.

    """
    return parse_text(inputs.read(source), str(source), language=language)


def parse_text(data: bytes, name: str, *, language: str | None = None) -> Reading:
    r"""Make a text of the bytes of a file with that name.

    Raises:
        InputError: there is no text (`empty-text`, `no-text`), it is not text (`not-text`), the file is
            damaged (`broken-file`), locked (`password-protected`), too large when unpacked (`too-large`) or
            of an old format (`old-word-file`), or a library is not installed (`missing-extra`).

    >>> parse_text(b"\xef\xbb\xbfThe trial\r\nis over.\r\n", "end.txt").text
    'The trial\nis over.\n'
    >>> parse_text(b"<html><p>The trial<p>is over.", "end").text
    'The trial\n\nis over.\n'

    """
    read = _READERS.get(PurePath(name).suffix.lower()) or _sniff(data)
    contents = read(data, name)
    text = _final(contents.text)
    if not text.strip():
        refuse("empty-text", name, Bilingual(en="there is no text in it", fr="il ne contient pas de texte"))
    return Reading(
        text=text,
        language=language or detect(text) or contents.language or UNDETERMINED,
        title=_line(contents.title),
        published=contents.published,
        problems=contents.problems,
    )


def _plain(data: bytes, name: str) -> Contents:
    text, problems = decode(data, name)
    return Contents(text, problems=problems)


_READERS: Mapping[str, Callable[[bytes, str], Contents]] = MappingProxyType(
    {
        ".txt": _plain,
        ".md": _plain,
        ".html": html.read,
        ".htm": html.read,
        ".pdf": pdf.read,
        ".docx": docx.read,
    }
)
SUFFIXES = tuple(_READERS)
"""What names of readable files end in."""


def _sniff(data: bytes) -> Callable[[bytes, str], Contents]:
    """Choose a reader by how the bytes begin."""
    head = data[:1024]
    if pdf.MARK in head:
        return pdf.read
    if head.startswith((docx.ZIP_MARK, docx.OLE_MARK)):
        return docx.read
    return html.read if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")) else _plain


def _final(text: str) -> str:
    """Give the one form of a text; control characters become spaces, one for one."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub(" ", text))


def _line(text: str | None) -> str | None:
    return " ".join(_final(text or "").split()) or None
