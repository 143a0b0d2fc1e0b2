"""OBO Graphs JSON (https://github.com/geneontology/obographs), node by node."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trialgraph.problems import Location, Problem
from trialgraph.termfiles.curies import FAMILIES, Curies
from trialgraph.termfiles.jsonparts import items
from trialgraph.termfiles.lines import without_id, without_name
from trialgraph.termfiles.records import About, Entry, Link, Match, Name, Role

_ROLES: dict[str, Role] = {
    "hasExactSynonym": "exact",
    "hasNarrowSynonym": "narrow",
    "hasBroadSynonym": "broad",
    "hasRelatedSynonym": "related",
}
_RELATIONS = {"is_a": "broader", "http://purl.obolibrary.org/obo/BFO_0000050": "part_of"}
_REPLACED = "http://purl.obolibrary.org/obo/IAO_0100001"
_EXACT = "http://www.w3.org/2004/02/skos/core#exactMatch"


def read_obographs(path: Path, curies: Curies) -> Iterator[About | Entry | Problem]:
    """Give the classes of the graphs of a file; edges become links of the terms that they start from."""
    file = str(path)
    title = next((each for _, each in items(path, "graphs.item.id") if isinstance(each, str)), None)
    meta = next((each for _, each in items(path, "graphs.item.meta") if isinstance(each, dict)), {})
    yield _about(title, meta)
    for number, node in items(path, "graphs.item.nodes.item"):
        if isinstance(node, Problem):
            yield node
        elif isinstance(node, dict) and node.get("type", "CLASS") == "CLASS":
            yield from _node(node, number, file, curies)
    for _, edge in items(path, "graphs.item.edges.item"):
        if isinstance(edge, dict) and edge.get("pred") in _RELATIONS:
            ends = [curies.curie(str(edge.get(end, ""))) for end in ("sub", "obj")]
            if ends[0] and ends[1]:
                link = Link(relation=_RELATIONS[edge["pred"]], target=ends[1])  # type: ignore[arg-type]  # of the table
                yield Entry(
                    id=ends[0], line=None, family=FAMILIES.get(ends[0].partition(":")[0]), links=(link,)
                )


def _node(node: dict[str, Any], number: int, file: str, curies: Curies) -> Iterator[Entry | Problem]:
    id_ = node.get("id")
    if not isinstance(id_, str) or not id_:
        yield without_id(f"{file}#{number}", None)
        return
    curie = curies.checked(id_, Location(file=f"{file}#{number}"))
    if isinstance(curie, Problem):
        yield curie
    if not isinstance(curie, str):
        return
    meta = node.get("meta") if isinstance(node.get("meta"), dict) else {}
    is_obsolete = bool(meta and meta.get("deprecated"))
    label = node.get("lbl")
    if not isinstance(label, str) and not is_obsolete:
        yield without_name(f"{file}#{number}", None, id_)
        return
    names = [Name(text=label, role="label", language="en")] if isinstance(label, str) else []
    names += [
        Name(text=each["val"], role=_ROLES.get(str(each.get("pred")), "related"), language="en")
        for each in _dicts(meta, "synonyms")
        if isinstance(each.get("val"), str)
    ]
    matches = [
        Match(curie=other, mapping="related_match")
        for each in _dicts(meta, "xrefs")
        if (other := curies.curie(str(each.get("val", ""))))
    ]
    replaced_by = None
    for value in _dicts(meta, "basicPropertyValues"):
        other = curies.curie(str(value.get("val", ""))) if value.get("pred") in (_REPLACED, _EXACT) else None
        if other and value["pred"] == _EXACT:
            matches.append(Match(curie=other, mapping="exact_match"))
        elif other:
            replaced_by = other
    yield Entry(
        id=curie,
        line=None,
        family=FAMILIES.get(curie.partition(":")[0]),
        names=tuple(names),
        matches=tuple(matches),
        replaced_by=replaced_by,
        is_obsolete=is_obsolete,
    )


def _dicts(meta: Any, key: str) -> list[dict[str, Any]]:
    found = meta.get(key) if isinstance(meta, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _about(title: str | None, meta: dict[str, Any]) -> About:
    version = re.search(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(meta.get("version") or ""))
    licence = next(
        (
            str(each.get("val"))
            for each in _dicts(meta, "basicPropertyValues")
            if "licen" in str(each.get("pred")) or "rights" in str(each.get("pred"))
        ),
        None,
    )
    short = re.sub(r"^http://purl\.obolibrary\.org/obo/", "", str(meta.get("version") or title or ""))
    named = re.sub(r"/?releases/[0-9-]+", "", short)
    return About(title=named or None, version=version[0] if version else None, licence=licence)
