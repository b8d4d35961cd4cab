"""Being in touch, in one flow: who it is, what it is about, what is done, and the wrap-up."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from moothall.cases.channels import Channel
from moothall.cases.contact import actions, queries
from moothall.cases.contact.words import Deed
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import NotFound
from moothall.people.sight import sighted
from moothall.surfaces.workspace import (
    case_screen,
    contact_screen,
    desk,
    finding,
    front_desk,
    warned,
)
from moothall.surfaces.workspace.account_help import account_help
from moothall.surfaces.workspace.acting import Acting, StaffRequest, acting, acting_in, frame
from moothall.surfaces.workspace.actions import basket_in_contact, form_in_contact
from moothall.surfaces.workspace.contact_screen import Caller
from moothall.surfaces.workspace.forms import LONGEST_SUMMARY, Call
from moothall.surfaces.workspace.knowledge_beside import beside_contact
from moothall.surfaces.workspace.words import spelled

_LONGEST_TEXT = 200
LOG = "interaction.log"


@staff(LOG)
def new(request: StaffRequest) -> HttpResponse:
    """Ask who it is."""
    here = acting(request, LOG)
    text = request.GET.get("q", "").strip()[:_LONGEST_TEXT].replace("\0", "")
    context = {
        **frame(request, here, switcher=True),
        "text": text,
        "found": finding.find(here, text, now=clock.now()),
    }
    return render(request, "workspace/call_new.html", context)


@staff(LOG)
@sighted
def log(request: StaffRequest) -> HttpResponse:
    """
    Show who is in touch and what can be done for them; begin the contact with the first act.

    A contact that is open without a name is offered to be theirs.
    """
    now = clock.now()
    here, caller = contact_screen.new_caller(request, _uuid(request.GET.get("person", "")), now)
    if caller is None:
        raise NotFound("Nobody said for which council this is.")
    return flow(request, here, caller)


@staff(LOG)
@require_POST
def keep(request: StaffRequest) -> HttpResponse:
    """Keep what is typed on a page on which nothing is begun yet: with the first words it is."""
    now = clock.now()
    _here, caller = contact_screen.new_caller(request, _uuid(request.GET.get("person", "")), now)
    opened = request.POST.get("opened", "")
    if caller is None or contact_screen.opened_at(opened) is None:
        raise NotFound("Nobody said for which council this is, or when.")
    channel = request.POST.get("channel", "")
    given = {
        "channel": channel if channel in Channel.values else Channel.PHONE.value,
        "summary": request.POST.get("summary", "")[:LONGEST_SUMMARY],
    }
    contact_id = _begun(request, caller, given)
    desk.remember(request.session, queries.contact_of(request.actor, contact_id))
    return HttpResponse(status=204)


@staff(LOG)
@sighted
def contact(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show a contact that is open, and go on with it."""
    here, caller = contact_screen.caller_of_contact(request, contact_id, clock.now())
    if caller.contact is None or not caller.contact.is_open:
        return redirect(here.address("workspace:calls"))
    desk.remember(request.session, caller.contact)
    return flow(request, here, caller)


def flow(
    request: StaffRequest, here: Acting, caller: Caller, *, check: Any = None, status: int = 200
) -> HttpResponse:
    """Show the page of a contact, begun or not; or do what was chosen on it."""
    now = clock.now()
    acts = request.method == "POST" and check is None
    kept = caller.contact
    form = Call(
        request.POST if acts else None,
        outcomes=[
            (one["value"], one["label"])
            for one in contact_screen.outcomes(caller)
            if "value" in one
        ],
        initial={
            "outcome": _chosen_before(request, caller),
            "summary": kept.summary if kept else "",
            "channel": kept.channel.value if kept else "phone",
        },
    )
    if acts and form.is_valid():
        return redirect(_next_page(request, here, caller, form.cleaned_data))
    context = {
        **frame(request, here),
        **contact_screen.shown(request, here, caller, now=now),
        "warnings": warned.warnings_of_caller(request, caller.person, now),
        "form": form,
        "check": check,
        "account": account_help(caller),
        "knowledge": beside_contact(request, here, caller, now=now),
        "visit": front_desk.visit_panel(request.actor, here, kept),
        "opened": request.POST.get("opened", "") or contact_screen.opened_now(),
        "action": request.get_full_path()
        if kept is None
        else here.address("workspace:contact", kept.id),
        "may_be_theirs": _nameless(request, caller),
        "keep_at": here.address("workspace:contact-words", kept.id)
        if kept
        else f"{reverse('workspace:call-keep')}?{request.GET.urlencode()}",
    }
    wrong = 422 if form.is_bound else status
    return render(request, "workspace/call_log.html", context, status=wrong)


