"""A booking, from hold to visit, and what it takes of the diary."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from moothall.bookings.models.activity import Activity
from moothall.bookings.models.closure import Closure
from moothall.bookings.models.resource import CHECK_IN_MINUTES, Resource, Site
from moothall.bookings.models.session import GroupSession
from moothall.bookings.workflow import Deposit, Payment, Status, require_transition
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class Series(CouncilOwned):
    """Bookings of one person that recur at the same hour of the local clock, such as each week."""

    activity = CouncilForeignKey(Activity, models.PROTECT, db_index=False)
    every_weeks = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"


class Booking(CouncilOwned):
    """
    A time promised to somebody, or held for them while they finish.

    The moments count; the local date and time are kept as they were said, with their zone, so that
    a later change of the law about clocks can be told from a change of the booking. Times are half
    open: one may begin when another ends. The reference is made by the database out of the
    council's prefix and a number. Whoever knows the secret of which `secret_digest` is kept may
    look at it, change it and cancel it. `version` counts changes. `group_id` joins what was booked
    at once; `closure` is what shut its time and has not been answered by another yet. One that
    `moves` another is no booking of its own: it keeps the new time until the move is paid for.
    """

    reference_prefix = models.CharField(max_length=4)
    number = models.BigIntegerField(
        db_default=Func(Value("bookings_booking_number"), function="nextval"), editable=False
    )
    reference = models.GeneratedField(
        expression=Func(F("reference_prefix"), F("number"), function="bookings_reference"),
        output_field=models.CharField(max_length=20),
        db_persist=True,
    )
    activity = CouncilForeignKey(Activity, models.PROTECT, db_index=False)
    site = CouncilForeignKey(Site, models.PROTECT, null=True, blank=True, db_index=False)
    session = CouncilForeignKey(
        GroupSession,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="bookings",
    )
    series = CouncilForeignKey(Series, models.PROTECT, null=True, blank=True, db_index=False)
    group_id = models.UUIDField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.HELD)

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    local_on = models.DateField()
    local_time = models.TimeField()
    zone = models.CharField(max_length=40)
    party_size = models.PositiveIntegerField(default=1)

    person = CouncilForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, db_index=False
    )
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=5, default="en")
    note = models.TextField(blank=True, help_text="What they want staff to know.")
    staff_note = models.TextField(blank=True)
    is_video = models.BooleanField(default=False)
    channel = models.CharField(max_length=10)
    made_by_kind = models.CharField(max_length=10)
    made_by_identifier = models.CharField(max_length=80, blank=True)
    made_by_name = models.CharField(max_length=200, blank=True)
    #: What the journey above calls what was asked besides; empty where nothing was.
    submission_key = models.CharField(max_length=100, blank=True)
    secret_digest = models.BinaryField(max_length=32)

    fee_pence = models.PositiveIntegerField(default=0)
    payment = models.CharField(max_length=10, choices=Payment.choices, default=Payment.FREE)
    paid_at = models.DateTimeField(null=True, blank=True)
    refund_pence = models.PositiveIntegerField(default=0, help_text="What is to be given back.")
    #: Of what is to be paid for a move, or was paid for all moves, that which is no fee of a time.
    change_fee_pence = models.PositiveIntegerField(default=0, db_default=0)
    waived_because = models.CharField(max_length=300, blank=True, db_default="")
    deposit_pence = models.PositiveIntegerField(default=0, db_default=0)
    deposit = models.CharField(
        max_length=10, choices=Deposit.choices, default=Deposit.NONE, db_default=Deposit.NONE.value
    )
    deposit_kept_pence = models.PositiveIntegerField(default=0, db_default=0)
    deposit_because = models.CharField(max_length=300, blank=True, db_default="")
    deposit_decided_at = models.DateTimeField(null=True, blank=True)

    held_until = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=300, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    closure = CouncilForeignKey(Closure, models.PROTECT, null=True, blank=True, db_index=False)
    moves = CouncilForeignKey("self", models.PROTECT, null=True, blank=True, db_index=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reference"], name="booking_reference"),
            models.UniqueConstraint(fields=["council", "secret_digest"], name="booking_secret"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_span"),
            models.CheckConstraint(condition=Q(party_size__gt=0), name="booking_party"),
            models.CheckConstraint(
                condition=~Q(status="held") | Q(held_until__isnull=False),
                name="booking_hold_runs_out",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "starts_at"], name="booking_by_start"),
            models.Index(fields=["council", "activity", "starts_at"], name="booking_by_activity"),
            models.Index(
                fields=["council", "person", "starts_at"],
                condition=Q(person__isnull=False),
                name="booking_by_person",
            ),
            models.Index(
                fields=["council", "held_until"],
                condition=Q(status="held"),
                name="booking_hold_to_expire",
            ),
            models.Index(
                fields=["council", "session"],
                condition=Q(session__isnull=False),
                name="booking_by_session",
            ),
            models.Index(
                fields=["council", "group_id"],
                condition=Q(group_id__isnull=False),
                name="booking_by_group",
            ),
            models.Index(
                fields=["council", "series"],
                condition=Q(series__isnull=False),
                name="booking_by_series",
            ),
            models.Index(
                fields=["council", "closure"],
                condition=Q(closure__isnull=False),
                name="booking_by_closure",
            ),
            models.Index(
                fields=["council", "moves"],
                condition=Q(moves__isnull=False),
                name="booking_by_moved",
            ),
            models.Index(
                fields=["council", "ends_at"],
                condition=Q(deposit="held"),
                name="booking_deposit_held",
            ),
        ]

    def __str__(self) -> str:
        return str(self.reference)

    @property
    def expects_check_in(self) -> bool:
        """Tell whether the council says that whoever comes checks in; nobody does to a call."""
        if self.is_video:
            return False
        if self.site is not None and self.site.expects_check_in:
            return True
        return bool(self.activity.expects_check_in)

    @property
    def check_in_begins_at(self) -> datetime:
        """Return from when on somebody may check themselves in."""
        minutes = self.site.check_in_minutes if self.site else CHECK_IN_MINUTES
        return self.starts_at - timedelta(minutes=minutes)

    def go_to(self, status: Status, *, at: datetime) -> None:
        """
        Change the status and count the change; what ends it is written down as its end.

        :raises TransitionNotAllowed: if the table has no such arrow
        """
        require_transition(Status(self.status), status)
        self.status = status
        self.version += 1
        if status == Status.CONFIRMED:
            self.confirmed_at, self.held_until, self.ended_at = at, None, None
        elif status != Status.HELD:
            self.ended_at = at


class Claim(CouncilOwned):
    """
    A stretch of a resource's time that a booking or a session takes, its buffers included.

    The database refuses two active ones of a resource that overlap. One of a hold lapses by itself
    at `lapses_at`, and is made inactive by whoever next wants the time.
    """

    resource = CouncilForeignKey(Resource, models.PROTECT, db_index=False)
    booking = CouncilForeignKey(
        Booking, models.CASCADE, null=True, blank=True, db_index=False, related_name="claims"
    )
    session = CouncilForeignKey(
        GroupSession, models.CASCADE, null=True, blank=True, db_index=False, related_name="claims"
    )
    role = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)
    lapses_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            ExclusionConstraint(
                name="booking_claim_never_twice",
                expressions=[
                    ("council", RangeOperators.EQUAL),
                    ("resource", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_at"),
                            F("ends_at"),
                            RangeBoundary(),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(is_active=True),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="booking_claim_span"
            ),
            models.CheckConstraint(
                condition=Q(booking__isnull=False, session__isnull=True)
                | Q(booking__isnull=True, session__isnull=False),
                name="booking_claim_owner",
            ),
        ]
        indexes: ClassVar = [
            # The look at the diary reads this index alone: what ended before is never touched.
            models.Index(
                fields=["council", "resource", "ends_at"],
                include=["starts_at", "lapses_at"],
                condition=Q(is_active=True),
                name="booking_claim_ahead",
            ),
            models.Index(
                fields=["council", "booking"],
                condition=Q(booking__isnull=False),
                name="booking_claim_by_booking",
            ),
            models.Index(
                fields=["council", "session"],
                condition=Q(session__isnull=False),
                name="booking_claim_by_session",
            ),
        ]
