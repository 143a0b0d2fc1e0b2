"""OBO 1.4 (https://owlcollab.github.io/oboformat/doc/GO.format.obo-1_4.html), stanza by stanza."""

import re
from collections.abc import Iterator
from pathlib import Path

from trialgraph.problems import Location, Problem
from trialgraph.termfiles.curies import FAMILIES, Curies
from trialgraph.termfiles.lines import Line, cut_off, lines, without_id, without_name
from trialgraph.termfiles.records import About, Entry, Link, Match, Name, Role

_SYNONYM = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(EXACT|NARROW|BROAD|RELATED)?')
_ROLES: dict[str, Role] = {"EXACT": "exact", "NARROW": "narrow", "BROAD": "broad", "RELATED": "related"}
_ESCAPES = {"n": "\n", "W": " ", "t": "\t"}
_COMMENT = re.compile(r"(?<![\\\s])\s+!.*$")
_QUALIFIERS = re.compile(r"(?<!\\)\{[^{}=]*=[^{}]*\}\s*$")
"""What OBO may say of a tag behind its value: `{source="DOID:4"}`."""
_LICENCE = re.compile(r"(?:license|licence|rights)\S{0,60}\s{1,9}(?:\"([^\"]{0,300})\"|(\S{1,300}))")
"""Without a bound, a line of nothing but that word would take the square of its length in time."""
_EQUIVALENT = re.compile(r'source="[^"]*:equivalentTo"')


def read_obo(path: Path, curies: Curies) -> Iterator[About | Entry | Problem]:
    """Give the terms of an OBO file; stanzas of other things are passed over."""
    file = str(path)
    stanza, start, tags = "", 1, list[tuple[str, str, int]]()
    last: Line | None = None
    for line in lines(path):
        last = line
        text = line.text.strip()
        if text.startswith("[") and text.endswith("]"):
            yield from _stanza(stanza, tags, start, file, curies)
            stanza, start, tags = text, line.number, []
        elif text and not text.startswith("!"):
            tag, colon, value = text.partition(":")
            if not colon:
                shown = text[:60]
                yield cut_off(
                    file,
                    line.number,
                    f"the line “{shown}” has no tag",
                    f"la ligne « {shown} » n’a pas d’étiquette",
                )
            tags.append((tag, value.strip(), line.number))
    if last is not None and not last.is_ended and last.text.strip():
        yield cut_off(file, last.number, "the last line has no end", "la dernière ligne n’a pas de fin")
        return
    yield from _stanza(stanza, tags, start, file, curies)


def unescape(text: str) -> str:
    r"""Undo the escapes of OBO.

    >>> unescape(r'url:http\://a \"b\"')
    'url:http://a "b"'
    """
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), text)


def _stanza(
    stanza: str, tags: list[tuple[str, str, int]], start: int, file: str, curies: Curies
) -> Iterator[About | Entry | Problem]:
    if not stanza:
        if tags:
            yield _about(tags)
        return
    if stanza != "[Term]":
        return
    id_, line = next(((value, line) for tag, value, line in tags if tag == "id"), ("", start))
    if not id_:
        yield without_id(file, start)
        return
    curie = curies.checked(_bare(id_), Location(file=file, line=line))
    if isinstance(curie, Problem):
        yield curie
    if not isinstance(curie, str):
        return
    entry = _entry(curie, start, tags, curies)
    if entry.names or entry.is_obsolete:
        yield entry
    else:
        yield without_name(file, start, id_)


def _entry(curie: str, start: int, tags: list[tuple[str, str, int]], curies: Curies) -> Entry:
    names: list[Name] = []
    links: list[Link] = []
    matches: list[Match] = []
    replaced_by, is_obsolete = None, False
    for tag, value, _ in tags:
        match tag:
            case "name" if value:
                text = _QUALIFIERS.sub("", _COMMENT.sub("", value)).rstrip()
                names.append(Name(text=unescape(text), role="label", language="en"))
            case "synonym" if found := _SYNONYM.match(value):
                names.append(Name(text=unescape(found[1]), role=_ROLES[found[2] or "RELATED"], language="en"))
            case "xref" if other := curies.curie(unescape(_bare(value))):
                # A cross reference says that there is something to see there, and seldom more.
                exact = _EQUIVALENT.search(value)
                matches.append(Match(curie=other, mapping="exact_match" if exact else "related_match"))
            case "is_a" if parent := curies.curie(_bare(value)):
                links.append(Link(relation="broader", target=parent))
            case "relationship" if value.startswith("part_of ") and (
                whole := curies.curie(value.split(" ")[1])
            ):
                links.append(Link(relation="part_of", target=whole))
            case "is_obsolete":
                is_obsolete = _bare(value) == "true"
            case "replaced_by":
                replaced_by = curies.curie(_bare(value))
            case _:
                pass
    return Entry(
        id=curie,
        line=start,
        family=FAMILIES.get(curie.partition(":")[0]),
        names=tuple(names),
        links=tuple(links),
        matches=tuple(matches),
        replaced_by=replaced_by,
        is_obsolete=is_obsolete,
    )


def _bare(value: str) -> str:
    return value.split(" ", 1)[0]


def _about(tags: list[tuple[str, str, int]]) -> About:
    """Read the header: what the file is, its version, its licence."""
    first: dict[str, str] = {}
    licence = None
    for tag, value, _ in tags:
        first.setdefault(tag, value)
        if tag in ("property_value", "remark") and (found := _LICENCE.search(unescape(value))):
            licence = licence or found[1] or found[2]
    version = re.search(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", first.get("data-version", ""))
    return About(
        title=first.get("ontology") or None,
        version=version[0] if version else first.get("data-version"),
        licence=licence,
    )
