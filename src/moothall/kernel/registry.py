"""A place where suppliers of a port, or other named parts, make themselves known at start-up."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Keyed(Protocol):
    """Anything that a registry can hold: it names itself."""

    @property
    def key(self) -> str:
        """Return the name it is found by, unique in its registry."""


T = TypeVar("T", bound=Keyed)


class Registry(Generic[T]):
    """An ordered set of parts found by key; filled in `AppConfig.ready()`, read ever after."""

    def __init__(self, label: str) -> None:
        self.label = label
        self._parts: dict[str, T] = {}

    def register(self, part: T) -> T:
        """
        Add a part and hand it back, so that it can be used as a decorator's last line.

        :raises ValueError: if another part already has this key
        """
        if part.key in self._parts and self._parts[part.key] is not part:
            raise ValueError(f"There are two kinds of {self.label} called {part.key!r}.")
        self._parts[part.key] = part
        return part

    def get(self, key: str) -> T:
        """
        Return the part of this key.

        :raises LookupError: naming those that exist, since a misspelt setting is the usual cause
        """
        try:
            return self._parts[key]
        except KeyError:
            known = ", ".join(sorted(self._parts)) or "none"
            raise LookupError(f"No {self.label} is called {key!r} (known: {known}).") from None

    def __iter__(self) -> Iterator[T]:
        return iter(self._parts.values())

    def __contains__(self, key: str) -> bool:
        return key in self._parts
