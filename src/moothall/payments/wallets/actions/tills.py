"""Registering the devices that sell on cards."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict
from moothall.kernel.policies import require
from moothall.payments.errors import CannotPay
from moothall.payments.models import Fund
from moothall.payments.wallets import policies
from moothall.payments.wallets.finding import one_of
from moothall.payments.wallets.holders import wallet_holders
from moothall.payments.wallets.models import Till, WalletScheme

_KEY_BYTES = 32


def digest_of_key(key: str) -> str:
    """Return what is stored of a till's key."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def register_till(
    *,
    actor: Actor,
    council_id: int,
    name: str,
    scheme: str,
    fund: str,
    holder_type: str,
    place_id: UUID | None,
    offline_pence: int,
    now: datetime,
) -> tuple[Till, str]:
    """
    Register a device; return it with its key, which is shown this once.

    :raises CannotPay: if the council has no such scheme or fund
    :raises Conflict: if it has a till of this name
    """
    require(policies.can_manage_wallets(actor, council_id))
    wallet_holders.get(holder_type)
    found = WalletScheme.objects.filter(council_id=council_id, key=scheme).first()
    coded = Fund.objects.filter(council_id=council_id, key=fund).first()
    if found is None or coded is None:
        raise CannotPay("This council has no such scheme or fund.")
    if Till.objects.filter(council_id=council_id, name=name).exists():
        raise Conflict("There is a till of this name.")
    key = secrets.token_urlsafe(_KEY_BYTES)
    till = Till(
        council_id=council_id,
        name=name,
        scheme=found,
        fund=coded,
        holder_type=holder_type,
        place_id=place_id,
        key_digest=digest_of_key(key),
        offline_pence=offline_pence,
        registered_at=now,
    )
    till.save(force_insert=True)
    audit.record(actor=actor, verb="till.registered", subject=till, now=now)
    return till, key


@transaction.atomic
def end_till(*, actor: Actor, till_id: UUID, now: datetime) -> Till:
    """Let a device sell nothing any more; what it has not told us yet is lost with its key."""
    till = one_of(Till.objects.select_for_update(), till_id)
    require(policies.can_manage_wallets(actor, till.council_id))
    if till.ended_at is None:
        till.ended_at = now
        till.save(update_fields=["ended_at"])
        audit.record(actor=actor, verb="till.ended", subject=till, now=now)
    return till


@transaction.atomic
def hear_till(*, till_id: UUID, now: datetime) -> None:
    """Write down that a device was heard from."""
    Till.objects.filter(pk=till_id).update(heard_at=now)
