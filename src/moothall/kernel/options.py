"""Typed settings of a supplier, as a council's file or row gives them."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Options:
    """The base of a supplier's typed settings; the settings screen is drawn from its fields."""

    @classmethod
    def read(cls, given: Mapping[str, object]) -> Self:
        """
        Return the settings that a row or a council's file gives.

        :raises ValueError: naming what is missing, unknown or not text
        """
        known = {field.name: field for field in fields(cls)}
        if unknown := sorted(set(given) - set(known)):
            raise ValueError(f"unknown option {', '.join(unknown)}")
        missing = [n for n, f in known.items() if f.default is MISSING and n not in given]
        if missing:
            raise ValueError(f"missing option {', '.join(missing)}")
        for name, value in given.items():
            if not isinstance(value, str):
                raise ValueError(f"option {name} must be text")
        return cls(**given)
