"""Pages on which hours are set: seen, changed after a look at what that does, undone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from moothall.bookings.actions.closing import Shuttable
from moothall.bookings.opening import actions, queries
from moothall.bookings.opening.actions import Change
from moothall.bookings.opening.errors import NeverOpen, TooManyStretches
from moothall.bookings.opening.forms import ConsequenceForm, DaysForm, RuleForm, values_of
from moothall.bookings.opening.judging import Outside, outside
from moothall.bookings.opening.said import Said
from moothall.bookings.opening.words import lines_of, rule_words, run_words, runs_of
from moothall.bookings.policies import MANAGE
from moothall.bookings.views.screens import day_asked, screen, today
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.errors import Conflict, NotFound

#: Before the names of the second question, since both may ask for a reason.
_PREFIX = "then"
_NOT_KEPT = frozenset({"confirmed", "csrfmiddlewaretoken"})
_REFUSALS = (Conflict, NeverOpen, TooManyStretches)


@for_council(MANAGE)
def listed(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List all whose hours can be set, with what they are."""
    return screen(
        request,
        council,
        "hours",
        owners=queries.owners(),
        lines_of=partial(lines_of, since=today(council)),
    )


@for_council(MANAGE)
def hours_of(request: HttpRequest, council: CouncilRow, kind: str, owner_id: UUID) -> HttpResponse:
    """Show the hours of one: by whom they were said, and what the file would do."""
    owner, now = queries.owner_named(kind, owner_id), clock.now()
    said, standing = queries.said_hours(owner), queries.standing(owner)
    return screen(
        request,
        council,
        "hours_of",
        kind=kind,
        owner=owner,
        said_hours=said,
        standing=standing,
        runs=runs_of(said, since=today(council)),
        file_lines=lines_of(standing.from_file, since=today(council)) if standing.from_file else [],
        outside=outside(owner, said, now=now, before=None),
        closures=queries.closures_of(owner, now=now),
        rule_words=rule_words,
        run_words=run_words,
    )


@for_council(MANAGE)
def rule(request: HttpRequest, council: CouncilRow, kind: str, owner_id: UUID) -> HttpResponseBase:
    """Ask for opening hours or a break, new or in place of one there is, and set it."""
    owner = queries.owner_named(kind, owner_id)
    said = queries.said_hours(owner)
    number = _number(request.GET.get("number", ""), said)
    if request.method == "POST":
        form = RuleForm(request.POST)
        if form.is_valid():
            wanted = said.with_rule(form.rule, number)
            return _decided(request, council, _Asked(kind, owner, wanted, form, "weekdays"))
    else:
        form = RuleForm(initial=values_of(said.rules[number]) if number is not None else None)
    return _form(request, council, "hours_rule", kind=kind, owner=owner, form=form, number=number)


@for_council(MANAGE)
def days(request: HttpRequest, council: CouncilRow, kind: str, owner_id: UUID) -> HttpResponseBase:
    """Ask for other hours on a day, or leave, and set them."""
    owner = queries.owner_named(kind, owner_id)
    if request.method == "POST":
        form = DaysForm(request.POST)
        if form.is_valid():
            wanted = queries.said_hours(owner).with_days(form.days)
            return _decided(request, council, _Asked(kind, owner, wanted, form, "first_on"))
    else:
        form = DaysForm(initial={"first_on": day_asked(request.GET.get("on", ""), today(council))})
    return _form(request, council, "hours_days", kind=kind, owner=owner, form=form)


@require_POST
@for_council(MANAGE)
def back(
    request: HttpRequest, council: CouncilRow, kind: str, owner_id: UUID, what: str
) -> HttpResponseBase:
    """Take a rule or a day out, undo the last change, or go back to the file's hours."""
    owner = queries.owner_named(kind, owner_id)
    said, standing = queries.said_hours(owner), queries.standing(owner)
    ways: dict[str, Callable[[], _Asked]] = {
        "rule": lambda: _Asked(
            kind, owner, said.without_rule(_existing(request.POST.get("number", ""), said))
        ),
        "day": lambda: _Asked(kind, owner, said.without_days(_between(request))),
        "undo": lambda: _Asked(kind, owner, _there(standing.before), act=actions.undo_hours),
        "file": lambda: _Asked(
            kind,
            owner,
            _as_file(standing, said),
            act=actions.take_file_hours,
        ),
    }
    if what not in ways:
        raise NotFound("There is no such change.")
    return _decided(request, council, ways[what]())


