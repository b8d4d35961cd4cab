"""Changing a document: each function returns a new one, in which one thing is different."""

import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from enum import StrEnum
from typing import Any

from moothall.eforms.definition import PageKind
from moothall.eforms.designing.parts import (
    Document,
    Part,
    page_in,
    page_of_question,
    question_in,
    questions_of,
)
from moothall.eforms.designing.usual import usual_name, usual_settings
from moothall.eforms.lint import RESERVED
from moothall.eforms.sharing.building import Keys, key_of
from moothall.kernel.errors import Conflict

_CHOICES = frozenset({"radios", "checkboxes", "select"})


class Way(StrEnum):
    """Where something is moved, among its like."""

    UP = "up"
    DOWN = "down"


def keys_of(document: Document) -> Keys:
    """Return the keys that a form's pages and questions have, and the product's own words."""
    taken = {page["key"] for page in document["pages"]}
    return Keys(taken | {one["key"] for _, one in questions_of(document)} | RESERVED)


def add_page(
    document: Document, *, kind: PageKind, title: str, body: str = "", after: str = ""
) -> tuple[Document, str]:
    """Return the form with another page behind the one named (or the last), and its key."""
    new = deepcopy(document)
    page: Part = {"key": keys_of(document).key_for(title)}
    if kind is not PageKind.QUESTIONS:
        page["kind"] = kind.value
    page["title"] = {"en": title}
    if body:
        page["body"] = {"en": body}
    if kind is PageKind.REPEAT:
        key = keys_of(document).key_for("what")
        page["questions"] = [{"key": key, "type": "text", "label": {"en": "What is it?"}}]
        page["repeat"] = {"one": {"en": "item"}, "summary": {"en": f"{{{key}}}"}}
    _insert(new, page, after)
    return new, page["key"]


def add_question(
    document: Document,
    *,
    question_type: str,
    label: str,
    options: Sequence[str] = (),
    page: str = "",
    after: str = "",
) -> tuple[Document, str]:
    """
    Return the form with another question and its key: at the end of a page, or on its own page.

    The question's page comes behind the one named by `after`, or last.
    """
    new = deepcopy(document)
    keys = keys_of(document)
    question: Part = {"key": keys.key_for(label), "type": question_type, "label": {"en": label}}
    if name := usual_name(document, question_type):
        question["name"] = name
    if settings := usual_settings(question_type):
        question["settings"] = settings
    if question_type in _CHOICES:
        question["options"] = new_options((), options or ("Yes", "No"))
    if question_type == "calculated":
        question["calculate"] = {"+": [0]}
    if page:
        _put_on(page_in(new, page), question)
    else:
        _insert(new, {"key": _page_key(keys, question["key"]), "questions": [question]}, after)
    return new, question["key"]


def _page_key(keys: Keys, question: str) -> str:
    return keys.key_for(f"{question}-page")


def _insert(document: Document, page: Part, after: str) -> None:
    """Put a page behind another, in the same part of the form; an exit goes nowhere else."""
    pages = document["pages"]
    place = next((n for n, one in enumerate(pages) if one["key"] == after), len(pages) - 1)
    section = pages[place].get("section") if pages else None
    if section and page.get("kind") != PageKind.EXIT:
        page["section"] = section
    pages.insert(place + 1, page)


def new_options(old: Iterable[Part], labels: Iterable[str]) -> list[Part]:
    """Return options for the labels, behind those that are there; none twice."""
    options = list(old)
    keys = Keys({one["value"] for one in options})
    known = {one["label"]["en"].casefold() for one in options}
    for label in labels:
        if label and label.casefold() not in known:
            known.add(label.casefold())
            option: Part = {"value": keys.key_for(label), "label": {"en": label}}
            options.append(option)
    return options


def change_page(document: Document, key: str, changed: Part) -> Document:
    """Return the form with other settings of a page; its key and questions stay."""
    new = deepcopy(document)
    page = page_in(new, key)
    kept: Part = {name: page[name] for name in ("questions", "checks") if name in page}
    page.clear()
    page.update({"key": key, **without_empty(changed), **kept})
    _let_be_left_blank(page)
    return new


def _let_be_left_blank(page: Part) -> None:
    """Let the questions of which one must be answered be left blank each by itself."""
    one_of = {key for rule in page.get("at_least_one", ()) for key in rule["of"]}
    for question in page.get("questions", ()):
        if question["key"] in one_of:
            question["required"] = False


def change_question(document: Document, key: str, changed: Part) -> Document:
    """Return the form with other settings of a question; its key stays."""
    new = deepcopy(document)
    question = question_in(new, key)
    question.clear()
    question.update({"key": key, **without_empty(changed)})
    return new


def change_part(document: Document, name: str, changed: Any) -> Document:
    """Return the form with another part of its own, such as its confirmation; empty goes."""
    new = deepcopy(document)
    cleaned = without_empty(changed) if isinstance(changed, dict) else changed
    if cleaned in ({}, [], None, ""):
        new.pop(name, None)
    else:
        new[name] = cleaned
    return new


