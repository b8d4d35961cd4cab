"""Brings logout tokens to websites over HTTP."""

from http import HTTPStatus
from typing import ClassVar

import httpx

from moothall.kernel.errors import GiveUp, Retry
from moothall.kernel.reaching import NotAllowed, reach

TIMEOUT_SECONDS = 5.0

#: By the standard a website answers 400 when it cannot end the session.
NO = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


class BackChannel:
    """Speaks OpenID Connect Back-Channel Logout 1.0."""

    key: ClassVar[str] = "backchannel"

    def tell(self, address: str, logout_token: str, /) -> None:
        """
        POST the token; whatever the website says beside its status is not read.

        :raises Retry: if it did not clearly say no
        :raises GiveUp: if it did, or the address leads where nothing may be sent
        """
        try:
            reached = reach(address)
            with (
                httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as client,
                client.stream(
                    "POST",
                    reached.url,
                    data={"logout_token": logout_token},
                    headers={"Host": reached.host, "User-Agent": "Moothall"},
                    extensions={"sni_hostname": reached.name},
                ) as answer,
            ):
                status = answer.status_code
        except NotAllowed as error:
            raise GiveUp(str(error)) from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise Retry(f"No answer: {type(error).__name__}.") from error
        if status in NO:
            raise GiveUp(f"The website answered {status}.")
        if status not in {HTTPStatus.OK, HTTPStatus.NO_CONTENT}:
            raise Retry(f"The website answered {status}.")
