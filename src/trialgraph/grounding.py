"""Which known thing a name means: ranked candidates with their reasons, and doubt where there is any.

A name is grounded only where one candidate is good enough and no other comes near. Everything else stays
what it is: a name. A wrong identifier is worse than none.
"""

import functools
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from trialgraph import resources
from trialgraph.lexicon import SHIPPED, Key, KnownName, Lexicon
from trialgraph.namekeys import name_key, words
from trialgraph.problems import Bilingual

Verdict = Literal["grounded", "ambiguous", "doubtful", "unknown"]
"""`ambiguous`: several things may be meant; `doubtful`: one, and not surely; `unknown`: none has the name."""

ENOUGH = 90
"""The score, of 100, from which on a name is grounded."""
NEAR = 4
"""A candidate that is so close to the best makes it a tie."""
WITH_FULL_NAME = 97
"""The score of an acronym whose full name stands in the same text."""
_ACRONYM = 70
_ORDINARY = 40
_LOOSE = 80
_SHORT_SYNONYM = 6
"""Letters: shorter synonyms of one word are names of people and places as well ("Lena")."""
_CURATED_ACRONYM = 93
"""Of one that TrialGraph ships, where the family is known; two letters are too few to be sure of."""
_TWO = 2
_LONGEST_ACRONYM = 6
_ROLES = {"label": 0, "exact": 5, "related": 25, "narrow": 30, "broad": 30}
"""What a name that is not the label takes off the score."""
_LONG_NAME = 8
"""Letters of a name that cannot well be an acronym."""
_LONGEST_PARENT = 4
"""Words of the name of what an organisation is part of, where both are named."""
_WITH_PARENT = 95


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A thing that a name may mean."""

    thing: Key
    """Its family and its id in our graph."""
    matched: str
    """The name of the thing that was found to be the same."""
    score: int
    """Of 100; what it rests on, `reason` says."""
    reason: Bilingual
    source: str
    """The terminology that has the name."""
    registry: str
    """The registry of the thing; empty where it is one of ours."""
    is_label: bool = False
    """Whether the name that matched is the label of the thing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Grounding:
    """What a name means, as far as that can be told."""

    name: str
    verdict: Verdict
    candidates: tuple[Candidate, ...]
    """The best first; where the name is grounded, the first is what it means."""

    @property
    def thing(self) -> Key | None:
        """Give the thing that the name means; None where that is not sure."""
        return self.candidates[0].thing if self.verdict == "grounded" else None

    def doubting(self, other: "Grounding") -> "Grounding":
        """Show what another name of the same thing means, without holding that this one means it."""
        return Grounding(name=self.name, verdict="doubtful", candidates=other.candidates)

    def among(self, candidates: Sequence[Candidate]) -> "Grounding":
        """Judge anew, with some candidates only."""
        return Grounding(name=self.name, verdict=_verdict(candidates), candidates=tuple(candidates))


def ground(name: str, lexicon: Lexicon, *, families: Collection[str] = (), context: str = "") -> Grounding:
    """Find what a name means.

    Args:
        name: as it is printed.
        lexicon: the names that are known.
        families: those that the thing may be of (`drug`, `disease` …); empty where that is not known.
        context: the key (`namekeys.name_key`) of the text in which the name stands: an acronym means that
            of which the full name stands there too.

    >>> from trialgraph import resources
    >>> from trialgraph.terminology import load_terminology
    >>> lexicon = Lexicon(load_terminology(resources.path("data", "terminologies")))
    >>> found = ground("syndrome de Sjogren", lexicon, families=["disease"])
    >>> found.thing, found.candidates[0].reason.en
    (('disease', 'sjogren-disease'), 'another name of it, “syndrome de Sjögren”; the accents differ')

    """
    ranked = _ranked(name, lexicon, families, context)
    if not ranked and (not families or "organisation" in families):
        ranked = _beside_parent(name, lexicon, context)
    return Grounding(name=name, verdict=_verdict(ranked), candidates=tuple(ranked))


def _ranked(name: str, lexicon: Lexicon, families: Collection[str], context: str) -> list[Candidate]:
    best: dict[Key, Candidate] = {}
    for form in _forms(name):
        for known in lexicon.named(form.key):
            if families and known.thing[0] not in families:
                continue
            candidate = _candidate(name, form, known, lexicon, context)
            old = best.get(known.thing)
            if old is None or candidate.score > old.score:
                best[known.thing] = candidate
    return sorted(best.values(), key=lambda c: (-c.score, c.registry != "", c.thing))


