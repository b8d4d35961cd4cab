"""Calls, the lines they come in by, and the employees who take them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.cases.contact.words import AgentStatus, AwayReason, CallDirection, CallEnd
from moothall.cases.models.interaction import Interaction
from moothall.councils.models import Council, ServiceType
from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.models import Account, Person


class TelephoneLine(CouncilOwned):
    """
    A telephone number or queue of a council, and what an employee says who answers there.

    A call belongs to the council whose line it came in by. `number` is as E.164; a line without
    one is found by its queue alone, one without a queue by its number alone.
    """

    name = models.CharField(max_length=100)
    number = models.CharField(max_length=40, blank=True)
    queue = models.CharField(max_length=60, blank=True)
    greeting = models.CharField(max_length=300, blank=True)
    greeting_cy = models.CharField(max_length=300, blank=True)
    service_type = CouncilForeignKey(ServiceType, null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "number", "queue"],
                condition=Q(is_active=True),
                name="telephone_line_once",
            ),
            models.CheckConstraint(
                condition=~Q(number="", queue=""), name="telephone_line_is_found_by_something"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TelephoneEvent(CouncilOwned):
    """
    What a telephone system told us, word for word, kept before anybody tries to understand it.

    It belongs to the council at whose address it came. `problem` says why it could not be taken
    in; such a one stays visible to staff and can be tried again.
    """

    event_id = models.CharField(max_length=120)
    body = models.TextField()
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "event_id"], name="telephone_event_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "received_at"], name="telephone_event_by_time"),
            models.Index(
                fields=["council", "received_at"],
                condition=Q(handled_at__isnull=True),
                name="telephone_event_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.event_id


class Call(CouncilOwned):
    """
    A telephone call, put together from what the telephone system told of it, in whatever order.

    `centre` is whose telephone system it is: a partnership's or a council's own. How the call
    stands follows from its moments: it rings until somebody answers, and is over once it has ended.
    """

    centre = models.CharField(max_length=80)
    call_id = models.CharField(max_length=120)
    direction = models.CharField(max_length=10, choices=CallDirection.choices)
    from_number = models.CharField(max_length=40, blank=True)
    to_number = models.CharField(max_length=40, blank=True)
    queue = models.CharField(max_length=60, blank=True)
    line = CouncilForeignKey(TelephoneLine, models.PROTECT, null=True, db_index=False)
    extensions = models.JSONField(default=list)
    rang_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    #: When whoever has it now took it: later than the first answer where it was passed on.
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    extension = models.CharField(max_length=20, blank=True)
    agent = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    cause = models.CharField(max_length=20, choices=CallEnd.choices, blank=True)
    interaction = CouncilForeignKey(Interaction, models.PROTECT, null=True, db_index=False)
    first_told_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "centre", "call_id"], name="call_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "first_told_at"],
                condition=Q(ended_at__isnull=True),
                name="call_going_on",
            ),
            models.Index(fields=["council", "first_told_at"], name="call_by_time"),
            models.Index(fields=["council", "interaction"], name="call_by_interaction"),
        ]

    def __str__(self) -> str:
        return self.call_id

    @property
    def is_over(self) -> bool:
        """Tell whether it has ended."""
        return self.ended_at is not None

    @property
    def is_ringing(self) -> bool:
        """Tell whether nobody has answered yet."""
        return self.ended_at is None and self.answered_at is None


class AccountInvitation(CouncilOwned):
    """
    A link that an employee sent somebody, mostly while they spoke, to open their account by.

    It proves nothing and lets nobody in: who follows it signs in and joins as anybody does. It is
    there so that the employee sees how far they have come. `opened_at` is when it was followed.
    """

    interaction = CouncilForeignKey(Interaction, models.PROTECT)
    person = CouncilForeignKey(Person, models.PROTECT)
    channel = models.CharField(max_length=10)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "all_councils"

    def __str__(self) -> str:
        return f"{self.person_id}: {self.channel}"


class TelephoneExtension(models.Model):
    """
    The extension at which an employee answers calls of one telephone system.

    Stands outside row security, as employees do: read by its owner, or by centre and extension.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="+")
    centre = models.CharField(max_length=80)
    extension = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["centre", "extension"], name="telephone_extension_once")
        ]

    def __str__(self) -> str:
        return f"{self.centre}: {self.extension}"


class AgentState(models.Model):
    """
    A stretch of time in which an employee was available, on a call, wrapping up or away.

    The newest has no end, and each employee has one such. `council` is the one whose call or
    contact it is. Stands outside row security, as employees do: read by its owner, or for those
    who serve a council together with that council's own part.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", db_index=False)
    status = models.CharField(max_length=20, choices=AgentStatus.choices)
    reason = models.CharField(max_length=20, choices=AwayReason.choices, blank=True)
    council = models.ForeignKey(Council, on_delete=models.CASCADE, null=True, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(until_at__isnull=True),
                name="agent_has_one_state",
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=models.F("from_at")),
                name="agent_state_ends_after_it_began",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "from_at"], name="agent_state_by_account"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.status}"
