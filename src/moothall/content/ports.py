"""What the website needs of others: somebody to tell the caches in front."""

from collections.abc import Sequence
from typing import Protocol


class FrontCache(Protocol):
    """A cache between visitors and the application."""

    def forget(self, host: str, paths: Sequence[str], /) -> None:
        """
        Drop these pages of a host, so that the next visitor gets them fresh.

        :raises Retry: if the cache cannot be reached
        """
