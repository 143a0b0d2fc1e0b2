"""ROR records, schema 2 (https://ror.readme.io/docs/ror-data-structure), one at a time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trialgraph.problems import Bilingual, Location, Problem
from trialgraph.termfiles.curies import Curies
from trialgraph.termfiles.jsonparts import items
from trialgraph.termfiles.lines import without_id, without_name
from trialgraph.termfiles.records import About, Entry, Link, Match, Name, Role

_LANGUAGES = {"en": "en", "fr": "fr"}


def read_ror(path: Path, curies: Curies) -> Iterator[About | Entry | Problem]:
    """Give the organisations of a dump, as a zip archive or as JSON."""
    newest = ""
    for number, record in items(path, "item"):
        place = f"{path}#{number}"
        if isinstance(record, Problem):
            yield record
        elif not isinstance(record, dict) or "names" not in record:
            yield _no_record(place)
        else:
            newest = max(newest, _modified(record))
            yield from _organisation(record, place, curies)
    yield About(title="Research Organization Registry", version=newest or None, licence="CC0 1.0")


def _organisation(record: dict[str, Any], place: str, curies: Curies) -> Iterator[Entry | Problem]:
    id_ = record.get("id")
    if not isinstance(id_, str) or not id_:
        yield without_id(place, None)
        return
    curie = curies.checked(id_, Location(file=place))
    if isinstance(curie, Problem):
        yield curie
    if not isinstance(curie, str):
        return
    names = tuple(_names(record))
    if not names:
        yield without_name(place, None, id_)
        return
    relationships = _dicts(record, "relationships")
    yield Entry(
        id=curie,
        line=None,
        family="organisation",
        names=names,
        links=tuple(
            Link(relation="part_of", target=parent)
            for each in relationships
            if each.get("type") == "parent" and (parent := curies.curie(str(each.get("id"))))
        ),
        matches=tuple(_matches(record, curies)),
        is_obsolete=record.get("status", "active") != "active",
        replaced_by=next(
            (curies.curie(str(each.get("id"))) for each in relationships if each.get("type") == "successor"),
            None,
        ),
    )


def _names(record: dict[str, Any]) -> Iterator[Name]:
    """Give the names: the one that ROR shows is the label, in whatever language; acronyms have none."""
    for each in _dicts(record, "names"):
        text, types = each.get("value"), each.get("types")
        if not isinstance(text, str) or not text.strip() or not isinstance(types, list):
            continue
        language = _LANGUAGES.get(str(each.get("lang")), str(each.get("lang") or "en"))
        role: Role = "label" if {"ror_display", "label"} & set(types) else "exact"
        yield Name(text=text.strip(), role=role, language="" if types == ["acronym"] else language)


def _matches(record: dict[str, Any], curies: Curies) -> Iterator[Match]:
    for each in _dicts(record, "external_ids"):
        listed = each.get("all") if isinstance(each.get("all"), list) else []
        # Of several identifiers of one registry only the preferred one is sure to be of the whole.
        value = each.get("preferred") or (listed[0] if listed and len(listed) == 1 else None)
        if isinstance(value, str) and (curie := curies.curie(f"{each.get('type')}:{value.replace(' ', '')}")):
            yield Match(curie=curie, mapping="exact_match")


def _modified(record: dict[str, Any]) -> str:
    admin = record.get("admin")
    changed = admin.get("last_modified") if isinstance(admin, dict) else None
    return str(changed.get("date") or "") if isinstance(changed, dict) else ""


def _dicts(record: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = record.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _no_record(place: str) -> Problem:
    return Problem(
        code="not-a-ror-record",
        severity="warning",
        location=Location(file=place),
        message=Bilingual(
            en="this is not a record of ROR’s schema 2: it is left out",
            fr="ce n’est pas une notice du schéma 2 de ROR : elle est omise",
        ),
    )
