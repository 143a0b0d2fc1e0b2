"""Rule files: what a language brings, as data.

A language is a folder of YAML files under `rules/`. Its `values.yaml` is the table that `values.py`
reads; the other files hold, in any order and any number, the blocks `lexicon` (lists of words),
`names`, `terms`, `sections`, `scopes`, `phrases` and `rules`. They are read strictly: every problem is told
with its file, line and column. The examples beside each rule are run by the tests.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

import yaml

from trialgraph import inputs, yamlmarks
from trialgraph.extraction import values
from trialgraph.extraction.aliases import Joiner
from trialgraph.extraction.findings import FIELDS, MEASURES
from trialgraph.extraction.layout import Section, SectionRule
from trialgraph.extraction.marking import FIRST_SIGN, Phrase
from trialgraph.extraction.nametable import NameTable
from trialgraph.extraction.patterns import Compiled, PatternError, Words, bounded, compile_pattern
from trialgraph.extraction.rulesets import CueIndex, Entry
from trialgraph.extraction.terms import TermTable
from trialgraph.problems import Bilingual, InputError, Location, Problem, did_you_mean, in_order

FOLDER = Path(__file__).parent / "rules"

SPEAKING: frozenset[str] = frozenset({"title", "lede", "body"})
"""The sections that speak of the trial: where a rule applies that names none."""

SCOPES = ("background", "earlier", "future", "hypothetical", "animal")
"""What keeps a sentence from stating a result of the trial."""

ASIDES = ("safety", "characteristics", "hedged", "approved")
"""What a clause can speak of that only rules that name it keep out of: harms, who the participants were, and
what was hoped, planned or asked, what a drug is approved for already."""

_TERM_MARKS = ("agent", "condition", "target")
"""The types of terms: interventions of any kind, diseases, and what a treatment acts on."""

_VALUE_MARKS = (*get_args(values.Mark), "drug", "organisation", "name")


@dataclass(frozen=True, slots=True)
class Example:
    """A text that a rule must find something in, and what."""

    text: str
    expected: Any
    location: Location


@dataclass(frozen=True, slots=True)
class Scope:
    """A pattern that tells what a sentence speaks of, where that is not this trial's result."""

    id: str
    scope: str
    pattern: Compiled
    within: str
    """Where it holds: the `sentence`, the `clause` of the match, or the `rest` of it from there on."""
    until: Compiled | None
    """Where it holds for the sentences after it too: what the first sentence has that ends it."""
    finds: tuple[Example, ...]
    ignores: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over a marked sentence, and the finding that a match makes."""

    id: str
    field: str
    pattern: Compiled
    value: Any
    """A template: `{capture}`, a constant, or a mapping of such for a structured value."""
    about: str | None
    """A template: what the value belongs to, where stated: the drug of a dose, a person's institution."""
    quote: str | None
    """The capture whose words are the quote; None for the whole match."""
    like: re.Pattern[str] | None
    """What the quoted words must look like as printed, for example with two capitals."""
    sections: frozenset[str]
    unless: frozenset[str]
    """Scopes in which the rule says nothing."""
    weight: int
    layer: str
    """What is marked in the sentences that the rule reads: what all rules see (`plain`), `conditions` or all
    `terms` too, or the phrases that stand `apart`."""
    finds: tuple[Example, ...]
    ignores: tuple[Example, ...]


