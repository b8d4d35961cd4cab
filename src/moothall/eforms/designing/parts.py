"""Finding the parts of a document, and saying whether one has changed since somebody saw it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from moothall.kernel.errors import NotFound

Document = dict[str, Any]
Part = dict[str, Any]


@dataclass(frozen=True)
class Spot:
    """A place in a form that a designer can go to: a page, a question of it, or another part."""

    page: str = ""
    question: str = ""
    part: str = ""


def page_in(document: Document, key: str) -> Part:
    """
    Return a page.

    :raises NotFound: if the form has none of this key
    """
    for page in document["pages"]:
        if page["key"] == key:
            found: Part = page
            return found
    raise NotFound("This form has no such page.")


def question_in(document: Document, key: str) -> Part:
    """
    Return a question.

    :raises NotFound: if the form has none of this key
    """
    for _, question in questions_of(document):
        if question["key"] == key:
            return question
    raise NotFound("This form has no such question.")


def page_of_question(document: Document, key: str) -> Part:
    """
    Return the page that asks a question.

    :raises NotFound: if the form has none of this key
    """
    for page, question in questions_of(document):
        if question["key"] == key:
            return page
    raise NotFound("This form has no such question.")


def questions_of(document: Document) -> Iterator[tuple[Part, Part]]:
    """Give every question with its page, in order."""
    for page in document["pages"]:
        for question in page.get("questions", ()):
            yield page, question


#: Parts within others that have a screen of their own.
_OWN_PARTS = {
    "outcome/destinations": "told",
    "outcome/details": "details",
    "outcome/service_types": "services",
    "outcome/priority": "priority",
    "outcome/category": "category",
    "needs/signature": "signature",
}


def digest_of_part(part: Any) -> str:
    """Return what tells whether a part is still as somebody saw it."""
    return hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()[:20]


def spot_of(document: Document, place: str) -> Spot:
    """Return where in the designer a mistake's place is, such as `pages/2/questions/0/label`."""
    steps = place.split("/")
    if steps[0] != "pages" or len(steps) == 1:
        return Spot(part=_OWN_PARTS.get("/".join(steps[:2]), steps[0]))
    page = document["pages"][int(steps[1])]
    match steps[2:]:
        case ["questions", number, *rest]:
            return Spot(page["key"], page["questions"][int(number)]["key"], "/".join(rest))
        case rest:
            return Spot(page["key"], part="/".join(rest))


def lone_question(page: Part) -> Part | None:
    """Return the question of a page that asks nothing else and has no heading of its own."""
    questions = page.get("questions", ())
    is_alone = len(questions) == 1 and "title" not in page
    return questions[0] if is_alone else None


def condition_of_page(page: Part) -> Any:
    """Return the rule by which a page is shown, or that of its only question."""
    question = lone_question(page)
    return page.get("show_when", question and question.get("show_when"))


def words_of_page(page: Part, language: str = "en") -> str:
    """Return what a page is called: its title, or what its first question asks."""
    text = page.get("title") or page["questions"][0]["label"]
    return str(text.get(language) or text["en"])


def words_of_question(question: Part, language: str = "en") -> str:
    """Return what a question is called where it is spoken of."""
    text = question.get("short_label") or question["label"]
    return str(text.get(language) or text["en"])
