"""Changes that a council makes itself to its working calendar; each adds a revision."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from moothall.councils import policies
from moothall.councils.calendar import WEEKDAYS, Span
from moothall.councils.models import CalendarChange, CalendarRevision, Council, ServiceType
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require

#: Days of its own that a council may keep, a good ten years of them.
MOST_DAYS = 500


@transaction.atomic
def set_week(
    *,
    actor: Actor,
    council_id: int,
    week: Mapping[str, Span],
    service_id: UUID | None = None,
    now: datetime,
) -> CalendarRevision:
    """
    Say when the council, or one of its services, is open on each day of the week.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises NotFound: if the council has no such service
    :raises Conflict: if it would never be open, or closes before it opens
    """
    require(policies.can_set_up(actor, council_id))
    if not week or any(opens >= closes for opens, closes in week.values()):
        raise Conflict("There must be an open day, and each must close after it opens.")
    stored = {day: _stored(week[day]) for day in WEEKDAYS if day in week}
    plan = _locked_plan(council_id)
    if service_id is None:
        return _add(actor, council_id, {**plan, "week": stored}, CalendarChange.WEEK, now=now)
    services = {**plan["services"], str(service_id): stored}
    return _add(
        actor, council_id, {**plan, "services": services}, CalendarChange.SERVICE_WEEK,
        about=_service_name(council_id, service_id), now=now,
    )  # fmt: skip


@transaction.atomic
def drop_service_week(
    *, actor: Actor, council_id: int, service_id: UUID, now: datetime
) -> CalendarRevision:
    """
    Let a service keep the council's hours again.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises NotFound: if the service keeps no hours of its own
    """
    require(policies.can_set_up(actor, council_id))
    plan = _locked_plan(council_id)
    services = dict(plan["services"])
    if services.pop(str(service_id), None) is None:
        raise NotFound("This service keeps no hours of its own.")
    return _add(
        actor, council_id, {**plan, "services": services}, CalendarChange.SERVICE_AS_COUNCIL,
        about=_service_name(council_id, service_id), now=now,
    )  # fmt: skip


@transaction.atomic
def set_day(
    *,
    actor: Actor,
    council_id: int,
    on: date,
    hours: Span | None,
    title_en: str,
    title_cy: str = "",
    now: datetime,
) -> CalendarRevision:
    """
    Say that the council is closed on a day, or open at other hours; it counts before a holiday.

    What was said of the day before is replaced.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises Conflict: if it closes before it opens, or there are too many days
    """
    require(policies.can_set_up(actor, council_id))
    if hours is not None and hours[0] >= hours[1]:
        raise Conflict("It must close after it opens.")
    plan = _locked_plan(council_id)
    day = {
        "on": on.isoformat(),
        "hours": None if hours is None else _stored(hours),
        "title_en": title_en.strip(),
        "title_cy": title_cy.strip(),
    }
    days = [one for one in plan["days"] if one["on"] != day["on"]]
    if len(days) >= MOST_DAYS:
        raise Conflict("There are too many days.")
    days = sorted([*days, day], key=lambda one: one["on"])
    change = CalendarChange.CLOSED if hours is None else CalendarChange.OPEN
    return _add(actor, council_id, {**plan, "days": days}, change, about=on.isoformat(), now=now)


@transaction.atomic
def drop_day(*, actor: Actor, council_id: int, on: date, now: datetime) -> CalendarRevision:
    """
    Let a day be as its weekday and the bank holidays say again.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises NotFound: if nothing is said of the day
    """
    require(policies.can_set_up(actor, council_id))
    plan = _locked_plan(council_id)
    days = [one for one in plan["days"] if one["on"] != on.isoformat()]
    if len(days) == len(plan["days"]):
        raise NotFound("Nothing is said of this day.")
    return _add(
        actor,
        council_id,
        {**plan, "days": days},
        CalendarChange.AS_USUAL,
        about=on.isoformat(),
        now=now,
    )


def _locked_plan(council_id: int) -> dict[str, Any]:
    """Return what counts now; nobody else changes it until the transaction ends."""
    council = Council.objects.select_for_update().get(pk=council_id)
    newest = CalendarRevision.objects.filter(council_id=council_id).order_by("-number").first()
    if newest is None:
        return {"week": council.working_week, "services": {}, "days": [], "number": 0}
    return {
        "week": newest.week,
        "services": newest.services,
        "days": newest.days,
        "number": newest.number,
    }


def _add(
    actor: Actor,
    council_id: int,
    plan: Mapping[str, Any],
    change: CalendarChange,
    *,
    now: datetime,
    about: str = "",
) -> CalendarRevision:
    revision = CalendarRevision.objects.create(
        council_id=council_id,
        **{**plan, "number": plan["number"] + 1},
        change=change,
        about=about,
        made_by_name=actor.name,
        made_at=now,
    )
    audit.record(
        actor=actor,
        verb="calendar.changed",
        subject=revision,
        now=now,
        detail={"number": revision.number, "change": change.value, "about": about},
    )
    return revision


def _service_name(council_id: int, service_id: UUID) -> str:
    service = ServiceType.objects.filter(council_id=council_id, pk=service_id).first()
    if service is None:
        raise NotFound("This council has no such service.")
    return service.name


def _stored(hours: Span) -> list[str]:
    return [moment.isoformat(timespec="minutes") for moment in hours]
