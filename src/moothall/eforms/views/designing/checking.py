"""What stands between a form and its publication, and publishing it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from moothall.councils.for_council import actor_of
from moothall.eforms import actions, lint
from moothall.eforms.circumstances import circumstances_of
from moothall.eforms.designing.advice import advice_on
from moothall.eforms.designing.parts import Spot, spot_of
from moothall.eforms.designing.plain import plain_words, where_words
from moothall.eforms.designs import published_document
from moothall.eforms.errors import FormNotPublishable
from moothall.eforms.models import InFlight
from moothall.eforms.sharing import telling
from moothall.eforms.sharing.differences import changes
from moothall.eforms.views.designing.frame import Desk, for_designers, only_posted, screen
from moothall.eforms.views.designing.parts import PARTS
from moothall.kernel import clock
from moothall.kernel.errors import Conflict

_OF_START = frozenset({"title", "start", "privacy", "slug", "about"})
_OF_END = frozenset({"declaration", "confirmation", "saving", "keeping"})
_MOST_ROWS = 200
_MOST_DIGITS = 8


@dataclass(frozen=True)
class Finding:
    """Something to mend or to make better: where, what, and the screen on which to do it."""

    where: str
    words: str
    href: str


@for_designers
def checks(desk: Desk) -> HttpResponse:
    """Show what is to mend, what could be better, and what publishing changes."""
    return _drawn(desk, ())


def _drawn(desk: Desk, errors: Sequence[dict[str, str]]) -> HttpResponse:
    document = desk.document
    before = published_document(desk.council.id, desk.form)
    rows = telling.rows(changes(before, document), before, document) if before else ()
    found = lint.mistakes(document, circumstances_of(desk.council.id))
    return screen(
        desk, "checks", errors=errors,
        mistakes=[_finding(desk, one.place, plain_words(one, document)) for one in found],
        advice=[_finding(desk, one.place, one.message) for one in advice_on(document)],
        rows=rows[:_MOST_ROWS], more_rows=max(len(rows) - _MOST_ROWS, 0),
        in_flight=InFlight.choices,
    )  # fmt: skip


@for_designers
@only_posted
def publish(desk: Desk) -> HttpResponse:
    """Put what was designed before residents."""
    wish = desk.request.POST.get("in_flight", "")
    in_flight = InFlight(wish) if wish in InFlight.values else InFlight.FINISH
    try:
        version = actions.publish_working_copy(
            actor=actor_of(desk.request), council_id=desk.council.id, form=desk.form,
            revision=_revision(desk), in_flight=in_flight, now=clock.now(),
        )  # fmt: skip
    except FormNotPublishable:
        return _drawn(desk, [{"href": "#mistakes", "text": _("Mend what is listed first.")}])
    except Conflict as error:
        return _drawn(desk, [{"href": "", "text": str(error)}])
    desk.tell(_("Published as version %(number)s.") % {"number": version.number})
    return redirect(desk.url("design-checks"))


@for_designers
@only_posted
def ask(desk: Desk) -> HttpResponse:
    """Say that the form is ready for whoever may publish it."""
    try:
        actions.ask_for_approval(
            actor=actor_of(desk.request), council_id=desk.council.id, form=desk.form,
            revision=_revision(desk), now=clock.now(),
        )  # fmt: skip
    except Conflict as error:
        return _drawn(desk, [{"href": "", "text": str(error)}])
    desk.tell(_("Whoever may publish forms sees now that this one is ready."))
    return redirect(desk.url("design-checks"))


@for_designers
@only_posted
def discard(desk: Desk) -> HttpResponse:
    """Give up what was changed since the last publication."""
    try:
        actions.discard_working_copy(
            actor=actor_of(desk.request), council_id=desk.council.id, form=desk.form,
            revision=_revision(desk), now=clock.now(),
        )  # fmt: skip
    except Conflict as error:
        return _drawn(desk, [{"href": "", "text": str(error)}])
    desk.tell(_("The changes are gone. The history still has them."))
    return redirect(desk.url("design"))


def _revision(desk: Desk) -> int:
    text = desk.request.POST.get("revision", "")
    is_number = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else -1


def _finding(desk: Desk, place: str, words: str) -> Finding:
    spot = spot_of(desk.document, place)
    return Finding(where_words(desk.document, spot, desk.language), words, _href(desk, spot))


def _href(desk: Desk, spot: Spot) -> str:
    """Return the screen on which the place is set."""
    if spot.question:
        return desk.url("design-question", page=spot.page, question=spot.question)
    if spot.page:
        return desk.url("design-page", page=spot.page)
    if spot.part in _OF_START:
        return desk.url("design-part", part="start")
    if spot.part in _OF_END:
        return desk.url("design-part", part="end")
    if spot.part == "needs":
        return desk.url("design-part", part="fee")
    return desk.url("design-part", part=spot.part if spot.part in PARTS else "outcome")
