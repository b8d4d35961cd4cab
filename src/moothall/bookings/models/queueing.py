"""Who waits at a counter without a booking, or with one."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar

from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from moothall.bookings.models.booking import Booking
from moothall.bookings.models.resource import Site
from moothall.kernel.errors import TransitionNotAllowed
from moothall.kernel.models import CouncilForeignKey, CouncilOwned

#: How long one person takes at a counter, where a council says nothing.
USUAL_MINUTES = 10


class QueueService(CouncilOwned):
    """
    Something that people without a booking come to a site's counter for, such as housing.

    Who has booked one of the activities that `activity_keys` names waits in it too. `minutes` is
    how long one person takes, until a day has shown it.
    """

    site = CouncilForeignKey(Site, models.PROTECT, db_index=False)
    key = models.SlugField(max_length=60)
    name = models.JSONField(help_text="By language.")
    letter = models.CharField(max_length=1, help_text="That tickets begin with.")
    minutes = models.PositiveSmallIntegerField(default=USUAL_MINUTES, db_default=USUAL_MINUTES)
    takes_walk_ins = models.BooleanField(default=True, db_default=True)
    activity_keys = models.JSONField(
        default=list, blank=True, db_default=Value([], models.JSONField())
    )
    position = models.PositiveIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "site", "key"], name="booking_queue_key"),
            models.UniqueConstraint(
                fields=["council", "site", "letter"], name="booking_queue_letter"
            ),
            models.CheckConstraint(
                condition=Q(letter__regex=r"^[A-Z]$"), name="booking_queue_letter_upper"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class QueueDay(CouncilOwned):
    """
    A site's queue on one day by the local clock, with the number last given out.

    Whoever takes a ticket or calls one locks its row, so that no number is given twice and nobody
    is called twice.
    """

    site = CouncilForeignKey(Site, models.PROTECT, db_index=False)
    on = models.DateField()
    last_number = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "site", "on"], name="booking_queue_day"),
        ]


class QueueCounter(CouncilOwned):
    """
    At which counter an employee serves a site's queue on a day, and which services.

    None named serves all. One employee is at one counter, and at a counter is one employee.
    """

    day = CouncilForeignKey(QueueDay, models.CASCADE, db_index=False, related_name="counters")
    staff_identifier = models.CharField(max_length=80)
    staff_name = models.CharField(max_length=200, blank=True)
    desk = models.CharField(max_length=20)
    service_keys = models.JSONField(default=list, blank=True)
    opened_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "day", "staff_identifier"], name="booking_counter_of_staff"
            ),
            models.UniqueConstraint(fields=["council", "day", "desk"], name="booking_counter_once"),
        ]

    def __str__(self) -> str:
        return self.desk


class TicketState(models.TextChoices):
    """Where somebody in a queue stands."""

    WAITING = "waiting", _("Waiting")
    CALLED = "called", _("Called")
    PARKED = "parked", _("Put aside")
    SERVED = "served", _("Served")
    ABSENT = "absent", _("Did not come")
    GONE = "gone", _("Gone")


#: From each state to each that may follow it, with the reason for the arrow.
TICKET_ARROWS: Mapping[TicketState, Mapping[TicketState, str]] = MappingProxyType(
    {
        TicketState.WAITING: {
            TicketState.CALLED: "It is their turn.",
            TicketState.GONE: "They left, or the day is over.",
        },
        TicketState.CALLED: {
            TicketState.SERVED: "They have what they came for.",
            TicketState.ABSENT: "Nobody came to the counter.",
            TicketState.PARKED: "They fill something in, and need not queue again.",
            TicketState.WAITING: "Somebody else is to serve them.",
        },
        TicketState.PARKED: {
            TicketState.CALLED: "They go on.",
            TicketState.SERVED: "Nothing is left to do.",
            TicketState.ABSENT: "They did not come back.",
            TicketState.GONE: "They left, or the day is over.",
        },
        TicketState.ABSENT: {
            TicketState.WAITING: "They were there after all, and keep their place.",
        },
        TicketState.SERVED: {},
        TicketState.GONE: {},
    }
)


class QueueTicket(CouncilOwned):
    """
    A place in a queue, such as A12, without a name.

    `due_at` is from when on it may be called and what orders the queue: the moment at which it was
    taken, or for a booking its own time, so that booked people go in when they were promised to.
    `called_at` is the first call, `last_called_at` the last of so many `calls`. One that was handed
    over to an employee names them in `for_staff`, and nobody else calls it. `taken_key` is what the
    page that asked for it said, so that a button pressed twice takes one.
    """

    day = CouncilForeignKey(QueueDay, models.CASCADE, db_index=False, related_name="tickets")
    service = CouncilForeignKey(QueueService, models.PROTECT, db_index=False)
    booking = CouncilForeignKey(
        Booking, models.CASCADE, null=True, blank=True, db_index=False, related_name="+"
    )
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=8)
    language = models.CharField(max_length=5, default="en")
    state = models.CharField(
        max_length=10, choices=TicketState.choices, default=TicketState.WAITING
    )
    taken_key = models.UUIDField(null=True, blank=True)
    taken_at = models.DateTimeField()
    due_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)
    last_called_at = models.DateTimeField(null=True, blank=True)
    calls = models.PositiveSmallIntegerField(default=0, db_default=0)
    called_by = models.CharField(max_length=80, blank=True)
    for_staff = models.CharField(max_length=80, blank=True, default="", db_default="")
    desk = models.CharField(max_length=20, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "day", "number"], name="booking_ticket_once"
            ),
            models.UniqueConstraint(
                fields=["council", "booking"],
                condition=Q(booking__isnull=False) & ~Q(state="gone"),
                name="booking_ticket_of_booking",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "day", "due_at"],
                condition=Q(state="waiting"),
                name="booking_ticket_in_line",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def go_to(self, state: TicketState, *, at: datetime) -> None:
        """
        Change the state; what ends it is written down as its end.

        :raises TransitionNotAllowed: if the table has no such arrow
        """
        before = TicketState(self.state)
        if state not in TICKET_ARROWS[before]:
            raise TransitionNotAllowed(f"A ticket cannot go from {before} to {state.value}.")
        self.state = state
        is_over = state in {TicketState.SERVED, TicketState.ABSENT, TicketState.GONE}
        self.ended_at = at if is_over else None

    def call(self, *, by: str, desk: str, at: datetime) -> None:
        """
        Call it to a desk, for the first time or after it was put aside.

        :raises TransitionNotAllowed: if it does not wait
        """
        self.go_to(TicketState.CALLED, at=at)
        self.called_at = self.called_at or at
        self.last_called_at, self.called_by, self.desk = at, by, desk
        self.calls += 1
