"""More about one person: the whole story, who belongs to them, what staff must heed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.people import linking
from moothall.people.actions import note_access
from moothall.people.actions.accesses import PERSON
from moothall.people.linked_queries import linked_account
from moothall.people.linking import SystemAway
from moothall.people.models import TieKind
from moothall.people.policies import SEE_ACCOUNTS, WARN
from moothall.people.queries import person_detail
from moothall.people.sight import sighted
from moothall.people.ties.actions import end_tie, note_tie
from moothall.people.ties.queries import tie
from moothall.people.warnings.actions import (
    end_warning,
    review_warning,
    warn_about_address,
    warn_about_person,
)
from moothall.people.warnings.queries import warning, warnings_to_review
from moothall.places.queries import address
from moothall.surfaces.workspace.acting import Acting, StaffRequest, acting, acting_in, frame
from moothall.surfaces.workspace.person_forms import LastDay, TieForm, WarningForm
from moothall.surfaces.workspace.person_story import story_of
from moothall.surfaces.workspace.warned import SOON, heeds


@staff("person.view")
@sighted
def story(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Show everything that happened between a person and the council, a page at a time."""
    known = person_detail(person_id)
    here = acting_in(request, known.council_id, "person.view")
    now = clock.now()
    note_access(
        actor=request.actor, council_id=known.council_id, person_id=known.id, what=PERSON, now=now
    )
    told = story_of(request.actor, known, here, now=now, before=request.GET.get("before", ""))
    older = ""
    if told.older:
        older = here.address("workspace:person-story", known.id, before=told.older)
    context = {**frame(request, here), "person": known, "story": told, "older": older}
    return render(request, "workspace/person_story.html", context)


@staff(SEE_ACCOUNTS)
@sighted
@require_GET
def figures(request: StaffRequest, person_id: UUID, linked_account_id: UUID) -> HttpResponse:
    """Return how a linked account stands, read from its own system, for a part of the page."""
    known = person_detail(person_id)
    acting_in(request, known.council_id, SEE_ACCOUNTS)
    row = linked_account(person_id=known.id, linked_account_id=linked_account_id)
    try:
        summary = linking.summary_of(actor=request.actor, linked_account_id=row.id, now=clock.now())
    except SystemAway:
        summary = None
    context = {"account": row, "summary": summary}
    return render(request, "workspace/parts/account_figures.html", context)


@staff("person.edit")
@sighted
def ties(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Write down who is what to a person."""
    known = person_detail(person_id)
    here = acting_in(request, known.council_id, "person.edit")
    form = TieForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        note_tie(
            actor=request.actor,
            person_id=known.id,
            kind=TieKind(given["kind"]),
            other_id=given["other_id"],
            other_name=given["other_name"],
            note=given["note"],
            now=clock.now(),
        )
        messages.success(request, _("Added."))
        return redirect(here.address("workspace:person", known.id))
    context = {**frame(request, here), "person": known, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/person_ties.html", context, status=status)


@staff("person.edit")
@require_POST
def tie_end(request: StaffRequest, tie_id: UUID) -> HttpResponse:
    """Say that somebody is that no more."""
    known = person_detail(tie(tie_id).person_id)
    here = acting_in(request, known.council_id, "person.edit")
    end_tie(actor=request.actor, tie_id=tie_id, now=clock.now())
    messages.success(request, _("Saved."))
    return redirect(here.address("workspace:person", known.id))


@staff(WARN)
@sighted
def warn_person(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Put a warning on a person."""
    known = person_detail(person_id)
    here = acting_in(request, known.council_id, WARN)
    form = WarningForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        warn_about_person(
            actor=request.actor, person_id=known.id, said=form.said(), now=clock.now()
        )
        messages.success(request, _("Staff see the warning from now on."))
        return redirect(here.address("workspace:person", known.id))
    back = here.address("workspace:person", known.id)
    return _warning_page(request, here, form, known.name, back)


@staff(WARN)
def warn_place(request: StaffRequest, uprn: int) -> HttpResponse:
    """Put a warning on an address, whoever lives there."""
    here = acting(request, WARN)
    found, council = address(uprn), here.only
    back = here.address("workspace:property", uprn)
    if found is None or council is None:
        return redirect(back)
    form = WarningForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        warn_about_address(
            actor=request.actor,
            council_id=council.id,
            uprn=uprn,
            said=form.said(),
            now=clock.now(),
        )
        messages.success(request, _("Staff see the warning from now on."))
        return redirect(back)
    return _warning_page(request, here, form, found.line, back)


@staff(WARN)
@sighted
def review(request: StaffRequest, warning_id: UUID) -> HttpResponse:
    """Look at a warning again: give it a later last day, or end it."""
    row = warning(warning_id)
    here = acting_in(request, row.council_id, WARN)
    if row.person_id is not None:
        back = here.address("workspace:person", row.person_id)
    else:
        back = here.address("workspace:property", row.uprn, council=here.chosen[0].slug)
    now = clock.now()
    if request.method == "POST" and request.POST.get("do") == "end":
        end_warning(actor=request.actor, warning_id=row.id, now=now)
        messages.success(request, _("The warning has ended."))
        return redirect(back)
    form = LastDay(request.POST if request.method == "POST" else None)
    if form.is_valid():
        day = form.cleaned_data["expires_on"]
        review_warning(actor=request.actor, warning_id=row.id, expires_on=day, now=now)
        messages.success(request, _("Saved."))
        return redirect(back)
    context = {**frame(request, here), "warning": row, "form": form, "back": back}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/warning_review.html", context, status=status)


@staff(WARN)
def to_review(request: StaffRequest) -> HttpResponse:
    """List the warnings that run out soon, or have, for somebody to look at again."""
    here = acting(request, WARN)
    until = (clock.now() + SOON).date()
    rows = [
        (council, here.number(council.id), row)
        for council in here.chosen
        for row in warnings_to_review(request.actor, council.id, until=until)
    ]
    context = {**frame(request, here, switcher=True), "rows": heeds(here, rows)}
    return render(request, "workspace/warnings.html", context)


def _warning_page(
    request: StaffRequest, here: Acting, form: WarningForm, about: str, back: str
) -> HttpResponse:
    context = {**frame(request, here), "form": form, "about": about, "back": back}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/warning_new.html", context, status=status)
