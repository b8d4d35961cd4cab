"""The rows of payments, one file an aggregate."""

from moothall.payments.direct_debit.models import (
    Arrangement,
    BankAdvice,
    Collection,
    DebitLink,
    DebitRun,
    DebitService,
    IndemnityClaim,
    Mandate,
)
from moothall.payments.disputes.models import Dispute, DisputeState
from moothall.payments.models.basket import Basket, BasketLine, PayLink, Stock
from moothall.payments.models.finance import (
    BooksSetting,
    ExportedFile,
    ExportedTransaction,
    FinanceExport,
)
from moothall.payments.models.fund import Fund, FundVersion
from moothall.payments.models.gateway_choice import GatewayChoice
from moothall.payments.models.ledger import (
    LedgerAccount,
    LedgerEntry,
    LedgerProof,
    LedgerTransaction,
)
from moothall.payments.models.payable import (
    FeeVersion,
    Payable,
    PayableGroup,
    PriceKind,
    Seller,
)
from moothall.payments.models.payment import Payment, PaymentLine
from moothall.payments.models.receipt import PaymentReceipt
from moothall.payments.models.reconciliation import (
    BankFile,
    BankLine,
    Difference,
    DifferenceKind,
    DifferenceState,
    Payout,
    ReconciliationRun,
    SettledItem,
)
from moothall.payments.models.unclaimed import Doubt, Settlement, UnclaimedPayment
from moothall.payments.refunds.models import Refund, RefundLine, RefundRule
from moothall.payments.subscriptions.models import Charge, Plan, PlanPrice, Subscription
from moothall.payments.wallets.models import (
    Entitlement,
    ResidentCard,
    Till,
    TillSale,
    Wallet,
    WalletPayout,
    WalletScheme,
    WalletTopUp,
)

__all__ = [
    "Arrangement",
    "BankAdvice",
    "BankFile",
    "BankLine",
    "Basket",
    "BasketLine",
    "BooksSetting",
    "Charge",
    "Collection",
    "DebitLink",
    "DebitRun",
    "DebitService",
    "Difference",
    "DifferenceKind",
    "DifferenceState",
    "Dispute",
    "DisputeState",
    "Doubt",
    "Entitlement",
    "ExportedFile",
    "ExportedTransaction",
    "FeeVersion",
    "FinanceExport",
    "Fund",
    "FundVersion",
    "GatewayChoice",
    "IndemnityClaim",
    "LedgerAccount",
    "LedgerEntry",
    "LedgerProof",
    "LedgerTransaction",
    "Mandate",
    "PayLink",
    "Payable",
    "PayableGroup",
    "Payment",
    "PaymentLine",
    "PaymentReceipt",
    "Payout",
    "Plan",
    "PlanPrice",
    "PriceKind",
    "ReconciliationRun",
    "Refund",
    "RefundLine",
    "RefundRule",
    "ResidentCard",
    "Seller",
    "SettledItem",
    "Settlement",
    "Stock",
    "Subscription",
    "Till",
    "TillSale",
    "UnclaimedPayment",
    "Wallet",
    "WalletPayout",
    "WalletScheme",
    "WalletTopUp",
]
