"""GoCardless's words in ours."""

from collections.abc import Mapping
from types import MappingProxyType

from moothall.payments.direct_debit.ports import CollectionOutcome, MandateOutcome

MANDATES: Mapping[str, MandateOutcome] = MappingProxyType(
    {
        "pending_customer_approval": MandateOutcome.UNDER_WAY,
        "pending_submission": MandateOutcome.UNDER_WAY,
        "submitted": MandateOutcome.UNDER_WAY,
        "active": MandateOutcome.ACTIVE,
        "suspended_by_payer": MandateOutcome.SUSPENDED,
        "blocked": MandateOutcome.SUSPENDED,
        "failed": MandateOutcome.FAILED,
        "cancelled": MandateOutcome.CANCELLED,
        "consumed": MandateOutcome.EXPIRED,
        "expired": MandateOutcome.EXPIRED,
    }
)
COLLECTIONS: Mapping[str, CollectionOutcome] = MappingProxyType(
    {
        "pending_customer_approval": CollectionOutcome.UNDER_WAY,
        "pending_submission": CollectionOutcome.UNDER_WAY,
        "submitted": CollectionOutcome.UNDER_WAY,
        "confirmed": CollectionOutcome.PAID,
        "paid_out": CollectionOutcome.PAID,
        "cancelled": CollectionOutcome.CANCELLED,
        "customer_approval_denied": CollectionOutcome.FAILED,
        "failed": CollectionOutcome.FAILED,
        "charged_back": CollectionOutcome.CHARGED_BACK,
    }
)

#: `reason_code` of an event is the scheme's report and code, such as ARUDD-1 or DDICA-5.
REPORTS = ("ARUDD-", "ADDACS-", "AUDDIS-", "DDICA-")


def code_of(reason_code: str, cause: str) -> str:
    """Return the scheme's one-character code, or GoCardless's own word where there is none."""
    for report in REPORTS:
        if reason_code.startswith(report):
            return reason_code.removeprefix(report)
    return cause
