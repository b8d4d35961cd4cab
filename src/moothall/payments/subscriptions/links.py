"""The link in a notice: signed, it opens one charge and nothing else, and changes nothing."""

from uuid import UUID

from django.core.signing import BadSignature, dumps, loads
from django.urls import reverse
from django.utils import translation

from moothall.councils.rows import CouncilRow
from moothall.kernel.errors import NotFound

_SALT = "moothall.payments.subscription"


def pay_address(council: CouncilRow, charge_id: UUID, language: str) -> str:
    """Return where a holder puts a charge into a basket with one click."""
    with translation.override(language):
        path = reverse("public:subscription-pay", kwargs={"token": token_of(charge_id)})
    return council.url + path


def token_of(charge_id: UUID) -> str:
    """Return the token that names a charge."""
    return dumps(charge_id.hex, salt=_SALT)


def charge_in(token: str) -> UUID:
    """
    Return the charge that a token names.

    :raises NotFound: if it is none of ours
    """
    try:
        return UUID(hex=loads(token, salt=_SALT))
    except (BadSignature, ValueError, TypeError, AttributeError) as error:
        raise NotFound("There is no such charge.") from error
