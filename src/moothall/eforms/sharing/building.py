"""Our own document, built piece by piece out of another product's form."""

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from moothall.eforms.definition import SCHEMA_VERSION

_MOST_KEY = 60

#: A link as HTML writes it: to an address that our texts may lead to.
_LINK = re.compile(
    r"""<a\s[^<>]{0,300}?href=["']((?:https?://|mailto:|tel:)[^"'<>()\s]{1,500})["'][^<>]{0,300}>"""
    r"(.{0,500}?)</a>",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Loss:
    """Something that could not be carried over: where, what, and why."""

    place: str
    what: str
    why: str


@dataclass(frozen=True)
class Brought:
    """A form made of a file, and what was lost on the way."""

    document: dict[str, Any]
    losses: tuple[Loss, ...] = ()


@dataclass
class Keys:
    """Keys given out so far, so that none is given twice."""

    taken: set[str] = field(default_factory=set)

    def key_for(self, words: str) -> str:
        """Return a new key that is made of the words."""
        wanted = key_of(words) or "item"
        key, number = wanted, 2
        while key in self.taken:
            key, number = f"{wanted}-{number}", number + 1
        self.taken.add(key)
        return key


def key_of(words: str) -> str:
    """Return words as a key has them; nothing where no letter is left."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", words)
    plain = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_MOST_KEY].strip("-")
    return f"x{key}" if key[:1].isdigit() else key


def text_of(english: Any, welsh: Any = "") -> dict[str, str]:
    """Return a text in one language or two, with marks of HTML taken out."""
    words = {"en": bare(english) or "?"}
    if bare(welsh):
        words["cy"] = bare(welsh)
    return words


def prose(value: Any) -> str:
    """Return what a piece of HTML says, in paragraphs, points and links as our texts have them."""
    if not isinstance(value, str):
        return ""
    text = _LINK.sub(lambda link: f"[{bare(link[2])}]({link[1]})", value)
    text = re.sub(r"<li[^<>]{0,500}>", "\n- ", text, flags=re.IGNORECASE)
    text = re.sub(r"</?(?:ul|ol)[^<>]{0,500}>", "\n\n", text, flags=re.IGNORECASE)
    text = re.sub(r"</(?:p|h\d|div)>|<br[^<>]{0,20}>", "\n\n", text, flags=re.IGNORECASE)
    return re.sub(r"\n{3,}", "\n\n", html.unescape(bare(text)))


def bare(value: Any) -> str:
    """Return a value as words without marks of HTML."""
    if not isinstance(value, str):
        return ""
    return re.sub(r"<[^<>]{0,500}>", "", value).replace("&nbsp;", " ").strip()


def options_of(pairs: Iterable[tuple[Any, Any]]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return options, and which of our values stands for each of theirs."""
    keys, options, values = Keys(taken=set()), [], {}
    for value, label in pairs:
        ours = keys.key_for(str(value) or str(label))
        values[str(value)] = ours
        options.append(
            {"value": ours, "label": text_of(label if isinstance(label, str) else str(value))}
        )
    return options, values


def form_of(title: Any, pages: list[dict[str, Any]], slug: str = "") -> dict[str, Any]:
    """Return the whole document; what becomes of the answers the council has yet to say."""
    words = text_of(title)
    return {
        "schema_version": SCHEMA_VERSION,
        "slug": key_of(slug or words["en"])[:_MOST_KEY] or "imported",
        "title": words,
        "pages": pages,
        "outcome": {
            "service_type": "general-enquiry",
            "summary": words["en"].replace("{", "(").replace("}", ")"),
        },
        "confirmation": {
            "title": {"en": "We have it", "cy": "Mae gennym ni"},
            "next_steps": {
                "en": "We will read it and get in touch.",
                "cy": "Byddwn yn ei ddarllen ac yn cysylltu.",
            },
        },
    }


def rows_in(value: Any) -> list[dict[str, Any]]:
    """Return the objects in a list, whatever else is in it or whatever else it is."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def part(value: Any, name: str) -> dict[str, Any]:
    """Return an object within an object, empty where there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def said(value: Any, *names: str) -> str:
    """Return the first of some texts of an object that is there."""
    return next((bare(value[one]) for one in names if bare(value.get(one))), "")
