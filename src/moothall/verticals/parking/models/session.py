"""The time that a vehicle has at a place, and what was paid for it."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.verticals.parking.models.client import ParkingClient
from moothall.verticals.parking.models.place import ParkingPlace, TariffVersion
from moothall.verticals.parking.vrm import LONGEST, folded_in_database


class SessionState(models.TextChoices):
    """How far a session is; whether a paid one runs or is over, its times say."""

    #: Stands in a basket; its times are what was asked for.
    WAITING = "waiting", "Waits to be paid"
    PAID = "paid", "Paid"
    WITHDRAWN = "withdrawn", "Taken back"
    #: Nobody knows any more which vehicle it was.
    FORGOTTEN = "forgotten", "Forgotten"


class ParkingSession(CouncilOwned):
    """
    Time that a vehicle has at a place, paid from a wallet, by card, or through a partner's program.

    It ends at `ends_at`, which lengthening moves on and stopping brings forward. `pence` is what
    was paid less what was given back, `free_minutes` how many of its charged minutes cost nothing.
    A vehicle never has two paid sessions at one place at one time. `vrm_search` finds what looks
    alike and is never shown.
    """

    place = CouncilForeignKey(ParkingPlace, models.PROTECT, db_index=False)
    tariff = CouncilForeignKey(TariffVersion, models.PROTECT, db_index=False)
    vrm = models.CharField(max_length=LONGEST, blank=True)
    vrm_search = models.GeneratedField(
        expression=folded_in_database(),
        output_field=models.CharField(max_length=LONGEST),
        db_persist=True,
    )
    person = CouncilForeignKey("people.Person", models.PROTECT, null=True, db_index=False)
    wallet = CouncilForeignKey("payments.Wallet", models.PROTECT, null=True, db_index=False)
    client = CouncilForeignKey(ParkingClient, models.PROTECT, null=True, db_index=False)
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=10, choices=SessionState.choices)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    pence = models.PositiveIntegerField()
    free_minutes = models.PositiveSmallIntegerField(default=0)
    #: The end of which its people were reminded last; another end is another reminder.
    reminded_of = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("started_at")), name="parking_session_ends_after"
            ),
            ExclusionConstraint(
                name="parking_session_once_at_a_time",
                expressions=[
                    ("council", RangeOperators.EQUAL),
                    ("place", RangeOperators.EQUAL),
                    ("vrm", RangeOperators.EQUAL),
                    (
                        Func(
                            F("started_at"),
                            F("ends_at"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state="paid"),
            ),
        ]
        indexes: ClassVar = [
            # Row security lets no index of ranges be used: a check asks by equality and a bound.
            models.Index(
                fields=["council", "place", "vrm_search", "ends_at"], name="parking_session_check"
            ),
            models.Index(fields=["council", "ends_at"], name="parking_session_by_end"),
            models.Index(
                fields=["council", "person", "ends_at"],
                condition=Q(person__isnull=False),
                name="parking_session_by_person",
            ),
            models.Index(
                fields=["council", "place", "started_at"], name="parking_session_by_place"
            ),
        ]


class MovementKind(models.TextChoices):
    """What was paid or given back for."""

    START = "start", "Started"
    EXTEND = "extend", "Lengthened"
    GIVE_BACK = "give_back", "Given back"


class ParkingMovement(CouncilOwned):
    """
    One change of a session: what was asked under a key, until when it went then, what it cost.

    `pence` is below nothing where money was given back. The ledger's transaction has this id in
    its key, but of a card's, which its payment booked.
    """

    session = CouncilForeignKey(ParkingSession, models.PROTECT)
    place = CouncilForeignKey(ParkingPlace, models.PROTECT, db_index=False)
    kind = models.CharField(max_length=10, choices=MovementKind.choices)
    request_key = models.CharField(max_length=120)
    minutes = models.PositiveIntegerField()
    ends_at = models.DateTimeField()
    pence = models.IntegerField()
    moved_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "request_key"], name="parking_movement_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "place", "moved_at"], name="parking_movement_by_place"),
        ]
