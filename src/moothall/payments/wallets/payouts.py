"""What finance asks about money that leaves wallets: what is agreed and not paid, what was paid."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from moothall.kernel.errors import NotFound
from moothall.payments.wallets.models import WalletPayout
from moothall.payments.wallets.models.wallet import PayoutState
from moothall.payments.wallets.queries import names_of_holders
from moothall.payments.wallets.rows import AgreedPayoutRow
from moothall.payments.wording import words_in
from moothall.people.models import Person


def payouts_to_pay_count(council_id: int) -> int:
    """Return how many agreed payouts are not paid yet; one query."""
    return _in_state(council_id, PayoutState.DONE).count()


def payouts_to_pay(council_id: int, *, language: str, limit: int) -> list[AgreedPayoutRow]:
    """Return what is agreed and not paid, the oldest first; in three queries or few more."""
    rows = _in_state(council_id, PayoutState.DONE).order_by("decided_at", "pk")
    return _rows(list(rows[:limit]), language)


def payouts_paid(council_id: int, *, language: str, limit: int) -> list[AgreedPayoutRow]:
    """Return what was paid, the newest first; two queries, and one a kind of holder."""
    rows = _in_state(council_id, PayoutState.PAID).order_by("-paid_at", "pk")
    return _rows(list(rows[:limit]), language)


def agreed_payout(council_id: int, payout_id: UUID, *, language: str) -> AgreedPayoutRow:
    """
    Return one payout that was agreed.

    :raises NotFound: if the council has no agreed one of this id
    """
    found = _in_state(council_id, PayoutState.DONE, PayoutState.PAID).filter(pk=payout_id)
    rows = _rows(list(found), language)
    if not rows:
        raise NotFound("There is no such payout.")
    return rows[0]


def _in_state(council_id: int, *states: PayoutState) -> QuerySet[WalletPayout]:
    rows = WalletPayout.objects.filter(council_id=council_id, state__in=states)
    return rows.select_related("wallet__scheme")


def _rows(payouts: Sequence[WalletPayout], language: str) -> list[AgreedPayoutRow]:
    holders = names_of_holders({(one.wallet.holder_type, one.wallet.holder_id) for one in payouts})
    people = Person.objects.filter(pk__in={one.person_id for one in payouts if one.person_id})
    askers = {
        pk: "" if is_protected else name
        for pk, name, is_protected in people.values_list("pk", "name", "is_protected")
    }
    return [
        AgreedPayoutRow(
            id=one.pk,
            scheme=words_in(one.wallet.scheme.name, language),
            holder=holders.get(one.wallet.holder_id, ""),
            holder_type=one.wallet.holder_type,
            holder_id=one.wallet.holder_id,
            asked_by=askers.get(one.person_id, "") if one.person_id else "",
            asked_by_id=one.person_id,
            pence=one.pence,
            asked_at=one.asked_at,
            agreed_at=one.decided_at or one.asked_at,
            agreed_by=one.decided_by_name,
            agreed_by_kind=one.decided_by_kind,
            agreed_by_identifier=one.decided_by_identifier,
            needs_another=one.needs_another,
            paid_at=one.paid_at,
            paid_by=one.paid_by_name,
            reference=one.reference,
        )
        for one in payouts
    ]
