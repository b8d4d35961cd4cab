"""What staff write to the resident of a case, ask them, and have read of theirs."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.cases import actions
from moothall.cases.policies import can_edit_case
from moothall.cases.queries.talk import has_colleague_answered
from moothall.cases.rows import CaseRecord
from moothall.documents.actions import store_upload
from moothall.documents.errors import UploadRefused
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict, TransitionNotAllowed
from moothall.kernel.forms import Form
from moothall.kernel.policies import require
from moothall.surfaces.workspace import case_screen
from moothall.surfaces.workspace.acting import StaffRequest
from moothall.surfaces.workspace.person_forms import person_id_in
from moothall.surfaces.workspace.talk_forms import MessageToResident, QuestionToResident
from moothall.surfaces.workspace.views.case import address_of, again

PURPOSE = "evidence"
MOST_FILES = 5


@staff("case.edit")
@require_POST
def write(request: StaffRequest, reference: str) -> HttpResponse:
    """Write to the resident of a case, with files."""
    now = clock.now()
    record = case_screen.record_of(request, reference, now=now)
    require(can_edit_case(request.actor, record.case.council_id))
    form = MessageToResident(request.POST)
    seen = person_id_in(request.POST.get("seen", ""))
    if seen and has_colleague_answered(record.case.id, since=seen, but=request.actor):
        return _answered(request, record, seen, message=MessageToResident(_read(request, record)))
    file_ids, problems = _stored(request, record)
    for problem in problems:
        form.add_error(None, problem)
    if not form.is_valid():
        return again(request, record, status_code=422, message=form)
    try:
        with transaction.atomic():
            actions.write_to_resident(
                actor=request.actor,
                case_id=record.case.id,
                text=form.cleaned_data["message"],
                file_ids=file_ids,
                seen=seen,
                now=now,
            )
    except Conflict:
        record = case_screen.record_of(request, reference, now=now)
        return _answered(request, record, seen, message=MessageToResident(_read(request, record)))
    messages.success(request, _("Sent."))
    return redirect(address_of(request, record))


@staff("case.edit")
@require_POST
def ask(request: StaffRequest, reference: str) -> HttpResponse:
    """Ask the resident of a case something, and wait for the answer."""
    now = clock.now()
    record = case_screen.record_of(request, reference, now=now)
    form = QuestionToResident(request.POST, today=localdate(now))
    if form.is_valid():
        try:
            with transaction.atomic():
                actions.ask_resident(
                    actor=request.actor,
                    case_id=record.case.id,
                    text=form.cleaned_data["question"],
                    wants_file=form.cleaned_data["wants_file"],
                    due_on=form.cleaned_data["due_on"],
                    seen=form.cleaned_data["seen"],
                    now=now,
                )
        except Conflict:
            record = case_screen.record_of(request, reference, now=now)
            typed = QuestionToResident(_read(request, record), today=localdate(now))
            return _answered(request, record, form.cleaned_data["seen"], question=typed)
        except TransitionNotAllowed:
            form.add_error(None, _("The case is closed, so nothing can be asked."))
        else:
            messages.success(request, _("Sent. The clock stands until they answer."))
            return redirect(address_of(request, record))
    return again(request, record, status_code=422, question=form)


@staff("case.edit")
@require_POST
def take_note(request: StaffRequest, reference: str) -> HttpResponse:
    """Say that the team has read what the resident did."""
    now = clock.now()
    record = case_screen.record_of(request, reference, now=now)
    actions.take_note(actor=request.actor, case_id=record.case.id, now=now)
    messages.success(request, _("Marked as read."))
    return redirect(address_of(request, record))


def _read(request: StaffRequest, record: CaseRecord) -> QueryDict:
    """Return what was typed, by somebody who now reads all that there is."""
    typed = request.POST.copy()
    typed["seen"] = str(case_screen.newest_entry(record) or "")
    return typed


def _answered(
    request: StaffRequest, record: CaseRecord, seen: UUID | None, **form: Form
) -> HttpResponse:
    """Show what a colleague has written meanwhile; nothing was sent, and nothing typed is lost."""
    for one in form.values():
        one.add_error(
            None,
            _("A colleague has answered while you were writing. Read what they wrote, then send."),
        )
    news = case_screen.entries_since(record, seen)
    return again(request, record, status_code=409, news=news, **form)


def _stored(request: StaffRequest, record: CaseRecord) -> tuple[list[UUID], list[str]]:
    """Store the files that came, and say what is wrong with the others."""
    file_ids: list[UUID] = []
    problems: list[str] = []
    uploads = request.FILES.getlist("files")
    if len(uploads) > MOST_FILES:
        problems.append(_("You can send up to %(number)s files at a time") % {"number": MOST_FILES})
    for upload in uploads[:MOST_FILES]:
        try:
            stored = store_upload(
                actor=request.actor,
                council_id=record.case.council_id,
                upload=upload,
                original_name=upload.name or "",
                purpose=PURPOSE,
                now=clock.now(),
            )
        except UploadRefused as refusal:
            problems.append(f"{upload.name}: {refusal.message}")
        else:
            file_ids.append(stored.pk)
    return file_ids, problems
