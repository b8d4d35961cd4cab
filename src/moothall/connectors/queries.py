"""What others ask about systems and deliveries; answers are frozen rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from moothall.connectors.actions.keys import digest_of
from moothall.connectors.models import (
    ApiKey,
    Delivery,
    DeliveryAttempt,
    ExternalReference,
    System,
)
from moothall.connectors.workflow import DeliveryState
from moothall.kernel.errors import NotFound

#: States that no schedule leaves by itself.
IN_NEED = (DeliveryState.GAVE_UP, DeliveryState.UNROUTED)
#: What has not arrived for longer stands before staff, though it is tried again by itself.
LATE_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class SystemRow:
    """A system, as schedules need it."""

    id: UUID
    council_id: int
    name: str


@dataclass(frozen=True)
class DeliveryRow:
    """A delivery, as staff see it."""

    id: UUID
    council_id: int
    case_id: UUID
    system_name: str
    state: str
    state_words: str
    problem: str
    attempts: int
    next_try_at: datetime | None
    created_at: datetime
    delivered_at: datetime | None
    references: tuple[str, ...] = ()

    @property
    def needs_a_person(self) -> bool:
        """Tell whether nothing more will happen by itself."""
        return self.state in IN_NEED

    @property
    def may_be_replayed(self) -> bool:
        """Tell whether staff can send it now."""
        return self.state in {DeliveryState.GAVE_UP, DeliveryState.RETRYING} or self.has_no_route

    @property
    def has_no_route(self) -> bool:
        """Tell whether no system took it when it was last tried."""
        return self.state == DeliveryState.UNROUTED


@dataclass(frozen=True)
class AttemptRow:
    """One try, as staff see it."""

    number: int
    started_at: datetime
    ended_at: datetime | None
    succeeded: bool
    problem: str
    request: str
    answer: str


def active_systems() -> list[SystemRow]:
    """Return the active systems of the councils in force."""
    rows = System.objects.filter(is_active=True).order_by("council_id", "slug")
    return [SystemRow(row.pk, row.council_id, row.name) for row in rows]


def deliveries_of_case(case_id: UUID) -> list[DeliveryRow]:
    """
    Return a case's deliveries with the references that its systems gave it.

    Two statements, or one where there are none.
    """
    found = Delivery.objects.filter(case_id=case_id).select_related("system")
    rows = list(found.order_by("created_at"))
    references: dict[UUID | None, list[str]] = {}
    if rows:
        for row in ExternalReference.objects.filter(case_id=case_id).order_by("created_at"):
            references.setdefault(row.system_id, []).append(row.reference)
    return [_row(row, tuple(references.get(row.system_id, ()))) for row in rows]


def delivery(delivery_id: UUID) -> DeliveryRow:
    """
    Return one delivery.

    :raises NotFound: if the councils in force have none of this id
    """
    row = Delivery.objects.filter(pk=delivery_id).select_related("system").first()
    if row is None:
        raise NotFound("There is no such delivery.")
    return _row(row)


def deliveries_in_need(
    council_ids: Sequence[int], *, now: datetime, team_id: UUID | None = None, limit: int = 100
) -> list[DeliveryRow]:
    """
    Return the deliveries that gave up, found no route or keep failing, oldest first.

    They are those of one team or of all.
    """
    keeps_failing = Q(
        state__in=[DeliveryState.RETRYING, DeliveryState.AWAITING_REFERENCE],
        created_at__lt=now - LATE_AFTER,
    )
    rows = Delivery.objects.filter(council_id__in=council_ids)
    rows = rows.filter(Q(state__in=IN_NEED) | keeps_failing)
    if team_id is not None:
        rows = rows.filter(case__team_id=team_id)
    return [_row(row) for row in rows.select_related("system").order_by("created_at")[:limit]]


def cases_in_need(case_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of these cases that have a delivery in need of a person; one statement."""
    found = Delivery.objects.filter(case_id__in=list(case_ids), state__in=IN_NEED)
    return frozenset(found.values_list("case_id", flat=True))


def attempts_of_case(case_id: UUID) -> dict[UUID, list[AttemptRow]]:
    """Return the attempts of a case's deliveries by delivery, newest first; one statement."""
    found: dict[UUID, list[AttemptRow]] = {}
    rows = DeliveryAttempt.objects.filter(delivery__case_id=case_id)
    for row in rows.order_by("-started_at", "-number"):
        found.setdefault(row.delivery_id, []).append(_attempt_row(row))
    return found


def attempts_of(delivery_id: UUID) -> list[AttemptRow]:
    """Return the attempts of a delivery, newest first."""
    rows = DeliveryAttempt.objects.filter(delivery_id=delivery_id).order_by("-number")
    return [_attempt_row(row) for row in rows]


def overdue_deliveries(*, now: datetime, limit: int = 1000) -> list[DeliveryRow]:
    """Return unfinished deliveries that should have been tried by now, with room for the queue."""
    late = now - timedelta(minutes=5)
    rows = Delivery.objects.filter(
        Q(state=DeliveryState.QUEUED, created_at__lt=late)
        | Q(state=DeliveryState.SENDING, lease_until__lt=late)
        | Q(
            state__in=[DeliveryState.RETRYING, DeliveryState.AWAITING_REFERENCE],
            next_try_at__lt=late,
        )
    )
    return [_row(row) for row in rows.select_related("system").order_by("created_at")[:limit]]


def api_key_named_by(key: str) -> str | None:
    """Return the name of the program that this key belongs to in the council in force, if any."""
    row = api_key_of(key)
    return None if row is None else row.name


def api_keys(council_id: int) -> list[ApiKey]:
    """Return the keys of partners' programs that a council has given out, by name."""
    return list(ApiKey.objects.filter(council_id=council_id, is_active=True).order_by("name"))


def api_key_of(key: str) -> ApiKey | None:
    """Return the key of the council in force that this is, if it is one and in use."""
    if not key:
        return None
    return ApiKey.objects.filter(digest=digest_of(key), is_active=True).first()


def _row(row: Delivery, references: tuple[str, ...] = ()) -> DeliveryRow:
    return DeliveryRow(
        id=row.pk,
        council_id=row.council_id,
        case_id=row.case_id,
        system_name=row.system.name if row.system else row.label,
        state=row.state,
        state_words=str(DeliveryState(row.state).label),
        problem=row.problem,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        created_at=row.created_at,
        delivered_at=row.delivered_at,
        references=references,
    )


def _attempt_row(row: DeliveryAttempt) -> AttemptRow:
    return AttemptRow(
        row.number,
        row.started_at,
        row.ended_at,
        row.succeeded,
        row.problem,
        row.request,
        row.answer,
    )
