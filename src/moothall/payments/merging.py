"""The tables of this app that take part when two records of one person are made one."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moothall.payments.direct_debit.models import Arrangement, Mandate
from moothall.payments.models import Basket, Payment
from moothall.payments.subscriptions.models import Subscription
from moothall.payments.wallets.holders import PERSON
from moothall.payments.wallets.models import ResidentCard, Wallet, WalletPayout, WalletTopUp
from moothall.people.merging.ports import MovedTable, moved_tables

_THEIRS = Q(holder_type=PERSON)
_WALLETS = "wallet.view"

TABLES = (
    MovedTable(model=Payment, words=_("Payments"), permission="payment.view"),
    MovedTable(model=Basket, words=_("Baskets"), permission="payment.view", is_quiet=True),
    MovedTable(model=Mandate, words=_("Direct Debits"), permission="debit.view"),
    MovedTable(model=Arrangement, words=_("Instalment plans"), permission="debit.view"),
    MovedTable(model=Subscription, words=_("Subscriptions"), permission="subscription.view"),
    MovedTable(model=Wallet, words=_("Wallets"), permission=_WALLETS),
    MovedTable(model=Wallet, column="holder_id", only=_THEIRS, words=_("A wallet of one kind"),
               permission=_WALLETS, is_quiet=True),
    MovedTable(model=ResidentCard, words=_("Cards"), permission=_WALLETS),
    MovedTable(model=ResidentCard, column="holder_id", only=_THEIRS, words=_("A card in use"),
               permission=_WALLETS, is_quiet=True),
    MovedTable(model=WalletTopUp, words=_("Money put into wallets"), permission=_WALLETS),
    MovedTable(model=WalletPayout, words=_("Money taken out of wallets"), permission=_WALLETS),
)  # fmt: skip


def register() -> None:
    """Let this app's tables take part."""
    for table in TABLES:
        moved_tables.register(table)
