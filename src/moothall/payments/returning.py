"""The address to which a gateway sends a payer back, and of the receipt: only theirs to know."""

from uuid import UUID

from django.core.signing import BadSignature, dumps, loads
from django.urls import reverse
from django.utils import translation

from moothall.councils.rows import CouncilRow
from moothall.kernel.errors import NotFound

_SALT = "moothall.payments.return"


def return_address(council: CouncilRow, payment_id: UUID, language: str) -> str:
    """Return where the payer comes back to; it opens one payment's outcome and nothing else."""
    with translation.override(language):
        token = token_of(payment_id)
        return council.url + reverse("public:payment-outcome", kwargs={"token": token})


def receipt_address(council: CouncilRow, payment_id: UUID, language: str) -> str:
    """Return where whoever has the address of a payment downloads its receipt."""
    return f"{return_address(council, payment_id, language)}receipt/"


def token_of(payment_id: UUID) -> str:
    """Return the token by which a payer comes back to a payment."""
    return dumps(payment_id.hex, salt=_SALT)


def payment_in(token: str) -> UUID:
    """
    Return the payment that a token names.

    :raises NotFound: if it is none of ours
    """
    try:
        return UUID(hex=loads(token, salt=_SALT))
    except (BadSignature, ValueError, TypeError, AttributeError) as error:
        raise NotFound("There is no such payment.") from error