@dataclass(frozen=True)
class Rulebook:
    """Everything that one language brings, compiled."""

    language: str
    locale: values.Locale
    signs: Mapping[str, str]
    lexicon: Mapping[str, Words]
    names: NameTable
    terms: tuple[TermTable, ...]
    aliases: Joiner
    abbreviations: re.Pattern[str]
    clauses: re.Pattern[str]
    """What ends a clause."""
    sections: tuple[SectionRule, ...]
    scopes: tuple[Scope, ...]
    phrases: tuple[Phrase, ...]
    rules: tuple[Rule, ...]

    @functools.cached_property
    def index(self) -> CueIndex[Rule]:
        """The rules, to be looked up by what a sentence has."""
        return CueIndex([(rule.pattern, rule) for rule in self.rules])

    @functools.cached_property
    def by_section(self) -> Mapping[str, Mapping[str, tuple[Entry[Rule], ...]]]:
        """The entries of the index that apply in each section, by the layer that they read."""
        found: dict[str, dict[str, tuple[Entry[Rule], ...]]] = {section: {} for section in get_args(Section)}
        for entry in self.index.entries:
            for section in entry.item.sections:
                layers = found[section]
                layers[entry.item.layer] = (*layers.get(entry.item.layer, ()), entry)
        return found

    @functools.cached_property
    def sections_with_terms(self) -> frozenset[str]:
        """The sections in which some rule asks for a term."""
        asking = (rule.sections for rule in self.rules if rule.layer in {"terms", "conditions"})
        return frozenset().union(*asking)

    @functools.cached_property
    def sections_with_values(self) -> frozenset[str]:
        """The sections in which some rule asks for more than a name."""
        named = {self.signs[mark] for mark in ("name", "organisation")}
        asking = (
            rule.sections
            for rule in self.rules
            if any(set(rule.pattern.regex.pattern).intersection(self.signs.values()) - named)
        )
        return frozenset().union(*asking)

    @functools.cached_property
    def phrases_for_all(self) -> CueIndex[Phrase]:
        """The phrases over marked sentences that every rule sees."""
        return _phrase_index(phrase for phrase in self.phrases if not phrase.over_text and not phrase.apart)

    @functools.cached_property
    def phrases_apart(self) -> CueIndex[Phrase]:
        """The phrases that only the rules that name them see."""
        return _phrase_index(phrase for phrase in self.phrases if phrase.apart)


def _phrase_index(phrases: Iterable[Phrase]) -> CueIndex[Phrase]:
    return CueIndex([(phrase.pattern, phrase) for phrase in phrases])


def languages(folder: Path = FOLDER) -> tuple[str, ...]:
    """Name the languages that have rules.

    >>> languages()
    ('en', 'fr')
    """
    return tuple(sorted(path.name for path in folder.iterdir() if (path / "values.yaml").is_file()))


@functools.cache
def load_rules(language: str, folder: Path = FOLDER) -> Rulebook:
    """Read the rule files of a language.

    Raises:
        InputError: with every problem of the files: a key that is unknown or missing, a pattern that is not
            one, a field or a scope that does not exist, an id given twice.

    >>> load_rules("fr").language
    'fr'

    """
    return _Loader(language, folder / language).load()


