"""What this app needs of others."""

from typing import ClassVar, Protocol

from moothall.kernel.registry import Registry


class LogoutCourier(Protocol):
    """A way to tell a website that somebody has signed out."""

    key: ClassVar[str]

    def tell(self, address: str, logout_token: str, /) -> None:
        """
        Bring the website a signed token that names the session.

        :raises Retry: if it did not clearly say no
        :raises GiveUp: if it did, or nothing may be sent there
        """


logout_couriers: Registry[LogoutCourier] = Registry("courier of sign-outs")
