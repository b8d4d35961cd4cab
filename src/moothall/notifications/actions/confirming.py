"""Asking the readers of an office's address whether a council's work may go there."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from moothall.councils.queries import council_by_id
from moothall.kernel import audit
from moothall.kernel.actors import Actor, system
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.notifications import policies
from moothall.notifications.actions.queueing import send_message
from moothall.notifications.models import OfficeAddress
from moothall.people.needs import NO_NEEDS

#: A second click, or a colleague's, sends no second message.
PAUSE = timedelta(minutes=1)
#: A link that nobody opened for so long is no use to whoever finds it.
LINK_LIVES = timedelta(days=14)


@transaction.atomic
def ask_to_confirm(*, actor: Actor, council_id: int, address: str, now: datetime) -> OfficeAddress:
    """
    Send a link to an address by which its readers agree to get a council's work.

    The newest link is the one that works. One that has agreed is not asked again.

    :raises NotPermitted: if the actor may not change the council's settings
    """
    require(policies.can_keep_office_addresses(actor, council_id))
    secret = secrets.token_urlsafe(24)
    row, is_new = OfficeAddress.objects.get_or_create(
        council_id=council_id,
        address=normal(address),
        defaults={"secret_digest": _digest(secret), "asked_at": now},
    )
    row = OfficeAddress.objects.select_for_update().get(pk=row.pk)
    if row.confirmed_at is not None or (not is_new and now - row.asked_at < PAUSE):
        return row
    row.secret_digest, row.asked_at = _digest(secret), now
    row.save(update_fields=["secret_digest", "asked_at"])
    audit.record(actor=actor, verb="office-address.asked", subject=row, now=now)
    council = council_by_id(council_id)
    send_message(
        actor=system("notifications"),
        council_id=council_id,
        template="notifications.confirm-address",
        channel="email",
        to=row.address,
        language=council.languages[0],
        context={"link": council.url + reverse("public:confirm-address", args=[secret])},
        dedupe_key=f"confirm-address:{row.pk}:{now.isoformat()}",
        about_type="notifications.officeaddress",
        about_id=row.pk,
        now=now,
        needs=NO_NEEDS,
    )
    return row


@transaction.atomic
def confirm_address(*, council_id: int, secret: str, now: datetime) -> OfficeAddress:
    """
    Write down that the readers of an address agree; agreeing twice changes nothing.

    :raises NotFound: if the council has sent no such link, or it is too old
    """
    row = (
        OfficeAddress.objects.select_for_update()
        .filter(council_id=council_id, secret_digest=_digest(secret))
        .first()
    )
    if row is None or (row.confirmed_at is None and row.asked_at + LINK_LIVES < now):
        raise NotFound("This council has sent no such link.")
    if row.confirmed_at is None:
        row.confirmed_at = now
        row.save(update_fields=["confirmed_at"])
        audit.record(
            actor=system("notifications"), verb="office-address.confirmed", subject=row, now=now
        )
    return row


@transaction.atomic
def drop_address(*, actor: Actor, council_id: int, address_id: UUID, now: datetime) -> None:
    """
    Forget an address: nothing goes there any more, and it must be confirmed anew.

    :raises NotFound: if the council has no such address
    """
    require(policies.can_keep_office_addresses(actor, council_id))
    row = OfficeAddress.objects.filter(council_id=council_id, pk=address_id).first()
    if row is None:
        raise NotFound("This council has no such address.")
    audit.record(actor=actor, verb="office-address.dropped", subject=row, now=now)
    row.delete()


def normal(address: str) -> str:
    """Return an address as it is compared."""
    return address.strip().lower()


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
