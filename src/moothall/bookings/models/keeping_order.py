"""What keeps the diary in order behind the scenes: who said hours, and the lists of the morning."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from moothall.bookings.models.activity import Activity
from moothall.bookings.models.opening import ONE_OWNER
from moothall.bookings.models.resource import Resource, Site
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class HoursSource(models.TextChoices):
    """Who said the hours that are in force."""

    FILE = "file", _("The council's file")
    STAFF = "staff", _("Staff")


class HoursRecord(CouncilOwned):
    """
    Who said the hours of a site, a resource or an activity last, and what they were before.

    The council's file says hours until staff change them; from then on what staff said holds, and
    `from_file` keeps what the file says for whoever goes back to it. `days_by_staff` are the odd
    days that staff said, which the file leaves alone. `before` is what an undoing goes back to.
    """

    site = CouncilForeignKey(Site, models.CASCADE, null=True, blank=True, db_index=False)
    resource = CouncilForeignKey(Resource, models.CASCADE, null=True, blank=True, db_index=False)
    activity = CouncilForeignKey(Activity, models.CASCADE, null=True, blank=True, db_index=False)
    source = models.CharField(max_length=10, choices=HoursSource.choices, default=HoursSource.FILE)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=200, blank=True)
    days_by_staff = models.JSONField(default=list, blank=True)
    from_file = models.JSONField(null=True, blank=True)
    before = models.JSONField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(condition=ONE_OWNER, name="booking_hours_owner"),
            models.UniqueConstraint(
                fields=["council", "site", "resource", "activity"],
                nulls_distinct=False,
                name="booking_hours_once",
            ),
        ]


class DayPrint(CouncilOwned):
    """
    A place's list of a day as a PDF, made in the morning for when nothing else works.

    There are two of each: one with telephone numbers, for those who may see them, and one without.
    `asked_at` is when somebody wanted it made again. Without a site it lists what takes place at
    none. It is forgotten after a few days.
    """

    site = CouncilForeignKey(Site, models.CASCADE, null=True, blank=True, db_index=False)
    on = models.DateField()
    asked_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    bookings = models.PositiveIntegerField(default=0)
    file = CouncilForeignKey(
        "documents.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    file_without_contacts = CouncilForeignKey(
        "documents.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "on", "site"],
                nulls_distinct=False,
                name="booking_print_once",
            ),
        ]


class DayPrintReader(CouncilOwned):
    """An employee who is sent the way to the lists of the day each morning."""

    staff_identifier = models.CharField(max_length=80)
    chosen_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "staff_identifier"], name="booking_print_reader"
            ),
        ]
