"""Settings of mail: the mailboxes of a council, and its ready-made answers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.cases.mail.actions import setting_up
from moothall.cases.mail.checking import check_mailbox
from moothall.cases.mail.models import Mailbox, ReadyAnswer
from moothall.cases.mail.policies import EDIT_ANSWERS, MANAGE
from moothall.cases.mail.queries.answering import mailboxes_with_counts
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.errors import Conflict, NotFound
from moothall.surfaces.workspace.mail_setting_forms import MailboxForm, ReadyAnswerForm


@for_council(MANAGE)
def overview(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List the mailboxes of a council, and what is wrong with each."""
    ids = list(Mailbox.objects.filter(council_id=council.id).values_list("pk", flat=True))
    return _screen(
        request, council, "mail_settings", mailboxes=mailboxes_with_counts(council.id, ids)
    )


@for_council(MANAGE)
def new(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Set up another mailbox."""
    return _edit(request, council, None)


@for_council(MANAGE)
def mailbox(request: HttpRequest, council: CouncilRow, slug: str) -> HttpResponse:
    """Change a mailbox."""
    return _edit(request, council, _mailbox(council, slug))


@for_council(MANAGE)
def try_out(request: HttpRequest, council: CouncilRow, slug: str) -> HttpResponse:
    """Try a mailbox's servers, and say in words what is wrong."""
    found = _mailbox(council, slug)
    if request.method == "POST":
        problems = check_mailbox(found)
        for problem in problems:
            messages.error(request, problem)
        if not problems:
            messages.success(request, _("Mail can be fetched and sent."))
    return redirect(reverse("workspace:mailbox", args=[council.slug, slug]))


@for_council(EDIT_ANSWERS)
def answers(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List the ready-made answers of a council."""
    found = ReadyAnswer.objects.filter(council_id=council.id).select_related("team")
    return _screen(request, council, "ready_answers", answers=list(found.order_by("title")))


@for_council(EDIT_ANSWERS)
def new_answer(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Write another ready-made answer."""
    return _edit_answer(request, council, None)


@for_council(EDIT_ANSWERS)
def answer(request: HttpRequest, council: CouncilRow, answer_id: UUID) -> HttpResponse:
    """Change a ready-made answer, or delete it."""
    found = ReadyAnswer.objects.filter(council_id=council.id, pk=answer_id).first()
    if found is None:
        raise NotFound("There is no such answer.")
    if request.method == "POST" and "delete" in request.POST:
        setting_up.delete_ready_answer(
            actor=actor_of(request), council_id=council.id, answer_id=answer_id, now=clock.now()
        )
        messages.success(request, _("Deleted."))
        return redirect(reverse("workspace:ready-answers", args=[council.slug]))
    return _edit_answer(request, council, found)


def _edit(request: HttpRequest, council: CouncilRow, found: Mailbox | None) -> HttpResponse:
    form = MailboxForm(request.POST or None, council=council, mailbox=found)
    if request.method == "POST" and form.is_valid():
        try:
            kept = setting_up.set_up_mailbox(
                actor=actor_of(request), council_id=council.id,
                slug=found.slug if found else form.slug, settings=form.settings, now=clock.now(),
            )  # fmt: skip
        except Conflict:
            form.add_error("address", _("Another mailbox has this address"))
        else:
            messages.success(request, _("Saved."))
            return redirect(reverse("workspace:mailbox", args=[council.slug, kept.slug]))
    return _screen(
        request, council, "mailbox", form=form, mailbox=found,
        code=422 if form.is_bound else 200,
    )  # fmt: skip


def _edit_answer(
    request: HttpRequest, council: CouncilRow, found: ReadyAnswer | None
) -> HttpResponse:
    form = ReadyAnswerForm(request.POST or None, council=council, answer=found)
    if request.method == "POST" and form.is_valid():
        try:
            setting_up.keep_ready_answer(
                actor=actor_of(request), council_id=council.id,
                answer_id=found.pk if found else None, now=clock.now(), **form.given,
            )  # fmt: skip
        except Conflict:
            form.add_error("title", _("Another answer has this title"))
        else:
            messages.success(request, _("Saved."))
            return redirect(reverse("workspace:ready-answers", args=[council.slug]))
    return _screen(
        request, council, "ready_answer", form=form, answer=found,
        code=422 if form.is_bound else 200,
    )  # fmt: skip


def _mailbox(council: CouncilRow, slug: str) -> Mailbox:
    found = Mailbox.objects.filter(council_id=council.id, slug=slug).first()
    if found is None:
        raise NotFound("There is no such mailbox.")
    return found


def _screen(
    request: HttpRequest, council: CouncilRow, name: str, *, code: int = 200, **context: Any
) -> HttpResponse:
    shown = {"council": council, "acting_for": [{"name": council.short_name}], **context}
    return render(request, f"workspace/{name}.html", shown, status=code)
