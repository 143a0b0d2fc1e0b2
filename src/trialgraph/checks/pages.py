"""A check as a page of Markdown."""

from collections.abc import Mapping
from types import MappingProxyType

from trialgraph.problems import Bilingual, Check

_SEVERITIES: Mapping[str, Bilingual] = MappingProxyType(
    {
        "violation": Bilingual(en="violation", fr="violation"),
        "warning": Bilingual(en="warning", fr="avertissement"),
        "info": Bilingual(en="info", fr="information"),
    }
)
_WHY = Bilingual(en="Why:", fr="Pourquoi :")
_FAILS = Bilingual(en="An example that fails:", fr="Un exemple qui échoue :")
_MEND = Bilingual(en="How to mend:", fr="Comment corriger :")


def render(check: Check, language: str, level: int = 1) -> str:
    r"""Write the page of a check in a language, its heading at a level.

    >>> text = Bilingual(en="all is well", fr="tout va bien")
    >>> page = Check(
    ...     code="x", severity="info", what=text, why=text, mend=text, example="a: b", syntax="yaml"
    ... )
    >>> print(render(page, "fr").split("\n\n")[:2])
    ['# x', '**information**\xa0: Tout va bien.']

    """
    severity = _SEVERITIES[check.severity].in_language(language)
    colon = " :" if language == "fr" else ":"
    fence = "````" if "```" in check.example else "```"
    parts = [
        f"{'#' * level} {check.code}",
        f"**{severity}**{colon} {sentence(check.what.in_language(language))}",
        f"**{_WHY.in_language(language)}** {sentence(check.why.in_language(language))}",
        f"**{_FAILS.in_language(language)}**",
        f"{fence}{check.syntax}\n{check.example.strip(chr(10))}\n{fence}",
        f"**{_MEND.in_language(language)}** {sentence(check.mend.in_language(language))}",
    ]
    return "\n\n".join(parts) + "\n"


def sentence(text: str) -> str:
    """Begin a text with a capital, and end it with a full stop.

    >>> sentence("keep one of them")
    'Keep one of them.'
    """
    ended = text if text.endswith((".", "!", "?")) else f"{text}."
    return ended[:1].upper() + ended[1:]
