"""What residents do with their own cases, each on a page of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.cases import actions
from moothall.cases.actions.own_acts import was_done
from moothall.cases.acts import Act
from moothall.cases.models import Case
from moothall.cases.own_forms import WORDS, ActForm
from moothall.cases.own_rows import OwnRequest
from moothall.cases.rows import QuestionRow
from moothall.cases.views.own_cases import own
from moothall.cases.views.own_files import HandedIn, given_back, handed_in, keeps_own_files
from moothall.councils.requests import CouncilRequest
from moothall.documents.late_files import forget_late_files
from moothall.documents.purposes import purposes
from moothall.kernel import clock, rate_limits
from moothall.kernel.access import resident
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound, TransitionNotAllowed
from moothall.people import scopes
from moothall.people.keeping_words import forget_words_at, keeps_words, words_at

PERIOD = timedelta(hours=1)
#: Nobody has so much to say in an hour; a program that has got into an account does.
TRIES_PER_PERSON = 60


@dataclass(frozen=True, kw_only=True)
class Doing:
    """All that an act needs to know."""

    actor: Actor
    case_id: UUID
    given: dict[str, Any]
    file_ids: list[UUID]
    language: str
    now: datetime

    @property
    def usual(self) -> dict[str, Any]:
        """Return what every action is told."""
        return {
            "actor": self.actor,
            "case_id": self.case_id,
            "key": self.given["key"],
            "now": self.now,
        }


def _answer(doing: Doing) -> object:
    given = doing.given
    return actions.answer_question(
        **doing.usual,
        question_id=given["question"],
        text=given["text"],
        file_ids=doing.file_ids,
    )


def _add(doing: Doing) -> object:
    return actions.add_to_case(**doing.usual, text=doing.given["text"], file_ids=doing.file_ids)


def _write(doing: Doing) -> object:
    given = doing.given
    return actions.write_to_team(**doing.usual, text=given["text"], file_ids=doing.file_ids)


def _rate(doing: Doing) -> object:
    given = doing.given
    return actions.say_how_it_went(**doing.usual, score=given["score"], words=given["text"])


def _reopen(doing: Doing) -> object:
    return actions.reopen_case(**doing.usual, text=doing.given["text"], file_ids=doing.file_ids)


def _withdraw(doing: Doing) -> object:
    return actions.withdraw_case(**doing.usual, text=doing.given["text"])


def _again(doing: Doing) -> object:
    return actions.tell_again(
        **doing.usual,
        text=doing.given["text"],
        file_ids=doing.file_ids,
        language=doing.language,
    )


def _complain(doing: Doing) -> object:
    given = doing.given
    return actions.complain(
        **doing.usual,
        text=given["text"],
        file_ids=doing.file_ids,
        language=doing.language,
    )


_DO: Mapping[Act, Callable[[Doing], object]] = MappingProxyType(
    {
        Act.ANSWER: _answer,
        Act.ADD: _add,
        Act.WRITE: _write,
        Act.RATE: _rate,
        Act.REOPEN: _reopen,
        Act.AGAIN: _again,
        Act.COMPLAIN: _complain,
        Act.WITHDRAW: _withdraw,
    }
)


@keeps_words
@keeps_own_files
@resident(scopes.REQUESTS)
def act(request: CouncilRequest, reference: str, act: str) -> HttpResponseBase:
    """
    Ask for what an act needs, and do it.

    Whatever is wrong, the page comes back with all that was typed and every file that was taken.
    """
    found = own(request, reference)
    wanted = _act_named(act)
    if wanted not in found.acts:
        return _too_late_or_done(request, found, wanted)
    question = _question(request, found) if wanted is Act.ANSWER else None
    if request.method != "POST":
        return _first_time(request, found, wanted, question)
    form = _form(wanted, question, data=request.POST)
    files = handed_in(request) if WORDS[wanted].files else HandedIn()
    if _needs_file(wanted, question) and not files.file_ids and not files.problems:
        files.problems.append(_("Choose a photo or document"))
    if not form.is_valid() or files.problems:
        return _page(request, found, wanted, form, question, files=files, status=422)
    if not may_go_on(request):
        form.add_error(None, _("You have sent a lot in a short time. Try again in an hour."))
        return _page(request, found, wanted, form, question, files=files, status=429)
    return _done(request, found, wanted, form, files)


def _done(
    request: CouncilRequest, found: OwnRequest, wanted: Act, form: ActForm, files: HandedIn
) -> HttpResponseBase:
    doing = Doing(
        actor=request.actor,
        case_id=found.row.id,
        given=form.cleaned_data,
        file_ids=files.file_ids,
        language=request.LANGUAGE_CODE,
        now=clock.now(),
    )
    try:
        with transaction.atomic():
            came_of_it = _DO[wanted](doing)
    except (Conflict, TransitionNotAllowed):
        return _too_late_or_done(request, own(request, found.row.reference), wanted)
    forget_words_at(request)
    forget_late_files(request)
    # What came of a complaint is a case of its own; of all else it is this one.
    reference = came_of_it.reference if isinstance(came_of_it, Case) else found.row.reference
    return _said_done(str(reference), wanted)


def _said_done(reference: str, wanted: Act) -> HttpResponseBase:
    return redirect(f"{reverse('account:request', args=[reference])}?done={wanted.value}")


def _first_time(
    request: CouncilRequest, found: OwnRequest, wanted: Act, question: QuestionRow | None
) -> HttpResponse:
    """Show the page empty, or with the words of whoever was signed out as they wrote."""
    waiting = words_at(request)
    words = waiting.words if waiting else {}
    form = _form(wanted, question, initial=words)
    files = given_back(request) if WORDS[wanted].files else HandedIn()
    return _page(request, found, wanted, form, question, files=files, waiting=waiting)


def _form(
    wanted: Act,
    question: QuestionRow | None,
    *,
    data: Any = None,
    initial: Mapping[str, Any] | None = None,
) -> ActForm:
    needs_text = question is None or not question.wants_file
    asked = {"question": question.id} if question else {}
    return ActForm(data, act=wanted, needs_text=needs_text, initial={**(initial or {}), **asked})


def _page(
    request: CouncilRequest,
    found: OwnRequest,
    wanted: Act,
    form: ActForm,
    question: QuestionRow | None,
    *,
    files: HandedIn | None = None,
    waiting: object = None,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "cases/account/act.html",
        {
            "found": found,
            "act": wanted.value,
            "words": WORDS[wanted],
            "form": form,
            "question": question,
            "files": files or HandedIn(),
            "file_words": purposes.get("evidence").words,
            "waiting": waiting,
        },
        status=status,
    )


def _too_late_or_done(request: CouncilRequest, found: OwnRequest, wanted: Act) -> HttpResponseBase:
    """
    Say that it cannot be done any more, and leave what was typed to be copied or sent on.

    Whoever pressed the button twice has done it, and is told so.
    """
    if request.method == "POST" and was_done(found.row.id, request.POST.get("key", "")):
        return _said_done(found.row.reference, wanted)
    return render(
        request,
        "cases/account/too_late.html",
        {
            "found": found,
            "words": WORDS[wanted],
            "typed": request.POST.get("text", ""),
            "form": ActForm(act=Act.WRITE, initial={"text": request.POST.get("text", "")}),
            "may_write": Act.WRITE in found.acts,
        },
        status=409,
    )


def _act_named(name: str) -> Act:
    try:
        return Act(name)
    except ValueError:
        raise NotFound("Nothing of this name can be done with a request.") from None


def _question(request: CouncilRequest, found: OwnRequest) -> QuestionRow | None:
    """Return the question that is meant, or else the first that is open, if one was asked here."""
    named = request.POST.get("question", "") or request.GET.get("question", "")
    meant = [one for one in found.open_questions if str(one.id) == named]
    return next(iter([*meant, *found.open_questions]), None)


def _needs_file(wanted: Act, question: QuestionRow | None) -> bool:
    return wanted is Act.ADD or (question is not None and question.wants_file)


def may_go_on(request: CouncilRequest) -> bool:
    """Count one thing that somebody sends, and tell whether it is not too much."""
    return rate_limits.allow(
        f"own-acts:{request.council.id}:{request.actor.identifier}",
        limit=TRIES_PER_PERSON,
        per=PERIOD,
        now=clock.now(),
    )
