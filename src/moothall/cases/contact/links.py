"""The links by which somebody opens their account: an id and a signature, in few letters."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

from moothall.cases.contact.models import AccountInvitation
from moothall.kernel.errors import NotFound

_SALT = "moothall.cases.account-invitation"
_ID_LENGTH, _SIGNATURE_BYTES = 22, 15


def token_of(invitation: AccountInvitation) -> str:
    """Return what the link of an invitation ends in."""
    number = urlsafe_b64encode(invitation.pk.bytes).rstrip(b"=").decode()
    return f"{number}{_signature(invitation)}"


def invitation_of(token: str) -> AccountInvitation:
    """
    Return the invitation of a link, whatever has become of it.

    :raises NotFound: if the council in force has sent none such
    """
    try:
        invitation_id = UUID(bytes=urlsafe_b64decode(token[:_ID_LENGTH] + "=="))
    except ValueError as error:
        raise NotFound("There is no such link.") from error
    found = AccountInvitation.objects.filter(pk=invitation_id).first()
    if found is None or not constant_time_compare(_signature(found), token[_ID_LENGTH:]):
        raise NotFound("There is no such link.")
    return found


def _signature(invitation: AccountInvitation) -> str:
    signed = f"{invitation.council_id}:{invitation.pk}"
    digest = salted_hmac(_SALT, signed, algorithm="sha256").digest()[:_SIGNATURE_BYTES]
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