def copy_question(document: Document, key: str) -> tuple[Document, str]:
    """Return the form with the same question once more behind it, and the copy's key."""
    new = deepcopy(document)
    copied = deepcopy(question_in(new, key))
    copied["key"] = keys_of(document).key_for(key)
    copied.pop("name", None)
    questions = page_of_question(new, key)["questions"]
    questions.insert([one["key"] for one in questions].index(key) + 1, copied)
    return new, copied["key"]


def remove_question(document: Document, key: str) -> Document:
    """
    Return the form without a question, and without what the outcome said of it.

    :raises Conflict: if nothing would be left
    """
    page = page_of_question(document, key)
    if len(page["questions"]) == 1:
        return remove_page(document, page["key"])
    new = deepcopy(document)
    questions = page_of_question(new, key)["questions"]
    questions[:] = [one for one in questions if one["key"] != key]
    return _forgotten(new, {key})


def remove_page(document: Document, key: str) -> Document:
    """
    Return the form without a page and its questions.

    :raises Conflict: if nothing would be left
    """
    page = page_in(document, key)
    if len(document["pages"]) == 1:
        raise Conflict("A form needs at least one page. Add another first.")
    new = deepcopy(document)
    new["pages"] = [one for one in new["pages"] if one["key"] != key]
    return _forgotten(new, {key, *(one["key"] for one in page.get("questions", ()))})


def _forgotten(document: Document, keys: set[str]) -> Document:
    """Return the form, its outcome and prefilling speaking no more of what is gone."""
    outcome = document["outcome"]
    if outcome.get("location") in keys:
        del outcome["location"]
    if "details" in outcome:
        outcome["details"] = [one for one in outcome["details"] if one not in keys]
    for key in keys:
        outcome["summary"] = outcome["summary"].replace(f"{{{key}}}", "").strip()
    outcome["summary"] = re.sub(r"\s{2,}", " ", outcome["summary"]) or document["title"]["en"]
    for _page, question in questions_of(document):
        settings = question.get("settings", {})
        for name in ("not_before", "not_after"):
            if settings.get(name) in keys:
                del settings[name]
    for one in document["pages"]:
        _not_one_of(one, keys)
    for name, listed in list(document.get("prefill", {}).items()):
        document["prefill"][name] = [one for one in listed if one not in keys]
    return document


def _not_one_of(page: Part, keys: set[str]) -> None:
    """Take questions out of those of which a page needs one; a rule over fewer than two goes."""
    rules = [
        {**rule, "of": [one for one in rule["of"] if one not in keys]}
        for rule in page.pop("at_least_one", ())
    ]
    if kept := [rule for rule in rules if len(rule["of"]) > 1]:
        page["at_least_one"] = kept


def move_page(document: Document, key: str, way: Way | None = None, before: str = "") -> Document:
    """Return the form with a page one place further, or just before another."""
    new = deepcopy(document)
    page_in(new, key)
    new["pages"] = _moved(new["pages"], key, way, before)
    return new


def move_question(
    document: Document, key: str, way: Way | None = None, before: str = "", page: str = ""
) -> Document:
    """Return the form with a question elsewhere on its page, or on another page."""
    new = deepcopy(document)
    home = page_of_question(new, key)
    if page and page != home["key"]:
        return _to_another_page(new, key, home, page_in(new, page))
    home["questions"] = _moved(home["questions"], key, way, before)
    return new


def _to_another_page(document: Document, key: str, home: Part, other: Part) -> Document:
    question = question_in(document, key)
    home["questions"] = [one for one in home["questions"] if one["key"] != key]
    _not_one_of(home, {key})
    if not home["questions"]:
        document["pages"] = [one for one in document["pages"] if one["key"] != home["key"]]
    _put_on(other, question)
    return document


def _put_on(page: Part, question: Part) -> None:
    """Put a question last on a page, which with a second one needs a heading of its own."""
    if "title" not in page and "questions" in page:
        page["title"] = deepcopy(page["questions"][0]["label"])
    page.setdefault("questions", []).append(question)


def move_option(document: Document, key: str, value: str, way: Way) -> Document:
    """Return the form with an answer to choose one place further."""
    new = deepcopy(document)
    question = question_in(new, key)
    named = [{**one, "key": one["value"]} for one in question["options"]]
    order = [one["value"] for one in _moved(named, value, way, "")]
    question["options"].sort(key=lambda one: order.index(one["value"]))
    return new


def _moved(items: list[Part], key: str, way: Way | None, before: str) -> list[Part]:
    place = next((n for n, one in enumerate(items) if one["key"] == key), 0)
    item = items[place]
    rest = [one for one in items if one["key"] != key]
    if before or way is None:
        target = next((n for n, one in enumerate(rest) if one["key"] == before), len(rest))
    else:
        target = min(max(place + (1 if way is Way.DOWN else -1), 0), len(rest))
    return [*rest[:target], item, *rest[target:]]


def without_empty(part: Part) -> Part:
    """Return a part without what is left blank, at any depth."""
    kept = {}
    for name, value in part.items():
        inner = without_empty(value) if isinstance(value, dict) else value
        if inner not in ("", None, {}, []):
            kept[name] = inner
    return kept


def slug_of(title: str) -> str:
    """Return the address that a form of this title gets."""
    return key_of(title) or "form"
