"""How often somebody may say whose an account is: a few times a day, counted in four ways."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from moothall.kernel import rate_limits
from moothall.kernel.errors import MoothallError

TRIES, PER = 5, timedelta(days=1)
MOST_TRIES_OF_A_CODE = 5

#: Letters to the address of one account, whoever asks: each is paid for, and somebody opens it.
LETTERS, LETTERS_PER = 3, timedelta(days=7)


class TooManyTries(MoothallError):
    """Somebody has said too often, from here or of this account, what was not right."""


@dataclass(frozen=True, kw_only=True)
class Trier:
    """Who tries: the account they signed in with, and the network address they are at."""

    account: str
    network_address: str


@dataclass(frozen=True)
class Try:
    """One counted try, which may be given back if it was right."""

    keys: tuple[str, ...]
    at: datetime
    is_allowed: bool

    def give_back(self) -> None:
        """Count the try no more: it was right, or could not be made at all."""
        for key in self.keys:
            rate_limits.give_back(key, per=PER, now=self.at)


def count_try(
    trier: Trier, *, council_id: int, person: str, kind: str, reference: str, now: datetime
) -> Try:
    """
    Count one try by account of this site, by person, by network address and by what it is about.

    Each is counted whatever the others say, so that the answer takes the same time. Whoever is
    right is given the try back, so a landlord may link forty properties in a day, and nobody is
    stopped by having been right.
    """
    keys = (
        f"linking:account:{trier.account}",
        f"linking:person:{council_id}:{person}",
        f"linking:address:{trier.network_address}",
        f"linking:reference:{council_id}:{kind}:{reference}",
    )
    allowed = [rate_limits.allow(key, limit=TRIES, per=PER, now=now) for key in keys]
    return Try(keys, now, all(allowed))
