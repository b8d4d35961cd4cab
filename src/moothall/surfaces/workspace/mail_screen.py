"""What the page of one letter shows, joined from the apps that know it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from moothall.cases.mail.actions.answering import MAIL, Subject, newest_of_case
from moothall.cases.mail.models import Mailbox
from moothall.cases.mail.policies import WORK
from moothall.cases.mail.queries.answering import (
    Placeholders,
    doubtful_among,
    drafts_of,
    quoted,
    ready_answers,
)
from moothall.cases.mail.rows import MailRecord
from moothall.cases.presence.queries import others_present
from moothall.cases.queries.lists import case_row
from moothall.cases.rows import TimelineRow
from moothall.councils.queries import council_by_id, service_types
from moothall.kernel import clock
from moothall.people.queries import persons_by_id
from moothall.surfaces.workspace.acting import StaffRequest, acting_in, frame
from moothall.surfaces.workspace.mail_forms import (
    JoinCaseForm,
    LetterForm,
    OpenCaseForm,
    SendOnForm,
)


def page(
    request: StaffRequest,
    record: MailRecord,
    *,
    status: int = 200,
    is_overtaken: bool = False,
    is_talked_over: bool = False,
    news: Sequence[TimelineRow] = (),
    is_conflict: bool = False,
    writing: LetterForm | None = None,
    join: JoinCaseForm | None = None,
    opening: OpenCaseForm | None = None,
    sending_on: SendOnForm | None = None,
    asked: str = "",
) -> HttpResponse:
    """Return the page of a letter; forms that were sent stand there as they were typed."""
    here = acting_in(request, record.row.council_id, WORK)
    council = here.chosen[0]
    now = clock.now()
    drafts = drafts_of(request.actor, Subject(MAIL, record.row.id))
    own = next((one for one in drafts if one.is_own), None)
    known = [record.person_id] if record.person_id else []
    people = persons_by_id([*record.candidates, *known])
    shown: dict[str, Any] = {
        **frame(request, here),
        "opened_at": clock.now().isoformat(),
        "record": record,
        "council_of_mail": council,
        "person": people.get(record.person_id) if record.person_id else None,
        "candidates": [people[one] for one in record.candidates if one in people],
        "form": writing or LetterForm(initial=begun(request, record)),
        "own_draft": own,
        "others_drafts": [one for one in drafts if not one.is_own],
        "others": others_present(
            actor=request.actor, council_id=council.id, subject_kind=MAIL,
            subject_id=record.row.id, now=now,
        ),
        "ready": ready_answers(
            council.id, filled=placeholders(request, record), language=language_of(record),
            asked=asked,
        ),
        "join": join or JoinCaseForm(initial={"reference": record.guessed_reference}),
        "opening": opening
        or OpenCaseForm(
            services=services(record),
            initial={"service": _usual_service(record), "summary": record.row.subject[:300]},
        ),
        "sending_on": sending_on or SendOnForm(),
        "is_overtaken": is_overtaken,
        "is_talked_over": is_talked_over,
        "news": news,
        "is_conflict": is_conflict,
        "is_doubtful": bool(doubtful_among(council.id, [record.reply_address])),
    }  # fmt: skip
    return render(request, "workspace/mail_one.html", shown, status=status)


def begun(request: StaffRequest, record: MailRecord) -> dict[str, Any]:
    """Return the answer as it was last kept, or one with the signature and what it answers."""
    drafts = drafts_of(request.actor, Subject(MAIL, record.row.id))
    own = next((one for one in drafts if one.is_own), None)
    seen = {"seen": record.version, "seen_of_case": newest_said(record)}
    if own is not None:
        return {
            "recipient": own.recipient, "title": own.title, "text": own.text,
            "version": own.version, **seen,
        }  # fmt: skip
    said = _("%(sender)s wrote:") % {"sender": record.row.sender}
    text = f"\n\n{signature(record)}\n\n{quoted(record.text, said=said)}"
    return {
        "recipient": record.reply_address,
        "title": record.row.subject,
        "text": text,
        "version": 0,
        **seen,
    }


def newest_said(record: MailRecord) -> str:
    """Return the newest of what was said in the case of a letter, or nothing without a case."""
    newest = newest_of_case(record.case_id) if record.case_id else None
    return str(newest or "")


def signature(record: MailRecord) -> str:
    """Return the mailbox's signature in the reader's language."""
    mailbox = Mailbox.objects.get(pk=record.mailbox_id)
    own = mailbox.signature_cy if language_of(record) == "cy" else ""
    return own or mailbox.signature


def placeholders(request: StaffRequest, record: MailRecord) -> Placeholders:
    """Return what stands for the places of a ready-made answer to this letter."""
    people = persons_by_id([record.person_id]) if record.person_id else {}
    case = case_row(record.case_id, now=clock.now()) if record.case_id else None
    known = people.get(record.person_id) if record.person_id else None
    return Placeholders(
        name=known.name if known else record.row.sender,
        reference=record.row.case_reference,
        service=case.service_name if case else "",
        council=council_by_id(record.row.council_id).name_in(language_of(record)),
        officer=request.actor.name,
    )


def language_of(record: MailRecord) -> str:
    """Return the language in which its writer is answered: their own, if they have chosen one."""
    person = persons_by_id([record.person_id]).get(record.person_id) if record.person_id else None
    return person.language if person else "en"


def services(record: MailRecord) -> list[tuple[str, str]]:
    """Return what a case may be about."""
    return [(one.slug, one.name) for one in service_types(record.row.council_id) if one.is_active]


def _usual_service(record: MailRecord) -> str:
    mailbox = Mailbox.objects.filter(pk=record.mailbox_id).select_related("service_type").get()
    return mailbox.service_type.slug if mailbox.service_type else ""
