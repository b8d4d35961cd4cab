"""A queue's rule as conditions of SQL."""

from datetime import datetime
from typing import Any

from moothall.cases.sla import SOON_HOURS
from moothall.cases.work.models import Deadline
from moothall.cases.work.rows import QueueRule
from moothall.councils.calendar import WorkingCalendar

#: What each list of a rule is compared with; the casts are those of the columns.
_LISTS = (
    ("services", "c.service_type_id = ANY(%({})s::uuid[])"),
    ("teams", "c.team_id = ANY(%({})s::uuid[])"),
    ("statuses", "c.status = ANY(%({})s::text[])"),
    ("priorities", "c.priority = ANY(%({})s::text[])"),
    ("channels", "c.channel = ANY(%({})s::text[])"),
    ("languages", "c.language = ANY(%({})s::text[])"),
    ("wards", "c.ward = ANY(%({})s::text[])"),
    ("postcodes", "c.postcode ^@ ANY(%({})s::text[])"),
)


def conditions_of(
    rule: QueueRule, *, now: datetime, prefix: str = "", held_too: bool = False
) -> tuple[str, dict[str, Any]]:
    """
    Return what a case `c` must be to belong to a queue, with the values under names of this prefix.

    Everything stands in the index `case_in_work`. `held_too` leaves out that nobody may hold it.
    """
    said: list[str] = []
    values: dict[str, Any] = {}
    for name, condition in _LISTS:
        wanted = getattr(rule, name)
        if wanted:
            values[f"{prefix}{name}"] = list(wanted)
            said.append(condition.format(f"{prefix}{name}"))
    if rule.deadline:
        values[f"{prefix}until"] = _until(rule, now)
        said.append(f"c.next_due_at < %({prefix}until)s")
    if rule.only_unassigned and not held_too:
        said.append("c.holder_id IS NULL")
    return "".join(f" AND {one}" for one in said), values


def _until(rule: QueueRule, now: datetime) -> datetime:
    if rule.deadline == Deadline.OVERDUE:
        return now
    return WorkingCalendar.for_council(rule.council_id).add_hours(now, SOON_HOURS)
