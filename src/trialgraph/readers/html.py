"""Web pages: the announcement on a page, without what the site puts around it.

The page is read as a stream of tags by libxml2, which mends broken markup, so that neither depth nor size
matters, and nothing that the page names is fetched. What goes: navigation, footers, asides, banners of
cookies, forms' controls, lists that hold nothing but links. What is kept is kept whole and in order, as
the page says it. A library that guesses the article was tried (trafilatura 2.3): its text changes with its
version, and so would every offset; it brings 16 packages; and of deeply nested pages it gives nothing.
"""

import codecs
import datetime as dt
import re
from collections.abc import Mapping

from trialgraph.problems import Bilingual
from trialgraph.readers.blocks import Blocks, Kind, joined, raised
from trialgraph.readers.contents import Contents, library, refuse
from trialgraph.readers.decoding import decode
from trialgraph.readers.regions import (
    BLOCKS,
    HEADINGS,
    IN_HEADINGS,
    Mark,
    Region,
    announcement,
    is_skipped,
    mark_of,
)

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_CHARSETS = re.compile(
    r"iso8859-\d+|cp125\d|koi8-[ru]|shift_jis|euc_jp|euc_kr|gb2312|gbk|gb18030|big5|mac-roman|ascii"
)
_PUBLISHED = (
    "article:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_online_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "dc.date",
    "date",
    "pubdate",
    "publish-date",
)
"""Names under which a page states its day, the surest first."""
_DAY = re.compile(r"\s*(\d{4})[-/](\d{2})[-/](\d{2})(?!\d)")
_LD_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{1,40})"')
_SPACE = re.compile(r"[ \t\n\r\f]+")


def read(data: bytes, name: str) -> Contents:
    """Read a page.

    Raises:
        InputError: it is not text, or lxml is not installed.

    """
    etree = library("lxml.etree", "html", name)
    text, problems = decode(data, name, _declared(data))
    page = _Page()
    parser = etree.HTMLParser(target=page, encoding="utf-8", no_network=True, huge_tree=True)
    try:
        parser.feed(text.encode())
        parser.close()
    except etree.LxmlError as error:
        refuse(
            "broken-file",
            name,
            Bilingual(en="the page cannot be read as HTML", fr="la page n’est pas lisible comme HTML"),
            cause=error,
        )
    title = page.metadata.get("og:title") or " ".join("".join(page.title).split()) or None
    blocks = announcement(page.blocks.found, page.regions, title)
    published = (_day(page.metadata[key]) for key in _PUBLISHED if key in page.metadata)
    return Contents(
        text=joined(blocks),
        title=title,
        published=next((day for day in published if day), None),
        language=page.language,
        problems=problems,
    )


def _declared(data: bytes) -> str | None:
    """Give Python's name of the encoding that the page claims, where it is one that text is stored in."""
    found = _CHARSET.search(data[:4096])
    if found is None:
        return None
    try:
        encoding = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return None
    if encoding == "iso8859-1":
        return "cp1252"  # https://encoding.spec.whatwg.org/#names-and-labels
    return encoding if _CHARSETS.fullmatch(encoding) else None


def _day(text: str) -> str | None:
    found = _DAY.match(text)
    try:
        return dt.date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


class _Page:
    """What the parser tells of a page: its blocks, the regions they stand in, and its metadata."""

    def __init__(self) -> None:
        self.blocks = Blocks()
        self.regions: list[Region] = []
        self.metadata: dict[str, str] = {}
        self.title: list[str] = []
        self.language: str | None = None
        self._open: list[tuple[str, Mark | None, int]] = []
        """Each open element: its tag, its mark, and the number of the block it begins with."""
        self._skipped: int | None = None
        """The depth of the element that is being passed over."""
        self._depths = dict.fromkeys(("a", "pre", "main", "article", "sup"), 0)
        self._in_heading = False
        self._pieces: list[str] = []
        self._raised: list[str] = []
        self._kind: Kind = "paragraph"
        self._level = 0
        self._links = 0
        self._unlinked = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        self._note(tag, attributes)
        mark: Mark | None = None
        if self._skipped is None:
            if is_skipped(tag, attributes):
                self._skipped = len(self._open)
            else:
                mark = mark_of(tag, attributes, outside=not (self._depths["main"] or self._depths["article"]))
                self._begin(tag)
        self._open.append((tag, mark, len(self.blocks.found)))

    def end(self, tag: str) -> None:
        """Take the end of an element; libxml2 ends each that it began."""
        _, mark, start = self._open.pop()
        if self._skipped is not None:
            if len(self._open) == self._skipped:
                self._skipped = None
            return
        if tag in self._depths:
            self._depths[tag] -= 1
        if tag == "sup" and not self._depths["sup"]:
            self._write(raised("".join(self._raised)))
            self._raised.clear()
        if tag in BLOCKS and not (self._in_heading and tag in IN_HEADINGS):
            self._flush()
            self._kind = "paragraph"
            self._in_heading = False
        if tag == "tr":
            self.blocks.close_row()
        if mark is not None:
            self.regions.append(Region(mark, min(start, len(self.blocks.found)), len(self.blocks.found)))

    def data(self, text: str) -> None:
        """Take text."""
        inside = self._open[-1][0] if self._open else ""
        if inside == "title" and len(self._open) > 1 and self._open[-2][0] == "head":
            self.title.append(text)
        elif inside == "script" and (found := _LD_DATE.search(text)):
            self.metadata.setdefault("datepublished", found[1])
        elif self._skipped is None and inside != "title":
            if self._depths["sup"]:
                self._raised.append(text)
            else:
                self._write(text)

    def comment(self, text: str) -> None:
        """Take a comment: nothing of it is wanted."""

    def close(self) -> None:
        """Take the end of the page."""
        self._flush()

    def _note(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "html":
            self.language = attributes.get("lang") or attributes.get("xml:lang")
        elif tag == "meta":
            key = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
            if content := attributes.get("content", "").strip():
                self.metadata.setdefault(key.lower(), content)
        elif tag == "time" and attributes.get("itemprop", "").lower() == "datepublished":
            self.metadata.setdefault("datepublished", attributes.get("datetime", ""))

    def _begin(self, tag: str) -> None:
        if tag in BLOCKS:
            if self._in_heading and tag in IN_HEADINGS:
                self._write(" ")
            else:
                self._flush()
                self._in_heading = False
        match tag:
            case "br":
                self._pieces.append("\n")
            case "li":
                self._kind = "item"
            case "tr":
                self._kind = "paragraph"
                self.blocks.open_row()
            case "td" | "th":
                self._kind = "paragraph"
                self.blocks.open_cell()
            case _ if tag in HEADINGS:
                self._kind, self._level, self._in_heading = "heading", HEADINGS[tag], True
            case "a":
                self._links += 1
        if tag in self._depths:
            self._depths[tag] += 1

    def _write(self, text: str) -> None:
        self._pieces.append(text if self._depths["pre"] else _SPACE.sub(" ", text))
        if not self._depths["a"]:
            self._unlinked += sum(map(str.isalnum, text))

    def _flush(self) -> None:
        self._write(raised("".join(self._raised)))
        text = "".join(self._pieces)
        self._pieces.clear()
        self._raised.clear()
        if text.strip():
            self.blocks.add(text, self._kind, level=self._level, links=self._links, unlinked=self._unlinked)
            # The kind of an element holds for its first block: `<li><p>` is an item.
            self._kind = "paragraph"
        self._links, self._unlinked = self._depths["a"], 0
