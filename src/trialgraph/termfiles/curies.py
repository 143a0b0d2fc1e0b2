"""Identifiers in our spelling: how files write the registries, and whether an identifier is of its form."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from trialgraph.checksums import CHECKSUMS
from trialgraph.model import KINDS
from trialgraph.problems import Bilingual, Location, Problem, shorten
from trialgraph.registries import Registry

SPELLINGS: Mapping[str, str] = MappingProxyType(
    {
        "drugbank.id": "drugbank",
        "fundref": "funderregistry",
        "icd10": "icd10",
        "icd10_who": "icd10",
        "mim": "omim",
        "nci": "ncit",
        "nct": "clinicaltrials",
        "omimps": "omim",
        "ordo": "orpha",
        "orphanet": "orpha",
        "orphanet_ordo": "orpha",
        "sctid": "snomedct",
        "snomed": "snomedct",
        "snomedct_us": "snomedct",
        "umls_cui": "umls",
        "up": "uniprot",
        "uniprotkb": "uniprot",
        "wikidata": "wikidata",
    }
)
"""The scheme of `registries.tsv` for each other way of writing a registry, in lower case."""

_PREFIXES = (
    "http://purl.obolibrary.org/obo/",
    "http://www.orpha.net/ORDO/",
    "http://identifiers.org/",
    "https://identifiers.org/",
    "https://ror.org/",
    "http://www.wikidata.org/entity/",
    "https://omim.org/entry/",
    "http://purl.uniprot.org/uniprot/",
)
_OF_HOST = {
    "https://ror.org/": "ror",
    "http://www.wikidata.org/entity/": "wikidata",
    "https://omim.org/entry/": "omim",
    "http://purl.uniprot.org/uniprot/": "uniprot",
}
_DATED = re.compile(r"_[0-9]{4}_[0-9]{2}_[0-9]{2}$")
"""SNOMEDCT_US_2025_09_01: the release of a registry stands in its name."""
FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "doid": "disease",
        "mondo": "disease",
        "orpha": "disease",
        "hp": "symptom",
        "hgnc": "target",
        "uniprot": "target",
        "pr": "target",
        "drugbank": "drug",
        "ror": "organisation",
        "cl": "biological_entity",
        "go": "biological_entity",
    }
)
"""What the terms of a registry are; those of other registries are terms of no family, and ground nothing."""


_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""An id of one's own: it becomes the end of an IRI."""
OWN = frozenset(kind.family for kind in KINDS.values() if kind.within is None)
"""Families: `disease:quillitis` is a thing of one's own, which no registry has."""


def split(text: str) -> tuple[str, str] | None:
    """Split an identifier as a file writes it into the scheme in our spelling and the identifier.

    >>> split("UMLS_CUI:C0030567"), split("SNOMEDCT_US_2025_09_01:49049000")
    (('umls', 'C0030567'), ('snomedct', '49049000'))
    >>> split("http://purl.obolibrary.org/obo/DOID_175"), split("http://identifiers.org/hgnc/10001")
    (('doid', '175'), ('hgnc', '10001'))
    >>> split("no identifier") is None
    True
    """
    prefix = next((prefix for prefix in _PREFIXES if text.startswith(prefix)), "")
    bare = text[len(prefix) :]
    if prefix in _OF_HOST:
        return _OF_HOST[prefix], bare
    if prefix:
        scheme, value = re.match(r"([^_:/]*)[_:/]?(.*)", bare, re.DOTALL).groups()  # type: ignore[union-attr]  # matches all
    else:
        scheme, _, value = bare.partition(":")
    if not scheme or not value or " " in scheme:
        return None
    scheme = _DATED.sub("", scheme).lower()
    # Some registries repeat their name in front of the number: hgnc:HGNC:11919.
    value = value.removeprefix(f"{scheme.upper()}:")
    return SPELLINGS.get(scheme, scheme), value


class Curies:
    """Writes identifiers in our spelling, where they are of a registry that we know and of its form."""

    def __init__(self, registries: Mapping[str, Registry]) -> None:
        self._registries = registries
        self._patterns = {scheme: re.compile(each.pattern) for scheme, each in registries.items()}
        self.unknown: dict[str, int] = {}
        """How many identifiers were of registries that are not known, by the name of the registry."""

    def has_registry(self, text: str) -> bool:
        """Tell whether an identifier is of a registry that is known."""
        found = split(text)
        return found is not None and (found[0] in self._registries or found[0] in OWN)

    def curie(self, text: str) -> str | None:
        """Give a CURIE; None where the registry is not known (these are counted) or the form is wrong."""
        found = self._known(text)
        return ":".join(found) if found is not None and self._is_right(*found) else None

    def checked(self, text: str, place: Location) -> str | Problem | None:
        """Give a CURIE, or what is wrong with the identifier; None where its registry is not known."""
        found = self._known(text)
        if found is None or self._is_right(*found):
            return ":".join(found) if found is not None else None
        if found[0] in OWN:
            return _not_plain(found[1], place)
        registry = self._registries[found[0]]
        if not self._patterns[found[0]].fullmatch(found[1]):
            return _malformed(found[1], registry, place)
        return _wrong_check(":".join(found), place)

    def _known(self, text: str) -> tuple[str, str] | None:
        found = split(text)
        if found is not None and (found[0] in self._registries or found[0] in OWN):
            return found
        if text:
            name = found[0] if found else text[:20]
            self.unknown[name] = self.unknown.get(name, 0) + 1
        return None

    def _is_right(self, scheme: str, value: str) -> bool:
        if scheme in OWN:
            return bool(_PLAIN.fullmatch(value))
        check = CHECKSUMS.get(self._registries[scheme].checksum or "")
        return bool(self._patterns[scheme].fullmatch(value)) and (check is None or check(value))


def _not_plain(value: str, place: Location) -> Problem:
    return Problem(
        code="not-a-plain-id",
        severity="violation",
        location=place,
        message=Bilingual(
            en=f"`{shorten(value)}` is not an id: one has letters a-z, digits, `-`, `_` and `.`,"
            " and begins with a letter or a digit",
            fr=f"`{shorten(value)}` n’est pas un id : un id a des lettres a-z, des chiffres, `-`, `_` et `.`,"
            " et commence par une lettre ou un chiffre",
        ),
        hint=Bilingual(
            en="write it without spaces and accents, as `quill-fever`; the printed name goes into `label_en`",
            fr="écrivez-le sans espaces ni accents, comme `quill-fever` ; le nom imprimé va dans `label_en`",
        ),
        value=value,
    )


def _malformed(value: str, registry: Registry, place: Location) -> Problem:
    return Problem(
        code="malformed-identifier",
        severity="warning",
        location=place,
        message=Bilingual(
            en=f"`{value}` is not an identifier of {registry.title}: it is left out",
            fr=f"`{value}` n’est pas un identifiant de {registry.title} : il est omis",
        ),
        hint=Bilingual(en=f"its pattern is `{registry.pattern}`", fr=f"son motif est `{registry.pattern}`"),
    )


def _wrong_check(curie: str, place: Location) -> Problem:
    return Problem(
        code="wrong-check-character",
        severity="warning",
        location=place,
        message=Bilingual(
            en=f"the check character of `{curie}` does not fit: it is left out",
            fr=f"la clé de contrôle de `{curie}` ne convient pas : il est omis",
        ),
        hint=Bilingual(
            en="a character was mistyped: look it up in the registry",
            fr="un caractère est faux : vérifiez dans le registre",
        ),
    )
