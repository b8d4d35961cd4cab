"""What staff ask about warnings; whoever may not see them is told of none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.people.models import PersonWarning, WarningKind
from moothall.people.policies import can_see_warnings, can_warn
from moothall.people.protection import HIDDEN, is_withheld

PAGE = 50


@dataclass(frozen=True)
class WarningRow:
    """A mark as staff see it."""

    id: UUID
    council_id: int
    person_id: UUID | None
    uprn: int | None
    kind: str
    title: str
    reason: str
    advice: str
    single_contact: str
    allowed_channels: tuple[str, ...]
    given_at: datetime
    given_by: str
    expires_on: date
    reviewed_by: str

    @property
    def is_unreasonable(self) -> bool:
        """Tell whether it limits how the person may be in touch."""
        return self.kind == WarningKind.UNREASONABLE


def warnings_for(
    actor: Actor,
    council_id: int,
    *,
    person_id: UUID | None = None,
    uprn: int | None = None,
    now: datetime,
) -> list[WarningRow]:
    """
    Return what staff must know of a person and an address today, gravest first; one query.

    Nothing for whoever may not see warnings in this council. Of a protected person the kind alone:
    what was typed may say where they live.
    """
    if not can_see_warnings(actor, council_id) or (person_id is None and uprn is None):
        return []
    about = Q()
    if person_id is not None:
        about |= Q(person_id=person_id)
    if uprn is not None:
        about |= Q(uprn=uprn)
    rows = _in_force(now).filter(about, council_id=council_id).select_related("person")
    order = list(WarningKind)
    found = [_row(one) for one in rows]
    return sorted(found, key=lambda row: (order.index(WarningKind(row.kind)), row.given_at))


def warned_among(
    actor: Actor, council_id: int, person_ids: Iterable[UUID], *, now: datetime
) -> frozenset[UUID]:
    """Return of whom there is a warning that the actor may see; for lists, one query."""
    asked = set(person_ids)
    if not asked or not can_see_warnings(actor, council_id):
        return frozenset()
    rows = _in_force(now).filter(council_id=council_id, person_id__in=asked)
    return frozenset(pk for pk in rows.values_list("person_id", flat=True) if pk is not None)


def warning(warning_id: UUID) -> WarningRow:
    """
    Return one mark, over or not.

    :raises NotFound: if the councils in force have none of this id
    """
    row = PersonWarning.objects.select_related("person").filter(pk=warning_id).first()
    if row is None:
        raise NotFound("There is no such warning.")
    return _row(row)


def warnings_to_review(actor: Actor, council_id: int, *, until: date) -> list[WarningRow]:
    """Return the marks that run out until a day, or have, and nobody ended; one query."""
    if not can_warn(actor, council_id):
        return []
    rows = PersonWarning.objects.filter(
        council_id=council_id, ended_at__isnull=True, expires_on__lte=until
    ).select_related("person")
    return [_row(one) for one in rows.order_by("expires_on", "id")[:PAGE]]


def _in_force(now: datetime) -> "QuerySet[PersonWarning]":
    return PersonWarning.objects.filter(ended_at__isnull=True, expires_on__gte=localdate(now))


def _row(one: PersonWarning) -> WarningRow:
    is_hidden = one.person is not None and is_withheld(
        one.person.pk, is_protected=one.person.is_protected
    )
    return WarningRow(
        id=one.pk,
        council_id=one.council_id,
        person_id=one.person_id,
        uprn=one.uprn,
        kind=one.kind,
        title=str(one.get_kind_display()),
        reason=str(HIDDEN) if is_hidden else one.reason,
        advice="" if is_hidden else one.advice,
        single_contact=one.single_contact,
        allowed_channels=tuple(one.allowed_channels),
        given_at=one.given_at,
        given_by=one.given_by_name,
        expires_on=one.expires_on,
        reviewed_by=one.reviewed_by_name,
    )
