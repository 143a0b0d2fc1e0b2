"""The regions of a web page: which of its blocks are the announcement.

Sites say what an element is for by its tag, its role (WAI-ARIA) and the words of its class and id. None of
these is sure, so that what holds the title, or half of the announcement, is kept whatever its name.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import accumulate, groupby
from types import MappingProxyType
from typing import Literal, NamedTuple

from trialgraph.readers.blocks import Block

_WORDS = {
    "skipped": """script style noscript template svg math iframe object embed applet audio video canvas map
        nav button input select option datalist textarea dialog menu""",
    "skipped roles": "navigation search dialog alertdialog menu menubar toolbar tablist",
    "blocks": """address article aside blockquote body caption center dd details dir div dl dt fieldset
        figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main ol p pre section
        summary table tbody td tfoot th thead tr ul""",
    # What sites name their furniture by.
    "noise": """ad addthis addtoany ads advert advertisement ariane axeptio breadcrumb breadcrumbs comments
        consent cookie cookiebot cookies didomi disqus footer gdpr menu nav navbar navigation newsletter
        onetrust pager pagination popup promo recommended related rgpd share sharethis sharing sidebar skip
        social subscribe tarteaucitron toolbar""",
    "unseen": "screen-reader-text sr-only visually-hidden visuallyhidden",
}
_SKIPPED = frozenset(_WORDS["skipped"].split())
_SKIPPED_ROLES = frozenset(_WORDS["skipped roles"].split())
BLOCKS = frozenset(_WORDS["blocks"].split())
"""Elements that begin and end a block."""
HEADINGS = MappingProxyType({f"h{level}": level for level in range(1, 7)})
IN_HEADINGS = frozenset({"div", "hgroup"})
"""Blocks that pages put into a heading; any other ends it."""
_NOISE = frozenset(_WORDS["noise"].split())
_UNSEEN = frozenset(_WORDS["unseen"].split())
_CLASS_WORD = re.compile(r"[A-Z]?[a-z]+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FEW_LINKS = 3
"""A run of blocks that are nothing but links, and hold so many, is a menu."""

Mark = Literal["main", "article", "header", "noise"]


class Region(NamedTuple):
    """What an element is, and its blocks: from one up to another."""

    mark: Mark
    start: int
    end: int


def mark_of(tag: str, attributes: Mapping[str, str], *, outside: bool) -> Mark | None:
    """Say what an element is; `outside` of any article or main part, a header is that of the site."""
    role = attributes.get("role", "").lower()
    if tag == "main" or role == "main":
        return "main"
    if tag == "article" or attributes.get("itemprop", "").lower() == "articlebody":
        return "article"
    if tag not in BLOCKS or tag in {"html", "body"}:
        return None
    if (tag == "header" or role == "banner") and outside:
        return "header"
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    is_noise = (
        (tag == "footer" and outside)
        or tag == "aside"
        or role in {"contentinfo", "complementary"}
        or any(word.lower() in _NOISE for word in _CLASS_WORD.findall(names))
    )
    return "noise" if is_noise else None


def is_skipped(tag: str, attributes: Mapping[str, str]) -> bool:
    """Tell whether an element is never part of what a page says."""
    return (
        tag in _SKIPPED
        or "hidden" in attributes
        or attributes.get("role", "").lower() in _SKIPPED_ROLES
        or not _UNSEEN.isdisjoint(attributes.get("class", "").split())
        or _HIDDEN_STYLE.search(attributes.get("style", "")) is not None
    )


class _Measured:
    """The sizes of the regions of a page, each told in one step."""

    def __init__(self, blocks: list[Block]) -> None:
        self.page = Region("main", 0, len(blocks))
        self._sizes = [0, *accumulate(len(block.text) for block in blocks)]
        self._titles = [0, *accumulate(block.kind == "heading" and block.level == 1 for block in blocks)]

    def size(self, region: Region) -> int:
        """Give the number of characters in it."""
        return self._sizes[region.end] - self._sizes[region.start]

    def titles(self, region: Region) -> int:
        """Give the number of headings of the first level in it."""
        return self._titles[region.end] - self._titles[region.start]

    def largest(self, regions: list[Region], mark: Mark) -> Region:
        """Find the largest region with a mark; the page, where there is none."""
        return max((region for region in regions if region.mark == mark), key=self.size, default=self.page)


def announcement(blocks: list[Block], regions: list[Region], title: str | None) -> list[Block]:
    """Choose the blocks of the announcement among those of the page."""
    measured = _Measured(blocks)
    article = measured.largest(regions, "article")
    core = next(
        region
        for region in (measured.largest(regions, "main"), article, measured.page)
        if measured.titles(region) or measured.size(region) * 4 >= measured.size(measured.page)
    )
    headers = sum(measured.titles(region) for region in regions if region.mark == "header")
    is_title_in_header = headers == measured.titles(measured.page)

    def is_unwanted(region: Region) -> bool:
        match region.mark:
            case "noise":
                # Sites also name what holds everything by its furniture: `has-sidebar`.
                return not measured.titles(region) and measured.size(region) * 2 <= measured.size(core)
            case "header":
                return not (measured.titles(region) and is_title_in_header)
            case "article":  # a teaser of another announcement, beside this one
                beside = region.end <= article.start or region.start >= article.end
                is_small = measured.size(region) * 3 < measured.size(article)
                return beside and is_small and measured.size(article) * 2 > measured.size(core)
            case "main":
                return False

    # How many unwanted regions each block stands in, told by where they begin and end.
    steps = [0] * (len(blocks) + 1)
    for region in filter(is_unwanted, regions):
        steps[region.start] += 1
        steps[region.end] -= 1
    depths = list(accumulate(steps))
    wanted = [blocks[number] for number in range(core.start, core.end) if not depths[number]]
    above = [] if measured.titles(core) else _title_before(blocks[: core.start], title)
    return [*above, *(list(_without_menus(wanted)) or blocks)]


def _title_before(blocks: list[Block], title: str | None) -> list[Block]:
    """Find the heading of an announcement that stands above it: not the name of the site."""
    headings = [block for block in blocks if block.kind == "heading" and block.level == 1]
    same = [block for block in headings if title is None or block.text in title or title in block.text]
    return same[-1:]


def _without_menus(blocks: list[Block]) -> Iterator[Block]:
    """Leave out runs of blocks that are nothing but links, and the heading of such a run."""
    heading: Block | None = None
    for is_linked, group in groupby(blocks, lambda block: block.kind != "heading" and not block.unlinked):
        run = list(group)
        if is_linked and sum(block.links for block in run) >= _FEW_LINKS:
            heading = None
            continue
        if heading is not None:
            yield heading
        heading = None
        if not is_linked and run[-1].kind == "heading":
            heading = run.pop()
        yield from run
    if heading is not None:
        yield heading
