"""What a form says, in each language, and the little mark-up that its longer texts may use."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LANGUAGES = ("en", "cy")

_LINK = re.compile(r"\[([^\]\n]+)\]\(([^)\s]+)\)")
_SAFE_ADDRESS = re.compile(r"(https://|mailto:|tel:|/(?!/))[^\s\"'<>\\]*\Z")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_.-]*)\}")


@dataclass(frozen=True)
class Wording:
    """One text of a form in the languages it has; English is always there."""

    en: str
    cy: str = ""

    def within(self, language: str) -> str:
        """Return the text in the language, or in English where it has none."""
        return (self.cy if language == "cy" else "") or self.en

    def __bool__(self) -> bool:
        return bool(self.en)


NOTHING = Wording("")


def wording(value: Any) -> Wording:
    """Return the wording of a document's text: an object with languages, or nothing."""
    if not value:
        return NOTHING
    return Wording(en=value["en"], cy=value.get("cy", ""))


def filled(text: str, facts: Mapping[str, str]) -> str:
    """Return a text with its {placeholders} replaced; unknown ones vanish rather than show."""
    return _PLACEHOLDER.sub(lambda found: facts.get(found[1], ""), text)


def replaced(text: str, facts: Mapping[str, str]) -> str:
    """Return a text with those of its {placeholders} replaced that are known."""
    return _PLACEHOLDER.sub(lambda found: facts.get(found[1], found[0]), text)


def placeholders(text: str) -> tuple[str, ...]:
    """Return the names that stand in braces in a text, in order."""
    return tuple(_PLACEHOLDER.findall(text))


@dataclass(frozen=True)
class Words:
    """Some words of a line, which lead somewhere if they have an address."""

    text: str
    href: str = ""


Line = tuple[Words, ...]


@dataclass(frozen=True)
class Block:
    """A paragraph (one line) or a list (a line for each point)."""

    lines: tuple[Line, ...]
    is_list: bool


def blocks(text: str) -> tuple[Block, ...]:
    """
    Return the paragraphs and lists of a text: blank lines part them, "- " begins a point.

    Nothing but [words](address) is understood inside a line, so no text of a form can be markup.
    """
    found = []
    for part in re.split(r"\n\s*\n", text.strip()):
        rows = [row.strip() for row in part.splitlines() if row.strip()]
        if rows and all(row.startswith("- ") for row in rows):
            found.append(Block(tuple(_line(row[2:]) for row in rows), is_list=True))
        elif rows:
            found.append(Block((_line(" ".join(rows)),), is_list=False))
    return tuple(found)


def bad_links(text: str) -> tuple[str, ...]:
    """Return the addresses in a text that a form may not lead to."""
    return tuple(href for _, href in _LINK.findall(text) if not _SAFE_ADDRESS.match(href))


def _line(text: str) -> Line:
    words, position = [], 0
    for link in _LINK.finditer(text):
        if not _SAFE_ADDRESS.match(link[2]):
            continue
        if link.start() > position:
            words.append(Words(text[position : link.start()]))
        words.append(Words(link[1], link[2]))
        position = link.end()
    if position < len(text):
        words.append(Words(text[position:]))
    return tuple(words)