class _Loader:
    """Collects the blocks and the problems of one language."""

    def __init__(self, language: str, folder: Path) -> None:
        self.language = language
        self.folder = folder
        self.problems: list[Problem] = []
        self.blocks: dict[str, list[yamlmarks.Tree]] = {name: [] for name in _BLOCKS}
        self.signs: dict[str, str] = {}
        self.lexicon: dict[str, Words] = {}
        self.forms: dict[str, str] = {}
        self.ids: set[str] = set()

    def load(self) -> Rulebook:
        for path in sorted(self.folder.glob("*.yaml")):
            if path.name != "values.yaml":
                self._read(path)
        locale = self._locale(self.folder / "values.yaml")
        self.lexicon = {name: Words(words) for name, words in self._word_lists()}
        self.forms = {
            name: _plain(tree) or "" for block in self.blocks["forms"] for name, tree in _items(block)
        }
        names = self._names()
        terms = tuple(self._terms())
        marks = [*_VALUE_MARKS, *_TERM_MARKS, *(_text(entry, "mark") for entry in self._entries("phrases"))]
        self.signs = {mark: chr(FIRST_SIGN + index) for index, mark in enumerate(dict.fromkeys(marks))}
        book = Rulebook(
            language=self.language,
            locale=locale,
            signs=self.signs,
            lexicon=self.lexicon,
            names=names,
            terms=terms,
            aliases=Joiner(
                _TERM_MARKS,
                self._list("also_known_as"),
                self._list("in_short"),
                self._list("common_word"),
                self._list("before_description"),
            ),
            abbreviations=self._abbreviations(),
            clauses=re.compile(
                rf";|, {self.lexicon['clause_joints'].pattern}" if "clause_joints" in self.lexicon else ";"
            ),
            sections=tuple(self._sections()),
            scopes=tuple(self._scopes()),
            phrases=tuple(self._phrases()),
            rules=tuple(self._rules()),
        )
        if self.problems:
            raise InputError(in_order(self.problems))
        return book

    def _read(self, path: Path) -> None:
        tree, problems = yamlmarks.parse(inputs.read(path), str(path))
        self.problems += problems
        if isinstance(tree, yamlmarks.Scalar) and tree.is_null:
            return
        if not isinstance(tree, yamlmarks.Mapping):
            self._report(tree.location, f"expected blocks: {', '.join(_BLOCKS)}")
            return
        for key, block in tree.values.items():
            if key in self.blocks:
                self.blocks[key].append(block)
            else:
                self._report(tree.keys[key], f"unknown block `{key}`", did_you_mean(key, _BLOCKS))

    def _locale(self, path: Path) -> values.Locale:
        try:
            return values.load_locale(yaml.safe_load(inputs.decode(inputs.read(path), str(path))))
        except (ValueError, yaml.YAMLError) as error:
            problem = _problem(Location(file=str(path)), str(error))
            raise InputError([*self.problems, problem]) from error

    def _word_lists(self) -> Iterator[tuple[str, dict[str, str]]]:
        for block in self.blocks["lexicon"]:
            for name, tree in _items(block):
                words = dict(_words(tree))
                for word in words:
                    try:
                        compile_pattern(word, {}, {})
                    except PatternError as error:
                        self._report(tree.location, f"`{word}`: {error}")
                        words = {}
                        break
                if words:
                    yield name, words

    def _names(self) -> NameTable:
        merged: dict[str, list[str]] = {}
        for block in self.blocks["names"]:
            for name, tree in _items(block):
                merged.setdefault(name, []).extend(word for word, _ in _words(tree))
        try:
            return NameTable.load(merged)
        except ValueError as error:
            self._report(Location(file=str(self.folder)), str(error))
            return NameTable.load({})

    def _list(self, name: str) -> str | None:
        words = self.lexicon.get(name)
        return words.pattern if words else None

    def _terms(self) -> Iterator[TermTable]:
        merged: dict[str, dict[str, list[str]]] = {}
        for block in self.blocks["terms"]:
            for mark, tables in _items(block):
                if mark not in _TERM_MARKS:
                    self._report(
                        tables.location, f"`{mark}` is no type of term", did_you_mean(mark, _TERM_MARKS)
                    )
                for key, tree in _items(tables):
                    merged.setdefault(mark, {}).setdefault(key, []).extend(word for word, _ in _words(tree))
        for mark, table in merged.items():
            try:
                yield TermTable.load(mark, table)
            except ValueError as error:
                self._report(Location(file=str(self.folder)), str(error))

    def _abbreviations(self) -> re.Pattern[str]:
        words = self.lexicon.get("abbreviations")
        pattern = words.pattern if words else r"\b(?!)"
        return re.compile(rf"(?:{pattern}|\b[a-z])\.$")

    def _sections(self) -> Iterator[SectionRule]:
        for entry in self._entries("sections"):
            self._keys(entry, {"section", "pattern"})
            section = self._one_of(entry, "section", get_args(Section))
            compiled = self._pattern(entry, {})
            if section and compiled:
                yield SectionRule(cast("Section", section), compiled.regex)

    def _scopes(self) -> Iterator[Scope]:
        for entry in self._entries("scopes"):
            self._keys(entry, {"id", "scope", "pattern", "within", "until", "finds", "ignores"})
            compiled = self._pattern(entry, self.signs)
            scope = self._one_of(entry, "scope", (*SCOPES, *ASIDES))
            within = self._one_of(entry, "within", _WITHIN) if "within" in entry.values else None
            until = self._pattern(entry, self.signs, "until") if "until" in entry.values else None
            if compiled and scope:
                examples = self._finds(entry), self._ignores(entry)
                yield Scope(self._id(entry), scope, compiled, within or _WITHIN[0], until, *examples)

    def _phrases(self) -> Iterator[Phrase]:
        for entry in self._entries("phrases"):
            self._keys(entry, {"mark", "pattern", "value", "over", "like", "apart"})
            over_text = "over" in entry.values and self._one_of(entry, "over", ("text",)) is not None
            compiled = self._pattern(entry, {} if over_text else self.signs)
            if compiled:
                yield Phrase(
                    _text(entry, "mark"),
                    compiled,
                    _plain(entry.values.get("value")),
                    over_text,
                    self._like(entry),
                    _text(entry, "apart") == "true",
                )

    def _rules(self) -> Iterator[Rule]:
        apart = {
            _text(entry, "mark") for entry in self._entries("phrases") if _text(entry, "apart") == "true"
        }
        for entry in self._entries("rules"):
            self._keys(entry, set(_RULE_KEYS))
            field, compiled = self._one_of(entry, "field", FIELDS), self._pattern(entry, self.signs)
            if not field or not compiled:
                continue
            value, quote = _plain(entry.values.get("value")), _plain(entry.values.get("quote"))
            self._check_template(entry, value, compiled)
            if quote is not None and quote not in compiled.captures:
                self._report(entry.keys["quote"], f"the pattern captures no `{quote}`")
            sections = frozenset(self._many_of(entry, "in", get_args(Section))) or SPEAKING
            unless = (
                self._many_of(entry, "unless", (*SCOPES, *ASIDES)) if "unless" in entry.values else SCOPES
            )
            yield Rule(
                id=self._id(entry),
                field=field,
                pattern=compiled,
                value=value,
                about=_plain(entry.values.get("about")),
                quote=quote,
                like=self._like(entry),
                sections=sections,
                unless=frozenset(unless),
                weight=int(_plain(entry.values.get("weight")) or 2),
                layer=self._layer(entry, compiled, apart),
                finds=self._finds(entry),
                ignores=self._ignores(entry),
            )

    def _layer(self, entry: yamlmarks.Mapping, compiled: Compiled, apart: set[str]) -> str:
        """Tell which marks the rule needs: a rule that asks for no term must not see any."""
        value = str(_plain(entry.values.get("value")))
        if _text(entry, "apart") == "true" or any(
            self.signs[mark] in compiled.regex.pattern or re.search(rf"\{{[~^]{mark}\b", value)
            for mark in apart
        ):
            return "apart"
        asked = {mark for mark in _TERM_MARKS if self.signs[mark] in compiled.regex.pattern}
        return "conditions" if asked == {"condition"} else "terms" if asked else "plain"

    # Parts of entries

    def _entries(self, block: str) -> Iterator[yamlmarks.Mapping]:
        for tree in self.blocks[block]:
            for entry in tree.items if isinstance(tree, yamlmarks.Sequence) else []:
                if isinstance(entry, yamlmarks.Mapping):
                    yield entry
                else:
                    self._report(entry.location, f"each of `{block}` is a mapping")

    def _keys(self, entry: yamlmarks.Mapping, known: set[str]) -> None:
        for key, place in entry.keys.items():
            if key not in known:
                self._report(place, f"unknown key `{key}`", did_you_mean(key, known))

    def _id(self, entry: yamlmarks.Mapping) -> str:
        id_ = _text(entry, "id")
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_):
            self._report(entry.location, f"`id: {id_}` is not words in lower case joined by hyphens")
        if id_ in self.ids:
            self._report(entry.keys.get("id", entry.location), f"the id `{id_}` is given twice")
        self.ids.add(id_)
        return f"{self.language}/{id_}"

    def _pattern(
        self, entry: yamlmarks.Mapping, signs: Mapping[str, str], key: str = "pattern"
    ) -> Compiled | None:
        tree = entry.values.get(key)
        if not isinstance(tree, yamlmarks.Scalar) or not tree.text:
            self._report(entry.location, f"`{key}` is missing")
            return None
        try:
            return compile_pattern(" ".join(tree.text.split()), signs, self.lexicon)
        except PatternError as error:
            self._report(tree.location, str(error))
            return None

    def _like(self, entry: yamlmarks.Mapping) -> re.Pattern[str] | None:
        text = _text(entry, "like")
        if (form := _FORM.fullmatch(text)) and form[1] not in self.forms:
            self._report(
                entry.values["like"].location, f"no form `{form[1]}`", did_you_mean(form[1], self.forms)
            )
            return None
        try:
            return re.compile(bounded(self.forms[form[1]] if form else text)) if text else None
        except (PatternError, re.error) as error:
            self._report(entry.values["like"].location, str(error))
            return None

    def _check_template(self, entry: yamlmarks.Mapping, value: Any, compiled: Compiled) -> None:
        place = entry.values["value"].location if "value" in entry.values else entry.location
        if value is None:
            self._report(place, "`value` is missing")
        for text in value.values() if isinstance(value, dict) else [value]:
            for name in re.findall(r"\{[~^]?([a-z_]+)", text or ""):
                if name not in compiled.captures and not re.search(rf"\{{[~^]{name}", text):
                    self._report(place, f"the pattern captures no `{name}`")
        if isinstance(value, dict) and "measure" in value and "{" not in value["measure"]:
            self._one_of(entry.values["value"], "measure", MEASURES)

    def _finds(self, entry: yamlmarks.Mapping) -> tuple[Example, ...]:
        block = entry.values.get("finds")
        found = tuple(
            Example(text, _plain(tree), tree.location) for text, tree in (_items(block) if block else ())
        )
        if not found:
            self._report(entry.location, "`finds` is missing: show at least one text and what is found in it")
        return found

    def _ignores(self, entry: yamlmarks.Mapping) -> tuple[Example, ...]:
        block = entry.values.get("ignores")
        items = block.items if isinstance(block, yamlmarks.Sequence) else []
        if not items:
            self._report(
                entry.location, "`ignores` is missing: show at least one text in which nothing is found"
            )
        return tuple(Example(_plain(item), None, item.location) for item in items)

    def _one_of(self, entry: Any, key: str, known: Iterable[str]) -> str | None:
        text = _text(entry, key)
        if text in known:
            return text
        place = entry.values[key].location if key in entry.values else entry.location
        self._report(place, f"`{key}: {text}` is not known", did_you_mean(text, known))
        return None

    def _many_of(self, entry: yamlmarks.Mapping, key: str, known: Iterable[str]) -> tuple[str, ...]:
        tree = entry.values.get(key)
        items = tree.items if isinstance(tree, yamlmarks.Sequence) else []
        for item in items:
            if _plain(item) not in known:
                self._report(
                    item.location, f"`{_plain(item)}` is not known", did_you_mean(_plain(item), known)
                )
        return tuple(_plain(item) for item in items)

    def _report(self, place: Location, message: str, hint: Bilingual | None = None) -> None:
        self.problems.append(_problem(place, message, hint))


