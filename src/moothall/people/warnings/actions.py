"""All writes about warnings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.people import policies
from moothall.people.actions.persons import locked_person
from moothall.people.models import PersonWarning, WarningKind

#: Twelve months; after that somebody must say again that it is needed.
LONGEST_DAYS = 366
#: So long it stays to be seen why staff acted as they did.
KEPT_AFTERWARDS = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a warning says."""

    kind: WarningKind
    reason: str
    expires_on: date
    advice: str = ""
    single_contact: str = ""
    allowed_channels: Sequence[str] = ()


@transaction.atomic
def warn_about_person(*, actor: Actor, person_id: UUID, said: Said, now: datetime) -> PersonWarning:
    """
    Put a mark on a person until a day.

    :raises NotFound: if the councils in force have no such person
    :raises NotPermitted: if the actor may not
    :raises Conflict: if it says no reason, or runs for no time or too long
    """
    person = locked_person(person_id)
    require(policies.can_warn(actor, person.council_id))
    return _give(actor, person.council_id, said, now, person_id=person.pk)


@transaction.atomic
def warn_about_address(
    *, actor: Actor, council_id: int, uprn: int, said: Said, now: datetime
) -> PersonWarning:
    """
    Put a mark on an address until a day, whoever lives there.

    :raises NotPermitted: if the actor may not
    :raises Conflict: if it says no reason, or runs for no time or too long
    """
    require(policies.can_warn(actor, council_id))
    return _give(actor, council_id, said, now, uprn=uprn)


@transaction.atomic
def review_warning(
    *, actor: Actor, warning_id: UUID, expires_on: date, now: datetime
) -> PersonWarning:
    """
    Say that a mark is needed until a later day.

    :raises NotFound: if the councils in force have no such mark
    :raises NotPermitted: if the actor may not
    :raises Conflict: if it is over, or the day is too late or past
    """
    warning = _locked(warning_id)
    require(policies.can_warn(actor, warning.council_id))
    if warning.ended_at is not None:
        raise Conflict(_("This warning was ended already."))
    _check_day(expires_on, now)
    before = warning.expires_on
    warning.expires_on, warning.reviewed_at = expires_on, now
    warning.reviewed_by_name = actor.name
    warning.save(update_fields=["expires_on", "reviewed_at", "reviewed_by_name"])
    detail = {"before": before.isoformat(), "after": expires_on.isoformat()}
    audit.record(actor=actor, verb="warning.reviewed", subject=warning, now=now, detail=detail)
    return warning


@transaction.atomic
def end_warning(*, actor: Actor, warning_id: UUID, now: datetime) -> PersonWarning:
    """
    Say that a mark is needed no more; ended again, nothing changes.

    :raises NotFound: if the councils in force have no such mark
    :raises NotPermitted: if the actor may not
    """
    warning = _locked(warning_id)
    require(policies.can_warn(actor, warning.council_id))
    if warning.ended_at is None:
        warning.ended_at, warning.ended_by_name = now, actor.name
        warning.save(update_fields=["ended_at", "ended_by_name"])
        audit.record(actor=actor, verb="warning.ended", subject=warning, now=now)
    return warning


def _give(
    actor: Actor,
    council_id: int,
    said: Said,
    now: datetime,
    *,
    person_id: UUID | None = None,
    uprn: int | None = None,
) -> PersonWarning:
    if not said.reason.strip():
        raise Conflict(_("Say why."))
    _check_day(said.expires_on, now)
    warning = PersonWarning.objects.create(
        council_id=council_id,
        person_id=person_id,
        uprn=uprn,
        kind=said.kind,
        reason=said.reason.strip(),
        advice=said.advice.strip(),
        single_contact=said.single_contact.strip(),
        allowed_channels=list(said.allowed_channels),
        given_at=now,
        given_by_identifier=actor.identifier,
        given_by_name=actor.name,
        expires_on=said.expires_on,
    )
    detail = {"kind": said.kind.value, "until": said.expires_on.isoformat()}
    audit.record(actor=actor, verb="warning.given", subject=warning, now=now, detail=detail)
    return warning


def _check_day(day: date, now: datetime) -> None:
    days = (day - localdate(now)).days
    if days < 1:
        raise Conflict(_("The last day must be in the future."))
    if days > LONGEST_DAYS:
        raise Conflict(_("A warning can run for 12 months at most. Then it is looked at again."))


def _locked(warning_id: UUID) -> PersonWarning:
    warning = PersonWarning.objects.select_for_update().filter(pk=warning_id).first()
    if warning is None:
        raise NotFound("There is no such warning.")
    return warning


@transaction.atomic
def forget_old_warnings(*, now: datetime) -> int:
    """Forget the marks that have been over for a year, in the councils in force."""
    before = now - KEPT_AFTERWARDS
    over = PersonWarning.objects.filter(
        Q(ended_at__lt=before) | Q(ended_at__isnull=True, expires_on__lt=localdate(before))
    )
    return over.delete()[0]
