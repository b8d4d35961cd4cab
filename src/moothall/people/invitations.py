"""The links of invitations: an id and a signature over it and the address it was sent to."""

from base64 import urlsafe_b64encode
from uuid import UUID

from allauth.account.models import EmailAddress
from django.utils.crypto import constant_time_compare, salted_hmac

from moothall.kernel.errors import NotFound
from moothall.people.models import Invitation

_SALT = "moothall.people.invitation"
_ID_LENGTH = 32


def token_of(invitation: Invitation) -> str:
    """Return what the link of an invitation ends in."""
    return f"{invitation.pk.hex}{_signature(invitation)}"


def invitation_of(token: str) -> Invitation:
    """
    Return the invitation of a link, whatever has become of it.

    :raises NotFound: if the council in force has sent none such
    """
    try:
        invitation_id = UUID(token[:_ID_LENGTH])
    except ValueError as error:
        raise NotFound("There is no such invitation.") from error
    found = Invitation.objects.filter(pk=invitation_id).first()
    if found is None or not constant_time_compare(_signature(found), token[_ID_LENGTH:]):
        raise NotFound("There is no such invitation.")
    return found


def has_confirmed(account_id: int, email: str) -> bool:
    """Tell whether an account has confirmed the address that an invitation went to."""
    known: bool = EmailAddress.objects.filter(
        user_id=account_id, email__iexact=email, verified=True
    ).exists()
    return known


def _signature(invitation: Invitation) -> str:
    signed = f"{invitation.council_id}:{invitation.pk}:{invitation.email}"
    digest = salted_hmac(_SALT, signed, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
