"""The address by which somebody on the waiting list answers, without an account."""

from uuid import UUID

from django.core.signing import BadSignature, Signer

from moothall.kernel.errors import NotFound

_SIGNER = Signer(salt="moothall.bookings.waiting")


def token_of(entry_id: UUID) -> str:
    """Return what the address of an entry ends with; nobody else can make it up."""
    return _SIGNER.sign(entry_id.hex)


def entry_in(token: str) -> UUID:
    """
    Return the entry that a token names.

    :raises NotFound: if we never made it
    """
    try:
        return UUID(_SIGNER.unsign(token))
    except (BadSignature, ValueError) as error:
        raise NotFound("There is no such place on a waiting list.") from error
