"""A case: its facts, its status and its clock."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Func, Q, Value

from moothall.cases.channels import Channel
from moothall.cases.particulars import CaseDetail, CaseLocation, comparable_place, postcode_in
from moothall.cases.sla import Calendar, Clock
from moothall.cases.workflow import CLOSED, OPEN, Priority, Status, require_transition
from moothall.councils.models import CaseKind, ServiceType, Team
from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.models import Person

#: Byte order, so that "begins with" is a range that an index answers under row security.
BYTE_ORDER = "C"

LONGEST_SUMMARY = 300


class Case(CouncilOwned):
    """
    Work promised to somebody, with a reference, a status and a clock.

    `person` is the subject, for whom it is; `opened_by_…` is the actor, who opened it: they differ
    when staff fill in a form for a caller. The reference is made by the database out of the
    council's prefix and a number that no other case ever gets. `postcode` and `comparable_place`
    are derived from the place and kept only to search by. `about_case` is the case that a complaint
    is about. `resident_acted_at` is when the resident did something that no employee has taken note
    of yet, `resident_seen_at` when the resident last looked at it in their account. `holder_id` is
    the employee who works on it, `ward` the GSS code of the ward that it lies in. `calendar_number`
    is the revision of its council's calendar by which its promises were worked out.
    """

    reference_prefix = models.CharField(max_length=4)
    number = models.BigIntegerField(
        db_default=Func(Value("cases_case_number"), function="nextval"), editable=False
    )
    reference = models.GeneratedField(
        expression=Func(F("reference_prefix"), F("number"), function="cases_reference"),
        output_field=models.CharField(max_length=16),
        db_persist=True,
    )
    submission_key = models.CharField(max_length=100)

    kind = models.CharField(max_length=20, choices=CaseKind.choices)
    service_type = CouncilForeignKey(ServiceType, db_index=False)
    team = CouncilForeignKey(Team, db_index=False)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.RECEIVED)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    priority = models.CharField(
        max_length=6, choices=Priority.choices, default=Priority.NORMAL, db_default=Priority.NORMAL
    )
    category = models.CharField(max_length=60, blank=True, default="", db_default="")
    language = models.CharField(max_length=5, default="en")
    person = CouncilForeignKey(Person, null=True, blank=True, db_index=False)
    opened_by_kind = models.CharField(max_length=10)
    opened_by_identifier = models.CharField(max_length=80, blank=True)
    opened_by_name = models.CharField(max_length=200, blank=True)
    about_case = CouncilForeignKey("cases.Case", null=True, blank=True, db_index=False)
    holder_id = models.BigIntegerField(null=True, blank=True)
    ward = models.CharField(max_length=9, blank=True, default="", db_default="")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    resident_acted_at = models.DateTimeField(null=True, blank=True)
    resident_seen_at = models.DateTimeField(null=True, blank=True)

    summary = models.CharField(max_length=LONGEST_SUMMARY)
    details = models.JSONField(default=list)
    outcome = models.TextField(
        blank=True, help_text="What came of it, in the words that the resident was told."
    )

    place = models.CharField(max_length=300, blank=True)
    easting = models.FloatField(null=True, blank=True)
    northing = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    uprn = models.BigIntegerField(null=True, blank=True)
    usrn = models.BigIntegerField(null=True, blank=True)
    postcode = models.CharField(max_length=8, blank=True, db_collation=BYTE_ORDER)
    comparable_place = models.CharField(max_length=200, blank=True, db_collation=BYTE_ORDER)

    response_due_at = models.DateTimeField()
    resolution_due_at = models.DateTimeField()
    next_due_at = models.DateTimeField(null=True, blank=True)
    first_response_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_for = models.DurationField(default=timedelta(0))
    calendar_number = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "submission_key"], name="case_submitted_once"
            ),
            # Says nothing about other councils: numbers are the installation's, never a person's.
            models.UniqueConstraint(fields=["reference"], name="case_reference"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="case_status_known"),
            models.CheckConstraint(
                condition=Q(priority__in=Priority.values), name="case_priority_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="case_channel_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=CaseKind.values), name="case_kind_known"),
            models.CheckConstraint(
                condition=Q(status__in=sorted(CLOSED), closed_at__isnull=False)
                | Q(status__in=sorted(OPEN), closed_at__isnull=True),
                name="case_closed_when_its_status_says",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(next_due_at__isnull=True),
                name="case_closed_is_not_due",
            ),
        ]
        # Lists are read per status, newest first, and joined: see queries/lists.py.
        indexes: ClassVar = [
            models.Index(F("council"), F("status"), F("created_at").desc(), F("id").desc(),
                         name="case_by_status"),
            models.Index(F("council"), F("team"), F("status"), F("created_at").desc(),
                         F("id").desc(), name="case_by_team"),
            models.Index(F("council"), F("service_type"), F("status"), F("created_at").desc(),
                         F("id").desc(), name="case_by_service"),
            models.Index(F("council"), F("channel"), F("status"), F("created_at").desc(),
                         F("id").desc(), name="case_by_channel"),
            models.Index(F("council"), F("person"), F("created_at").desc(), F("id").desc(),
                         name="case_by_person"),
            models.Index(fields=["council", "next_due_at", "id"], name="case_by_due",
                         condition=Q(next_due_at__isnull=False)),
            models.Index(fields=["council", "team", "next_due_at", "id"], name="case_by_team_due",
                         condition=Q(next_due_at__isnull=False)),
            models.Index(fields=["council", "postcode", "created_at"], name="case_by_postcode",
                         condition=~Q(postcode="")),
            models.Index(fields=["council", "comparable_place"], name="case_by_place",
                         condition=~Q(comparable_place="")),
            models.Index(fields=["council", "uprn", "created_at"], name="case_by_property",
                         condition=Q(uprn__isnull=False)),
            models.Index(fields=["council", "updated_at", "id"], name="case_by_update"),
            models.Index(fields=["council", "easting", "northing"], name="case_by_point",
                         condition=Q(easting__isnull=False, uprn__isnull=True)),
            models.Index(F("council"), F("status"), F("created_at").desc(), F("id").desc(),
                         name="case_with_news", condition=Q(resident_acted_at__isnull=False)),
            models.Index(fields=["council", "about_case"], name="case_by_case",
                         condition=Q(about_case__isnull=False)),
            # All that a queue's rule asks of a case, so that most are counted in the index alone.
            models.Index(fields=["council", "next_due_at", "id"], name="case_in_work",
                         condition=Q(closed_at__isnull=True),
                         include=["service_type", "team", "status", "priority", "channel",
                                  "language", "ward", "postcode", "holder_id"]),
            models.Index(fields=["council", "holder_id", "next_due_at", "id"],
                         name="case_by_holder",
                         condition=Q(holder_id__isnull=False, closed_at__isnull=True)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.reference)

    @property
    def particulars(self) -> list[CaseDetail]:
        """Return the answers it was opened with."""
        return [CaseDetail.from_json(stored) for stored in self.details]

    @property
    def clock(self) -> Clock:
        """Return its promises and what has been kept of them."""
        return Clock(
            response_due_at=self.response_due_at,
            resolution_due_at=self.resolution_due_at,
            first_response_at=self.first_response_at,
            closed_at=self.closed_at,
            paused_at=self.paused_at,
            paused_for=self.paused_for,
        )

    def set_clock(self, clock: Clock) -> None:
        """Take over the columns of a clock."""
        self.response_due_at = clock.response_due_at
        self.resolution_due_at = clock.resolution_due_at
        self.next_due_at = clock.next_due_at
        self.first_response_at = clock.first_response_at
        self.closed_at = clock.closed_at
        self.paused_at = clock.paused_at
        self.paused_for = clock.paused_for

    def set_location(self, location: CaseLocation) -> None:
        """Take over a place, with what it is searched by."""
        self.place = location.description[:300]
        self.easting, self.northing = location.easting, location.northing
        self.latitude, self.longitude = location.latitude, location.longitude
        self.uprn, self.usrn = location.uprn, location.usrn
        self.postcode = postcode_in(location.description)
        self.comparable_place = comparable_place(location.description)

    def move_to(
        self,
        status: Status,
        *,
        at: datetime,
        calendar: Calendar,
        outcome: str,
        is_answer: bool = True,
    ) -> None:
        """
        Change the status and let the clock run, stand or stop accordingly.

        What the council does counts as its first answer; what the resident does is none.

        :raises TransitionNotAllowed: if the table has no such arrow
        """
        require_transition(Status(self.status), status)
        clock = self.clock.answer(at) if is_answer else self.clock
        if status in CLOSED:
            clock = clock.stop(at, calendar)
        elif status is Status.AWAITING_RESIDENT:
            clock = clock.resume(at, calendar).pause(at)
        else:
            clock = clock.resume(at, calendar)
        self.set_clock(clock)
        self.status = status
        self.outcome = outcome if status in CLOSED else ""
        self.updated_at = at

    def note_answer(self, *, at: datetime) -> None:
        """Count a public note as the first answer, if there has been none."""
        self.set_clock(self.clock.answer(at))
        self.updated_at = at
