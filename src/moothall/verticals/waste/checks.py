"""What the form for a missed bin asks: was this bin really missed, and may one still say so?"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import ClassVar

from django.utils import formats, translation
from django.utils.translation import gettext as _

from moothall.councils.calendar import WorkingCalendar
from moothall.eforms.ports import CheckRequest, Refusal
from moothall.eforms.wording import Wording
from moothall.verticals.waste.queries import rounds_at
from moothall.verticals.waste.schedule import RoundRow

_CHOSEN = frozenset({"radios", "select"})


class CollectionMissed:
    """
    Refuses a report before the crew's day has ended, or too long after it.

    An address that is typed, or on no round that we know, is not refused: staff can tell.
    """

    key: ClassVar[str] = "waste.collection-missed"
    wants: ClassVar[Mapping[str, frozenset[str]]] = {
        "address": frozenset({"address"}),
        "container": _CHOSEN,
    }

    def refusal(self, request: CheckRequest, /) -> Refusal | None:
        """Return why no collection of this container can be reported missed now, if none can."""
        calendar, rounds = _known(request)
        moment = request.now.astimezone(calendar.zone)
        if not rounds or any(_open_day(row, moment, calendar) for row in rounds):
            return None
        today = moment.date()
        if any(row.last_until(today) == today for row in rounds):
            return _not_over_yet(rounds[0])
        return _not_missed(rounds, moment, calendar)


class CollectionDueOn:
    """Refuses a day on which this container was not to be emptied, and says which day it was."""

    key: ClassVar[str] = "waste.collection-due-on"
    wants: ClassVar[Mapping[str, frozenset[str]]] = {
        **CollectionMissed.wants,
        "day": frozenset({"date"}),
    }

    def refusal(self, request: CheckRequest, /) -> Refusal | None:
        """Return why this day's collection cannot be reported missed, if it cannot."""
        calendar, rounds = _known(request)
        moment = request.now.astimezone(calendar.zone)
        day = date.fromisoformat(request.answers["day"])
        reportable = {open_day for row in rounds if (open_day := _open_day(row, moment, calendar))}
        if not rounds or day in reportable:
            return None
        if not reportable:
            return CollectionMissed().refusal(request)
        due = max(reportable)
        return Refusal(
            title=_both(
                lambda: _("We did not collect this bin on %(day)s") % {"day": _written(day)}
            ),
            body=_both(
                lambda: (
                    _(
                        "At your address, the last collection of this bin was on %(due)s. "
                        "If that is the one we missed, go back and change the day."
                    )
                    % {"due": _written(due)}
                )
            ),
        )


def _known(request: CheckRequest) -> tuple[WorkingCalendar, list[RoundRow]]:
    """Return the council's calendar, and the rounds that empty this container at this address."""
    calendar = WorkingCalendar.for_council(request.council_id)
    uprn, container = request.answers["address"]["uprn"], request.answers["container"]
    rounds = [] if uprn is None else rounds_at(request.council_id, uprn)
    return calendar, [row for row in rounds if row.container == container]


def _open_day(row: RoundRow, moment: datetime, calendar: WorkingCalendar) -> date | None:
    """Return the collection of this round that may be reported missed at this moment, if any."""
    day = row.last_until(moment.date())
    if day is None or not row.is_over(day, moment):
        return None
    until = calendar.add_working_days(day, row.report_days)
    return day if moment.date() <= until else None


def _not_over_yet(row: RoundRow) -> Refusal:
    return Refusal(
        title=_both(lambda: _("We may still be on our way")),
        body=_both(
            lambda: (
                _(
                    "This bin is collected today. Our crew works until %(end)s. If it has not come "
                    "by then, please tell us."
                )
                % {"end": _clock(row)}
            )
        ),
    )


def _not_missed(rounds: list[RoundRow], moment: datetime, calendar: WorkingCalendar) -> Refusal:
    today = moment.date()
    last = max((day for row in rounds if (day := row.last_until(today))), default=None)
    coming = min((day for row in rounds if (day := row.next_from(today))), default=None)
    until = None if last is None else calendar.add_working_days(last, rounds[0].report_days)

    def body() -> str:
        parts = []
        if last is not None and until is not None:
            parts.append(
                _(
                    "The last collection of this bin was on %(last)s. You can tell us about a "
                    "missed bin until %(until)s, so that we can come back with the same crew."
                )
                % {"last": _written(last), "until": _written(until)}
            )
        if coming is not None:
            parts.append(_("We collect this bin next on %(day)s.") % {"day": _written(coming)})
        parts.append(_("Was it another bin? Go back and change your answer."))
        return "\n\n".join(parts)

    return Refusal(
        title=_both(lambda: _("There is no missed collection of this bin to tell us about")),
        body=_both(body),
    )


def _both(say: Callable[[], str]) -> Wording:
    """Return what is said in both languages."""
    with translation.override("en"):
        english = say()
    with translation.override("cy"):
        return Wording(english, say())


def _written(day: date) -> str:
    """Return a day as it stands after "on" or "until", where Welsh softens its first letter."""
    written = formats.date_format(day, "l j F")
    return written.replace("Dydd", "ddydd", 1) if translation.get_language() == "cy" else written


def _clock(row: RoundRow) -> str:
    half = "am" if row.ends_at.hour < 12 else "pm"  # noqa: PLR2004 - noon
    return formats.time_format(row.ends_at, "g:i").removesuffix(":00") + half
