"""nginx with its cache-purge module: one PURGE request for each address."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import quote

import httpx

from moothall.kernel.errors import Retry

#: The connection is kept, so that a whole site of a thousand pages is told within a second.
TIMEOUT = httpx.Timeout(2.0)
SOON = timedelta(seconds=1)
FORGOTTEN = frozenset({200, 204, 404, 412})  # 404 and 412: it held no such page


class NginxCache:
    """One nginx, reached by the address that takes PURGE requests."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")

    def forget(self, host: str, paths: Sequence[str], /) -> None:
        """
        Drop these pages of a host.

        :raises Retry: if nginx does not answer, or refuses
        """
        try:
            with httpx.Client(timeout=TIMEOUT, trust_env=False) as client:
                for path in paths:
                    reply = client.request(
                        "PURGE", self.address + quote(path, safe="/%"), headers={"Host": host}
                    )
                    if reply.status_code not in FORGOTTEN:
                        raise Retry("nginx refused to forget a page.", after=SOON)
        except httpx.HTTPError as error:
            raise Retry("nginx cannot be reached.", after=SOON) from error
