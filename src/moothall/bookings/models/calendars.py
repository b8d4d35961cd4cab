"""Calendars elsewhere that bookings are in: people's own, staff's, and the rooms of video calls."""

from typing import ClassVar

from django.db import models

from moothall.bookings.models.booking import Booking
from moothall.bookings.models.resource import Resource
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class PersonCalendar(CouncilOwned):
    """
    A person's bookings as a calendar that their own program fetches.

    Whoever knows the secret of which `secret_digest` is kept can fetch it; a new secret or none at
    all ends that.
    """

    person = CouncilForeignKey("people.Person", models.CASCADE, db_index=False)
    secret_digest = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "person"], name="booking_calendar_person"),
            models.UniqueConstraint(
                fields=["council", "secret_digest"], name="booking_calendar_secret"
            ),
        ]


class StaffCalendar(CouncilOwned):
    """
    The calendar that an employee keeps elsewhere, in which their bookings are written too.

    `secret_name` names the password, which the database never holds. `problem` says why the last
    round failed, and is empty after one that went well.
    """

    resource = CouncilForeignKey(Resource, models.CASCADE, db_index=False)
    address = models.URLField(max_length=500)
    user_name = models.CharField(max_length=200)
    secret_name = models.CharField(max_length=80)
    brought_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "resource"], name="booking_staff_calendar"),
        ]


class CalendarCopy(CouncilOwned):
    """An entry that we wrote into a staff calendar, as it was when it was written last."""

    calendar = CouncilForeignKey(StaffCalendar, models.CASCADE, db_index=False)
    uid = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    ends_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "calendar", "uid"], name="booking_calendar_copy"
            ),
        ]


class VideoRoom(CouncilOwned):
    """The way into the video call of a booking, as its provider gave it."""

    booking = CouncilForeignKey(Booking, models.CASCADE, db_index=False)
    provider = models.CharField(max_length=40)
    address = models.URLField(max_length=500)
    made_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "booking"], name="booking_video_room"),
        ]


class VideoChoice(CouncilOwned):
    """Who gives a council's video calls their rooms, with its settings there."""

    provider = models.CharField(max_length=40)
    options = models.JSONField(default=dict, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council"], name="booking_video_choice"),
        ]

    def __str__(self) -> str:
        return str(self.provider)
