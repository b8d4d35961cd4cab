"""What is known of a call between one answer and the next: it travels in the address, signed."""

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID, uuid5

from django.core.signing import BadSignature, dumps, loads

_SALT = "moothall.payments.by_telephone"
#: So long a call may last; an address from an older one leads to the beginning.
LONGEST_CALL = timedelta(hours=1)
#: The thing in a basket is the call itself: told twice, it is the same.
_CALLS = UUID("6f1c2a52-6c8e-4a44-9d67-0f0b8d5a9e11")
#: Wrong keys, or none, so often in one place end the call.
MOST_TRIES = 3


class Step(StrEnum):
    """What the caller was asked last."""

    LANGUAGE = "language"
    KIND = "kind"
    REFERENCE = "reference"
    AMOUNT = "amount"
    CONFIRM = "confirm"
    TEXT = "text"


@dataclass(frozen=True)
class Call:
    """How far a call has come."""

    sid: str
    step: Step = Step.LANGUAGE
    language: str = "en"
    #: Who keeps the account and which kind it is, as `catalogue:council-tax`.
    kind: str = ""
    #: Which part of the menu of kinds was read out last.
    page: int = 0
    reference: str = ""
    pence: int = 0
    tries: int = 0

    def at(self, step: Step) -> Self:
        """Return the call one step on, with all tries before it."""
        return replace(self, step=step, tries=0)

    def once_more(self) -> Self:
        """Return the call after a wrong key, or none."""
        return replace(self, tries=self.tries + 1)

    def about_id(self, council_id: int) -> UUID:
        """Return the identifier of what is paid for in this call."""
        return uuid5(_CALLS, f"{council_id}:{self.sid}:{self.kind}:{self.reference}:{self.pence}")


def written(call: Call) -> str:
    """Return a call as it travels in an address."""
    return dumps(asdict(call), salt=_SALT, compress=True)


def read(text: str, sid: str) -> Call:
    """Return the call of an address; one that is not this call's, or too old, begins anew."""
    try:
        found = loads(text, salt=_SALT, max_age=LONGEST_CALL)
        call = Call(**{**found, "step": Step(found["step"])})
    except (BadSignature, TypeError, ValueError, KeyError):
        return Call(sid)
    return call if call.sid == sid else Call(sid)