_WITHIN = ("sentence", "clause", "rest")
_BLOCKS = ("lexicon", "forms", "names", "terms", "sections", "scopes", "phrases", "rules")
_FORM = re.compile(r"\{([a-z_]+)\}")
"""A form that `like` names."""
_RULE_KEYS = (
    "id",
    "field",
    "pattern",
    "value",
    "about",
    "quote",
    "like",
    "in",
    "unless",
    "apart",
    "weight",
    "finds",
    "ignores",
)


def _problem(place: Location, message: str, hint: Bilingual | None = None) -> Problem:
    return Problem(
        code="rule-file",
        severity="violation",
        location=place,
        message=Bilingual(en=message, fr=f"fichier de règles : {message}"),
        hint=hint,
    )


def _items(tree: yamlmarks.Tree) -> Iterator[tuple[str, yamlmarks.Tree]]:
    if isinstance(tree, yamlmarks.Mapping):
        yield from tree.values.items()


def _words(tree: yamlmarks.Tree) -> Iterator[tuple[str, str]]:
    """Give each word of a list with the code it stands for: itself, or the key above it."""
    if isinstance(tree, yamlmarks.Sequence):
        for item in tree.items:
            if isinstance(item, yamlmarks.Scalar):
                yield item.text, item.text
    elif isinstance(tree, yamlmarks.Mapping):
        for code, words in tree.values.items():
            for word, _ in _words(words):
                yield word, code


def _text(entry: Any, key: str) -> str:
    tree = entry.values.get(key) if isinstance(entry, yamlmarks.Mapping) else None
    return tree.text if isinstance(tree, yamlmarks.Scalar) else ""


def _plain(tree: yamlmarks.Tree | None) -> Any:
    """Give a tree as dicts, lists and strings; None where there is nothing."""
    if isinstance(tree, yamlmarks.Mapping):
        return {key: _plain(value) for key, value in tree.values.items()}
    if isinstance(tree, yamlmarks.Sequence):
        return [_plain(item) for item in tree.items]
    return None if tree is None or tree.is_null else tree.text
