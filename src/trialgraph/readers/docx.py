"""Word documents (.docx): paragraphs, headings, lists and tables, in their order.

The parts that hold them are read as streams of tags, and only they are unpacked. Content controls, text
boxes and insertions are read; deletions, hidden text, headers, footers and notes are not.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple, NoReturn

from trialgraph.problems import Bilingual
from trialgraph.readers.blocks import Blocks, Kind, joined, raised
from trialgraph.readers.contents import Contents, library, refuse

ZIP_MARK = b"PK\x03\x04"
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What old Word files and locked new ones begin with (MS-CFB, 2.2)."""
LARGEST_PART = 100 * 2**20
"""Bytes, unpacked: the text of a thousand books; what is larger is made to fill the memory."""
_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""The stream that holds a locked document (MS-OFFCRYPTO, 2.3.4.4)."""
_HEADING_NAME = re.compile(r"heading ([1-9])")
_UNREAD = frozenset({"del", "moveFrom", "Fallback", "pPrChange", "rPrChange", "instrText", "delText"})
_SIGNS = MappingProxyType({"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"})
_FALSE = frozenset({"0", "false", "off", "none"})


def read(data: bytes, name: str) -> Contents:
    """Read a document.

    Raises:
        InputError: it is damaged, locked, of an old format or too large, or lxml is not installed.

    """
    if data.startswith(OLE_MARK):
        _refuse_container(data, name)
    etree = library("lxml.etree", "docx", name)
    relations, styles, core = _Relations(), _Styles(), _Core()
    body = _Body(styles)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = _Parts(package, etree, name)
            parts.feed("_rels/.rels", relations)
            parts.feed(posixpath.join(posixpath.dirname(relations.main), "styles.xml"), styles)
            parts.feed("docProps/core.xml", core)
            if not parts.feed(relations.main, body):
                _refuse_broken(name)
    # RuntimeError, and NotImplementedError among them: a password, or a way of packing that zipfile lacks.
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,
        etree.LxmlError,
        _DoctypeError,
    ) as error:
        _refuse_broken(name, error)
    return Contents(joined(body.blocks.found), title="".join(core.title) or None)


def _refuse_container(data: bytes, name: str) -> NoReturn:
    if _LOCKED in data:
        refuse(
            "password-protected",
            name,
            Bilingual(en="the document is locked with a password", fr="le document a un mot de passe"),
            Bilingual(en="save it without a password", fr="enregistrez-le sans mot de passe"),
        )
    refuse(
        "old-word-file",
        name,
        Bilingual(
            en="this is a file of an old Office, not a .docx document",
            fr="c’est un fichier d’un ancien Office, non un document .docx",
        ),
        Bilingual(en="save it as .docx in Word", fr="enregistrez-le en .docx avec Word"),
    )


def _refuse_broken(name: str, cause: Exception | None = None) -> NoReturn:
    refuse(
        "broken-file",
        name,
        Bilingual(
            en="this is not a Word document, or it is damaged",
            fr="ce n’est pas un document Word, ou il est endommagé",
        ),
        cause=cause,
    )


class _Parts:
    """The parts of a document that are read."""

    def __init__(self, package: zipfile.ZipFile, etree: Any, name: str) -> None:
        self._package = package
        self._etree = etree
        self._name = name

    def feed(self, part: str, target: "_Target") -> bool:
        """Read one part as a stream of tags; False where there is no such part."""
        try:
            entry = self._package.getinfo(part)
        except KeyError:
            return False
        if entry.file_size > LARGEST_PART:
            megabytes = LARGEST_PART // 2**20
            refuse(
                "too-large",
                self._name,
                Bilingual(
                    en=f"unpacked, the document is larger than {megabytes} MB",
                    fr=f"décompressé, le document dépasse {megabytes} Mo",
                ),
            )
        parser = self._etree.XMLParser(target=target, resolve_entities=False, no_network=True, load_dtd=False)
        # zipfile gives no more bytes than the entry announces, and checks their sum.
        parser.feed(self._package.read(entry))
        parser.close()
        return True


class _DoctypeError(Exception):
    """A part declares a document type."""


class _Target:
    """A listener to a stream of tags, which it knows by their names without namespace."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        local = {name.rpartition("}")[2]: value for name, value in attributes.items()}
        self.begin(tag.rpartition("}")[2], local)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        self.finish(tag.rpartition("}")[2])

    def begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element of that name."""

    def finish(self, tag: str) -> None:
        """Take the end of an element of that name."""

    def data(self, text: str) -> None:
        """Take text."""

    def doctype(self, *_: str | None) -> None:
        """Take a document type, which the format forbids (ECMA-376-2)."""
        raise _DoctypeError

    def close(self) -> None:
        """Take the end of the part."""


class _Relations(_Target):
    """Which part holds the text: not always the same, says the format (ECMA-376-2)."""

    def __init__(self) -> None:
        self.main = "word/document.xml"

    def begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
            self.main = attributes.get("Target", self.main).lstrip("/")


class _Core(_Target):
    """The properties of the document: its title."""

    def __init__(self) -> None:
        self.title: list[str] = []
        self._inside = ""

    def begin(self, tag: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002 - as the parser calls it
        self._inside = tag

    def finish(self, tag: str) -> None:  # noqa: ARG002 - as the parser calls it
        self._inside = ""

    def data(self, text: str) -> None:
        if self._inside == "title":
            self.title.append(text)


class _Style(NamedTuple):
    """What a style says of its paragraphs."""

    level: int = 0
    """Of a heading, from 1; 0 for what is none."""
    is_item: bool = False


class _Styles(_Target):
    """The styles by their ids; the names of the built-in ones are the same in every language of Word."""

    def __init__(self) -> None:
        self.known: dict[str, _Style] = {}
        self._id = ""

    def begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        value = attributes.get("val", "")
        match tag:
            case "style":
                self._id = attributes.get("styleId", "")
            case "name":
                name = value.lower()
                level = 1 if name == "title" else 0
                if found := _HEADING_NAME.fullmatch(name):
                    level = int(found[1])
                self.known[self._id] = _Style(level, name.startswith("list "))
            case "basedOn" if self.known.get(self._id) == _Style():
                self.known[self._id] = self.known.get(value, _Style())
            case "outlineLvl" if value.isdecimal() and len(value) == 1 and int(value) < 9:  # noqa: PLR2004 - 9 is text
                self.known[self._id] = _Style(int(value) + 1)


@dataclass(slots=True)
class _Paragraph:
    pieces: list[str] = field(default_factory=list)
    style: _Style = field(default_factory=_Style)


class _Body(_Target):
    """The text of the document, block by block."""

    def __init__(self, styles: _Styles) -> None:
        self.blocks = Blocks()
        self._styles = styles
        self._paragraphs: list[_Paragraph] = []
        """The open ones: a text box stands in a paragraph and has its own."""
        self._unread = 0
        self._reads_text = False
        self._is_raised = False
        self._is_hidden = False

    def begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._unread or tag in _UNREAD:
            self._unread += 1
            return
        value = attributes.get("val", "")
        match tag:
            case "p":
                self._paragraphs.append(_Paragraph())
            case "tr":
                self.blocks.open_row()
            case "tc":
                self.blocks.open_cell()
            case "t":
                self._reads_text = True
            case "r" | "vertAlign" | "vanish":
                self._format_run(tag, value)
            case "pStyle" | "numPr" | "numId" | "outlineLvl" if self._paragraphs:
                self._format(self._paragraphs[-1], tag, value)
            case _ if tag in _SIGNS:
                self._write("\n\n" if attributes.get("type") == "page" else _SIGNS[tag])

    def finish(self, tag: str) -> None:
        if self._unread:
            self._unread -= 1
            return
        match tag:
            case "t":
                self._reads_text = False
            case "tr":
                self.blocks.close_row()
            case "p" if self._paragraphs:
                paragraph = self._paragraphs.pop()
                level, is_item = paragraph.style
                kind: Kind = "heading" if level else "item" if is_item else "paragraph"
                self.blocks.add("".join(paragraph.pieces), kind, level=level)

    def data(self, text: str) -> None:
        if self._reads_text and not self._unread:
            self._write(raised(text) if self._is_raised else text)

    def _write(self, text: str) -> None:
        if self._paragraphs and not self._is_hidden:
            self._paragraphs[-1].pieces.append(text)

    def _format_run(self, tag: str, value: str) -> None:
        match tag:
            case "r":
                self._is_raised = self._is_hidden = False
            case "vertAlign":
                self._is_raised = value == "superscript"
            case "vanish":
                self._is_hidden = value not in _FALSE

    def _format(self, paragraph: _Paragraph, tag: str, value: str) -> None:
        match tag:
            case "pStyle":
                paragraph.style = self._styles.known.get(value, _Style())
            case "numPr":
                paragraph.style = paragraph.style._replace(is_item=True)
            case "numId" if value == "0":
                paragraph.style = paragraph.style._replace(is_item=False)
            case "outlineLvl" if value.isdecimal() and int(value) < 9:  # noqa: PLR2004 - 9 is text
                paragraph.style = paragraph.style._replace(level=int(value) + 1)
