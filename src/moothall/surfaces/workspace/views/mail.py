"""What comes into the mailboxes, and what staff decide about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.cases.mail.actions import answering, settling
from moothall.cases.mail.actions.answering import MAIL, AddressNotValid
from moothall.cases.mail.policies import WORK
from moothall.cases.mail.queries.answering import mailboxes_with_counts
from moothall.cases.mail.queries.letters import (
    PAGE,
    letter,
    letters_in_trouble,
    letters_waiting,
    original_of,
    readable_mailboxes,
)
from moothall.cases.mail.rows import MailRecord
from moothall.cases.presence.actions import leave, note_presence
from moothall.cases.presence.queries import others_present
from moothall.cases.queries import case_of_reference
from moothall.documents.queries import stored_file
from moothall.documents.views.serving import file_answer
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict, NotFound
from moothall.people.sight import sighted
from moothall.surfaces.workspace import mail_screen
from moothall.surfaces.workspace.acting import StaffRequest, acting, acting_in, frame
from moothall.surfaces.workspace.company_panel import SAYS_FOR
from moothall.surfaces.workspace.mail_forms import JoinCaseForm, OpenCaseForm, SendOnForm
from moothall.surfaces.workspace.views.queue import STOP, moment_in

ALL = "all"


@staff(WORK)
def mail(request: StaffRequest) -> HttpResponse:
    """List what waits in the mailboxes that somebody may read, oldest first."""
    here = acting(request, WORK)
    readable = readable_mailboxes(request.actor, here.ids)
    chosen = [one for one in readable if one.slug == request.GET.get("mailbox")] or readable
    state = ALL if request.GET.get("show") == ALL else "waiting"
    found = letters_waiting(chosen, state=state, after=request.GET.get("after", ""), limit=PAGE + 1)
    ids = [one.pk for one in readable]
    context = {
        **frame(request, here, switcher=True),
        "mailboxes": [
            box for council in here.chosen for box in mailboxes_with_counts(council.id, ids)
        ],
        "chosen": request.GET.get("mailbox", ""),
        "state": state,
        "letters": found[:PAGE],
        "after": str(found[PAGE - 1].id) if len(found) > PAGE else "",
        "troubled": letters_in_trouble(chosen),
    }
    return render(request, "workspace/mail.html", context)


@staff(WORK)
@sighted
def one(request: StaffRequest, mail_id: UUID) -> HttpResponse:
    """Show one letter, with what may become of it."""
    record = letter(request.actor, mail_id)
    acting_in(request, record.row.council_id, WORK)
    note_presence(
        actor=request.actor, council_id=record.row.council_id, subject_kind=MAIL,
        subject_id=mail_id, now=clock.now(),
    )  # fmt: skip
    return mail_screen.page(request, record)


@staff(WORK)
def here(request: StaffRequest, mail_id: UUID) -> HttpResponse:
    """Say that the page is still open, and hear who else has it open."""
    record = letter(request.actor, mail_id)
    said: dict[str, Any] = {
        "actor": request.actor, "council_id": record.row.council_id, "subject_kind": MAIL,
        "subject_id": mail_id, "now": clock.now(),
    }  # fmt: skip
    note_presence(**said, is_writing=bool(request.GET.get("writing")))
    context = {"others": others_present(**said), "newer": record.version, "seen": _seen(request)}
    since = request.GET.get("since", "")
    is_over = bool(since) and said["now"] - moment_in(since) > SAYS_FOR
    status = STOP if is_over else 200
    return render(request, "workspace/parts/mail_others.html", context, status=status)


@staff(WORK)
@sighted
def original(request: StaffRequest, mail_id: UUID) -> HttpResponse:
    """Show a letter as it came, as plain text."""
    return HttpResponse(
        original_of(request.actor, mail_id),
        content_type="text/plain; charset=utf-8",
        headers={
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


@staff(WORK)
@sighted
def file(request: StaffRequest, mail_id: UUID, file_id: UUID) -> HttpResponseBase:
    """Give a file that came with a letter, once it is known to hold no virus."""
    record = letter(request.actor, mail_id)
    if str(file_id) not in {one.file_id for one in record.files}:
        raise NotFound("There is no such file.")
    return file_answer(stored_file(file_id))


@staff(WORK)
@require_POST
@sighted
def person(request: StaffRequest, mail_id: UUID) -> HttpResponse:
    """Say who wrote a letter."""
    chosen = request.POST.get("person", "")
    return _decide(
        request, mail_id, _("Saved."),
        lambda seen: settling.choose_person(
            actor=request.actor, mail_id=mail_id, seen=seen,
            person_id=_uuid(chosen) if chosen else None, now=clock.now(),
        ), stays=True,
    )  # fmt: skip


@staff(WORK)
@require_POST
@sighted
def join(request: StaffRequest, mail_id: UUID) -> HttpResponse:
    """Put a letter on a case."""
    record = letter(request.actor, mail_id)
    form = JoinCaseForm(request.POST)
    if not form.is_valid():
        return mail_screen.page(request, record, status=422, join=form)
    case_id = case_of_reference((record.row.council_id,), form.cleaned_data["reference"])
    if case_id is None:
        form.add_error("reference", _("There is no case with this reference. Check it."))
        return mail_screen.page(request, record, status=422, join=form)
    return _decide(
        request, mail_id, _("The e-mail is on the case now."),
        lambda seen: settling.join_case(
            actor=request.actor, mail_id=mail_id, seen=seen, case_id=case_id, now=clock.now()
        ),
    )  # fmt: skip


@staff(WORK)
@require_POST
@sighted
def open_case(request: StaffRequest, mail_id: UUID) -> HttpResponse:
    """Open a case out of a letter."""
    record = letter(request.actor, mail_id)
    form = OpenCaseForm(request.POST, services=mail_screen.services(record))
    if not form.is_valid():
        return mail_screen.page(request, record, status=422, opening=form)
    return _decide(
        request, mail_id, _("The case is open."),
        lambda seen: settling.open_case_from_mail(
            actor=request.actor, mail_id=mail_id, seen=seen,
            service_type=form.cleaned_data["service"], summary=form.cleaned_data["summary"],
            language=mail_screen.language_of(record), now=clock.now(),
        ), stays=True,
    )  # fmt: skip


@staff(WORK)
@require_POST
@sighted
def close(request: StaffRequest, mail_id: UUID) -> HttpResponse:
    """End the waiting of a letter, or let it wait again."""
    fate = request.POST.get("fate", "")
    if fate == "waiting":
        return _decide(
            request, mail_id, _("It waits again."),
            lambda seen: settling.reopen_mail(
                actor=request.actor, mail_id=mail_id, seen=seen, now=clock.now()
            ), stays=True,
        )  # fmt: skip
    return _decide(
        request, mail_id, _("Saved."),
        lambda seen: settling.close_mail(
            actor=request.actor, mail_id=mail_id, seen=seen, fate=fate, now=clock.now()
        ),
    )  # fmt: skip


@staff(WORK)
@require_POST
@sighted
def send_on(request: StaffRequest, mail_id: UUID) -> HttpResponse:
    """Send a letter on to the public body that it is for."""
    record = letter(request.actor, mail_id)
    form = SendOnForm(request.POST)
    if not form.is_valid():
        return mail_screen.page(request, record, status=422, sending_on=form)
    try:
        return _decide(
            request, mail_id, _("Sent on."),
            lambda seen: settling.send_on(
                actor=request.actor, mail_id=mail_id, seen=seen,
                recipient=form.cleaned_data["recipient"], now=clock.now(),
            ),
        )  # fmt: skip
    except AddressNotValid:
        form.add_error("recipient", _("Letters are sent on to other public bodies alone."))
        return mail_screen.page(request, record, status=422, sending_on=form)


@staff(WORK)
@require_POST
def send_again(request: StaffRequest, outgoing_id: UUID) -> HttpResponse:
    """Send a letter of ours once more."""
    outgoing = answering.send_again(actor=request.actor, outgoing_id=outgoing_id, now=clock.now())
    messages.success(request, _("It is on its way again."))
    return redirect(acting_in(request, outgoing.council_id, WORK).address("workspace:mail"))


def _decide(
    request: StaffRequest,
    mail_id: UUID,
    done: str,
    act: Callable[[int], object],
    *,
    stays: bool = False,
) -> HttpResponse:
    """Do it, unless somebody has meanwhile decided otherwise; then show what they decided."""
    record = letter(request.actor, mail_id)
    try:
        act(_seen(request))
    except Conflict:
        return mail_screen.page(
            request, letter(request.actor, mail_id), status=409, is_overtaken=True
        )
    leave(
        actor=request.actor, council_id=record.row.council_id, subject_kind=MAIL, subject_id=mail_id
    )
    messages.success(request, done)
    return _back(request, record, stays=stays)


def _back(request: StaffRequest, record: MailRecord, *, stays: bool) -> HttpResponse:
    where = acting_in(request, record.row.council_id, WORK)
    if stays:
        return redirect(where.address("workspace:mail-one", record.row.id))
    return redirect(where.address("workspace:mail"))


def _seen(request: StaffRequest) -> int:
    """Return the version of the letter that was on the screen."""
    said = request.POST.get("seen") or request.GET.get("seen") or ""
    return int(said) if said.isdecimal() and said.isascii() else 0


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("There is no such person.") from None
