"""What others ask about wallets, cards and tills; answers are frozen rows."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from moothall.kernel.errors import NotFound
from moothall.payments.ledger.chart import AccountKind, TransactionKind
from moothall.payments.models import LedgerEntry
from moothall.payments.wallets.holders import LookedAfter, wallet_holders
from moothall.payments.wallets.keeping import balances_of
from moothall.payments.wallets.models import (
    ResidentCard,
    Till,
    TillSale,
    Wallet,
    WalletPayout,
    WalletScheme,
)
from moothall.payments.wallets.models.till import SaleState
from moothall.payments.wallets.models.wallet import PayoutState
from moothall.payments.wallets.rows import (
    CardRow,
    MovementRow,
    PayoutRow,
    SaleRow,
    TillRow,
    WalletRow,
)
from moothall.payments.wording import words_in


def wallet_by_id(wallet_id: UUID) -> Wallet:
    """
    Return a wallet.

    :raises NotFound: if the councils in force have none of this id
    """
    found = Wallet.objects.select_related("scheme").filter(pk=wallet_id).first()
    if found is None:
        raise NotFound("There is no such wallet.")
    return found


def card_by_id(card_id: UUID) -> ResidentCard:
    """
    Return a card.

    :raises NotFound: if the councils in force have none of this id
    """
    found = ResidentCard.objects.filter(pk=card_id).first()
    if found is None:
        raise NotFound("There is no such card.")
    return found


def wallet_rows(wallets: Sequence[Wallet], language: str) -> list[WalletRow]:
    """Return wallets with what they hold; a query for the money, and one a kind of holder."""
    if not wallets:
        return []
    held = balances_of(wallets[0].council_id, [wallet.pk for wallet in wallets])
    names = names_of_holders({(wallet.holder_type, wallet.holder_id) for wallet in wallets})
    asked = dict(
        WalletPayout.objects.filter(
            wallet_id__in=[wallet.pk for wallet in wallets], state=PayoutState.ASKED
        ).values_list("wallet_id", "pence")
    )
    return [
        WalletRow(
            id=wallet.pk,
            name=words_in(wallet.scheme.name, language),
            holder=names.get(wallet.holder_id, ""),
            holder_type=wallet.holder_type,
            holder_id=wallet.holder_id,
            pence=held.get(wallet.pk, 0),
            is_low=held.get(wallet.pk, 0) < wallet.scheme.low_pence,
            is_blocked=wallet.blocked_at is not None,
            most_pence=wallet.scheme.most_pence,
            payout_pence=asked.get(wallet.pk, 0),
        )
        for wallet in wallets
    ]


def wallets_held_by(
    holder_type: str, holder_ids: Collection[UUID], language: str
) -> list[WalletRow]:
    """Return the wallets of some holders of one kind; four queries."""
    rows = Wallet.objects.select_related("scheme").filter(
        holder_type=holder_type, holder_id__in=holder_ids
    )
    return wallet_rows(list(rows.order_by("scheme__key", "pk")), language)


def wallets_looked_after(person_id: UUID, language: str) -> list[WalletRow]:
    """Return the wallets of whom a person looks after, such as children; five queries a kind."""
    return [
        row
        for holder in wallet_holders
        if isinstance(holder, LookedAfter)
        for row in wallets_held_by(holder.key, holder.looked_after_by(person_id), language)
    ]


def schemes_for_people(council_id: int, language: str) -> list[tuple[str, str]]:
    """Return the keys and names of the schemes that people open for themselves; one query."""
    rows = WalletScheme.objects.filter(council_id=council_id, is_for_people=True)
    return [(row.key, words_in(row.name, language)) for row in rows.order_by("key")]


def cards_held_by(holder_type: str, holder_ids: Collection[UUID]) -> list[CardRow]:
    """Return the cards of some holders that work; two queries."""
    cards = list(
        ResidentCard.objects.filter(
            holder_type=holder_type, holder_id__in=holder_ids, blocked_at=None
        ).order_by("-issued_at")
    )
    return _card_rows(cards)


def statement(wallet: Wallet, *, limit: int) -> list[MovementRow]:
    """Return the newest movements of a wallet, each with what it held then; two queries."""
    left = balances_of(wallet.council_id, [wallet.pk]).get(wallet.pk, 0)
    entries = (
        LedgerEntry.objects.filter(
            council_id=wallet.council_id,
            account__kind=AccountKind.WALLET,
            account__code=str(wallet.pk),
        )
        .select_related("transaction")
        .order_by("-transaction__posted_at", "-transaction_id")[:limit]
    )
    rows = []
    for entry in entries:
        rows.append(
            MovementRow(
                at=entry.transaction.occurred_at,
                words=_words(entry.transaction.kind),
                pence=entry.amount_pence,
                balance_pence=left,
            )
        )
        left -= entry.amount_pence
    return rows


def till_rows(council_id: int) -> list[TillRow]:
    """Return a council's tills; one query."""
    return [
        TillRow(
            id=till.pk,
            name=till.name,
            heard_at=till.heard_at,
            is_ended=till.ended_at is not None,
        )
        for till in Till.objects.filter(council_id=council_id).order_by("ended_at", "name")
    ]


