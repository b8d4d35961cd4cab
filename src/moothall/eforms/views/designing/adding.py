"""Adding to a form: a new form, a page, a question."""

import re
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.queries import service_types
from moothall.councils.rows import CouncilRow
from moothall.eforms import actions
from moothall.eforms.actions.designing import Edit
from moothall.eforms.definition import PageKind
from moothall.eforms.designing import editing
from moothall.eforms.designing.parts import page_in
from moothall.eforms.designing.question_types import TYPE_WORDS, grouped
from moothall.eforms.designs import design_of
from moothall.eforms.policies import DESIGN
from moothall.eforms.queries import forms_of
from moothall.eforms.views.designing.frame import BASE, Desk, for_designers, screen
from moothall.eforms.views.doors import language_of
from moothall.kernel import clock
from moothall.kernel.errors import Conflict
from moothall.kernel.forms import Form

_KINDS = {
    PageKind.INFORMATION: gettext_lazy("Words to read, then people go on"),
    PageKind.EXIT: gettext_lazy("The end for some: “you cannot use this service because …”"),
    PageKind.REPEAT: gettext_lazy("The same questions for each of several things"),
}
_CHOICES = frozenset({"radios", "select", "checkboxes"})


class NewFormForm(Form):
    """What a new form is called, and for which service it is."""

    title = forms.CharField(
        label=gettext_lazy("What is the form called?"),
        help_text=gettext_lazy("What people want to do, such as “Apply for a skip permit”."),
        max_length=150,
        error_messages={"required": gettext_lazy("Enter what the form is called")},
    )
    slug = forms.CharField(
        label=gettext_lazy("Address on the website"),
        help_text=gettext_lazy("Leave empty to make it of the title."),
        max_length=60,
        required=False,
    )
    service_type = forms.ChoiceField(
        label=gettext_lazy("Which service deals with it?"),
        error_messages={"required": gettext_lazy("Choose a service")},
    )
    copy_of = forms.ChoiceField(label=gettext_lazy("What do you start from?"), required=False)

    def clean_slug(self) -> str:
        """Return the address typed, or one made of the title."""
        typed = str(self.cleaned_data["slug"]).strip().lower()
        slug = typed or editing.slug_of(self.cleaned_data.get("title", ""))
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", slug):
            raise forms.ValidationError(
                _("Use small letters, numbers and hyphens, and begin with a letter")
            )
        return slug


@for_council(DESIGN)
def new_form(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Begin a form."""
    typed = NewFormForm(request.POST or None)
    services = [(one.slug, one.name) for one in service_types(council.id)]
    choices = [("", _("Choose")), *services]
    typed.fields["service_type"].choices = choices  # type: ignore[attr-defined]
    theirs = [(row.slug, row.title.within(language_of(request))) for row in forms_of(council.id)]
    nothing = ("", _("A new form with the usual questions about the person"))
    typed.fields["copy_of"].choices = [nothing, *theirs]  # type: ignore[attr-defined]
    if request.method == "POST" and typed.is_valid():
        given = typed.cleaned_data
        copied = design_of(council.id, given["copy_of"]).document if given["copy_of"] else None
        try:
            copy = actions.start_form(
                actor=actor_of(request), council_id=council.id, title=given["title"],
                slug=given["slug"], service_type=given["service_type"], document=copied,
                now=clock.now(),
            )  # fmt: skip
            where = {"council": council.slug, "form": copy.document["slug"]}
            return redirect(reverse("workspace:design", kwargs=where))
        except Conflict as error:
            typed.add_error("slug", str(error))
    return render(
        request,
        "eforms/workspace/designing/new.html",
        {
            "base": BASE,
            "acting_for": [{"name": council.short_name, "colour": council.brand.primary_colour}],
            "form_council": council,
            "form": typed,
        },
        status=422 if typed.errors else 200,
    )


class NewQuestionForm(Form):
    """What a new question asks, and how it is answered."""

    label = forms.CharField(
        label=gettext_lazy("What do you ask?"),
        max_length=500,
        error_messages={"required": gettext_lazy("Enter what you ask")},
    )
    type = forms.ChoiceField(
        choices=[(one, one) for one in TYPE_WORDS],
        error_messages={"required": gettext_lazy("Choose how people answer")},
    )
    options = forms.CharField(
        label=gettext_lazy("Answers to choose from"),
        help_text=gettext_lazy("One on each line. Only for questions with a choice."),
        widget=forms.Textarea,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Look whether a choice has answers to choose from."""
        cleaned = super().clean() or {}
        if cleaned.get("type") in _CHOICES and not cleaned.get("options", "").strip():
            self.add_error("options", _("Enter the answers to choose from, one on each line"))
        return cleaned


@for_designers
def add_question(desk: Desk) -> HttpResponse:
    """Ask something more: on the page that `page` names, or on a page of its own after `after`."""
    given = desk.request.POST if desk.request.method == "POST" else desk.request.GET
    page, after = given.get("page", ""), given.get("after", "")
    typed = NewQuestionForm(desk.request.POST or None)
    if desk.request.method == "POST" and typed.is_valid():
        wanted = typed.cleaned_data
        options = [" ".join(line.split()) for line in wanted["options"].splitlines()]

        def added(document: dict[str, Any]) -> tuple[dict[str, Any], str]:
            return editing.add_question(
                document, question_type=wanted["type"], label=wanted["label"], page=page,
                after=after, options=[one for one in options if one],
            )  # fmt: skip

        _new, key = added(desk.document)
        edit = Edit(
            verb="question.added",
            about=wanted["label"],
            change=lambda document: added(document)[0],
        )
        try:
            desk.edit(edit)
            desk.tell(_("Added. It is not published yet."))
            return redirect(desk.url("design-question", page=page or key, question=key))
        except Conflict as error:
            typed.add_error(None, str(error))
    home = page_in(desk.document, page) if page else None
    return screen(
        desk, "add_question", form=typed, page=home, into=page, after=after, groups=grouped(),
        errors=typed.errors if typed.is_bound else (),
    )  # fmt: skip


class NewPageForm(Form):
    """What a new page without ordinary questions does, and what it says."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What does the page do?"),
        choices=[(one.value, words) for one, words in _KINDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what the page does")},
    )
    title = forms.CharField(
        label=gettext_lazy("Heading"),
        max_length=300,
        error_messages={"required": gettext_lazy("Enter a heading")},
    )
    body = forms.CharField(
        label=gettext_lazy("Words"),
        widget=forms.Textarea,
        required=False,
        validators=[MaxLengthValidator(10_000)],
    )


@for_designers
def add_page(desk: Desk) -> HttpResponse:
    """Add a page that tells something, ends the journey for some, or asks for several things."""
    given = desk.request.POST if desk.request.method == "POST" else desk.request.GET
    after = given.get("after", "")
    typed = NewPageForm(desk.request.POST or None)
    if desk.request.method == "POST" and typed.is_valid():
        wanted = typed.cleaned_data

        def added(document: dict[str, Any]) -> tuple[dict[str, Any], str]:
            return editing.add_page(
                document, kind=PageKind(wanted["kind"]), title=wanted["title"],
                body=wanted["body"].replace("\r\n", "\n").strip(), after=after,
            )  # fmt: skip

        _new, key = added(desk.document)
        desk.edit(
            Edit(
                verb="page.added", about=wanted["title"],
                change=lambda document: added(document)[0],
            )
        )  # fmt: skip
        desk.tell(_("Added. It is not published yet."))
        return redirect(desk.url("design-page", page=key))
    return screen(
        desk, "add_page", form=typed, after=after, errors=typed.errors if typed.is_bound else ()
    )
