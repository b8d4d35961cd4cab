"""A place where suppliers of a port, or other named parts, make themselves known at start-up."""

from collections.abc import Iterator
from importlib import import_module
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
        self._paths: dict[str, str] = {}

    def register(self, part: T) -> T:
        """
        Add a part and hand it back, so that it can be used as a decorator's last line.

        :raises ValueError: if another part already has this key
        """
        if part.key in self._parts and self._parts[part.key] is not part:
            raise ValueError(f"There are two kinds of {self.label} called {part.key!r}.")
        self._parts[part.key] = part
        return part

    def register_path(self, key: str, path: str) -> None:
        """
        Add a part that is made at first use, by calling what `path` (`package.module:Name`) names.

        A supplier's client library may weigh as much as the rest of a web worker, which never
        calls it.

        :raises ValueError: if another part already has this key
        """
        if key in self:
            raise ValueError(f"There are two kinds of {self.label} called {key!r}.")
        self._paths[key] = path

    def get(self, key: str) -> T:
        """
        Return the part of this key.

        :raises LookupError: naming those that exist, since a misspelt setting is the usual cause
        """
        if key not in self._parts and key in self._paths:
            module, _, name = self._paths[key].partition(":")
            self.register(getattr(import_module(module), name)())
        try:
            return self._parts[key]
        except KeyError:
            known = ", ".join(sorted({*self._parts, *self._paths})) or "none"
            raise LookupError(f"No {self.label} is called {key!r} (known: {known}).") from None

    def __iter__(self) -> Iterator[T]:
        for key in self._paths:
            self.get(key)
        return iter(self._parts.values())

    def __contains__(self, key: str) -> bool:
        return key in self._parts or key in self._paths
