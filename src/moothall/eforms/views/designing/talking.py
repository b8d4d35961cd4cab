"""What was said about a form, and what was done to it."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.councils.for_council import actor_of
from moothall.eforms import actions
from moothall.eforms.designing.parts import words_of_page, words_of_question
from moothall.eforms.designs import comments_of, step_of, steps_of
from moothall.eforms.sharing import telling
from moothall.eforms.sharing.differences import changes
from moothall.eforms.views.designing.frame import Desk, for_designers, only_posted, screen
from moothall.kernel import clock
from moothall.kernel.forms import Form

VERBS = {
    "question.added": gettext_lazy("Added a question"),
    "question.changed": gettext_lazy("Changed a question"),
    "question.moved": gettext_lazy("Moved a question"),
    "question.copied": gettext_lazy("Copied a question"),
    "question.removed": gettext_lazy("Removed a question"),
    "page.added": gettext_lazy("Added a page"),
    "page.changed": gettext_lazy("Changed a page"),
    "page.moved": gettext_lazy("Moved a page"),
    "page.removed": gettext_lazy("Removed a page"),
    "condition.changed": gettext_lazy("Changed a condition"),
    "calculation.changed": gettext_lazy("Changed how something is worked out"),
    "part.changed": gettext_lazy("Changed a part of the form"),
    "version.restored": gettext_lazy("Brought an older version back"),
    "form.replaced": gettext_lazy("Put another document in its place"),
    "form.went-back": gettext_lazy("Went back to an earlier state"),
    "form.discarded": gettext_lazy("Gave up what was not published"),
}


class CommentForm(Form):
    """What somebody has to say about a form."""

    text = forms.CharField(
        label=gettext_lazy("Your comment"), widget=forms.Textarea, max_length=2000,
        error_messages={"required": gettext_lazy("Enter your comment")},
    )  # fmt: skip
    about = forms.ChoiceField(label=gettext_lazy("What is it about?"), required=False)


@for_designers
def comments(desk: Desk) -> HttpResponse:
    """Show what was said about the form, and take another comment."""
    typed = CommentForm(
        desk.request.POST or None, initial={"about": desk.request.GET.get("about", "")}
    )
    places = _places(desk)
    typed.fields["about"].choices = list(places.items())  # type: ignore[attr-defined]
    if desk.request.method == "POST" and typed.is_valid():
        kind, _sep, key = typed.cleaned_data["about"].partition(":")
        actions.comment_on_form(
            actor=actor_of(desk.request), council_id=desk.council.id, form=desk.form,
            text=typed.cleaned_data["text"], now=clock.now(),
            **({kind: key} if kind in ("page", "question") else {}),
        )  # fmt: skip
        desk.tell(_("Your comment is kept."))
        return redirect(desk.url("design-comments"))
    rows = [
        {"row": one, "about": places.get(_place(one.page, one.question), "")}
        for one in comments_of(desk.council.id, desk.form)
    ]
    return screen(
        desk, "comments", rows=rows, form=typed, errors=typed.errors if typed.is_bound else ()
    )


@for_designers
@only_posted
def settle(desk: Desk, comment: UUID) -> HttpResponse:
    """Mark a comment as dealt with."""
    actions.settle_comment(
        actor=actor_of(desk.request), council_id=desk.council.id, form=desk.form, comment=comment,
        now=clock.now(),
    )  # fmt: skip
    return redirect(desk.url("design-comments"))


@for_designers
def history(desk: Desk) -> HttpResponse:
    """Show who changed what, the newest first."""
    rows = [
        {"row": one, "words": VERBS.get(one.verb, one.verb)}
        for one in steps_of(desk.council.id, desk.form)
    ]
    return screen(desk, "history", rows=rows)


@for_designers
def back(desk: Desk, step: UUID) -> HttpResponse:
    """Show what going back to before a change would change, then do it."""
    row = step_of(desk.council.id, desk.form, step)
    if desk.request.method == "POST":
        actions.go_back(
            actor=actor_of(desk.request), council_id=desk.council.id, form=desk.form, step=step,
            now=clock.now(),
        )  # fmt: skip
        desk.tell(_("The form is as it was before. This too can be taken back."))
        return redirect(desk.url("design"))
    found = changes(desk.document, row.before)
    return screen(
        desk, "back", row=row, words=VERBS.get(row.verb, row.verb),
        rows=telling.rows(found, desk.document, row.before),
    )  # fmt: skip


def _places(desk: Desk) -> dict[str, str]:
    """Return what a comment may be about: the form, each page and each question."""
    found = {"": _("The whole form")}
    for page in desk.document["pages"]:
        called = {"name": words_of_page(page, desk.language)}
        found[f"page:{page['key']}"] = _("Page “%(name)s”") % called
        for question in page.get("questions", ()):
            called = {"name": words_of_question(question, desk.language)}
            found[f"question:{question['key']}"] = _("Question “%(name)s”") % called
    return found


def _place(page: str, question: str) -> str:
    if question:
        return f"question:{question}"
    return f"page:{page}" if page else ""
