"""The numbers and queues by which calls come in."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from moothall.cases.contact.models import TelephoneLine
from moothall.cases.policies import can_set_up_telephony
from moothall.councils.queries import service_type as service_type_of
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.people.contact import normalise_contact
from moothall.people.models import ContactKind


@transaction.atomic
def set_line(
    *,
    actor: Actor,
    council_id: int,
    line_id: UUID | None,
    name: str,
    number: str,
    queue: str,
    greeting: str,
    greeting_cy: str = "",
    service: str = "",
    now: datetime,
) -> TelephoneLine:
    """
    Say by which number and queue calls for a council come in, and what is said there.

    :raises NotPermitted: if the actor may not run the council's settings
    :raises NotFound: if it has no such line or service
    :raises Conflict: if another line of this council has the same number and queue
    """
    require(can_set_up_telephony(actor, council_id))
    line = TelephoneLine(council_id=council_id)
    if line_id is not None:
        found = TelephoneLine.objects.filter(pk=line_id, council_id=council_id, is_active=True)
        line = _there(found.select_for_update().first())
    line.name = name.strip()
    line.number = normalise_contact(ContactKind.PHONE, number) if number.strip() else ""
    line.queue = queue.strip()
    line.greeting, line.greeting_cy = greeting.strip(), greeting_cy.strip()
    line.service_type_id = service_type_of(council_id, service).id if service else None
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError as error:
        raise Conflict(_("Another line has this number and queue already.")) from error
    audit.record(actor=actor, verb="telephone-line.set", subject=line, now=now)
    return line


@transaction.atomic
def stop_line(*, actor: Actor, council_id: int, line_id: UUID, now: datetime) -> None:
    """
    Let a line find no more calls; those that came by it stay.

    :raises NotPermitted: if the actor may not run the council's settings
    :raises NotFound: if the council has no such line
    """
    require(can_set_up_telephony(actor, council_id))
    found = TelephoneLine.objects.select_for_update().filter(pk=line_id, council_id=council_id)
    line = _there(found.first())
    line.is_active = False
    line.save(update_fields=["is_active"])
    audit.record(actor=actor, verb="telephone-line.stopped", subject=line, now=now)


def _there(line: TelephoneLine | None) -> TelephoneLine:
    if line is None:
        raise NotFound("There is no such line.")
    return line
