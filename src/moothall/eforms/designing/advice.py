"""What would make a form kinder; unlike a mistake, none of it stands in the way of publication."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from moothall.eforms.designing.choices import CHOSEN, choices_of
from moothall.eforms.designing.parts import Document, questions_of
from moothall.eforms.designing.reading_age import longest_sentence, reading_age
from moothall.eforms.wording import LANGUAGES

#: What everybody can read; the council's own promise is nine.
OLDEST = 12.0
_LONGEST_SENTENCE = 25
#: Fewer words tell nothing about how hard a text is.
_FEWEST_WORDS = 12
_MANY_QUESTIONS = 6
_MANY_RADIOS = 12
_PERSONAL = ("person.", "care.", "child.", "household.", "payment.")


@dataclass(frozen=True)
class Advice:
    """One thing that could be better, and where."""

    place: str
    message: str


def advice_on(document: Document) -> tuple[Advice, ...]:
    """Return what could be better, in the order in which one reads the form."""
    return (
        *_privacy(document), *_words(document, ""), *_pages(document), *_keeping(document),
        *_choices(document),
    )  # fmt: skip


def _privacy(document: Document) -> Iterator[Advice]:
    if "privacy" not in document and _asks_about_people(document):
        words = _("The form asks about people, and does not say what you do with the answers.")
        yield Advice("start", words)


def _keeping(document: Document) -> Iterator[Advice]:
    if "days" not in document.get("keeping", {}) and _asks_about_people(document):
        words = _("The form asks about people, and does not say how long you keep the answers.")
        yield Advice("keeping", words)


def _asks_about_people(document: Document) -> bool:
    names = (question.get("name", "") for _page, question in questions_of(document))
    return any(name.startswith(_PERSONAL) for name in names)


def _words(part: Any, place: str) -> Iterator[Advice]:
    """Find texts that are hard to read, in English: the measure knows no other language."""
    if isinstance(part, list):
        for number, one in enumerate(part):
            yield from _words(one, f"{place}/{number}")
    elif isinstance(part, Mapping) and "en" in part and set(part) <= set(LANGUAGES):
        yield from _text(part["en"], place.strip("/"))
    elif isinstance(part, Mapping):
        for name, one in part.items():
            yield from _words(one, f"{place}/{name}")


def _text(text: str, place: str) -> Iterator[Advice]:
    if len(text.split()) < _FEWEST_WORDS:
        return
    longest = longest_sentence(text)
    if longest > _LONGEST_SENTENCE:
        yield Advice(place, _("A sentence has %(number)s words. Split it.") % {"number": longest})
    age = reading_age(text)
    if age > OLDEST:
        words = _("This reads like a text for people of %(age)s. Use shorter words and sentences.")
        yield Advice(place, words % {"age": round(age)})


def _pages(document: Document) -> Iterator[Advice]:
    for number, page in enumerate(document["pages"]):
        place = f"pages/{number}"
        questions = page.get("questions", ())
        if len(questions) > _MANY_QUESTIONS:
            words = _("This page asks %(number)s questions. People find fewer easier.")
            yield Advice(place, words % {"number": len(questions)})
        if page.get("kind") == "exit" and not _leads_on(page):
            yield Advice(f"{place}/body", _("This page ends the journey. Say what people can do."))
        for order, question in enumerate(questions):
            if question["type"] == "radios" and len(question["options"]) > _MANY_RADIOS:
                words = _("%(number)s answers are many to read. Make it a list to choose from.")
                advice = words % {"number": len(question["options"])}
                yield Advice(f"{place}/questions/{order}", advice)


def _leads_on(page: Mapping[str, Any]) -> bool:
    """Tell whether an exit says where to go: a link, or the council's telephone or email."""
    text = page.get("body", {}).get("en", "")
    return "](" in text or "{council." in text


def _choices(document: Document) -> Iterator[Advice]:
    """Find choices by the answers that every answer makes, so that what comes after is in vain."""
    for chosen, name in CHOSEN.items():
        found = choices_of(document, chosen)
        if found and any(one.when is True for one in found.choices):
            words = _("One of the choices holds always. Say for which answers.")
            yield Advice(f"outcome/{name}", words)
