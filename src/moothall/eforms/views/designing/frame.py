"""What all screens of the designer share: the form, its outline, and how a change is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.eforms import actions
from moothall.eforms.actions.designing import Edit
from moothall.eforms.definition import PageKind
from moothall.eforms.designing.parts import condition_of_page, words_of_page, words_of_question
from moothall.eforms.designs import Design, design_of
from moothall.eforms.errors import ChangedMeanwhile
from moothall.eforms.policies import DESIGN, can_publish_forms
from moothall.eforms.views.doors import language_of
from moothall.kernel import clock
from moothall.kernel.errors import Conflict

BASE = "workspace/base.html"
LANGUAGE_NAMES = {"en": "English", "cy": "Cymraeg"}


@dataclass(frozen=True)
class Desk:
    """A form on somebody's desk: who works on it, for which council, in which language."""

    request: HttpRequest
    council: CouncilRow
    design: Design

    @property
    def form(self) -> str:
        """Return the name of the form."""
        return self.design.slug

    @property
    def document(self) -> dict[str, Any]:
        """Return what the form will ask."""
        return self.design.document

    @property
    def language(self) -> str:
        """Return the language in which the designer reads the form."""
        return language_of(self.request)

    def url(self, name: str, **parts: Any) -> str:
        """Return the address of a screen of this form."""
        where = {"council": self.council.slug, "form": self.form, **parts}
        return reverse(f"workspace:{name}", kwargs=where)

    def edit(self, edit: Edit) -> None:
        """
        Make a change.

        :raises Conflict: if somebody else changed the same meanwhile, or it cannot be
        """
        actions.edit_form(
            actor=actor_of(self.request), council_id=self.council.id, form=self.form, edit=edit,
            now=clock.now(),
        )  # fmt: skip

    def tell(self, words: str) -> None:
        """Say on the next screen what was done."""
        messages.success(self.request, words)

    def warn(self, words: str) -> None:
        """Say on the next screen what was not done."""
        messages.error(self.request, words)


DeskView = Callable[..., HttpResponse]


def for_designers(view: DeskView) -> Callable[..., HttpResponseBase]:
    """Let the view work on the form that the address names, for who designs for its council."""

    @wraps(view)
    def with_desk(
        request: HttpRequest, council: CouncilRow, form: str, **parts: Any
    ) -> HttpResponse:
        return view(Desk(request, council, design_of(council.id, form)), **parts)

    return for_council(DESIGN)(with_desk)


def is_saved(desk: Desk, edit: Edit, typed: Form) -> bool:
    """Save, or say in the form why not: it goes on showing what was typed."""
    try:
        desk.edit(edit)
    except ChangedMeanwhile as error:
        advice = _("Below is what you typed. Save again to keep yours in place of theirs.")
        typed.add_error(None, f"{error} {advice}")
        return False
    except Conflict as error:
        typed.add_error(None, str(error))
        return False
    desk.tell(_("Saved. It is not published yet."))
    return True


def only_posted(view: DeskView) -> DeskView:
    """Refuse to make a change for who merely follows a link."""

    @wraps(view)
    def guarded(desk: Desk, **parts: Any) -> HttpResponse:
        if desk.request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return view(desk, **parts)

    return guarded


def screen(desk: Desk, name: str, **context: Any) -> HttpResponse:
    """Draw a screen of the designer."""
    design, council = desk.design, desk.council
    return render(
        desk.request,
        f"eforms/workspace/designing/{name}.html",
        {
            "base": BASE,
            "acting_for": [{"name": council.short_name, "colour": council.brand.primary_colour}],
            "form_council": council,
            "design": design,
            "desk": desk,
            "form_title": desk.document["title"].get(desk.language) or desk.document["title"]["en"],
            "outline": outline(desk, **_here(context)),
            "preview_languages": [(one, LANGUAGE_NAMES[one]) for one in council.languages],
            "may_publish": can_publish_forms(actor_of(desk.request), council.id),
            **context,
        },
        status=422 if context.get("errors") else 200,
    )


def outline(desk: Desk, page: str = "", question: str = "") -> list[dict[str, Any]]:
    """Return the form's pages, each with its questions, as the list at the left has them."""
    rows = []
    for number, one in enumerate(desk.document["pages"], 1):
        kind = PageKind(one.get("kind", "questions"))
        rows.append(
            {
                "key": one["key"],
                "number": number,
                "title": words_of_page(one, desk.language),
                "href": desk.url("design-page", page=one["key"]),
                "is_here": one["key"] == page,
                "kind": kind.value,
                "is_conditional": condition_of_page(one) is not None,
                "questions": [
                    {
                        "key": asked["key"],
                        "title": words_of_question(asked, desk.language),
                        "href": desk.url("design-question", page=one["key"], question=asked["key"]),
                        "is_here": asked["key"] == question,
                        "is_conditional": "show_when" in asked,
                    }
                    for asked in one.get("questions", ())
                ],
            }
        )
    return rows


def _here(context: Mapping[str, Any]) -> dict[str, str]:
    page, question = context.get("page"), context.get("question")
    return {"page": page["key"] if page else "", "question": question["key"] if question else ""}


def changed(desk: Desk, edit: Edit, href: str, words: str = "") -> HttpResponse:
    """Make a change and go on, or say why it could not be made."""
    try:
        desk.edit(edit)
        desk.tell(words or _("Saved. It is not published yet."))
    except Conflict as error:
        desk.warn(str(error))
    return redirect(href)
