"""From a figure in the books to what it was for: the pages that staff are led to."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.payments.ledger.wallets import WALLET
from moothall.payments.models import Collection, LedgerTransaction, PaymentLine, TillSale, Wallet
from moothall.payments.owners import StaffPage, booked_things, line_owners


def pages_of_lines(lines: Iterable[PaymentLine], *, council: str) -> Mapping[UUID, StaffPage]:
    """Return by line where staff see what it was for; a statement or two for each kind of thing."""
    by_kind: dict[str, list[PaymentLine]] = defaultdict(list)
    for line in lines:
        if line.about_type in line_owners:
            by_kind[line.about_type].append(line)
    found: dict[UUID, StaffPage] = {}
    for kind, those in by_kind.items():
        pages = line_owners.get(kind).for_staff({line.about_id for line in those}, council=council)
        found |= {line.pk: pages[line.about_id] for line in those if line.about_id in pages}
    return found


def page_of(transaction: LedgerTransaction, *, council: str) -> StaffPage | None:
    """Return what a transaction is about, or nothing where there is no page of it."""
    about_id = transaction.about_id
    if about_id is None:
        return None
    if transaction.about_type in booked_things:
        thing = booked_things.get(transaction.about_type)
        return thing.for_staff({about_id}, council=council).get(about_id)
    find = _PAGES.get(transaction.about_type)
    return None if find is None else find(about_id, council)


def _payment(about_id: UUID, council: str) -> StaffPage:
    href = reverse("workspace:books-payment", args=[council, about_id])
    return StaffPage(_("The payment, and what it was for"), href)


def _refund(about_id: UUID, council: str) -> StaffPage:
    return StaffPage(_("The refund"), reverse("workspace:refund", args=[council, about_id]))


def _dispute(about_id: UUID, council: str) -> StaffPage:
    return StaffPage(_("Disputes"), reverse("workspace:disputes", args=[council]))


def _difference(about_id: UUID, council: str) -> StaffPage:
    href = reverse("workspace:books-difference", args=[council, about_id])
    return StaffPage(_("The difference"), href)


def _collection(about_id: UUID, council: str) -> StaffPage | None:
    mandate = Collection.objects.filter(pk=about_id).values_list("mandate_id", flat=True).first()
    if mandate is None:
        return None
    return StaffPage(_("The Direct Debit"), reverse("workspace:debit", args=[council, mandate]))


def _wallet(about_id: UUID, council: str) -> StaffPage | None:
    wallet = Wallet.objects.filter(pk=about_id).first()
    if wallet is None:
        return None
    args = [council, wallet.holder_type, wallet.holder_id]
    return StaffPage(_("The wallet"), reverse("workspace:wallet-holder", args=args))


def _sale(about_id: UUID, council: str) -> StaffPage | None:
    wallet = TillSale.objects.filter(pk=about_id).values_list("wallet_id", flat=True).first()
    return None if wallet is None else _wallet(wallet, council)


_PAGES: Mapping[str, Callable[[UUID, str], StaffPage | None]] = {
    "payments.payment": _payment,
    "payments.refund": _refund,
    "payments.dispute": _dispute,
    "payments.difference": _difference,
    "payments.debit_collection": _collection,
    TillSale._meta.label_lower: _sale,
    WALLET: _wallet,
}
