"""Writing e-mails: the answer to a letter, and a letter about a case."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.cases.mail.actions import answering
from moothall.cases.mail.actions.answering import CASE, MAIL, AddressNotValid, Subject
from moothall.cases.mail.policies import WORK
from moothall.cases.mail.queries.letters import letter
from moothall.cases.mail.rows import MailRecord
from moothall.cases.presence.actions import leave, note_presence
from moothall.cases.rows import CaseRecord
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict, NotFound
from moothall.people.sight import sighted
from moothall.surfaces.workspace import case_mail_screen, case_screen, mail_screen
from moothall.surfaces.workspace.acting import StaffRequest, acting_in
from moothall.surfaces.workspace.mail_forms import LetterForm
from moothall.surfaces.workspace.person_forms import person_id_in

_INSERT = "insert:"
_SEND, _DROP = "send", "drop"


@staff(WORK)
@require_POST
@sighted
def answer(request: StaffRequest, mail_id: UUID) -> HttpResponse:
    """Answer a letter, or keep the answer as far as it has come."""
    record = letter(request.actor, mail_id)
    where = acting_in(request, record.row.council_id, WORK)
    subject = Subject(MAIL, mail_id)
    do = request.POST.get("do", "save")
    if do == _DROP:
        answering.drop_draft(actor=request.actor, subject=subject)
        return redirect(where.address("workspace:mail-one", mail_id))
    form = LetterForm(_typed(request, do))
    if not form.is_valid():
        return mail_screen.page(request, record, status=422, writing=form)
    kept = _keep(request, record.row.council_id, subject, form)
    if kept is None:
        return mail_screen.page(request, record, status=409, writing=form, is_conflict=True)
    if do != _SEND:
        asked = form.cleaned_data["asked"]
        return mail_screen.page(request, record, writing=_again(form, kept), asked=asked)
    return _send_answer(request, record, form, kept)


@staff(WORK)
@sighted
def about_case(request: StaffRequest, reference: str) -> HttpResponse:
    """Show the letters of a case, and write one."""
    record = case_screen.record_of(request, reference, now=clock.now())
    council_id, subject = record.case.council_id, Subject(CASE, record.case.id)
    where = acting_in(request, council_id, WORK)
    if request.method != "POST":
        note_presence(
            actor=request.actor, council_id=council_id, subject_kind=CASE,
            subject_id=record.case.id, is_writing=True, now=clock.now(),
        )  # fmt: skip
        return case_mail_screen.page(request, record)
    do = request.POST.get("do", "save")
    if do == _DROP:
        answering.drop_draft(actor=request.actor, subject=subject)
        return redirect(where.address("workspace:case-mail", record.case.reference))
    form = case_mail_screen.form_of(request, record, _typed(request, do))
    if not form.is_valid():
        return case_mail_screen.page(request, record, status=422, writing=form)
    kept = _keep(request, council_id, subject, form)
    if kept is None:
        return case_mail_screen.page(request, record, status=409, writing=form, is_conflict=True)
    if do != _SEND:
        again = case_mail_screen.form_of(request, record, _data(form, kept))
        return case_mail_screen.page(
            request, record, writing=again, asked=form.cleaned_data["asked"]
        )
    return _send_about(request, record, form, kept)


@staff(WORK)
@require_POST
def autosave(request: StaffRequest, kind: str, subject_id: UUID, council_id: int) -> HttpResponse:
    """Keep what is being typed, and say when."""
    acting_in(request, council_id, WORK)
    if kind not in {MAIL, CASE}:
        raise NotFound("There is nothing to write to.")
    typed = request.POST
    version = _number(typed.get("version", ""))
    context: dict[str, Any] = {"version": version, "is_conflict": False, "saved_at": None}
    try:
        draft = answering.save_draft(
            actor=request.actor, council_id=council_id, subject=Subject(kind, subject_id),
            text=typed.get("text", ""), title=typed.get("title", ""),
            recipient=typed.get("recipient", ""), version=version, now=clock.now(),
        )  # fmt: skip
    except Conflict:
        context["is_conflict"] = True
    else:
        context.update(version=draft.version, saved_at=draft.saved_at)
    return render(request, "workspace/parts/mail_saved.html", context)


def _send_answer(
    request: StaffRequest, record: MailRecord, form: LetterForm, kept: int
) -> HttpResponse:
    council_id, mail_id = record.row.council_id, record.row.id
    if not form.require_sendable():
        return mail_screen.page(request, record, status=422, writing=_with(form, kept))
    given = form.cleaned_data
    try:
        answering.answer_mail(
            actor=request.actor, mail_id=mail_id, seen=_number(given["seen"]),
            seen_of_case=person_id_in(given["seen_of_case"]), recipient=given["recipient"],
            title=given["title"], text=given["text"], language=mail_screen.language_of(record),
            now=clock.now(),
        )  # fmt: skip
    except AddressNotValid:
        form.add_error("recipient", _("Enter an e-mail address, like name@example.com"))
        return mail_screen.page(request, record, status=422, writing=_with(form, kept))
    except Conflict:
        return _overtaken(request, mail_id, form, kept)
    _leave(request, council_id, Subject(MAIL, mail_id))
    messages.success(request, _("Your e-mail is on its way."))
    return redirect(acting_in(request, council_id, WORK).address("workspace:mail"))


def _overtaken(request: StaffRequest, mail_id: UUID, form: LetterForm, kept: int) -> HttpResponse:
    """Show who has dealt with the letter meanwhile, or what was said in its case."""
    newest, given = letter(request.actor, mail_id), form.cleaned_data
    said = mail_screen.newest_said(newest)
    again = _again(form, kept, seen=str(newest.version), seen_of_case=said)
    if newest.version != _number(given["seen"]):
        return mail_screen.page(request, newest, status=409, writing=again, is_overtaken=True)
    case = case_screen.record_of(request, newest.row.case_reference, now=clock.now())
    return mail_screen.page(
        request, newest, status=409, writing=again, is_talked_over=True,
        news=case_mail_screen.said_since(case, given["seen_of_case"]),
    )  # fmt: skip


def _send_about(
    request: StaffRequest, record: CaseRecord, form: LetterForm, kept: int
) -> HttpResponse:
    given = form.cleaned_data
    if not form.require_sendable():
        return case_mail_screen.page(request, record, status=422, writing=form)
    try:
        answering.write_about_case(
            actor=request.actor, case_id=record.case.id, mailbox_id=UUID(given["mailbox"]),
            seen=UUID(given["seen"]) if given["seen"] else None, recipient=given["recipient"],
            title=given["title"], text=given["text"], language=record.language,
            file_ids=[UUID(one) for one in given.get("enclosed", [])], now=clock.now(),
        )  # fmt: skip
    except AddressNotValid:
        form.add_error("recipient", _("Enter an e-mail address, like name@example.com"))
        return case_mail_screen.page(request, record, status=422, writing=form)
    except Conflict:
        record = case_screen.record_of(request, record.case.reference, now=clock.now())
        newest = str(answering.newest_of_case(record.case.id) or "")
        again = case_mail_screen.form_of(request, record, _data(form, kept, seen=newest))
        return case_mail_screen.page(
            request, record, status=409, writing=again, is_overtaken=True,
            news=case_mail_screen.said_since(record, given["seen"]),
        )  # fmt: skip
    _leave(request, record.case.council_id, Subject(CASE, record.case.id))
    messages.success(request, _("Your e-mail is on its way."))
    where = acting_in(request, record.case.council_id, "case.view")
    return redirect(where.address("workspace:case", record.case.reference))


def _typed(request: StaffRequest, do: str) -> Any:
    """Return what was typed, with the ready-made answer that somebody chose put before it."""
    typed = request.POST.copy()
    if do.startswith(_INSERT):
        chosen = typed.get(f"ready-{do.removeprefix(_INSERT)}", "")
        typed["text"] = f"{chosen}\n{typed.get('text', '')}"
    return typed


def _keep(request: StaffRequest, council_id: int, subject: Subject, form: LetterForm) -> int | None:
    """Keep what was typed; return its version, or nothing if another screen has been faster."""
    given = form.cleaned_data
    try:
        return answering.save_draft(
            actor=request.actor, council_id=council_id, subject=subject, text=given["text"],
            title=given["title"], recipient=given["recipient"], version=given["version"] or 0,
            now=clock.now(),
        ).version  # fmt: skip
    except Conflict:
        return None


def _data(form: LetterForm, version: int, **changes: str) -> Any:
    data: Any = form.data.copy()  # type: ignore[attr-defined]
    data["version"] = str(version)
    for name, value in changes.items():
        data[name] = value
    return data


def _again(form: LetterForm, version: int, **changes: str) -> LetterForm:
    """Return the form with what was typed, and the version under which it is kept now."""
    return LetterForm(_data(form, version, **changes))


def _with(form: LetterForm, version: int) -> LetterForm:
    """Return the form with its errors, and the version under which it is kept now."""
    form.data = _data(form, version)
    return form


def _leave(request: StaffRequest, council_id: int, subject: Subject) -> None:
    leave(
        actor=request.actor, council_id=council_id, subject_kind=subject.kind,
        subject_id=subject.id,
    )  # fmt: skip


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() else 0
