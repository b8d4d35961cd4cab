"""How a website learns that somebody has signed out (OpenID Connect Back-Channel Logout 1.0)."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings

from moothall.kernel import clock
from moothall.people.models import SiteSession
from moothall.people.sign_in import keys
from moothall.people.sign_in.provider import Provider
from moothall.people.sign_out_ports import logout_couriers

EVENT = "http://schemas.openid.net/event/backchannel-logout"

#: By the standard at most two minutes; each attempt signs anew.
TOKEN_LIVES = timedelta(minutes=2)
BACKCHANNEL = "backchannel"


def tell(*, session_id: int) -> None:
    """
    Tell the website of a session that it is over; no transaction is open meanwhile.

    :raises Retry: if the website did not clearly say no
    :raises GiveUp: if it did
    """
    session = SiteSession.objects.select_related("client", "account").filter(pk=session_id).first()
    if session is None or not session.client.logout_address:
        return
    token = logout_token(session, now=clock.now())
    logout_couriers.get(BACKCHANNEL).tell(session.client.logout_address, token)


def logout_token(session: SiteSession, *, now: datetime) -> str:
    """Return the signed token that names the session and its person as the website knows them."""
    issued_at = int(now.timestamp())
    return keys.signed(
        {
            "iss": settings.SIGN_IN_URL,
            "aud": session.client_id,
            "sub": Provider().get_user_sub(session.client, session.account),
            "sid": session.sid,
            "iat": issued_at,
            "exp": issued_at + int(TOKEN_LIVES.total_seconds()),
            "jti": uuid4().hex,
            "events": {EVENT: {}},
        },
        kind="logout+jwt",
    )
