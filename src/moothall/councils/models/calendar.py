"""Days on which a council does not work."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from moothall.kernel.models import CouncilOwned


class Nation(models.TextChoices):
    """The nation whose bank holidays a council keeps."""

    ENGLAND = "england", "England"
    WALES = "wales", "Wales"
    SCOTLAND = "scotland", "Scotland"
    NORTHERN_IRELAND = "northern-ireland", "Northern Ireland"


#: The published lists have one division for England and Wales (Banking and Financial Dealings
#: Act 1971, schedule 1).
DIVISIONS = {
    Nation.ENGLAND: "england-and-wales",
    Nation.WALES: "england-and-wales",
    Nation.SCOTLAND: "scotland",
    Nation.NORTHERN_IRELAND: "northern-ireland",
}


class BankHoliday(models.Model):
    """A public holiday of a division of the United Kingdom; stands outside row security."""

    division = models.CharField(max_length=20)
    day_on = models.DateField()
    title = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["division", "day_on"], name="bank_holiday_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.day_on:%d %B %Y}"


class CalendarChange(models.TextChoices):
    """What was changed in a calendar; `about` names the day or the service."""

    WEEK = "week", _("The opening hours")
    SERVICE_WEEK = "service_week", _("The opening hours of a service")
    SERVICE_AS_COUNCIL = "service_as_council", _("A service keeps the council's hours again")
    CLOSED = "closed", _("A closed day")
    OPEN = "open", _("A day with its own hours")
    AS_USUAL = "as_usual", _("A day is as usual again")


class CalendarRevision(CouncilOwned):
    """
    A council's own working calendar, as it was from one change to the next.

    `week` holds opening and closing by weekday, `services` the same by the id of a service that
    keeps other hours, `days` the single days that are closed or open otherwise than their weekday.
    Rows are only ever added: promises made by an older one are worked out anew from it. A council
    without any works by the week of its file.
    """

    number = models.PositiveIntegerField()
    week = models.JSONField()
    services = models.JSONField(default=dict)
    days = models.JSONField(default=list)
    change = models.CharField(max_length=20, choices=CalendarChange.choices)
    about = models.CharField(max_length=120, blank=True)
    made_by_name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "number"], name="calendar_revision_number"),
        ]
