"""A contact that is open: what is typed is kept, who it is is checked, and it is wrapped up."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from moothall.cases.channels import Channel
from moothall.cases.contact import actions, queries
from moothall.cases.contact.rows import ContactRow
from moothall.cases.contact.suggesting import Suggestion, suggest
from moothall.cases.queries import cases_of_person
from moothall.councils.queries import service_types
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict, NotFound, NotPermitted, TransitionNotAllowed
from moothall.people.policies import ASSIST
from moothall.people.queries import person_detail
from moothall.people.sight import sighted
from moothall.surfaces.workspace import caller_check, contact_screen, desk
from moothall.surfaces.workspace.account_help import account_help
from moothall.surfaces.workspace.acting import Acting, StaffRequest, acting_in, frame
from moothall.surfaces.workspace.contact_forms import LONGEST_SUMMARY, CheckForm, WrapUp
from moothall.surfaces.workspace.views.calls import LOG, flow

MOST_CASES = 20


@staff(LOG)
@require_POST
def words(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Keep what is being typed; a contact that is finished meanwhile keeps its own."""
    channel = request.POST.get("channel", "")
    try:
        actions.keep_words(
            actor=request.actor,
            contact_id=contact_id,
            summary=request.POST.get("summary", "")[:LONGEST_SUMMARY],
            channel=channel if channel in Channel.values else "",
            now=clock.now(),
        )
    except TransitionNotAllowed:
        return HttpResponse(status=409)
    return HttpResponse(status=204)


@staff(LOG)
@require_POST
def theirs(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Say who is in touch, of whom nobody knew it at first."""
    known = person_detail(_uuid(request.POST.get("person", "")))
    here = acting_in(request, known.council_id, LOG)
    actions.set_person(
        actor=request.actor, contact_id=contact_id, person_id=known.id, now=clock.now()
    )
    return redirect(here.address("workspace:contact", contact_id))


@staff(LOG)
@require_POST
def end(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Note that the other side has gone, and go on to the wrap-up."""
    kept = queries.contact_of(request.actor, contact_id)
    here = acting_in(request, kept.council_id, LOG)
    if kept.is_open:
        actions.end_contact(actor=request.actor, contact_id=contact_id, now=clock.now())
    return redirect(here.address("workspace:wrap-up", contact_id))


@staff(LOG)
@sighted
def wrap_up(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Finish a contact; everything is proposed, so that one key suffices where it is right."""
    actor = request.actor
    kept = queries.contact_of(actor, contact_id)
    here = acting_in(request, kept.council_id, LOG)
    if not kept.is_open:
        desk.forget(request.session, kept.id)
        return redirect(here.address("workspace:calls"))
    services = [(one.slug, one.name) for one in service_types(kept.council_id)]
    typed = WrapUp(request.POST, services=services) if request.method == "POST" else None
    if typed is not None and typed.is_valid():
        actions.wrap_up(actor=actor, contact_id=contact_id, now=clock.now(), **typed.cleaned_data)
        desk.forget(request.session, kept.id)
        messages.success(request, _("The contact is written down."))
        return redirect(here.address("workspace:calls"))
    proposed = _proposed(request, kept)
    initial = {
        "channel": kept.channel.value,
        "summary": kept.summary,
        "service": proposed.service,
        "outcome": proposed.outcome.value,
        "avoidable": proposed.avoidable.value,
    }
    context = {
        **frame(request, here),
        "contact": kept,
        "council_of_contact": here.chosen[0],
        "number": here.number(kept.council_id),
        "form": typed or WrapUp(services=services, initial=initial),
        "proposed": proposed,
        "action": here.address("workspace:wrap-up", contact_id),
    }
    status = 422 if typed is not None else 200
    return render(request, "workspace/wrap_up.html", context, status=status)


def _proposed(request: StaffRequest, kept: ContactRow) -> Suggestion:
    """Return what the wrap-up begins with."""
    now = clock.now()
    may_see = request.actor.may("case.view", kept.council_id)
    cases = (
        cases_of_person(kept.person_id, council_id=kept.council_id, limit=MOST_CASES, now=now)
        if kept.person_id and may_see
        else []
    )
    opened = next(
        (one for one in cases if one.id == kept.case_id and one.created_at >= kept.began_at), None
    )
    deeds = [*kept.deeds]
    return suggest(
        deeds,
        cases=cases,
        council_id=kept.council_id,
        line_service=(opened.service_slug if opened else "") or kept.service,
        opened_id=opened.id if opened else None,
        now=now,
    )


@staff(ASSIST)
@sighted
@require_POST
def check(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Compare what the caller answered, note how sure that makes us, and keep no answer."""
    now = clock.now()
    here, caller = contact_screen.caller_of_contact(request, contact_id, now)
    person, kept = caller.person, caller.contact
    if person is None or kept is None or not kept.is_open:
        raise NotFound("Nobody is there to be asked.")
    if person.is_withheld:
        raise NotPermitted("Of a protected person nothing is asked here.")
    facts = caller_check.facts_of(person.id, council_id=kept.council_id, now=now)
    is_here = kept.channel is Channel.VISIT
    services = [(one.slug, one.name) for one in service_types(kept.council_id)]
    form = CheckForm(request.POST, facts=facts, services=services, is_here=is_here)
    if form.is_valid() and _is_passed(request, here, kept, facts, form):
        return redirect(here.address("workspace:contact", kept.id))
    return flow(request, here, caller, check=form, status=422)


def _is_passed(
    request: StaffRequest,
    here: Acting,
    kept: ContactRow,
    facts: caller_check.Facts,
    form: CheckForm,
) -> bool:
    given, now, actor = form.cleaned_data, clock.now(), request.actor
    if kept.person_id is None:
        return False
    if not caller_check.may_try(person_id=kept.person_id, employee=actor.identifier, now=now):
        form.add_error(None, _("That was tried too often. Try again in half an hour."))
        return False
    asked = [key for key in facts.asked if given.get(key)]
    if given.get("seen_papers"):
        level, asked = caller_check.HIGHEST, [*asked, "papers"]
    else:
        level = caller_check.level_of(*facts.count_right(given))
    actions.note_check(actor=actor, contact_id=kept.id, level=level, asked=asked, now=now)
    if not level:
        form.add_error(None, _("The answers do not fit. We do not say which of them."))
        return False
    messages.success(request, _("They are who they say, at level %(level)s.") % {"level": level})
    return True


@staff(ASSIST)
@require_POST
def invite(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Send whoever is in touch a link to open their own account."""
    kept = queries.contact_of(request.actor, contact_id)
    here = acting_in(request, kept.council_id, ASSIST)
    kind, _colon, value = request.POST.get("to", "").partition(":")
    try:
        actions.invite_to_account(
            actor=request.actor, contact_id=contact_id, kind=kind, value=value, now=clock.now()
        )
    except Conflict as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The link is sent. This page shows when they open it."))
    return redirect(here.address("workspace:contact", contact_id))


@staff(ASSIST)
@sighted
@require_safe
def account(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show how far they are with their account; the page asks again and again."""
    here, caller = contact_screen.caller_of_contact(request, contact_id, clock.now())
    shown = account_help(caller)
    if shown is None:
        raise NotFound("There is nothing to show.")
    context = {"account": shown, "caller": caller, "acting": here}
    return render(request, "workspace/parts/account_help.html", context)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound("There is no such person.") from error
