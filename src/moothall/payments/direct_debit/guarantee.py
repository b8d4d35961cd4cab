"""
The Direct Debit Guarantee, in the words of the scheme and no others.

They lie beside this module and not among the translations: nobody may reword them, and a council
cannot. The first line is the title.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_LANGUAGES = ("en", "cy")


@dataclass(frozen=True, kw_only=True)
class Guarantee:
    """The Guarantee as one council gives it in one language."""

    title: str
    points: Sequence[str]


def guarantee(*, name: str, days: int, language: str) -> Guarantee:
    """Return the Guarantee with the name and the notice of whoever collects."""
    title, *points = _lines(language if language in _LANGUAGES else "en")
    return Guarantee(title=title, points=[point.format(name=name, days=days) for point in points])


@cache
def _lines(language: str) -> Sequence[str]:
    file = Path(__file__).with_name(f"guarantee.{language}.txt")
    return file.read_text(encoding="utf-8").splitlines()
