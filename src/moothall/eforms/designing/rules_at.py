"""Where in a form there may be a condition, and which answers it may look at."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from moothall.eforms.designing.choices import CHOSEN, holder_of_choice
from moothall.eforms.designing.in_words import asked_before, asked_by_key
from moothall.eforms.designing.parts import (
    Document,
    Part,
    page_in,
    page_of_question,
    question_in,
)
from moothall.eforms.designing.reckoning import holder_of_case, path_of
from moothall.kernel.errors import NotFound

#: What must happen first under a condition, by the member that holds it.
_NEEDS = {"fee": "payment", "signature": "signature"}
#: Stands between a question and the place of a condition in how it is worked out.
CASE = "--"
#: No form has more choices than this has digits.
_MOST_DIGITS = 4


def holder_of(document: Document, kind: str, key: str) -> tuple[Any, Any]:
    """
    Return what holds a condition, and under which name; of one choice of several, its place.

    :raises NotFound: if the form has no such thing
    """
    if kind == "page":
        return page_in(document, key), "show_when"
    if kind == "question":
        return question_in(document, key), "show_when"
    if kind == "calculation" and "calculate" in question_in(document, key):
        return question_in(document, key), "calculate"
    if kind == "case":
        question, _sep, path = key.partition(CASE)
        rule = question_in(document, question).get("calculate")
        if found := holder_of_case(rule, path_of(path) or ()):
            return found
    elif found := _holder_behind(document, kind, key):
        return found
    raise NotFound("This form has no such condition.")


def _holder_behind(document: Document, kind: str, key: str) -> tuple[Any, Any] | None:
    """Return what holds a condition that stands behind the last page, if there is such."""
    needs, outcome = document.get("needs", {}), document["outcome"]
    needed = _NEEDS.get(kind)
    if needed is not None:
        return (needs[needed], "when") if needed in needs else None
    if kind == "destination":
        found = [one for one in outcome.get("destinations", ()) if one["key"] == key]
        return (found[0], "when") if found else None
    is_number = key.isascii() and key.isdecimal() and len(key) <= _MOST_DIGITS
    return holder_of_choice(document, kind, int(key)) if kind in CHOSEN and is_number else None


def rule_at(document: Document, kind: str, key: str) -> Any:
    """
    Return a condition, or nothing where there is none.

    :raises NotFound: if the form has no such thing
    """
    part, name = holder_of(document, kind, key)
    return part[name] if isinstance(part, list) else part.get(name)


def with_rule_at(document: Document, kind: str, key: str, rule: Any) -> Document:
    """
    Return the form with another condition somewhere; nothing means that it always holds.

    :raises NotFound: if the form has no such thing
    """
    new = deepcopy(document)
    part, name = holder_of(new, kind, key)
    if rule is not None:
        part[name] = rule
    elif isinstance(part, list) or kind in CHOSEN or kind == "calculation":
        # What chooses among several must say when, and what is worked out is always something.
        part[name] = True
    else:
        part.pop(name, None)
    return new


def is_yes_or_no(document: Document, question: str) -> bool:
    """Tell whether a calculated answer is yes or no, so that a sentence says when it is yes."""
    return bool(question_in(document, question).get("settings", {}).get("as") == "yes_no")


def seen_from(document: Document, kind: str, key: str) -> Sequence[tuple[Part, Part]]:
    """Return the questions that a condition may look at, each with its page."""
    if kind == "page":
        return asked_before(document, key)
    if kind == "case":
        key = key.partition(CASE)[0]
    if kind in ("question", "calculation", "case"):
        return asked_before(document, page_of_question(document, key)["key"], key)
    pages = {one["key"]: one for one in document["pages"]}
    homes = {
        question["key"]: page
        for page in document["pages"]
        for question in page.get("questions", ())
    }
    return [(homes.get(k) or pages[k], part) for k, part in asked_by_key(document).items()]
