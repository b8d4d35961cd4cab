"""The link in a message that ends the subscription it was sent for (RFC 8058), without sign-in."""

from datetime import timedelta
from uuid import UUID

from django.core.signing import BadSignature, dumps, loads
from django.urls import reverse
from django.utils import translation

from moothall.councils.rows import CouncilRow
from moothall.kernel.errors import NotFound

_SALT = "moothall.notifications.unsubscribe"

#: Somebody may look at last year's message. Whoever finds a link can do no more than end this one.
LINK_LIVES = timedelta(days=400)

#: What RFC 8058 (3.1) has a mailbox send.
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def unsubscribe_link(council: CouncilRow, subscription_id: UUID, language: str) -> str:
    """Return the address, on the council's own site, that ends one subscription."""
    token = dumps(subscription_id.hex, salt=_SALT)
    with translation.override(language):
        return council.url + reverse("public:unsubscribe", kwargs={"token": token})


def subscription_in(token: str) -> UUID:
    """
    Return the subscription that a link ends.

    :raises NotFound: if it is not a link of ours, or too old
    """
    try:
        return UUID(hex=loads(token, salt=_SALT, max_age=LINK_LIVES))
    except (BadSignature, ValueError, TypeError, AttributeError) as error:
        raise NotFound("This is no link of ours.") from error
