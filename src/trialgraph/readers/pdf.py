"""PDF files: the text of each page, its lines joined into paragraphs.

A PDF stores glyphs and their places, no paragraphs. Lines are joined where they stand as close as the
lines of one paragraph do; what recurs at the top or foot of the pages, and page numbers, are left out.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from typing import Any, NamedTuple, NoReturn

from trialgraph.problems import Bilingual, Location, Problem
from trialgraph.readers.contents import Contents, library, refuse

MARK = b"%PDF-"
_PASSWORD = 4
"""FPDF_ERR_PASSWORD (fpdfview.h)."""
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_BREAKS_WORD = frozenset({0x02, 0xFFFE})
"""What PDFium puts for a hyphen and the end of the line after it."""
_LINE_ENDS = _BREAKS_WORD | {0x0A, 0x0D}
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_SPACES = re.compile(r"[ \t]+")
_BULLET = re.compile(r"^[•●◦▪‣·∙]\s*(?=\S)")
_OPENS = re.compile(r"\* |[-–] |\(?\d{1,2}[.)] ")
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.)? ?[-–]? ?\d{1,4} ?(?:(?:of|sur|/|de) ?\d{1,4})? ?[-–]?", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?…:;][\"'’”»)\]]*$")
_DIGITS = re.compile(r"\d+")
_HYPHENATED = re.compile("([^\\W\\d_]+)([-\u2010\x02\ufffe])$")
"""A word that a hyphen cuts at the end of a line."""
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_COMPOUNDING = re.compile(
    "cross|dose|double|early|first|follow|head|high|late|long|low|once|open|placebo|self|short|single|time|"
    "twice|well"
)
"""First parts of compounds that releases write with a hyphen."""
_EDGE = 2
"""Lines at the top and at the foot of a page that may recur."""
_FEWEST_PAGES = 3
"""Two pages may begin alike by chance."""
_FEW_PAGES = 10
"""Numbers of pages that a message lists."""
_WIDE = 1.35
"""Of the distance between lines: a wider one parts paragraphs."""
_WIDEST_LEADING = 1.5
"""Times the size of the type: about that of a text set with double spacing."""
_OTHER_SIZE = 0.15
"""The share by which type must differ to be that of another paragraph."""
_SHORT = 0.2
"""Of the width of the text: a line that ends a sentence so much before the margin ends a paragraph."""


class _Line(NamedTuple):
    """A line of a page; places are in points, from the foot and the left."""

    text: str
    left: float
    right: float
    base: float
    height: float
    """Of the tallest glyph: near enough the size of the type."""


def read(data: bytes, name: str) -> Contents:
    """Read a PDF file.

    Raises:
        InputError: it is damaged, locked or without text, or pypdfium2 is not installed.

    """
    pdfium = library("pypdfium2", "pdf", name)
    raw = library("pypdfium2.raw", "pdf", name)
    if MARK not in data[:1024]:
        _refuse_broken(name)
    try:
        with closing(pdfium.PdfDocument(data)) as document:
            pages = [_lines(document, number, raw) for number in range(len(document))]
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            refuse(
                "password-protected",
                name,
                Bilingual(en="the PDF is locked with a password", fr="le PDF est protégé par mot de passe"),
                Bilingual(en="save it without a password", fr="enregistrez-le sans mot de passe"),
                cause=error,
            )
        _refuse_broken(name, error)
    empty = [number for number, lines in enumerate(pages, 1) if not lines]
    if len(empty) == len(pages):
        refuse(
            "no-text",
            name,
            Bilingual(en="the PDF holds pictures of pages, no text", fr="le PDF ne contient que des images"),
            Bilingual(
                en="recognise the text first, for example with ocrmypdf",
                fr="reconnaissez d’abord le texte, par exemple avec ocrmypdf",
            ),
        )
    leading = _leading(pages)
    paragraphs = _across_pages([list(_paragraphs(lines, leading)) for lines in _without_margins(pages)])
    return Contents(_joined(paragraphs), problems=_warnings(empty, name))


def _refuse_broken(name: str, cause: Exception | None = None) -> NoReturn:
    refuse(
        "broken-file",
        name,
        Bilingual(en="this is not a PDF, or it is damaged", fr="ce n’est pas un PDF, ou il est endommagé"),
        cause=cause,
    )


def _warnings(empty: list[int], name: str) -> tuple[Problem, ...]:
    if not empty:
        return ()
    several = len(empty) > 1
    listed = ", ".join(map(str, empty[:_FEW_PAGES])) + ("…" if len(empty) > _FEW_PAGES else "")
    problem = Problem(
        code="page-without-text",
        severity="warning",
        location=Location(file=name),
        message=Bilingual(
            en=f"page{'s' * several} {listed} hold{'s' * (not several)} no text, perhaps a picture of it",
            fr=f"page{'s' * several} {listed} sans texte, peut-être en image",
        ),
    )
    return (problem,)


def _lines(document: Any, number: int, raw: Any) -> list[_Line]:
    """Read the lines of a page, in the order in which the file writes them."""
    with closing(document[number]) as page, closing(page.get_textpage()) as text:
        codes = [raw.FPDFText_GetUnicode(text, place) for place in range(raw.FPDFText_CountChars(text))]
        return list(_cut(codes, text, raw))


def _cut(codes: list[int], text: Any, raw: Any) -> Iterator[_Line]:
    start = 0
    for end in [*(place for place, code in enumerate(codes) if code in _LINE_ENDS), len(codes)]:
        keeps_end = end < len(codes) and codes[end] in _BREAKS_WORD
        words = _decoded(codes[start : end + keeps_end])
        # A glyph that has no place in Unicode is 0: nothing can be said of it.
        seen = [place for place in range(start, end) if codes[place] and not chr(codes[place]).isspace()]
        if words and seen:
            first, last = _box(text, seen[0], raw), _box(text, seen[-1], raw)
            height = max(first.top - first.bottom, last.top - last.bottom)
            yield _Line(words, first.left, last.right, first.bottom, height)
        start = end + 1


def _decoded(codes: list[int]) -> str:
    # PDFium gives UTF-16 units where a character takes two.
    units = "".join(chr(code) for code in codes if code).encode("utf-16-le", "surrogatepass")
    text = _INVISIBLE.sub("", units.decode("utf-16-le", "replace").translate(_LIGATURES))
    return (
        _BULLET.sub("* ", _SPACES.sub(" ", text).strip(), count=1)
        if _BULLET.match(text)
        else _SPACES.sub(" ", text).strip()
    )


def _box(text: Any, place: int, raw: Any) -> Any:
    """Give the room that the type leaves for a glyph, the same for all of one size."""
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text, place, box)
    return box


def _without_margins(pages: list[list[_Line]]) -> Iterator[list[_Line]]:
    """Leave out running heads and feet, and page numbers."""
    recurring = Counter(key for lines in pages for key in {_key(line) for line in _edges(lines)})
    fewest = max(_FEWEST_PAGES, len(pages) / 2)
    # A number is that of the page where it grows with the pages.
    numbered = Counter(
        number - index
        for index, lines in enumerate(pages)
        for number in {_page_number(line) for line in _edges(lines)}
        if number is not None
    )
    for index, lines in enumerate(pages):
        edges = set(_edges(lines))
        yield [
            line
            for line in lines
            if line not in edges
            or not (
                recurring[_key(line)] >= fewest
                or ((number := _page_number(line)) is not None and numbered[number - index] > 1)
            )
        ]


def _edges(lines: list[_Line]) -> list[_Line]:
    return [*lines[:_EDGE], *lines[max(_EDGE, len(lines) - _EDGE) :]]


def _key(line: _Line) -> str:
    """Give what a running head is known by: its words, with any number; of mere numbers, themselves."""
    text = line.text.lower()
    return _DIGITS.sub("0", text) if any(map(str.isalpha, text)) else text


def _page_number(line: _Line) -> int | None:
    found = _DIGITS.search(line.text) if _PAGE_NUMBER.fullmatch(line.text) else None
    return int(found[0]) if found else None


def _leading(pages: list[list[_Line]]) -> float:
    """Give the distance of lines within paragraphs, as a multiple of the size of the type."""
    gaps = sorted(
        (above.base - line.base) / line.height
        for lines in pages
        for above, line in pairwise(lines)
        if line.height and above.base > line.base
    )
    # Not the middle one: where most paragraphs have one line, that is the distance between paragraphs.
    return min(gaps[len(gaps) // 4], _WIDEST_LEADING) if gaps else _WIDEST_LEADING


def _paragraphs(lines: list[_Line], leading: float) -> Iterator[list[str]]:
    """Group the lines of a page into paragraphs."""
    if not lines:
        return
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    short = right - (right - left) * _SHORT
    paragraph = [lines[0].text]
    for above, line in pairwise(lines):
        gap = above.base - line.base
        if (
            gap > leading * _WIDE * line.height
            or (gap <= 0 and _SENTENCE_END.search(above.text))  # the next column
            or abs(above.height - line.height) > _OTHER_SIZE * max(above.height, line.height)
            or _OPENS.match(line.text)
            or (above.right < short and _SENTENCE_END.search(above.text))
        ):
            yield paragraph
            paragraph = []
        paragraph.append(line.text)
    yield paragraph


def _across_pages(pages: list[list[list[str]]]) -> list[list[str]]:
    """Join the paragraph that a page breaks."""
    paragraphs: list[list[str]] = []
    for page in pages:
        for number, paragraph in enumerate(page):
            broken = number == 0 and paragraphs and not _SENTENCE_END.search(paragraphs[-1][-1])
            if broken and paragraph[0][:1].islower():
                paragraphs[-1].extend(paragraph)
            else:
                paragraphs.append(paragraph)
    return paragraphs


def _joined(paragraphs: list[list[str]]) -> str:
    """Write paragraphs as one text; the document's own words tell which hyphens end a line only."""
    words = {word for lines in paragraphs for word in _whole_words(lines)}
    pieces: list[str] = []
    for lines in paragraphs:
        if pieces:
            pieces.append("\n" if lines[0].startswith("* ") and pieces[-1].startswith("* ") else "\n\n")
        text = [lines[0]]
        for line in lines[1:]:
            text.append(_seam(text, line, words))
            text.append(line)
        pieces.append("".join(text))
    return "".join(pieces) + "\n"


def _whole_words(lines: list[str]) -> Iterator[str]:
    """Give the words of a paragraph, without the parts of those that a hyphen cuts at the end of a line."""
    is_cut = False
    for line in lines:
        words = _WORD.findall(line.lower())
        starts_cut, is_cut = is_cut, _HYPHENATED.search(line) is not None
        yield from words[starts_cut : len(words) - is_cut]


def _seam(text: list[str], line: str, words: set[str]) -> str:
    """Mend the end of a line, and give what stands between it and the next."""
    found = _HYPHENATED.search(text[-1])
    if found is None:
        return " "
    first, second = found[1].lower(), _LETTERS.match(line)
    text[-1] = f"{text[-1][: found.start(2)]}-"
    if second is None or not second[0].islower() or _is_compound(first, second[0], words):
        return ""
    text[-1] = text[-1][:-1]
    return ""


def _is_compound(first: str, second: str, words: set[str]) -> bool:
    if first + second in words:
        return False
    are_words = first in words and second in words
    return are_words or f"{first}-{second}" in words or _COMPOUNDING.fullmatch(first) is not None