@dataclass(frozen=True)
class _Asked:
    """What somebody wants to set, the form they typed it into if any, and the verb that does it."""

    kind: str
    owner: Shuttable
    said: Said
    form: RuleForm | DaysForm | None = None
    field: str = ""
    act: Callable[..., int] | None = None


def _decided(request: HttpRequest, council: CouncilRow, asked: _Asked) -> HttpResponseBase:
    """Set hours that leave nobody outside; else ask first what becomes of those they do."""
    before = queries.said_hours(asked.owner)
    found = outside(asked.owner, asked.said, now=clock.now(), before=before)
    is_answered = request.POST.get("confirmed") == "yes"
    consequence = ConsequenceForm(request.POST if is_answered else None, prefix=_PREFIX)
    if found.count and not (is_answered and consequence.is_valid()):
        return _check(request, council, asked, found, consequence)
    shut_because = consequence.shut_because if found.count else None
    version = request.POST.get("version", "")
    change = Change(
        owner=asked.owner,
        version=int(version) if version.isdecimal() else 0,
        shut_because=shut_because,
    )
    try:
        told = _act(request, asked, change)
    except _REFUSALS as error:
        if asked.form is not None:
            asked.form.add_error(asked.field, _refusal(error))
            template = "hours_rule" if isinstance(asked.form, RuleForm) else "hours_days"
            return _form(
                request, council, template, kind=asked.kind, owner=asked.owner, form=asked.form
            )
        messages.error(request, _refusal(error))
    else:
        messages.success(request, _done(told, is_told=shut_because is not None))
    return redirect("workspace:diary-hours-of", council.slug, asked.kind, asked.owner.pk)


def _act(request: HttpRequest, asked: _Asked, change: Change) -> int:
    actor, now = actor_of(request), clock.now()
    if asked.act is not None:
        return asked.act(actor=actor, change=change, now=now)
    return actions.write_hours(actor=actor, change=change, said=asked.said, now=now)


def _check(
    request: HttpRequest,
    council: CouncilRow,
    asked: _Asked,
    found: Outside,
    consequence: ConsequenceForm,
) -> HttpResponse:
    """Show what is left outside, and ask what becomes of it; what was typed goes along."""
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _NOT_KEPT and not name.startswith(f"{_PREFIX}-")
        for value in values
    ]
    return screen(
        request,
        council,
        "hours_check",
        kind=asked.kind,
        owner=asked.owner,
        lines=lines_of(asked.said, since=today(council)),
        outside=found,
        form=consequence,
        kept=kept,
        status=422 if consequence.is_bound else 200,
    )


def _form(
    request: HttpRequest,
    council: CouncilRow,
    template: str,
    *,
    kind: str,
    owner: Shuttable,
    form: RuleForm | DaysForm,
    number: int | None = None,
) -> HttpResponse:
    version = request.POST.get("version", "")
    return screen(
        request,
        council,
        template,
        kind=kind,
        owner=owner,
        form=form,
        number=number,
        version=version if version.isdecimal() else queries.standing(owner).version,
        status=422 if form.is_bound else 200,
    )


def _between(request: HttpRequest) -> tuple[date, date]:
    first = day_asked(request.POST.get("on", ""), date.min)
    return first, day_asked(request.POST.get("until", ""), first)


def _number(text: str, said: Said) -> int | None:
    """Return which rule an address names, if it names one."""
    return int(text) if text.isdecimal() and int(text) < len(said.rules) else None


def _existing(text: str, said: Said) -> int:
    number = _number(text, said)
    if number is None:
        raise NotFound("There is no such rule.")
    return number


def _there(said: Said | None) -> Said:
    if said is None:
        raise NotFound("There is nothing to go back to.")
    return said


def _as_file(standing: queries.Standing, said: Said) -> Said:
    from_file = _there(standing.from_file)
    return from_file if standing.file_says_week else Said(said.rules, from_file.days)


def _refusal(error: Exception) -> str:
    if isinstance(error, Conflict):
        return _("Somebody else has changed these hours meanwhile. Look at them again first.")
    if isinstance(error, NeverOpen):
        return _("Nothing would say any more when it is open. To shut it, make a closure.")
    return _("Too many times would have to be shut at once. Shut the whole with a closure.")


def _done(told: int, *, is_told: bool) -> str:
    if not is_told:
        return _("The hours are set.")
    said = ngettext(
        "The hours are set. %(count)s person is asked to choose another time.",
        "The hours are set. %(count)s people are asked to choose another time.",
        told,
    )
    return said % {"count": told}
