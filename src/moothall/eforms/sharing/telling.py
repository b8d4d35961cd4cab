"""Changes in plain words, for people who compare two versions."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.eforms.keeping_words import days_in_words
from moothall.eforms.sharing.differences import RULES, Change, Kind
from moothall.eforms.sharing.merging import Offer
from moothall.eforms.sharing.paths import Path, is_item, value_at

KIND_WORDS: Mapping[Kind, Any] = {
    Kind.ADDED: gettext_lazy("Added"),
    Kind.REMOVED: gettext_lazy("Removed"),
    Kind.CHANGED: gettext_lazy("Changed"),
    Kind.MOVED: gettext_lazy("Moved"),
}


@dataclass(frozen=True)
class ChangeRow:
    """One change as a table shows it."""

    key: str
    kind: str
    place: str
    was: str
    now: str


def rows(found: Iterable[Change], before: Any, after: Any) -> tuple[ChangeRow, ...]:
    """Return the changes as rows."""
    return tuple(
        ChangeRow(
            key=change.key,
            kind=str(KIND_WORDS[change.kind]),
            place=place(change.path, after, before),
            was=_said(change.was, change, before),
            now=_said(change.now, change, after),
        )
        for change in found
    )


def place(path: Path, *documents: Any) -> str:
    """Return where it is, in words: pages, questions and options by what they are called."""
    names = []
    for number, step in enumerate(path):
        if not step.startswith("#"):
            if not is_item(path[: number + 2]):
                names.append(_part(step))
            continue
        here = path[: number + 1]
        called = next((one for document in documents if (one := _called(document, here))), step[1:])
        names.append(_item(path[number - 1]) % {"name": called})
    return ", ".join(names)


def _called(document: Any, path: Path) -> str:
    part = value_at(document, path)
    if isinstance(part, Mapping):
        for name in ("title", "label"):
            words = part.get(name)
            if isinstance(words, Mapping) and isinstance(words.get("en"), str):
                return str(words["en"])
    return ""


def _item(within: str) -> str:
    return {
        "pages": _("page “%(name)s”"),
        "questions": _("question “%(name)s”"),
        "options": _("option “%(name)s”"),
        "figures": _("figure “%(name)s”"),
        "sections": _("section “%(name)s”"),
    }.get(within, "%(name)s")


def _part(step: str) -> str:
    return {
        "en": _("in English"),
        "cy": _("in Welsh"),
        "label": _("its words"),
        "title": _("its title"),
        "hint": _("its hint"),
        "show_when": _("when it is shown"),
        "required": _("whether it must be answered"),
        "at_least_one": _("of which questions one must be answered"),
        "outcome": _("what happens after"),
        "confirmation": _("the last page"),
        "keeping": _("how long answers are kept"),
        "start": _("the first page"),
    }.get(step, step.replace("_", " "))


def _said(value: Any, change: Change, document: Any = None) -> str:
    if value is None:
        return ""
    if change.path[-1] == "at_least_one" and isinstance(value, list):
        return _said_of_rules(value, value_at(document, change.path[:-1]))
    return _said_plainly(value, change)


def _said_of_rules(rules: Iterable[Any], page: Any) -> str:
    """Return of which questions of a page one must be answered, by what they are called."""
    questions = page.get("questions", ()) if isinstance(page, Mapping) else ()
    called = {one["key"]: (one.get("short_label") or one["label"])["en"] for one in questions}
    either = [_(" or ").join(called.get(key, key) for key in rule["of"]) for rule in rules]
    said = [rule["message"]["en"] if "message" in rule else "" for rule in rules]
    return "; ".join(
        f"{names} (“{words}”)" if words else names
        for names, words in zip(either, said, strict=True)
    )


def _said_plainly(value: Any, change: Change) -> str:
    if change.kind is Kind.MOVED:
        return _("Place %(number)s") % {"number": value} if isinstance(value, int) else str(value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Mapping) and change.path[-1] not in RULES:
        return _said_of_part(value, change)
    return _as_json(value)


def _said_of_part(part: Mapping[str, Any], change: Change) -> str:
    if change.path == ("keeping",) and "days" in part:
        return days_in_words(part["days"])
    words = part.get("title") or part.get("label") or part
    if isinstance(words, Mapping) and isinstance(words.get("en"), str):
        return str(words["en"])
    return _as_json(part)


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def ours(offers: Iterable[Offer]) -> tuple[str, ...]:
    """Return what stands in the council's own form at the place of each improvement."""
    return tuple(_said(one.ours, one.change) for one in offers)
