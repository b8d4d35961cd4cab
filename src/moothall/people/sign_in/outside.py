"""How allauth talks to other providers: with patience that ends, and never into our own network."""

from collections.abc import Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from moothall.kernel.reaching import NotAllowed, reach

TIMEOUT_SECONDS = 5.0


class OutsideAdapter(HTTPAdapter):
    """Calls the very address that was looked at, since a name may lead elsewhere the next time."""

    def send(  # noqa: PLR0917 - the library's own
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002
        timeout: Any = None,
        verify: Any = True,  # noqa: FBT002
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """
        Send a request.

        :raises requests.ConnectionError: if the address leads where nothing may be sent
        """
        try:
            reached = reach(request.url or "")
        except (NotAllowed, OSError) as error:
            raise requests.ConnectionError(str(error)) from error
        if reached.url.startswith("https"):
            pool = self.poolmanager.connection_pool_kw
            pool["server_hostname"] = pool["assert_hostname"] = reached.name
        request.headers["Host"] = reached.host
        request.url = reached.url
        return super().send(request, stream, timeout or TIMEOUT_SECONDS, verify, cert, None)


def session() -> requests.Session:
    """Return a session for one errand."""
    made = requests.Session()
    made.trust_env = False
    made.mount("https://", OutsideAdapter())
    made.mount("http://", OutsideAdapter())
    return made
