"""A payer's bank details, sealed with keys from outside the database."""

import json

from moothall.payments.direct_debit.ports import BankDetails
from moothall.people.sealing import seal, unseal

_SHOWN = 4


def sealed(details: BankDetails) -> str:
    """Return the details encrypted, as they are kept."""
    return seal(json.dumps([details.name, details.sort_code, details.account_number]))


def unsealed(text: str) -> BankDetails:
    """
    Return the details, for the moment in which they are used.

    :raises GiveUp: if the keys have been replaced since
    """
    name, sort_code, account_number = json.loads(unseal(text))
    return BankDetails(name=name, sort_code=sort_code, account_number=account_number)


def details_of(sealed_details: str, account_name: str) -> BankDetails:
    """Return a mandate's details; what was typed at the collector's pages is known there alone."""
    if sealed_details:
        return unsealed(sealed_details)
    return BankDetails(name=account_name, sort_code="", account_number="")


def ending_of(details: BankDetails) -> str:
    """Return the last figures, which is all that anybody is shown."""
    return details.account_number[-_SHOWN:]
