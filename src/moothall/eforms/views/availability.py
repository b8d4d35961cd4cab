"""When a form is open and how often it may be sent, as days where the council is."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from moothall.councils.rows import CouncilRow
from moothall.eforms import actions
from moothall.eforms.data_out.exports import start_of
from moothall.eforms.designs import Availability
from moothall.eforms.forms import AvailabilityForm
from moothall.eforms.queries import FormRow
from moothall.kernel import clock
from moothall.kernel.actors import Actor


def open_as_typed(
    *,
    actor: Actor,
    council: CouncilRow,
    form: str,
    typed: AvailabilityForm,
    seen: str | None = None,
) -> None:
    """
    Open and close a form as was typed; at once, and not with the next version.

    :raises ChangedMeanwhile: if somebody else changed it since it was seen
    """
    actions.set_availability(
        actor=actor,
        council_id=council.id,
        form=form,
        opens_at=_opening(typed.cleaned_data["opens_on"], council),
        closes_at=_opening(typed.cleaned_data["closes_on"], council, later=1),
        most_submissions=typed.cleaned_data["most_submissions"],
        seen=seen,
        now=clock.now(),
    )


def days_of(row: Availability | FormRow, council: CouncilRow) -> dict[str, Any]:
    """Return the first and the last day on which a form is open, where the council is."""
    zone = ZoneInfo(council.time_zone)
    last = row.closes_at and row.closes_at.astimezone(zone) - timedelta(seconds=1)
    return {
        "opens_on": row.opens_at and row.opens_at.astimezone(zone).date(),
        "closes_on": last and last.date(),
        "most_submissions": row.most_submissions,
    }


def _opening(day: date | None, council: CouncilRow, *, later: int = 0) -> datetime | None:
    """Return the start of a day, or of one so many days later, where the council is."""
    return None if day is None else start_of(day + timedelta(days=later), council)