def _beside_parent(name: str, lexicon: Lexicon, context: str) -> list[Candidate]:
    """Find an organisation that is named with the one that it is part of: "hôpital Bicêtre AP-HP"."""
    found = list(words(name))
    for size in range(1, min(_LONGEST_PARENT, len(found) - 1) + 1):
        for unit, parent in ((found[:-size], found[-size:]), (found[size:], found[:size])):
            printed = name[unit[0][1] : unit[-1][2]]
            candidates = _ranked(printed, lexicon, ("organisation",), context)
            parents = {known.thing for known in lexicon.named(" ".join(word for word, *_ in parent))}
            if _verdict(candidates) == "grounded" and parents & _parents(candidates[0].thing, lexicon):
                best = candidates[0]
                reason = Bilingual(
                    en=f"{best.reason.en}; {_PARENT.en}", fr=f"{best.reason.fr} ; {_PARENT.fr}"
                )
                return [replace(best, score=min(best.score, _WITH_PARENT), reason=reason)]
    return []


def _parents(thing: Key, lexicon: Lexicon) -> set[Key]:
    term = lexicon.term(*thing)
    relations = term.relations if term is not None else ()
    return {(r.family, r.id) for r in relations if r.relation == "part_of"}


def _verdict(ranked: Sequence[Candidate]) -> Verdict:
    if not ranked:
        return "unknown"
    best = ranked[0]
    rivals = [c for c in ranked[1:] if best.score - c.score <= NEAR and not _same_by_label(best, c)]
    if rivals:
        return "ambiguous"
    return "grounded" if best.score >= ENOUGH else "doubtful"


def _same_by_label(one: Candidate, other: Candidate) -> bool:
    """Tell whether two registries give one label to things of one family: they then mean the same.

    Organisations are left out: many share their names. A synonym that two share says nothing.
    """
    return (
        one.thing[0] == other.thing[0] != "organisation"
        and one.registry != other.registry
        and one.is_label
        and other.is_label
        and name_key(one.matched) == name_key(other.matched)
    )


# How a name is matched


@dataclass(frozen=True, kw_only=True, slots=True)
class _Form:
    """A form in which a name may stand in a terminology."""

    key: str
    cost: int
    how: Bilingual | None


_ARTICLE = Bilingual(en="without its article", fr="sans son article")
_SINGULAR = Bilingual(en="in the singular", fr="au singulier")
_POSSESSIVE = Bilingual(en="without “’s”", fr="sans « ’s »")
_SPELLING = Bilingual(en="in the other spelling of English", fr="dans l’autre orthographe de l’anglais")
_NUMERAL = Bilingual(en="with its number in figures", fr="avec son nombre en chiffres")
_CODE = Bilingual(en="with or without a space in the code", fr="avec ou sans espace dans le code")
_LEGAL = Bilingual(en="without its legal form", fr="sans sa forme juridique")
_BRACKETS = Bilingual(en="without what stands in brackets", fr="sans ce qui est entre parenthèses")

_LEGAL_FORM = re.compile(
    r"(?<=.) (?:inc|ltd|limited|llc|plc|corp|corporation|co|company"
    r"|se|sa|sas|s a|ag|gmbh|kgaa|nv|n v|bv|ab|a s|spa)$"
)
_ARTICLES = re.compile(r"^(?:the|a|an|le|la|les|l|un|une|du|de la|des) (?=.)")
_NUMERALS = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_AMERICAN = (
    (re.compile(r"aem"), "em"),
    (re.compile(r"\boe(?=[ds])"), "e"),
    (re.compile(r"oea"), "ea"),
    (re.compile(r"haem"), "hem"),
    (re.compile(r"paed"), "ped"),
    (re.compile(r"umour"), "umor"),
    (re.compile(r"leuk?aem"), "leukem"),
    (re.compile(r"centre"), "center"),
    (re.compile(r"isation\b"), "ization"),
)
_BRITISH = (
    (re.compile(r"emia\b"), "aemia"),
    (re.compile(r"\bhem(?=[aoi])"), "haem"),
    (re.compile(r"\bedema"), "oedema"),
    (re.compile(r"\besoph"), "oesoph"),
    (re.compile(r"umor\b"), "umour"),
    (re.compile(r"\bpedi"), "paedi"),
    (re.compile(r"rrhea"), "rrhoea"),
    (re.compile(r"center\b"), "centre"),
    (re.compile(r"ization\b"), "isation"),
)


