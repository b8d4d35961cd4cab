"""The heart of the designer: a page as residents see it, with what can be set of it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from moothall.eforms.actions.designing import Edit
from moothall.eforms.definition import PageKind
from moothall.eforms.designing import editing
from moothall.eforms.designing.editing import Way
from moothall.eforms.designing.in_words import rule_words
from moothall.eforms.designing.parts import (
    digest_of_part,
    lone_question,
    page_in,
    page_of_question,
    question_in,
    questions_of,
    words_of_page,
    words_of_question,
)
from moothall.eforms.designing.question_types import TYPE_WORDS
from moothall.eforms.designing.reckoning_words import reckoning_words
from moothall.eforms.sharing import telling
from moothall.eforms.sharing.differences import changes
from moothall.eforms.sharing.telling import ChangeRow
from moothall.eforms.views.designing.frame import (
    Desk,
    changed,
    for_designers,
    is_saved,
    only_posted,
    screen,
)
from moothall.eforms.views.designing.page_form import PageForm
from moothall.eforms.views.designing.question_form import QuestionForm
from moothall.eforms.views.designing.time_choices import time_choices


@for_designers
def form(desk: Desk) -> HttpResponse:
    """Go to the first page of a form."""
    return redirect(desk.url("design-page", page=desk.document["pages"][0]["key"]))


@for_designers
def page(desk: Desk, page: str) -> HttpResponse:
    """Show a page with its own settings, or save these."""
    part = page_in(desk.document, page)
    typed = PageForm(part, desk.document, desk.council.languages, _posted(desk))
    mine: Sequence[ChangeRow] = ()
    if desk.request.method == "POST" and typed.is_valid():
        edit = Edit(
            verb="page.changed",
            about=words_of_page(part),
            change=lambda document: editing.change_page(document, page, typed.changed_page()),
            part=lambda document: _own(page_in(document, page)),
            seen=desk.request.POST.get("seen", ""),
        )
        if is_saved(desk, edit, typed):
            return redirect(desk.url("design-page", page=page))
        mine = _differences(_own(part), {"key": page, **typed.changed_page()})
    return screen(
        desk, "page", page=part, form=typed, seen=digest_of_part(_own(part)), mine=mine,
        errors=typed.errors if typed.is_bound else (),
        condition=rule_words(desk.document, part.get("show_when"), desk.language),
        condition_href=desk.url("design-condition", kind="page", key=part["key"]),
    )  # fmt: skip


@for_designers
def question(desk: Desk, page: str, question: str) -> HttpResponse:
    """Show a question on its page with its settings, or save these."""
    home = page_of_question(desk.document, question)
    here = desk.url("design-question", page=home["key"], question=question)
    if home["key"] != page:
        return redirect(here)
    part = question_in(desk.document, question)
    dates = _dates_before(desk, question)
    choices = time_choices(desk, part)
    typed = QuestionForm(part, desk.council.languages, _posted(desk), dates, choices)
    rule, condition_href = _condition_of(desk, home, part)
    mine: Sequence[ChangeRow] = ()
    if desk.request.method == "POST" and typed.is_valid():
        edit = Edit(
            verb="question.changed",
            about=words_of_question(part),
            change=lambda document: editing.change_question(
                document, question, typed.changed_question()
            ),
            part=lambda document: question_in(document, question),
            seen=desk.request.POST.get("seen", ""),
        )
        if is_saved(desk, edit, typed):
            return redirect(here)
        mine = _differences(part, {"key": question, **typed.changed_question()})
    return screen(
        desk, "question", page=home, question=part, form=typed, mine=mine,
        seen=digest_of_part(part), errors=typed.errors if typed.is_bound else (),
        type_words=TYPE_WORDS[part["type"]].label,
        condition=rule_words(desk.document, rule, desk.language), condition_href=condition_href,
        calculation=_calculation(desk, part),
        calculation_href=desk.url("design-reckon", question=question),
        pages=[one for one in desk.document["pages"] if one.get("questions")],
    )  # fmt: skip


@for_designers
@only_posted
def move(desk: Desk) -> HttpResponse:
    """Move a page, a question, or an answer to choose, as the pressed button says."""
    given = desk.request.POST
    key, what, value = given.get("key", ""), given.get("what", ""), given.get("value", "")
    way = Way(given["way"]) if given.get("way") in list(Way) else None
    before, to_page = given.get("before", ""), given.get("page", "")
    if what == "page":
        called, verb = words_of_page(page_in(desk.document, key)), "page.moved"
        href = desk.url("design-page", page=key)

        def change(document: dict[str, Any]) -> dict[str, Any]:
            return editing.move_page(document, key, way, before)
    else:
        called, verb = words_of_question(question_in(desk.document, key)), "question.moved"
        home = to_page or page_of_question(desk.document, key)["key"]
        href = desk.url("design-question", page=home, question=key)

        def change(document: dict[str, Any]) -> dict[str, Any]:
            if what == "option" and way is not None:
                return editing.move_option(document, key, value, way)
            return editing.move_question(document, key, way, before, to_page)

    return changed(desk, Edit(verb=verb, about=called, change=change), href, _("Moved."))


@for_designers
@only_posted
def remove(desk: Desk) -> HttpResponse:
    """Take a page or a question away; the history gives it back."""
    given = desk.request.POST
    key, seen = given.get("key", ""), given.get("seen", "")
    if given.get("what") == "page":
        called, finds = words_of_page(page_in(desk.document, key)), page_in
        verb, take = "page.removed", editing.remove_page
    else:
        called, finds = words_of_question(question_in(desk.document, key)), question_in
        verb, take = "question.removed", editing.remove_question
    edit = Edit(
        verb=verb,
        about=called,
        change=lambda document: take(document, key),
        part=(lambda document: finds(document, key)) if seen else None,
        seen=seen,
    )
    words = _("“%(name)s” is gone. You can go back in the history.") % {"name": called}
    return changed(desk, edit, desk.url("design"), words)


@for_designers
@only_posted
def copy(desk: Desk) -> HttpResponse:
    """Ask the same question once more."""
    key = desk.request.POST.get("key", "")
    home = page_of_question(desk.document, key)["key"]
    _new, copied = editing.copy_question(desk.document, key)
    edit = Edit(
        verb="question.copied",
        about=words_of_question(question_in(desk.document, key)),
        change=lambda document: editing.copy_question(document, key)[0],
    )
    return changed(desk, edit, desk.url("design-question", page=home, question=copied))


def _differences(saved: dict[str, Any], mine: dict[str, Any]) -> Sequence[ChangeRow]:
    """Return in which ways what was typed differs from what somebody else has saved."""
    return telling.rows(changes(saved, mine), saved, mine)


def _own(page: dict[str, Any]) -> dict[str, Any]:
    """Return what a page has of its own: others may change its questions meanwhile."""
    return {name: value for name, value in page.items() if name not in ("questions", "checks")}


def _posted(desk: Desk) -> Any:
    return desk.request.POST if desk.request.method == "POST" else None


def _condition_of(desk: Desk, home: dict[str, Any], question: dict[str, Any]) -> tuple[Any, str]:
    """Return when a question is asked and where that is set: if it is alone, with its page."""
    if lone_question(home) is not None and "show_when" not in question:
        href = desk.url("design-condition", kind="page", key=home["key"])
        return home.get("show_when"), href
    href = desk.url("design-condition", kind="question", key=question["key"])
    return question.get("show_when"), href


def _dates_before(desk: Desk, question: str) -> list[tuple[str, str]]:
    """Return the dates asked before a question, which it may be held against."""
    own = page_of_question(desk.document, question)["key"]
    earlier = []
    for home, asked in questions_of(desk.document):
        if asked["key"] == question:
            break
        is_seen = home.get("kind") != PageKind.REPEAT or home["key"] == own
        if asked["type"] == "date" and is_seen:
            earlier.append((asked["key"], words_of_question(asked, desk.language)))
    return earlier


def _calculation(desk: Desk, question: dict[str, Any]) -> str:
    if "calculate" not in question:
        return ""
    is_money = question.get("settings", {}).get("as") == "money"
    rule = question["calculate"]
    return reckoning_words(desk.document, rule, desk.language, is_money=is_money)
