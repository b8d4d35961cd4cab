"""
What a form may declare and this installation cannot keep yet.

A form that needs an appointment says so in its document from the start; publishing it is refused,
with the reason, until there is somebody who keeps the diary. So no form promises in vain.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from moothall.eforms.mistakes import Mistake

_NEEDS = {
    "booking": "this installation takes no bookings yet",
}


def promises(document: Mapping[str, Any]) -> Iterator[Mistake]:
    """Find what the form declares and nobody here can do yet, each with its reason."""
    for need in document.get("needs", {}):
        if need in _NEEDS:
            yield Mistake(f"needs/{need}", _NEEDS[need])
    if {"payment", "signature"} <= set(document.get("needs", {})):
        yield Mistake("needs/payment", "a form that somebody else signs cannot take a fee yet")
