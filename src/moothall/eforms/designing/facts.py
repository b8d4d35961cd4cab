"""What a part of a form says, line by line and in words, so that two of them can be compared."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from moothall.eforms.designing.in_words import asked_by_key, rule_words
from moothall.eforms.designing.member_words import (
    in_reading_order,
    item_words,
    member_words,
    value_words,
)
from moothall.eforms.designing.parts import Document, questions_of, words_of_question
from moothall.eforms.designing.question_types import TYPE_WORDS
from moothall.eforms.designing.reckoning_words import reckoning_words
from moothall.eforms.sharing.differences import RULES
from moothall.eforms.sharing.paths import Path, items_of
from moothall.eforms.wording import LANGUAGES
from moothall.kernel.money import pounds

#: Names an answer is known by; nobody sees them, and they never change.
_UNSAID = frozenset({"key", "questions"})
#: Rules that give a value rather than say whether something is so.
_WORKED_OUT = frozenset({"calculate", "amount", "category", "priority"})
#: Members that name a question by its key.
_NAMING = frozenset({"location", "details", "not_before", "not_after", "of", "query", "token"})


@dataclass(frozen=True)
class Fact:
    """One thing that a part says: what it is about, and what of it."""

    label: str
    words: str


@dataclass(frozen=True)
class _Reader:
    document: Document
    language: str
    names: Mapping[str, str]

    def read(self, part: Any, path: Path, prefix: str = "") -> Iterator[tuple[Path, Fact]]:
        label = self._label(path, prefix)
        if path and path[-1] in RULES:
            yield path, Fact(label, self._rule(part, path[-1]))
        elif _is_text(part):
            for language in (one for one in LANGUAGES if one in part):
                named = _("%(label)s in Welsh") % {"label": label} if language == "cy" else label
                yield (*path, language), Fact(named, part[language])
        elif isinstance(part, Mapping):
            yield from self._members(part, path, prefix)
        elif isinstance(part, list) and part and isinstance(part[0], Mapping):
            yield from self._items(part, path)
        else:
            yield path, Fact(label, self._said(part, path))

    def _label(self, path: Path, prefix: str) -> str:
        own = member_words(path[-1]) if path else ""
        return f"{prefix}: {own}" if prefix and own else prefix or own

    def _members(self, part: Mapping[str, Any], path: Path, prefix: str) -> Iterator[Any]:
        is_money = part.get("as") == "money" and "value" in part
        is_option = "label" in part and "value" in part and "as" not in part
        for name in in_reading_order(part):
            value = part[name]
            if name in _UNSAID or (name == "value" and is_option):
                continue
            if name == "label" and prefix:
                yield from self.read(value, (*path, name), prefix)
            elif name == "value" and is_money:
                yield (*path, name), Fact(self._label((name,), prefix), pounds(int(value)))
            else:
                yield from self.read(value, (*path, name), prefix)

    def _items(self, items: list[Any], path: Path) -> Iterator[tuple[Path, Fact]]:
        named = items_of(items)
        if named is None:
            for number, one in enumerate(items, 1):
                words = f"{member_words(path[-1])} {number}"
                yield from self.read(one, (*path, str(number)), words)
            return
        for name, one in named.items():
            called = one.get("label") or one.get("title") or {}
            words = item_words(path[-1], str(called.get(self.language) or called.get("en", name)))
            yield from self._members(one, (*path, f"#{name}"), words)

    def _rule(self, rule: Any, name: str) -> str:
        if isinstance(rule, bool):
            return _("Always") if rule else _("Never")
        if name in _WORKED_OUT:
            is_money = name == "amount"
            return reckoning_words(self.document, rule, self.language, is_money=is_money)
        return rule_words(self.document, rule, self.language)

    def _said(self, value: Any, path: Path) -> str:
        name = path[-1] if path else ""
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, list):
            return ", ".join(self._said(one, path) for one in value)
        if name == "type" and value in TYPE_WORDS:
            return str(TYPE_WORDS[value].label)
        if name in _NAMING and (asked := self._asked(str(value))):
            return words_of_question(asked, self.language)
        if not isinstance(value, str):
            return json.dumps(value, ensure_ascii=False)
        return self.names.get(f"{name}:{value}") or value_words(name, value)

    def _asked(self, key: str) -> Any:
        """Return the question of this key, or the page that asks for several things."""
        within = {one["key"]: one for _page, one in questions_of(self.document)}
        return asked_by_key(self.document).get(key) or within.get(key)


def facts_of(
    document: Document, part: Any, language: str, names: Mapping[str, str]
) -> dict[Path, Fact]:
    """
    Return all that a part of a document says, by its place within the part.

    `names` are what the council calls its services, teams and systems, by `team:<its key>`.
    """
    return dict(_Reader(document, language, names).read(part, ()))


def _is_text(part: Any) -> bool:
    return isinstance(part, Mapping) and "en" in part and set(part) <= set(LANGUAGES)
