"""Contacts drawn by lot: looked at by a supervisor, read by whose they are."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from moothall.cases.queries.touch import interactions_by_id
from moothall.cases.supervising import actions, queries
from moothall.cases.supervising.policies import SUPERVISE, can_review
from moothall.cases.supervising.quality import QUESTIONS, Said
from moothall.cases.supervising.rows import ReviewRow
from moothall.councils.for_council import for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict, NotFound
from moothall.people.sight import sighted
from moothall.surfaces.workspace.acting import StaffRequest, acting, acting_in, frame
from moothall.surfaces.workspace.rows import interaction_line
from moothall.surfaces.workspace.supervising_forms import DrawForm, ReviewForm, SpanForm
from moothall.surfaces.workspace.supervising_words import per_cent

_UNPROCESSABLE = 422
_SHOWN_FOR = timedelta(days=90)


@for_council(SUPERVISE)
def quality(request: StaffRequest, council: CouncilRow) -> HttpResponse:
    """List what waits to be looked at and what was said, and draw more."""
    now = clock.now()
    here = acting_in(request, council.id, SUPERVISE)
    days = SpanForm({}, council=council, now=now)
    form = DrawForm(request.POST or None)
    if form.is_valid():
        count = actions.draw_contacts(
            actor=request.actor, span=days.span, each=form.cleaned_data["each"], now=now
        )
        messages.success(request, _("%(count)s contacts are drawn.") % {"count": count})
        return redirect("workspace:quality", council.slug)
    context = {
        **frame(request, here),
        "council": council,
        "number": here.number(council.id),
        "waiting": queries.reviews_waiting(council.id),
        "done": queries.reviews_done(council.id, since=now - _SHOWN_FOR),
        "form": form,
        "per_cent": per_cent,
    }
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "workspace/quality.html", context, status=status)


@for_council(SUPERVISE)
@sighted
def review(request: StaffRequest, council: CouncilRow, review_id: UUID) -> HttpResponse:
    """Show a contact that was drawn, and say what was good and what not."""
    row = queries.review_row(council.id, review_id)
    here = acting_in(request, council.id, SUPERVISE)
    if not can_review(request.actor, council.id, row.agent_identifier):
        raise NotFound("Nobody looks at their own contacts.")
    form = ReviewForm(request.POST or None)
    if form.is_valid() and _saved(request, row, form):
        return redirect("workspace:quality", council.slug)
    contacts = interactions_by_id([row.interaction_id], council_id=council.id)
    context = {
        **frame(request, here),
        "council": council,
        "number": here.number(council.id),
        "review": row,
        "lines": [interaction_line(here, one) for one in contacts],
        "said": said_of(row),
        "form": form,
        "questions": QUESTIONS,
    }
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "workspace/quality_review.html", context, status=status)


@staff("interaction.log")
def mine(request: StaffRequest) -> HttpResponse:
    """Show somebody what was said of their own contacts; nobody else's."""
    here = acting(request, "interaction.log")
    rows = [one for one in queries.reviews_of(request.actor) if one.council_id in here.ids]
    context = {
        **frame(request, here, switcher=True),
        "lines": [
            {
                "review": row,
                "said": said_of(row),
                "council": here.council(row.council_id),
                "number": here.number(row.council_id),
            }
            for row in rows
        ],
        "per_cent": per_cent,
    }
    return render(request, "workspace/quality_mine.html", context)


def said_of(row: ReviewRow) -> list[dict[str, str]]:
    """Return the questions with what was said, for a summary list."""
    return [
        {"key": str(QUESTIONS[key]), "value": str(Said(answer).label)}
        for key, answer in row.answers.items()
        if key in QUESTIONS
    ]


def _saved(request: StaffRequest, row: ReviewRow, form: ReviewForm) -> bool:
    try:
        actions.review_contact(
            actor=request.actor,
            council_id=row.council_id,
            review_id=row.id,
            answers=form.answers,
            comment=form.cleaned_data["comment"],
            now=clock.now(),
        )
    except Conflict:
        form.add_error(None, _("Somebody has looked at this contact meanwhile."))
        return False
    messages.success(request, _("Saved. They can read it."))
    return True
