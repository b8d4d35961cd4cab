"""
Asking what is owed on a reference, for whoever types one: outside of every transaction.

What is wrong and what is absent get the same answer, and tries are counted by who asks and by what
they ask of, as for linking an account; whoever was right gets the try back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from moothall.kernel import rate_limits
from moothall.kernel.errors import GiveUp, MoothallError, Retry
from moothall.kernel.secrets import SecretMissing
from moothall.payments.catalogue.rows import PayableRow
from moothall.payments.lookup_ports import Owed, OwedQuestion, owed_lookups

TRIES, PER = 5, timedelta(days=1)


class NotFoundThere(MoothallError):
    """No account is as was said: wrong or absent, never which."""


class KeeperAway(MoothallError):
    """It cannot be looked up just now; the payer can type the amount."""


class TooManyLookUps(MoothallError):
    """Too much was asked from there, or of this account, that was not right."""


@dataclass(frozen=True, kw_only=True)
class AccountSaid:
    """What a payer says of an account; the reference is read already."""

    reference: str
    surname: str
    postcode: str


def look_up_owed(
    payable: PayableRow, said: AccountSaid, *, council_id: int, network_address: str, now: datetime
) -> Owed:
    """
    Return what is owed on an account.

    :raises NotFoundThere: if there is none like that, whatever is wrong
    :raises KeeperAway: if it cannot be asked now
    :raises TooManyLookUps: if too much was asked that was not right
    """
    keys = (
        f"owed:address:{network_address}",
        f"owed:reference:{council_id}:{payable.lookup_kind}:{said.reference}",
    )
    allowed = [rate_limits.allow(key, limit=TRIES, per=PER, now=now) for key in keys]
    if not all(allowed):
        raise TooManyLookUps("Too much was asked that was not right.")
    question = OwedQuestion(
        council_id=council_id,
        kind=payable.lookup_kind,
        reference=said.reference,
        surname=said.surname,
        postcode=said.postcode,
    )
    try:
        owed = owed_lookups.get(payable.lookup).owed(question)
    except (Retry, GiveUp, SecretMissing, LookupError) as problem:
        _give_back(keys, now)
        raise KeeperAway("What is owed cannot be looked up now.") from problem
    if owed is None:
        raise NotFoundThere("No account is like that.")
    _give_back(keys, now)
    return owed


def _give_back(keys: tuple[str, ...], now: datetime) -> None:
    for key in keys:
        rate_limits.give_back(key, per=PER, now=now)
