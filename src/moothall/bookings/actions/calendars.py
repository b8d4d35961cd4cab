"""Opening and closing private calendars, and naming staff's own."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from moothall.bookings import policies
from moothall.bookings.calendars.owning import names_of
from moothall.bookings.models import PersonCalendar, Resource, StaffCalendar
from moothall.bookings.secrets_of_bookings import digest_of, new_secret
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.kernel.secrets import NAME


@transaction.atomic
def open_person_calendar(*, actor: Actor, council_id: int, person_id: UUID, now: datetime) -> str:
    """Return the secret of a person's feed, a new one: the one before works no more."""
    require(policies.is_own(actor, person_id, council_id))
    secret = new_secret()
    row, _is_new = PersonCalendar.objects.update_or_create(
        council_id=council_id,
        person_id=person_id,
        defaults={"secret_digest": digest_of(secret), "made_at": now},
    )
    audit.record(actor=actor, verb="calendar.opened", subject=row, now=now)
    return secret


@transaction.atomic
def close_person_calendar(*, actor: Actor, council_id: int, person_id: UUID, now: datetime) -> None:
    """Let nobody fetch a person's feed any more; told again, it changes nothing."""
    require(policies.is_own(actor, person_id, council_id))
    row = PersonCalendar.objects.filter(council_id=council_id, person_id=person_id).first()
    if row is not None:
        audit.record(actor=actor, verb="calendar.closed", subject=row, now=now)
        row.delete()


@transaction.atomic
def open_resource_calendar(*, actor: Actor, resource_id: UUID, now: datetime) -> str:
    """
    Return the secret of a resource's feed, a new one: the one before works no more.

    Whoever sets the diary up may, and the employee for whom the resource stands.
    """
    resource = _own_or_set_up(actor, resource_id)
    secret = new_secret()
    resource.calendar_digest = digest_of(secret)
    resource.save(update_fields=["calendar_digest"])
    audit.record(actor=actor, verb="calendar.opened", subject=resource, now=now)
    return secret


@transaction.atomic
def close_resource_calendar(*, actor: Actor, resource_id: UUID, now: datetime) -> None:
    """Let nobody fetch a resource's feed any more."""
    resource = _own_or_set_up(actor, resource_id)
    resource.calendar_digest = None
    resource.save(update_fields=["calendar_digest"])
    audit.record(actor=actor, verb="calendar.closed", subject=resource, now=now)


@transaction.atomic
def connect_staff_calendar(
    *,
    actor: Actor,
    resource_id: UUID,
    address: str,
    user_name: str,
    secret_name: str,
    now: datetime,
) -> StaffCalendar:
    """
    Name the calendar of a resource, an address of CalDAV; its password by its secret's name.

    :raises ValueError: if that is no name of a secret, or the password would go in the clear
    """
    resource = _resource(actor, resource_id)
    if not (address.startswith("https://") or settings.INSECURE_HTTP):
        raise ValueError("The address must begin with https.")
    if not NAME.fullmatch(secret_name):
        raise ValueError("Name the secret in lower case, digits and dashes.")
    row, _is_new = StaffCalendar.objects.update_or_create(
        council_id=resource.council_id,
        resource=resource,
        defaults={
            "address": address.rstrip("/") + "/",
            "user_name": user_name,
            "secret_name": secret_name,
            "problem": "",
            "failing_since": None,
        },
    )
    audit.record(actor=actor, verb="staff-calendar.connected", subject=row, now=now)
    return row


@transaction.atomic
def try_calendar_again(*, actor: Actor, resource_id: UUID) -> None:
    """Leave a round with a resource's own calendar to a worker now."""
    from moothall.bookings.telling_tasks import bring_calendar_soon  # noqa: PLC0415 - as tasks do

    resource = _resource(actor, resource_id)
    bring_calendar_soon(council_id=resource.council_id, resource_id=resource.pk)


def _resource(actor: Actor, resource_id: UUID) -> Resource:
    resource = _locked(resource_id)
    require(policies.can_set_up_diary(actor, resource.council_id))
    return resource


def _own_or_set_up(actor: Actor, resource_id: UUID) -> Resource:
    resource = _locked(resource_id)
    is_own = bool(resource.staff_identifier) and resource.staff_identifier in names_of(actor)
    require(policies.can_open_calendar(actor, resource.council_id, is_own=is_own))
    return resource


def _locked(resource_id: UUID) -> Resource:
    resource = Resource.objects.select_for_update().filter(pk=resource_id).first()
    if resource is None:
        raise NotFound("There is no such resource.")
    return resource
