"""Every rule shows what it finds and what it ignores: the examples in the rule files are the tests."""

from typing import Any

import pytest

from trialgraph.extraction import engine
from trialgraph.extraction.findings import plain
from trialgraph.extraction.resolution import Candidate
from trialgraph.extraction.rules import Example, Rule, Scope, languages, load_rules

RULES = [(language, rule) for language in languages() for rule in load_rules(language).rules]
SCOPES = [(language, scope) for language in languages() for scope in load_rules(language).scopes]
FINDS = [(language, rule, example) for language, rule in RULES for example in rule.finds]
IGNORES = [(language, rule, example) for language, rule in RULES for example in rule.ignores]


def test_there_are_rules() -> None:
    assert len(languages()) >= 2
    assert len(RULES) >= 2
    assert len(FINDS) >= len(RULES)
    assert len(IGNORES) >= len(RULES)


def candidates(language: str, text: str) -> list[Candidate]:
    return engine.candidates(text, load_rules(language))


def agrees(value: Any, expected: Any) -> bool:
    """Compare a value with what a rule file expects: all is text there, and a mapping names what counts."""
    value = plain(value)
    if isinstance(expected, dict):
        return all(agrees(value[key], part) for key, part in expected.items())
    if expected is None:
        return value is None
    return str(value).casefold() == str(expected).casefold()


def name(item: object) -> str | None:
    if isinstance(item, Rule | Scope):
        return item.id
    return f"{item.location.line}" if isinstance(item, Example) else None


@pytest.mark.parametrize(("language", "rule", "example"), FINDS, ids=name)
def test_a_rule_finds_its_example_once(language: str, rule: Rule, example: Example) -> None:
    found = candidates(language, example.text)
    own = [candidate for candidate in found if candidate.span.rule == rule.id]
    assert len(own) == 1, f"{example.location}: found {own}"
    assert agrees(own[0].value, example.expected), f"{example.location}: found {own[0].value}"
    span = own[0].span
    assert example.text[span.start : span.end] == span.quote
    others = [
        candidate
        for candidate in found
        if candidate.field == rule.field
        and candidate.span.start < span.end
        and span.start < candidate.span.end
    ]
    assert all(agrees(other.value, example.expected) for other in others), f"{example.location}: {others}"


@pytest.mark.parametrize(("language", "rule", "example"), IGNORES, ids=name)
def test_a_rule_ignores_its_counterexample(language: str, rule: Rule, example: Example) -> None:
    own = [found for found in candidates(language, example.text) if found.span.rule == rule.id]
    assert not own, f"{example.location}: found {own}"


@pytest.mark.parametrize(("language", "scope"), SCOPES, ids=name)
def test_a_scope_covers_its_examples_and_no_others(language: str, scope: Scope) -> None:
    book = load_rules(language)

    def covers(text: str) -> bool:
        return any(
            scope.scope in set(engine.scopes_of(sentence, [scope]))
            for _block, sentence in engine.marked_sentences(text, book)
        )

    assert scope.finds
    assert scope.ignores
    assert all(covers(example.text) for example in scope.finds), scope.finds[0].location
    assert not any(covers(example.text) for example in scope.ignores), scope.ignores[0].location