def _forms(name: str) -> Iterator[_Form]:
    """Give the forms of a name, each once: the printed one, then those that differ in one respect."""
    key = name_key(name)
    seen = {""}
    for text, cost, how in _variants(name, key):
        if text not in seen:
            seen.add(text)
            yield _Form(key=text, cost=cost, how=how)


def _variants(name: str, key: str) -> Iterator[tuple[str, int, Bilingual | None]]:
    yield key, 0, None
    bare = _ARTICLES.sub("", key)
    yield bare, 2, _ARTICLE
    parts = bare.split(" ")
    for cost, how, text in (
        (3, _SINGULAR, " ".join([*parts[:-1], _singular(parts[-1])])),
        (3, _SINGULAR, " ".join(_singular(word) for word in parts)),
        (3, _POSSESSIVE, " ".join(word for word in parts if word != "s")),
        (3, _SPELLING, _replaced(bare, _AMERICAN)),
        (3, _SPELLING, _replaced(bare, _BRITISH)),
        (3, _NUMERAL, " ".join(parts[:1] + [_NUMERALS.get(word, word) for word in parts[1:]])),
        (2, _CODE, re.sub(r"(?<=[a-z]) (?=[0-9])|(?<=[0-9]) (?=[a-z])", "", bare)),
        (2, _CODE, re.sub(r"(?<=[a-z])(?=[0-9])", " ", bare)),
        (3, _LEGAL, _LEGAL_FORM.sub("", bare)),
        (4, _BRACKETS, name_key(re.sub(r"[(\[][^()\[\]]*[)\]]", " ", name))),
    ):
        yield text, cost, how


_SHORTEST_PLURAL = 4


def _singular(word: str) -> str:
    if len(word) < _SHORTEST_PLURAL or not word.endswith(("s", "x")) or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith(("s", "eux", "aux")) else word


