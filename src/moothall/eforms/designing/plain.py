"""Mistakes in plain words, with what to do about them."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.eforms.designing.in_words import asked_by_key
from moothall.eforms.designing.parts import (
    Document,
    Spot,
    page_in,
    question_in,
    words_of_page,
    words_of_question,
)
from moothall.eforms.mistakes import Mistake

_SAID = {
    re.compile(r"looks at '([^']*)', which no earlier page asks for"): gettext_lazy(
        "This depends on “%(name)s”, which is not asked before it. Move that question up, or "
        "change the condition."
    ),
    re.compile(r"these wait for each other: (.*)"): gettext_lazy(
        "These wait for each other: %(name)s. Take one of the conditions away."
    ),
    re.compile(r"'([^']*)' is asked for twice"): gettext_lazy(
        "Two questions ask for the same fact, “%(name)s”. Choose another name for one of them."
    ),
    re.compile(r"the council has no service '([^']*)'"): gettext_lazy(
        "Your council has no service “%(name)s”. Choose one that it has."
    ),
    re.compile(r"'([^']*)' is no date asked before this"): gettext_lazy(
        "This date is held against “%(name)s”, which is no date asked before it. Choose another."
    ),
    re.compile(r"'([^']*)' must be answered in any case: let it be left blank"): gettext_lazy(
        "“%(name)s” is one of the questions of which at least one is needed, and must always be "
        "answered. Let it be left blank, or untick it in the settings of its page."
    ),
    re.compile(r"'([^']*)' is a \w+, which cannot be one of several to answer"): gettext_lazy(
        "“%(name)s” cannot be one of the questions of which at least one is needed. Untick it in "
        "the settings of its page."
    ),
    re.compile(r"the council has no team '([^']*)'"): gettext_lazy(
        "Your council has no team “%(name)s”. Choose who is told instead."
    ),
    re.compile(r"the council has no webhook '([^']*)'"): gettext_lazy(
        "Your council has no system “%(name)s”. Choose who is told instead."
    ),
    re.compile(r"unconfirmed destination: nobody at (\S+) has agreed yet to get forms; .*"): (
        gettext_lazy(
            "Nobody at %(name)s has agreed yet to get forms. Ask them under “Where forms go”."
        )
    ),
}


def plain_words(mistake: Mistake, document: Document) -> str:
    """Return what is wrong and how to mend it; in the check's own words where we know no better."""
    message = mistake.message
    if message == "has no text in 'cy'":
        return _("The Welsh is missing: add it.")
    if message.startswith("nobody can ever"):
        return _("Nobody can ever come to this: the conditions contradict each other. Change them.")
    for pattern, words in _SAID.items():
        if found := pattern.fullmatch(message):
            return str(words) % {"name": _called(document, found[1])}
    return f"{message[:1].upper()}{message[1:]}"


def where_words(document: Document, spot: Spot, language: str = "en") -> str:
    """Return where something is: the page, the question, or the part of the form."""
    if spot.question:
        called = words_of_question(question_in(document, spot.question), language)
        return _("Question “%(name)s”") % {"name": called}
    if spot.page:
        called = words_of_page(page_in(document, spot.page), language)
        return _("Page “%(name)s”") % {"name": called}
    return {
        "title": _("Title of the form"),
        "start": _("Start page"),
        "privacy": _("Start page"),
        "outcome": _("What happens with the answers"),
        "signature": _("Somebody else signs"),
        "told": _("Who else is told"),
        "details": _("What staff see"),
        "prefill": _("Filled in beforehand"),
        "services": _("Which service, by the answers"),
        "priority": _("How urgent, by the answers"),
        "category": _("Category, by the answers"),
        "confirmation": _("Last page"),
        "declaration": _("Declaration"),
        "keeping": _("How long answers are kept"),
        "needs": _("Fee"),
        "figures": _("Fees and limits"),
        "sections": _("Parts of a long form"),
    }.get(spot.part, _("The form"))


def _called(document: Document, name: str) -> str:
    question = asked_by_key(document).get(name.split(".", maxsplit=1)[0])
    return name if question is None else words_of_question(question)
