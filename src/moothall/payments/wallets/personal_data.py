"""What wallets hold about people. Their money's traces are kept as long as payments are."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.kernel.money import pounds
from moothall.payments.wallets.models import (
    Entitlement,
    ResidentCard,
    TillSale,
    Wallet,
    WalletPayout,
    WalletTopUp,
)
from moothall.people.held_tables import MACHINERY, SECRET, SHOWN_ELSEWHERE, HeldTable, who
from moothall.people.keeping_reasons import PAYMENT, lengths
from moothall.people.personal_data import Fate, Section, Whose

WALLET = Wallet._meta.label_lower
CARD = ResidentCard._meta.label_lower

_THEMSELVES = "it is the person themselves"
_NAME_SAYS_WHO = "the name says who"
_WHOSE = "whose it is: the person themselves, or a child in a section of its own"


def _pounds(name: str) -> Any:
    def show(row: Any, whose: Whose) -> str:
        return pounds(getattr(row, name))

    return show


WALLETS = HeldTable(
    key="payments.wallets",
    model=Wallet,
    title=gettext_lazy("Money we keep for you"),
    explanation=gettext_lazy("Each purse of yours, for what it is and since when."),
    columns={
        "opened_at": gettext_lazy("Opened"),
        "blocked_at": gettext_lazy("Blocked"),
        "told_low_at": gettext_lazy("Told you that it runs low"),
    },
    left_out={
        "scheme_id": MACHINERY,
        "holder_type": _WHOSE,
        "holder_id": _WHOSE,
        "person_id": _THEMSELVES,
    },
)
TOP_UPS = HeldTable(
    key="payments.wallet-top-ups",
    model=WalletTopUp,
    title=gettext_lazy("What you paid in"),
    explanation=gettext_lazy("Money that you put into a purse, yours or a child's."),
    columns={
        "pence": gettext_lazy("Amount"),
        "asked_at": gettext_lazy("Put in the basket"),
        "withdrawn_at": gettext_lazy("Taken back"),
        "booked_at": gettext_lazy("Paid in"),
    },
    left_out={"wallet_id": SHOWN_ELSEWHERE, "person_id": _THEMSELVES},
    shown={"pence": _pounds("pence")},
)
PAYOUTS = HeldTable(
    key="payments.wallet-payouts",
    model=WalletPayout,
    title=gettext_lazy("What you asked to have back"),
    explanation=gettext_lazy("Money that you asked to have back out of a purse."),
    columns={
        "pence": gettext_lazy("Amount"),
        "state": gettext_lazy("What became of it"),
        "asked_at": gettext_lazy("Asked"),
        "decided_at": gettext_lazy("Decided"),
        "decided_by_name": gettext_lazy("Decided by"),
        "paid_at": gettext_lazy("Paid"),
        "paid_by_name": gettext_lazy("Paid by"),
        "reference": gettext_lazy("Reference at the bank"),
    },
    left_out={
        "wallet_id": SHOWN_ELSEWHERE,
        "person_id": _THEMSELVES,
        "needs_another": MACHINERY,
        "decided_by_kind": _NAME_SAYS_WHO,
        "decided_by_identifier": _NAME_SAYS_WHO,
        "paid_by_kind": _NAME_SAYS_WHO,
        "paid_by_identifier": _NAME_SAYS_WHO,
    },
    shown={
        "pence": _pounds("pence"),
        "decided_by_name": who("decided_by"),
        "paid_by_name": who("paid_by"),
    },
)
ENTITLEMENTS = HeldTable(
    key="payments.entitlements",
    model=Entitlement,
    title=gettext_lazy("What you get without paying"),
    explanation=gettext_lazy("What you may have each day without paying, such as a meal."),
    columns={
        "pence": gettext_lazy("Worth on a day"),
        "begins_on": gettext_lazy("From"),
        "ends_on": gettext_lazy("Until"),
    },
    left_out={"wallet_id": SHOWN_ELSEWHERE, "weekdays": MACHINERY},
    shown={"pence": _pounds("pence")},
)
CARDS = HeldTable(
    key="payments.cards",
    model=ResidentCard,
    title=gettext_lazy("Your cards"),
    explanation=gettext_lazy("Each card that we gave you to pay with."),
    columns={
        "ending": gettext_lazy("Last characters"),
        "issued_at": gettext_lazy("Given to you"),
        "blocked_at": gettext_lazy("Blocked"),
        "block_reason": gettext_lazy("Why it was blocked"),
    },
    left_out={
        "holder_type": _WHOSE,
        "holder_id": _WHOSE,
        "person_id": _THEMSELVES,
        "token_digest": SECRET,
    },
)
SALES = HeldTable(
    key="payments.till-sales",
    model=TillSale,
    title=gettext_lazy("What you bought with your card"),
    explanation=gettext_lazy("Each time that something was bought from your purse at a till."),
    columns={
        "sold_at": gettext_lazy("When"),
        "price_pence": gettext_lazy("Price"),
        "entitled_pence": gettext_lazy("Had without paying"),
        "wallet_pence": gettext_lazy("Paid"),
        "missing_pence": gettext_lazy("Not paid"),
        "state": gettext_lazy("What became of it"),
        "reason": gettext_lazy("Why it was not paid"),
    },
    left_out={
        "till_id": MACHINERY,
        "sequence": MACHINERY,
        "digest": MACHINERY,
        "card_id": SHOWN_ELSEWHERE,
        "wallet_id": SHOWN_ELSEWHERE,
        "entitlement_id": SHOWN_ELSEWHERE,
        "sold_on": "the moment beside it says the day too",
        "told_at": MACHINERY,
        "is_offline": MACHINERY,
        "conflicts": MACHINERY,
        "conflict_settled_at": MACHINERY,
    },
    shown={
        name: _pounds(name)
        for name in ("price_pence", "entitled_pence", "wallet_pence", "missing_pence")
    },
)


class Wallets:
    """The holder of wallets, cards and what was bought with them."""

    key: ClassVar[str] = "payments.wallets"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return the person's own wallets and cards."""
        return {
            WALLET: list(Wallet.objects.filter(person_id=person_id).values_list("pk", flat=True)),
            CARD: list(
                ResidentCard.objects.filter(person_id=person_id).values_list("pk", flat=True)
            ),
        }

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return their wallets and cards, and all that went in and out."""
        wallets = whose.ids(WALLET)
        own = Q(person_id=whose.person_id)
        return [
            WALLETS.section(whose, Wallet.objects.filter(pk__in=wallets).order_by("pk")),
            TOP_UPS.section(whose, _top_ups(whose).order_by("asked_at", "pk")),
            PAYOUTS.section(whose, WalletPayout.objects.filter(own).order_by("asked_at", "pk")),
            ENTITLEMENTS.section(
                whose, Entitlement.objects.filter(wallet_id__in=wallets).order_by("begins_on")
            ),
            CARDS.section(
                whose, ResidentCard.objects.filter(pk__in=whose.ids(CARD)).order_by("pk")
            ),
            SALES.section(
                whose, TillSale.objects.filter(wallet_id__in=wallets).order_by("sold_at", "pk")
            ),
        ]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Return how much stays for the books, and how many cards die."""
        kept = _kept(whose, now).count()
        last = _top_ups(whose).order_by("-asked_at").values_list("asked_at", flat=True).first()
        stay = (
            [
                Fate(
                    what=_("What you paid in"),
                    count=kept,
                    reason=PAYMENT.key,
                    until=last + lengths()(PAYMENT),
                )
            ]
            if last is not None and kept
            else []
        )
        return [
            *stay,
            Fate(what=_("What you paid in"), count=_top_ups(whose).count() - kept),
            Fate(what=_("Your cards"), count=len(whose.ids(CARD))),
        ]

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Kill the cards, and take the person off what need not be kept; amounts stay."""
        fates = self.foresee(whose, now)
        cards = ResidentCard.objects.filter(pk__in=whose.ids(CARD))
        cards.filter(blocked_at=None).update(blocked_at=now, block_reason="erased")
        cards.update(person=None, ending="")
        kept = list(_kept(whose, now).values_list("pk", flat=True))
        _top_ups(whose).exclude(pk__in=kept).update(person=None)
        if not kept:
            Wallet.objects.filter(pk__in=whose.ids(WALLET)).update(person=None)
            WalletPayout.objects.filter(person_id=whose.person_id).update(person=None)
        return fates


def _top_ups(whose: Whose) -> QuerySet[WalletTopUp]:
    return WalletTopUp.objects.filter(person_id=whose.person_id)


def _kept(whose: Whose, now: datetime) -> QuerySet[WalletTopUp]:
    return _top_ups(whose).filter(asked_at__gt=now - lengths()(PAYMENT))