def sales_to_settle(council_id: int, *, limit: int) -> list[SaleRow]:
    """Return sales not paid in full or told in two ways; a query, and one a kind of holder."""
    open_ = Q(state=SaleState.SHORT) | Q(conflicts__gt=0, conflict_settled_at=None)
    rows = TillSale.objects.filter(open_, council_id=council_id).select_related("till", "wallet")
    sales = list(rows.order_by("sold_at", "pk")[:limit])
    wallets = [sale.wallet for sale in sales if sale.wallet is not None]
    names = names_of_holders({(one.holder_type, one.holder_id) for one in wallets})
    return [
        SaleRow(
            id=sale.pk,
            till=sale.till.name,
            sequence=sale.sequence,
            sold_at=sale.sold_at,
            price_pence=sale.price_pence,
            missing_pence=sale.missing_pence,
            reason=sale.reason,
            is_short=sale.state == SaleState.SHORT,
            holder=names.get(sale.wallet.holder_id, "") if sale.wallet else "",
            holder_type=sale.wallet.holder_type if sale.wallet else "",
            holder_id=sale.wallet.holder_id if sale.wallet else None,
            conflicts=0 if sale.conflict_settled_at else sale.conflicts,
        )
        for sale in sales
    ]


def payouts_to_decide(council_id: int, *, limit: int) -> list[PayoutRow]:
    """Return what was asked to be paid back; a query, and one a kind of holder."""
    rows = (
        WalletPayout.objects.filter(council_id=council_id, state=PayoutState.ASKED)
        .select_related("wallet")
        .order_by("asked_at", "pk")[:limit]
    )
    payouts = list(rows)
    names = names_of_holders({(one.wallet.holder_type, one.wallet.holder_id) for one in payouts})
    return [
        PayoutRow(
            id=one.pk,
            wallet_id=one.wallet_id,
            holder=names.get(one.wallet.holder_id, ""),
            pence=one.pence,
            asked_at=one.asked_at,
        )
        for one in payouts
    ]


def _card_rows(cards: Sequence[ResidentCard]) -> list[CardRow]:
    names = names_of_holders({(card.holder_type, card.holder_id) for card in cards})
    return [
        CardRow(
            id=card.pk,
            ending=card.ending,
            holder=names.get(card.holder_id, ""),
            issued_at=card.issued_at,
            is_blocked=card.blocked_at is not None,
        )
        for card in cards
    ]


def names_of_holders(holders: Collection[tuple[str, UUID]]) -> dict[UUID, str]:
    """Return what holders are called, each with its kind; one query a kind."""
    names: dict[UUID, str] = {}
    for kind in {kind for kind, _id in holders}:
        ids = [holder_id for of_kind, holder_id in holders if of_kind == kind]
        faces = wallet_holders.get(kind).faces(ids)
        names |= {holder_id: face.name for holder_id, face in faces.items()}
    return names


def _words(kind: str) -> str:
    words = {
        TransactionKind.PAYMENT: _("Paid in"),
        TransactionKind.WALLET_TOP_UP: _("Paid in"),
        TransactionKind.WALLET_SPEND: _("Spent"),
        TransactionKind.WALLET_REFUND: _("Given back"),
        TransactionKind.WALLET_PAYOUT: _("Taken out"),
        TransactionKind.REFUND: _("Taken out"),
    }
    return words.get(TransactionKind(kind), _("Put right"))
