"""Opening wallets, blocking them, and what their holders get without paying."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from moothall.kernel import audit
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.policies import require
from moothall.payments.errors import CannotPay
from moothall.payments.models import Fund
from moothall.payments.wallets import policies
from moothall.payments.wallets.holders import PERSON, wallet_holders
from moothall.payments.wallets.models import Entitlement, TillSale, Wallet, WalletScheme
from moothall.payments.wallets.models.wallet import SCHOOL_WEEK


@transaction.atomic
def apply_scheme(
    *,
    actor: Actor,
    council_id: int,
    key: str,
    name: Mapping[str, str],
    fund: str,
    least_pence: int,
    low_pence: int,
    most_pence: int,
    is_for_people: bool = False,
    now: datetime,
) -> WalletScheme:
    """
    Write down a purpose for which the council keeps money, or change it.

    :raises CannotPay: if the council has no such fund
    """
    require(policies.can_manage_wallets(actor, council_id))
    found = Fund.objects.filter(council_id=council_id, key=fund).first()
    if found is None:
        raise CannotPay(f"This council has no fund called {fund!r}.")
    scheme, _ = WalletScheme.objects.update_or_create(
        council_id=council_id,
        key=key,
        defaults={
            "name": dict(name),
            "fund": found,
            "least_pence": least_pence,
            "low_pence": low_pence,
            "most_pence": most_pence,
            "is_for_people": is_for_people,
        },
    )
    audit.record(actor=actor, verb="wallet-scheme.applied", subject=scheme, now=now)
    return scheme


@transaction.atomic
def open_wallet(
    *,
    actor: Actor,
    council_id: int,
    scheme: str,
    holder_type: str,
    holder_id: UUID,
    now: datetime,
) -> Wallet:
    """
    Open a wallet for a holder, or return the one that is open.

    :raises CannotPay: if the council has no such scheme
    """
    may = actor.kind is ActorKind.RESIDENT and wallet_holders.get(holder_type).may_use(
        actor, council_id, holder_id
    )
    may_manage = policies.can_manage_wallets(actor, council_id)
    require(may or may_manage)
    found = WalletScheme.objects.filter(council_id=council_id, key=scheme).first()
    if found is None:
        raise CannotPay(f"This council keeps no money for {scheme!r}.")
    require(may_manage or found.is_for_people)
    wallet, is_new = Wallet.objects.get_or_create(
        council_id=council_id,
        scheme=found,
        holder_type=holder_type,
        holder_id=holder_id,
        defaults={
            "person_id": holder_id if holder_type == PERSON else None,
            "opened_at": now,
        },
    )
    if is_new:
        audit.record(actor=actor, verb="wallet.opened", subject=wallet, now=now)
    return wallet


@transaction.atomic
def block_wallet(*, actor: Actor, wallet_id: UUID, now: datetime) -> Wallet:
    """Let nothing into a wallet or out of it; what tills sold before still counts."""
    wallet = Wallet.objects.select_for_update().get(pk=wallet_id)
    require(policies.can_manage_wallets(actor, wallet.council_id))
    if wallet.blocked_at is None:
        wallet.blocked_at = now
        wallet.save(update_fields=["blocked_at"])
        audit.record(actor=actor, verb="wallet.blocked", subject=wallet, now=now)
    return wallet


@transaction.atomic
def unblock_wallet(*, actor: Actor, wallet_id: UUID, now: datetime) -> Wallet:
    """Let a wallet be used again."""
    wallet = Wallet.objects.select_for_update().get(pk=wallet_id)
    require(policies.can_manage_wallets(actor, wallet.council_id))
    if wallet.blocked_at is not None:
        wallet.blocked_at = None
        wallet.save(update_fields=["blocked_at"])
        audit.record(actor=actor, verb="wallet.unblocked", subject=wallet, now=now)
    return wallet


@transaction.atomic
def entitle(
    *,
    actor: Actor,
    wallet_id: UUID,
    pence: int,
    begins_on: date,
    ends_on: date | None = None,
    weekdays: int = SCHOOL_WEEK,
    now: datetime,
) -> Entitlement | None:
    """
    Let a holder have something each day without paying, in place of what they had.

    Nothing pence ends what they had, from `begins_on` on.
    """
    wallet = Wallet.objects.select_for_update().get(pk=wallet_id)
    require(policies.can_manage_wallets(actor, wallet.council_id))
    living = Entitlement.objects.filter(wallet_id=wallet.pk)
    used = TillSale.objects.filter(wallet_id=wallet.pk, entitled_pence__gt=0)
    later = living.filter(begins_on__gte=begins_on)
    later.exclude(pk__in=used.values("entitlement_id")).delete()
    later.update(ends_on=F("begins_on"))
    for before in living.filter(begins_on__lt=begins_on):
        if before.ends_on is None or before.ends_on >= begins_on:
            before.ends_on = date.fromordinal(begins_on.toordinal() - 1)
            before.save(update_fields=["ends_on"])
    given = None
    if pence:
        given = Entitlement(
            council_id=wallet.council_id,
            wallet_id=wallet.pk,
            pence=pence,
            weekdays=weekdays,
            begins_on=begins_on,
            ends_on=ends_on,
        )
        given.save(force_insert=True)
    audit.record(
        actor=actor, verb="wallet.entitled", subject=wallet, now=now, detail={"pence": pence}
    )
    return given
