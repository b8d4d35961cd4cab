"""
A process's memory of a few seconds, for rows that every request reads and that hardly change.

A change made elsewhere is seen at the latest when the seconds are over; nothing may be remembered
whose staleness could show somebody what is not theirs.
"""

from collections.abc import Callable, Hashable
from functools import wraps
from time import monotonic
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_memories: list[dict[Hashable, tuple[float, Any]]] = []

#: Enough for every council of an installation; past it the memory begins anew.
MOST_ENTRIES = 5000


def remembered(*, seconds: float) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Remember what a function of hashable arguments returned, for so many seconds."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        memory: dict[Hashable, tuple[float, Any]] = {}
        _memories.append(memory)

        @wraps(function)
        def from_memory(*args: P.args, **kwargs: P.kwargs) -> R:
            key = (args, tuple(sorted(kwargs.items())))
            entry = memory.get(key)
            moment = monotonic()
            if entry is not None and entry[0] > moment:
                value: R = entry[1]
                return value
            value = function(*args, **kwargs)
            if len(memory) >= MOST_ENTRIES:
                memory.clear()
            memory[key] = (moment + seconds, value)
            return value

        return from_memory

    return decorate


def forget_all() -> None:
    """Empty every memory of this process; for tests, and for commands that go on after a change."""
    for memory in _memories:
        memory.clear()
