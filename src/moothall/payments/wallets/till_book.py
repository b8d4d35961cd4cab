"""What a till is given to sell without a connection: cards, what each may spend, and prices."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from moothall.councils.queries import council_by_id
from moothall.kernel.errors import NotFound
from moothall.payments.wallets.actions.tills import digest_of_key
from moothall.payments.wallets.errors import TillRefused
from moothall.payments.wallets.holders import Face, wallet_holders
from moothall.payments.wallets.keeping import balances_of
from moothall.payments.wallets.models import (
    Entitlement,
    ResidentCard,
    Till,
    TillSale,
    Wallet,
)
from moothall.payments.wallets.rows import CardAtTill

#: As many cards are on a block list: a till sells on none that is not in its book anyway.
_BLOCKED_AT_MOST = 5_000


def till_of_key(council_id: int, key: str) -> Till:
    """
    Return the till whose key this is.

    :raises TillRefused: if the council has none, or ended it
    """
    found = Till.objects.filter(
        council_id=council_id, key_digest=digest_of_key(key), ended_at=None
    ).first()
    if found is None:
        raise TillRefused("This is no till of the council.")
    return found


def till_book(till: Till, *, now: datetime) -> Mapping[str, Any]:
    """Return all that a till needs to sell without a connection; at most eight queries."""
    holder = wallet_holders.get(till.holder_type)
    ids = holder.holders_at(till.place_id)
    cards = ResidentCard.objects.filter(
        holder_type=till.holder_type, holder_id__in=ids, blocked_at=None
    )
    blocked = ResidentCard.objects.filter(
        holder_type=till.holder_type, blocked_at__isnull=False
    ).order_by("-blocked_at")
    day = now.astimezone(ZoneInfo(council_by_id(till.council_id).time_zone)).date()
    return {
        "till": till.name,
        "as_of": now.isoformat(),
        "day": day.isoformat(),
        "offline_pence": till.offline_pence,
        "prices": [asdict(price) for price in holder.prices(till.place_id, day)],
        "cards": [asdict(row) for row in _at_till(till, list(cards), now=now)],
        "blocked": list(blocked.values_list("token_digest", flat=True)[:_BLOCKED_AT_MOST]),
    }


def card_at_till(till: Till, card_digest: str, *, now: datetime) -> CardAtTill:
    """
    Return what a till shows of the card that lies on it; five queries.

    :raises NotFound: if it is no card of this till's, or one that is dead
    """
    card = ResidentCard.objects.filter(
        holder_type=till.holder_type, token_digest=card_digest, blocked_at=None
    ).first()
    found = _at_till(till, [card], now=now) if card else []
    if not found:
        raise NotFound("This card does not work here.")
    return found[0]


def _at_till(till: Till, cards: list[ResidentCard], *, now: datetime) -> list[CardAtTill]:
    holder_ids = [card.holder_id for card in cards]
    wallets = {
        wallet.holder_id: wallet
        for wallet in Wallet.objects.select_related("scheme").filter(
            holder_type=till.holder_type,
            holder_id__in=holder_ids,
            scheme_id=till.scheme_id,
            blocked_at=None,
        )
    }
    wallet_ids = [wallet.pk for wallet in wallets.values()]
    held = balances_of(till.council_id, wallet_ids)
    entitled = _entitled(till, wallet_ids, now=now)
    faces = wallet_holders.get(till.holder_type).faces(holder_ids)
    rows = []
    for card in cards:
        wallet, face = wallets.get(card.holder_id), faces.get(card.holder_id, Face(name=""))
        if wallet is not None:
            spendable = held.get(wallet.pk, 0) - wallet.scheme.least_pence
            rows.append(
                CardAtTill(
                    card=card.token_digest,
                    name=face.name,
                    allergens=face.allergens,
                    spendable_pence=max(0, spendable),
                    entitled_pence=entitled.get(wallet.pk, 0),
                )
            )
    return rows


def _entitled(till: Till, wallet_ids: list[UUID], *, now: datetime) -> dict[UUID, int]:
    """Return what is still to be had without paying today."""
    day = now.astimezone(ZoneInfo(council_by_id(till.council_id).time_zone)).date()
    used = set(
        TillSale.objects.filter(
            wallet_id__in=wallet_ids, sold_on=day, entitled_pence__gt=0
        ).values_list("wallet_id", flat=True)
    )
    rows = Entitlement.objects.filter(wallet_id__in=wallet_ids).order_by("begins_on")
    return {
        row.wallet_id: row.pence for row in rows if row.counts_on(day) and row.wallet_id not in used
    }
