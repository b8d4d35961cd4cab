"""What the page of a case's letters shows."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from moothall.cases.mail.actions.answering import CASE, TALKED, Subject, newest_of_case
from moothall.cases.mail.policies import WORK
from moothall.cases.mail.queries.answering import (
    Placeholders,
    doubtful_among,
    drafts_of,
    ready_answers,
)
from moothall.cases.mail.queries.letters import letters_of_case, readable_mailboxes
from moothall.cases.presence.queries import others_present
from moothall.cases.rows import CaseRecord, TimelineRow
from moothall.kernel import clock
from moothall.surfaces.workspace.acting import StaffRequest, acting_in, frame
from moothall.surfaces.workspace.company_panel import address_of_company
from moothall.surfaces.workspace.mail_forms import LetterForm
from moothall.surfaces.workspace.person_forms import person_id_in


def form_of(request: StaffRequest, record: CaseRecord, data: Any = None) -> LetterForm:
    """Return the form of a letter about a case, as it was kept or begun."""
    mailboxes = readable_mailboxes(request.actor, [record.case.council_id])
    usable = [one for one in mailboxes if one.is_active and one.smtp_host]
    files = [
        (str(one.file_id), one.name)
        for one in record.attachments
        if one.scan not in {"waiting", "infected"}
    ]
    drafts = drafts_of(request.actor, Subject(CASE, record.case.id))
    own = next((one for one in drafts if one.is_own), None)
    signature = usable[0].signature if usable else ""
    welsh = usable[0].signature_cy if usable and record.language == "cy" else ""
    begun = {
        "recipient": own.recipient if own else _address(record),
        "title": own.title if own else f"{record.case.reference} {record.case.service_name}",
        "text": own.text if own else f"\n\n{welsh or signature}",
        "version": own.version if own else 0,
        "seen": newest_of_case(record.case.id) or "",
        "mailbox": str(usable[0].pk) if usable else "",
    }
    return LetterForm(
        data,
        initial=begun,
        mailboxes=[(str(one.pk), f"{one.name} <{one.address}>") for one in usable],
        enclosed=files,
    )


def page(
    request: StaffRequest,
    record: CaseRecord,
    *,
    status: int = 200,
    writing: LetterForm | None = None,
    is_overtaken: bool = False,
    is_conflict: bool = False,
    asked: str = "",
    news: Sequence[TimelineRow] = (),
) -> HttpResponse:
    """Return the page; what was typed stands there as it was."""
    here = acting_in(request, record.case.council_id, WORK)
    council = here.chosen[0]
    came, sent = letters_of_case(record.case.id, is_withheld=record.case.is_withheld)
    drafts = drafts_of(request.actor, Subject(CASE, record.case.id))
    form = writing or form_of(request, record)
    shown = {
        **frame(request, here),
        "record": record,
        "case": record.case,
        "council_of_mail": council,
        "came": came,
        "sent": sent,
        "form": form,
        "may_write": "mailbox" in form.fields,
        "own_draft": next((one for one in drafts if one.is_own), None),
        "others_drafts": [one for one in drafts if not one.is_own],
        "others": others_present(
            actor=request.actor, council_id=council.id, subject_kind=CASE,
            subject_id=record.case.id, now=clock.now(),
        ),
        "ready": ready_answers(
            council.id,
            filled=Placeholders(
                name=record.person.name if record.person else "",
                reference=record.case.reference,
                service=record.case.service_name,
                council=council.name_in(record.language),
                officer=request.actor.name,
            ),
            language=record.language,
            asked=asked,
        ),
        "is_overtaken": is_overtaken,
        "news": news,
        "company": address_of_company(record, here, clock.now()),
        "is_conflict": is_conflict,
        "is_doubtful": bool(doubtful_among(council.id, [_address(record)])),
    }  # fmt: skip
    return render(request, "workspace/case_mail.html", shown, status=status)


def said_since(record: CaseRecord, seen: str) -> list[TimelineRow]:
    """Return what the resident and the team said after what the writer saw, newest first."""
    since = person_id_in(seen)
    return [
        one
        for one in record.timeline
        if one.kind in TALKED and one.text and (since is None or one.id > since)
    ]


def _address(record: CaseRecord) -> str:
    return record.person.email if record.person else ""
