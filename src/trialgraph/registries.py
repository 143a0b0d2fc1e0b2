"""Who gives identifiers, what they look like, and the IRIs that stand for them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote as percent_encode

from trialgraph.checksums import CHECKSUMS
from trialgraph.model import Iri
from trialgraph.problems import Bilingual
from trialgraph.tables import Cell, Columns, Tables, is_not, twice


@dataclass(frozen=True, kw_only=True, slots=True)
class Registry:
    """Who gives the identifiers of one scheme, and what they look like."""

    scheme: str
    """The prefix of its CURIEs, for example `mondo`."""
    title: str
    iri_prefix: str
    pattern: str
    """A regular expression that a whole identifier matches; XPath and Python read it alike."""
    checksum: str | None
    """The name of a function in `checksums.CHECKSUMS`; None where there is no check character."""
    source: str
    """The address of the registry."""

    def iri(self, value: str) -> Iri:
        """Give the IRI of an identifier; what an IRI must not hold is percent-encoded (RFC 3987).

        >>> doi = Registry(
        ...     scheme="doi", title="DOI", iri_prefix="https://doi.org/", pattern="^10[.].+$",
        ...     checksum=None, source="https://www.doi.org",
        ... )
        >>> doi.iri("10.1016/S0140-6736(24)01211-X")
        'https://doi.org/10.1016/S0140-6736(24)01211-X'
        >>> doi.iri("10.1002/1097<1661::AID>3.0")
        'https://doi.org/10.1002/1097%3C1661::AID%3E3.0'
        """
        return Iri(self.iri_prefix + percent_encode(value, safe="/:;,()@!$&'*+="))


def read_registries(path: Path, tables: Tables) -> tuple[dict[str, Registry], bool]:
    """Read the table of registries: those that are well-formed by scheme, and whether that is all of them."""
    rows, complete = tables.read(path, _REGISTRIES)
    registries: dict[str, Registry] = {}
    for row in rows:
        scheme, checksum = row["scheme"], row["checksum"]
        if not _SCHEME.fullmatch(scheme.text):
            tables.report("not-a-scheme", scheme.at(), is_not(scheme.text, "a prefix", "un préfixe"))
        if scheme.text in registries:
            tables.report("repeated-scheme", scheme.at(), twice(scheme))
        for cell in (row["iri_prefix"], row["source"]):
            if not _ADDRESS.fullmatch(cell.text):
                tables.report("not-an-iri", cell.at(), is_not(cell.text, "a web IRI", "un IRI du web"))
        if checksum.text:
            tables.check_known("unknown-checksum", checksum, CHECKSUMS, "a checksum", "une clé de contrôle")
        _check_pattern(row["pattern"], tables)
        registry = Registry(
            scheme=scheme.text,
            title=row["title"].text,
            iri_prefix=row["iri_prefix"].text,
            pattern=row["pattern"].text,
            checksum=checksum.text or None,
            source=row["source"].text,
        )
        registries.setdefault(scheme.text, registry)
    return registries, complete


def check_identifier(cell: Cell, registries: Mapping[str, Registry], tables: Tables) -> bool:
    """Report a CURIE whose registry is not known, or that is not of its form; tell whether it is right."""
    scheme, *rest = cell.split(":")
    if not tables.check_known("unknown-scheme", scheme, registries, "a registry", "un registre"):
        return False
    registry = registries[scheme.text]
    value = cell.text[len(scheme.text) + 1 :]
    place = rest[0].at() if rest else cell.end()
    if not _matches(registry.pattern, value):
        tables.report("pattern-mismatch", place, _not_of(value, registry), _form(registry))
        return False
    if (check := CHECKSUMS.get(registry.checksum or "")) and not check(value):
        tables.report("checksum-mismatch", place, _mistyped(value, registry), _LOOK_AGAIN)
        return False
    return True


def _check_pattern(cell: Cell, tables: Tables) -> None:
    try:
        re.compile(cell.text)
    except re.error as error:
        tables.report("not-a-pattern", cell.at(error.pos or 0), _not_a_pattern(error.msg))
    else:
        if not (cell.text.startswith("^") and cell.text.endswith("$")):
            tables.report("not-a-pattern", cell.at(), _NOT_ANCHORED)


def _matches(pattern: str, value: str) -> bool:
    try:
        return re.fullmatch(pattern, value) is not None
    except re.error:
        return True  # told where the pattern stands


_REGISTRIES = Columns(filled=("scheme", "title", "iri_prefix", "pattern", "source"), optional=("checksum",))
_SCHEME = re.compile(r"[a-z][a-z0-9]*(?:\.[a-z0-9]+)*")
_ADDRESS = re.compile(r"""https?://[^\s/<>"{}|\\^`]+(?:/[^\s<>"{}|\\^`]*)?""")
_NOT_ANCHORED = Bilingual(
    en="the pattern does not begin with `^` and end with `$`",
    fr="le motif ne commence pas par `^` ou ne finit pas par `$`",
)
_LOOK_AGAIN = Bilingual(
    en="a character was mistyped: look it up again", fr="un caractère est faux : vérifiez à la source"
)


def _not_a_pattern(reason: str) -> Bilingual:
    return Bilingual(
        en=f"not a regular expression: {reason}", fr=f"ce n’est pas une expression régulière : {reason}"
    )


def _not_of(value: str, registry: Registry) -> Bilingual:
    return Bilingual(
        en=f"`{value}` is not an identifier of {registry.title}",
        fr=f"`{value}` n’est pas un identifiant de {registry.title}",
    )


def _form(registry: Registry) -> Bilingual:
    return Bilingual(en=f"its pattern is `{registry.pattern}`", fr=f"son motif est `{registry.pattern}`")


def _mistyped(value: str, registry: Registry) -> Bilingual:
    return Bilingual(
        en=f"the check character of `{value}` ({registry.title}) does not fit",
        fr=f"la clé de contrôle de `{value}` ({registry.title}) ne convient pas",
    )
