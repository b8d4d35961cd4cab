"""The address of a ticket's own page, which nobody else can make up."""

from uuid import UUID

from django.core.signing import BadSignature, Signer

from moothall.kernel.errors import NotFound

_SIGNER = Signer(salt="moothall.bookings.queueing")


def token_of(ticket_id: UUID) -> str:
    """Return what the address of a ticket ends with."""
    return _SIGNER.sign(ticket_id.hex)


def ticket_in(token: str) -> UUID:
    """
    Return the ticket that a token names.

    :raises NotFound: if we never made it
    """
    try:
        return UUID(_SIGNER.unsign(token))
    except (BadSignature, ValueError) as error:
        raise NotFound("There is no such ticket.") from error
