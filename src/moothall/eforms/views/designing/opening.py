"""When a form is open and how often it may be sent, among the settings of its design."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moothall.councils.for_council import actor_of
from moothall.eforms.designs import Availability, availability_of
from moothall.eforms.errors import ChangedMeanwhile
from moothall.eforms.forms import AvailabilityForm
from moothall.eforms.policies import MANAGE
from moothall.eforms.queries import handed_in_count
from moothall.eforms.views.availability import days_of, open_as_typed
from moothall.eforms.views.designing.frame import Desk, for_designers, screen
from moothall.kernel import clock


@for_designers
def opening(desk: Desk) -> HttpResponse:
    """Show when the form is open; whoever runs the council's forms may change it."""
    row = availability_of(desk.council.id, desk.form)
    may_manage = actor_of(desk.request).may(MANAGE, desk.council.id)
    posted = desk.request.POST if desk.request.method == "POST" else None
    typed = AvailabilityForm(posted, initial=days_of(row, desk.council))
    if posted is not None and not may_manage:
        raise PermissionDenied
    if posted is not None and typed.is_valid() and _is_kept(desk, typed, posted.get("seen", "")):
        desk.tell(_("Saved. It holds from now on."))
        return redirect(desk.url("design-open"))
    sent = handed_in_count(desk.council.id, desk.form)
    return screen(
        desk, "opening", form=typed, errors=typed.errors if typed.is_bound else (),
        seen=row.digest, may_manage=may_manage, words=_words(desk, row, sent),
        part="open",
    )  # fmt: skip


def _is_kept(desk: Desk, typed: AvailabilityForm, seen: str) -> bool:
    try:
        open_as_typed(
            actor=actor_of(desk.request), council=desk.council, form=desk.form, typed=typed,
            seen=seen,
        )  # fmt: skip
    except ChangedMeanwhile as error:
        advice = _("Below is what you typed. Save again to keep yours in place of theirs.")
        typed.add_error(None, f"{error} {advice}")
        return False
    return True


def _words(desk: Desk, row: Availability, sent: int) -> list[str]:
    """Return in sentences whether people can send the form, until when, and how many may."""
    now = clock.now()
    found = []
    if desk.design.published is None:
        found.append(_("Nobody can fill in the form yet: it is not published."))
    elif row.opens_at is not None and now < row.opens_at:
        words = _("The form is closed. It opens on %(day)s.")
        found.append(words % {"day": _day(desk, row.opens_at)})
    elif row.closes_at is not None and row.closes_at <= now:
        found.append(_("The form is closed. Its last day was %(day)s.") % {"day": _last(desk, row)})
    else:
        found.append(_("The form is open."))
    if row.closes_at is not None and now < row.closes_at:
        found.append(_("Its last day is %(day)s.") % {"day": _last(desk, row)})
    if row.most_submissions is None:
        found.append(ngettext("It was sent once.", "It was sent %(number)s times.", sent)
                     % {"number": sent})  # fmt: skip
        return found
    counts = {"sent": sent, "most": row.most_submissions}
    found.append(_("%(sent)s of %(most)s that may be sent were sent.") % counts)
    if sent >= row.most_submissions:
        found.append(_("No more can be sent."))
    return found


def _last(desk: Desk, row: Availability) -> str:
    return _day(desk, row.closes_at - timedelta(seconds=1)) if row.closes_at else ""


def _day(desk: Desk, moment: datetime) -> str:
    return date_format(moment.astimezone(ZoneInfo(desk.council.time_zone)), "j F Y")
