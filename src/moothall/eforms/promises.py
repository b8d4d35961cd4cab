"""
What a form may declare and this installation cannot keep yet.

A form that needs a payment says so in its document from the start; publishing it is refused, with
the reason, until there is somebody who takes the payment. So no form promises in vain.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from moothall.eforms.mistakes import Mistake

_NEEDS = {
    "payment": "this installation takes no payments yet",
    "booking": "this installation takes no bookings yet",
}


def promises(document: Mapping[str, Any]) -> Iterator[Mistake]:
    """Find what the form declares and nobody here can do yet, each with its reason."""
    for need in document.get("needs", {}):
        if need in _NEEDS:
            yield Mistake(f"needs/{need}", _NEEDS[need])