def _replaced(text: str, pairs: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for pattern, other in pairs:
        text = pattern.sub(other, text)
    return text


# How good a match is


def _candidate(name: str, form: _Form, known: KnownName, lexicon: Lexicon, context: str) -> Candidate:
    differs, cost = _difference(name, known.text) if form.how is None else (form.how, form.cost)
    score = 100 - cost - _ROLES[known.role]
    reasons = [_role(known, differs=differs is not None)]
    if differs is not None:
        reasons.append(differs)
    short = is_acronym(known.text) or is_acronym(name)
    if known.registry and form.key in ordinary_words():
        # Registries hold drugs called Date and organisations called Hope; a text that says so means neither.
        score, reasons = min(score, _ORDINARY), [*reasons, _ORDINARY_WORD]
    elif short and not _same_case(name, known.text):
        score, reasons = min(score, _ACRONYM - 20), [*reasons, _OTHER_CASE]
    elif (
        known.registry
        and known.role != "label"
        and _is_loose(known)
        and not _full_name_stands(known.thing, lexicon, context)
    ):
        score, reasons = min(score, _ACRONYM - 10 if short else _LOOSE), [*reasons, _LOOSE_NAME]
    elif short and _full_name_stands(known.thing, lexicon, context):
        score, reasons = min(score, WITH_FULL_NAME), [*reasons, _FULL_NAME]
    elif short:
        letters = sum(character.isalnum() for character in known.text)
        most = _CURATED_ACRONYM if known.source == SHIPPED and letters > _TWO else _ACRONYM
        score, reasons = min(score, most), [*reasons, _SHORT]
    return Candidate(
        thing=known.thing,
        matched=known.text,
        score=score,
        reason=Bilingual(en="; ".join(r.en for r in reasons), fr=" ; ".join(r.fr for r in reasons)),
        source=known.source,
        registry=known.registry,
        is_label=known.role == "label",
    )


def _is_loose(known: KnownName) -> bool:
    """Tell whether registries give such names freely: former names of organisations, short synonyms."""
    is_short = " " not in known.text and len(known.text) < _SHORT_SYNONYM and not is_acronym(known.text)
    return known.thing[0] == "organisation" or is_short


def is_more(name: str, other: str) -> bool:
    """Tell whether a name says all that another one says, and more.

    >>> is_more("uncontrolled high blood pressure", "High Blood Pressure"), is_more("gout", "gout")
    (True, False)
    """
    longer, shorter = name_key(name), name_key(other)
    return longer != shorter and f" {shorter} " in f" {longer} "


def is_acronym(name: str) -> bool:
    """Tell whether a name is short and written in capitals or figures, as acronyms and symbols are.

    >>> [is_acronym(name) for name in ("MS", "AP-HP", "PCSK9", "Gout", "CFZ533", "NSCLC")]
    [True, True, True, False, True, True]
    """
    letters = [character for character in name if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    return (
        " " not in name
        and len(name) <= _LONGEST_ACRONYM
        and (capitals >= 2 or (len(name) <= 2 and capitals > 0))  # noqa: PLR2004 - a single capital begins a word
        and capitals * 2 >= len(letters)
    )


def _same_case(name: str, known: str) -> bool:
    """Tell whether capitals stand alike; a plural s does not count."""
    bare = re.sub(r"[^\w]", "", name).removesuffix("s")
    return bare in {re.sub(r"[^\w]", "", known), re.sub(r"[^\w]", "", known).removesuffix("s")}


def _full_name_stands(thing: Key, lexicon: Lexicon, context: str) -> bool:
    term = lexicon.term(*thing) if context else None
    names = (name for _, name in (*term.labels, *term.synonyms)) if term is not None else ()
    keys = {name_key(name) for name in names if len(name) >= _LONG_NAME and not is_acronym(name)}
    return any(f" {key} " in f" {context} " for key in keys)


def _difference(name: str, known: str) -> tuple[Bilingual | None, int]:
    if name == known:
        return None, 0
    if name.casefold() == known.casefold():
        return None, 1
    letters = [re.sub(r"[\W_]+", "", text).casefold() for text in (name, known)]
    return (_PUNCTUATION if letters[0] == letters[1] else _ACCENTS), 2


_PUNCTUATION = Bilingual(en="hyphens or apostrophes differ", fr="les traits d’union ou apostrophes diffèrent")
_ACCENTS = Bilingual(en="the accents differ", fr="les accents diffèrent")
_OTHER_CASE = Bilingual(
    en="a symbol in capitals, which the text does not write so", fr="un sigle, que le texte n’écrit pas ainsi"
)
_FULL_NAME = Bilingual(
    en="its full name stands in the text too", fr="son nom complet est aussi dans le texte"
)
_SHORT = Bilingual(en="an acronym", fr="un sigle")
_LOOSE_NAME = Bilingual(
    en="a name that registries give freely, and its label is not in the text",
    fr="un nom que les registres donnent largement, et son libellé n’est pas dans le texte",
)
_PARENT = Bilingual(en="beside the name of what it is part of", fr="à côté du nom de ce dont il fait partie")
_ORDINARY_WORD = Bilingual(en="an ordinary word of the language", fr="un mot ordinaire de la langue")


@functools.cache
def ordinary_words() -> frozenset[str]:
    """Give the words that a text uses as words, whatever a registry calls so (data/ordinary-words.txt).

    >>> "was" in ordinary_words(), "metformin" in ordinary_words()
    (True, False)
    """
    lines = resources.path("data", "ordinary-words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(name_key(word) for line in lines if not line.startswith("#") for word in line.split())


def _role(known: KnownName, *, differs: bool) -> Bilingual:
    shown = (
        Bilingual(en=f", “{known.text}”", fr=f", « {known.text} »") if differs else Bilingual(en="", fr="")
    )
    match known.role:
        case "label":
            return Bilingual(en=f"its label{shown.en}", fr=f"son libellé{shown.fr}")
        case "exact":
            return Bilingual(en=f"another name of it{shown.en}", fr=f"un autre de ses noms{shown.fr}")
        case "narrow":
            return Bilingual(en=f"the name of a part of it{shown.en}", fr=f"le nom d’une partie{shown.fr}")
        case "broad":
            return Bilingual(en=f"the name of more than it{shown.en}", fr=f"un nom plus large{shown.fr}")
        case _:
            return Bilingual(en=f"a related name{shown.en}", fr=f"un nom voisin{shown.fr}")
