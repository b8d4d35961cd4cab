"""By when a stage is acknowledged and answered, in the council's working days."""

from datetime import UTC as UTC_ZONE
from datetime import date, datetime, time

from moothall.cases.complaints.models import ComplaintStage
from moothall.councils.calendar import WorkingCalendar

#: The last moment of a day that counts.
_END = time(23, 59)


def day_of(moment: datetime, calendar: WorkingCalendar) -> date:
    """Return the day of a moment where the council is."""
    return moment.astimezone(calendar.zone).date()


def acknowledge_by(stage: ComplaintStage, began_at: datetime, calendar: WorkingCalendar) -> date:
    """Return the day by which it must be acknowledged; the day on which it came is not counted."""
    return calendar.add_working_days(day_of(began_at, calendar), stage.acknowledge_days)


def answer_by(
    stage: ComplaintStage,
    began_at: datetime,
    acknowledged_at: datetime | None,
    calendar: WorkingCalendar,
) -> date:
    """
    Return the day by which it must be answered.

    Until it is acknowledged it is counted from the last day for that: whoever is late with the one
    is not let off with the other.
    """
    if not stage.from_acknowledgement:
        return calendar.add_working_days(day_of(began_at, calendar), stage.answer_days)
    last = acknowledge_by(stage, began_at, calendar)
    acknowledged = day_of(acknowledged_at, calendar) if acknowledged_at else last
    return calendar.add_working_days(min(acknowledged, last), stage.answer_days)


def latest_extension(stage: ComplaintStage, due: date, calendar: WorkingCalendar) -> date:
    """Return how far the answer may be put off at most."""
    return calendar.add_working_days(due, stage.extension_days)


def end_of(day: date, calendar: WorkingCalendar) -> datetime:
    """Return the last moment of a day where the council is."""
    return datetime.combine(day, _END, tzinfo=calendar.zone).astimezone(UTC_ZONE)
