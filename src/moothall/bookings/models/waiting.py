"""Who waits for a time, and what they are offered."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from moothall.bookings.models.activity import Activity
from moothall.bookings.models.booking import Booking
from moothall.bookings.models.resource import Site
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class WaitingStatus(models.TextChoices):
    """How somebody on the waiting list stands."""

    WAITING = "waiting", _("Waiting")
    OFFERED = "offered", _("Offered a time")
    BOOKED = "booked", _("Has a time")
    LAPSED = "lapsed", _("Did not answer an offer")
    LEFT = "left", _("Left the list")


#: In these somebody is on the list.
ON_THE_LIST = (WaitingStatus.WAITING, WaitingStatus.OFFERED)


class WaitingEntry(CouncilOwned):
    """
    Somebody who waits for a time of an activity, with the times that suit them.

    Empty `days` and open ends suit every day and hour of the local clock. The place in the line is
    that of `joined_at`, and nothing changes it.
    """

    activity = CouncilForeignKey(Activity, models.PROTECT, db_index=False)
    site = CouncilForeignKey(Site, models.PROTECT, null=True, blank=True, db_index=False)
    #: Monday is 0.
    days = models.JSONField(default=list, blank=True)
    from_time = models.TimeField(null=True, blank=True)
    until_time = models.TimeField(null=True, blank=True)
    first_on = models.DateField()
    last_on = models.DateField()
    party_size = models.PositiveIntegerField(default=1)
    person = CouncilForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, db_index=False
    )
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=5, default="en")
    status = models.CharField(
        max_length=10, choices=WaitingStatus.choices, default=WaitingStatus.WAITING
    )
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(party_size__gt=0), name="booking_waiting_party"),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="booking_waiting_days"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "activity", "joined_at"],
                condition=Q(status="waiting"),
                name="booking_waiting_in_line",
            ),
            models.Index(
                fields=["council", "person"],
                condition=Q(person__isnull=False),
                name="booking_waiting_of_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}, {self.joined_at}"


class OfferState(models.TextChoices):
    """What became of an offer."""

    OPEN = "open", _("Waits for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Not answered in time")


class WaitingOffer(CouncilOwned):
    """
    A freed time that is held for one person on the waiting list until they answer.

    `answer_by` is the last moment; the hold lasts a little longer, so that whoever is next in line
    has the time without a gap in which anybody else could take it.
    """

    entry = CouncilForeignKey(WaitingEntry, models.CASCADE, db_index=False, related_name="offers")
    booking = CouncilForeignKey(Booking, models.CASCADE, db_index=False, related_name="+")
    starts_at = models.DateTimeField()
    site = CouncilForeignKey(Site, models.PROTECT, null=True, blank=True, db_index=False)
    state = models.CharField(max_length=10, choices=OfferState.choices, default=OfferState.OPEN)
    made_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "entry"],
                condition=Q(state="open"),
                name="booking_offer_one_open",
            ),
            models.UniqueConstraint(fields=["council", "booking"], name="booking_offer_of_hold"),
            models.UniqueConstraint(
                fields=["council", "entry", "starts_at", "site"],
                nulls_distinct=False,
                name="booking_offer_time_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "answer_by"],
                condition=Q(state="open"),
                name="booking_offer_to_lapse",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}, {self.starts_at}"
