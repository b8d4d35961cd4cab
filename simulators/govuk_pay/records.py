"""What Pay keeps: payments, refunds, agreements and disputes."""

import secrets
import string
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

ID_LETTERS = string.ascii_lowercase + string.digits
ID_LENGTH = 26
MINUTE = 60.0
HOUR = 60 * MINUTE
DAY = 24 * HOUR
TIME_TO_PAY = 90 * MINUTE
TIME_TO_CAPTURE = 120 * HOUR

UNFINISHED = frozenset({"created", "started", "submitted", "capturable"})


def new_id() -> str:
    """Make a name that nobody can guess."""
    return "".join(secrets.choice(ID_LETTERS) for _ in range(ID_LENGTH))


@dataclass(frozen=True, kw_only=True)
class Record:
    """Anything with a name of its own that belongs to an account."""

    kind: ClassVar[str]
    id: str
    account: str
    created_at: float
    due_at: float | None = None
    """When something happens to it by itself."""

    def as_dict(self) -> dict[str, Any]:
        """Return all of it for keeping."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Payment(Record):
    """One payment and how far it has come."""

    kind: ClassVar[str] = "payment"
    amount: int
    reference: str
    description: str
    provider: str
    provider_id: str
    mode: str = "web"
    return_url: str = ""
    language: str = "en"
    email: str = ""
    moto: bool = False
    delayed_capture: bool = False
    metadata: dict[str, Any] = field(default_factory=dict)
    prefilled: dict[str, Any] = field(default_factory=dict)
    set_up_agreement: str = ""
    agreement_id: str = ""
    agreement_payment_type: str = ""
    idempotency_key: str = ""
    asked: str = ""
    """A digest of the request that began it."""
    status: str = "created"
    code: str = ""
    message: str = ""
    can_retry: bool | None = None
    card: dict[str, str] = field(default_factory=dict)
    fee: int | None = None
    capture_submitted_at: float | None = None
    captured_on: str = ""
    settled_on: str = ""
    refunded: int = 0
    is_disputed: bool = False

    @property
    def is_finished(self) -> bool:
        """Tell whether its journey is over."""
        return self.status not in UNFINISHED

    @property
    def refund_status(self) -> str:
        """Tell whether it can be refunded, as Pay calls it."""
        if self.status != "success":
            return "pending" if not self.is_finished else "unavailable"
        if not self.captured_on:
            return "pending"
        if self.is_disputed:
            return "unavailable"
        return "available" if self.refunded < self.amount else "full"


@dataclass(frozen=True, kw_only=True)
class Refund(Record):
    """Money given back."""

    kind: ClassVar[str] = "refund"
    payment_id: str
    amount: int
    status: str = "submitted"
    settled_on: str = ""


@dataclass(frozen=True, kw_only=True)
class Agreement(Record):
    """A payer's leave to charge their card again."""

    kind: ClassVar[str] = "agreement"
    reference: str
    description: str
    user_identifier: str = ""
    status: str = "created"
    card: dict[str, str] = field(default_factory=dict)
    card_kept_at: float | None = None
    cancelled_at: float | None = None


@dataclass(frozen=True, kw_only=True)
class Dispute(Record):
    """A payment that its payer challenges through the bank."""

    kind: ClassVar[str] = "dispute"
    payment_id: str
    amount: int
    fee: int
    reason: str = "fraudulent"
    status: str = "needs_response"
    settled_on: str = ""