@staff(LOG)
@sighted
def done(request: StaffRequest, reference: str) -> HttpResponse:
    """Show the reference to read out."""
    record = case_screen.record_of(request, reference, now=clock.now())
    here = acting_in(request, record.case.council_id, LOG)
    context = {
        **frame(request, here),
        "record": record,
        "spelled": spelled(record.case.reference),
        "told": case_screen.told(record),
    }
    return render(request, "workspace/call_done.html", context)


def _chosen_before(request: StaffRequest, caller: Caller) -> str:
    """Return the outcome of a contact that began on the page of a case, or with a complaint."""
    if request.GET.get("do") == contact_screen.COMPLAINT:
        return contact_screen.COMPLAINT
    reference = request.GET.get("case", "")
    return next(
        (f"{contact_screen.CASE}{one.id}" for one in caller.cases if one.reference == reference), ""
    )


def _nameless(request: StaffRequest, caller: Caller) -> str:
    """Return the open contact that this person may turn out to be, if there is one."""
    kept = request.session.get(desk.IN_SESSION)
    if not kept or kept["who"] or caller.contact or caller.person is None:
        return ""
    return str(kept["id"]) if kept["slug"] == caller.council.slug else ""


def _next_page(request: StaffRequest, here: Acting, caller: Caller, given: dict[str, Any]) -> str:
    """Write down what was said, note what is done next, and return where that is."""
    with transaction.atomic():
        contact_id = _begun(request, caller, given)
        address = _act(request, here, caller, contact_id, given["outcome"])
    desk.remember(request.session, queries.contact_of(request.actor, contact_id))
    return address


def _begun(request: StaffRequest, caller: Caller, given: dict[str, Any]) -> UUID:
    """Return the contact, begun if it was not, with what was typed in it."""
    actor, now = request.actor, clock.now()
    told = {"channel": given["channel"], "summary": given["summary"]}
    opened = request.POST.get("opened", "")
    there = caller.contact.id if caller.contact else desk.begun_on(request.session, opened)
    if there is not None and queries.contact_of(actor, there).is_open:
        actions.keep_words(actor=actor, contact_id=there, now=now, **told)
        return there
    begun = actions.begin_contact(
        actor=actor,
        council_id=caller.council.id,
        person_id=caller.person.id if caller.person else None,
        began_at=contact_screen.opened_at(opened),
        now=now,
        **told,
    )
    if opened:
        desk.note_begun(request.session, opened, begun.pk)
    return begun.pk


def _act(
    request: StaffRequest, here: Acting, caller: Caller, contact_id: UUID, outcome: str
) -> str:
    """Note what is done and return its page."""
    told: dict[str, Any] = {
        "actor": request.actor,
        "contact_id": contact_id,
        "now": clock.now(),
    }
    if outcome.startswith(contact_screen.FORM):
        slug = outcome.removeprefix(contact_screen.FORM)
        secret = form_in_contact(
            **told, council=caller.council, person=caller.person, forms=caller.forms, form=slug
        )
        parts = {"council": caller.council.slug, "form": slug, "secret": secret}
        return reverse("workspace:form-resume", kwargs=parts)
    if outcome == contact_screen.PAYMENT:
        basket_id = basket_in_contact(**told, council=caller.council, person=caller.person)
        return here.address("workspace:take", basket_id)
    if outcome == contact_screen.BOOKING:
        return here.address("workspace:contact-book", contact_id)
    if outcome == contact_screen.COMPLAINT:
        return here.address(
            "workspace:contact-complain", contact_id, case=request.GET.get("case", "")
        )
    case = next((one for one in caller.cases if outcome == f"{contact_screen.CASE}{one.id}"), None)
    if case is None:
        actions.end_contact(**told)
        return here.address("workspace:wrap-up", contact_id)
    deed = Deed.CASE_ASKED if case.is_open else Deed.CLOSED_ASKED
    actions.note_deed(**told, deed=deed, case_id=case.id, service=case.service_slug)
    return here.address("workspace:case", case.reference)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
