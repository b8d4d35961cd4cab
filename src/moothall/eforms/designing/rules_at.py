"""Where in a form there may be a condition, and which answers it may look at."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from moothall.eforms.designing.in_words import asked_before, asked_by_key
from moothall.eforms.designing.parts import (
    Document,
    Part,
    page_in,
    page_of_question,
    question_in,
)
from moothall.kernel.errors import NotFound

#: What a condition may be about; all but pages and questions see every answer of the form.
KINDS = ("page", "question", "calculation", "fee", "service", "destination")


def holder_of(document: Document, kind: str, key: str) -> tuple[Part, str]:
    """
    Return what holds a condition, and under which name.

    :raises NotFound: if the form has no such thing
    """
    needs, outcome = document.get("needs", {}), document["outcome"]
    if kind == "page":
        return page_in(document, key), "show_when"
    if kind == "question":
        return question_in(document, key), "show_when"
    if kind == "calculation" and "calculate" in question_in(document, key):
        return question_in(document, key), "calculate"
    if kind == "fee" and "payment" in needs:
        return needs["payment"], "when"
    if kind == "service" and key.isdecimal() and int(key) < len(outcome.get("service_types", ())):
        return outcome["service_types"][int(key)], "when"
    if kind == "destination":
        for one in outcome.get("destinations", ()):
            if one["key"] == key:
                return one, "when"
    raise NotFound("This form has no such condition.")


def rule_at(document: Document, kind: str, key: str) -> Any:
    """
    Return a condition, or nothing where there is none.

    :raises NotFound: if the form has no such thing
    """
    part, name = holder_of(document, kind, key)
    return part.get(name)


def with_rule_at(document: Document, kind: str, key: str, rule: Any) -> Document:
    """
    Return the form with another condition somewhere; nothing means that it always holds.

    :raises NotFound: if the form has no such thing
    """
    new = deepcopy(document)
    part, name = holder_of(new, kind, key)
    if rule is not None:
        part[name] = rule
    elif kind == "service":
        # What chooses among services must say when.
        part[name] = True
    else:
        part.pop(name, None)
    return new


def seen_from(document: Document, kind: str, key: str) -> Sequence[tuple[Part, Part]]:
    """Return the questions that a condition may look at, each with its page."""
    if kind == "page":
        return asked_before(document, key)
    if kind in ("question", "calculation"):
        return asked_before(document, page_of_question(document, key)["key"], key)
    pages = {one["key"]: one for one in document["pages"]}
    homes = {
        question["key"]: page
        for page in document["pages"]
        for question in page.get("questions", ())
    }
    return [(homes.get(k) or pages[k], part) for k, part in asked_by_key(document).items()]
