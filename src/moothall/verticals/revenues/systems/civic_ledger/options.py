"""What a council says of its Civic Ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlsplit

LONGEST_TIMEOUT = 10.0


@dataclass(frozen=True, kw_only=True)
class Options:
    """
    The typed settings of one ledger.

    `endpoint` is the address up to and with the version (`https://…/v1`), `key` the name of a
    secret. Pages wait for no longer than `timeout_seconds`.
    """

    endpoint: str
    key: str
    timeout_seconds: float = 4.0

    @staticmethod
    def read(values: Mapping[str, Any]) -> "Options":
        """
        Return the options.

        :raises ValueError: naming what is missing, unknown or unusable
        """
        known = {field.name for field in fields(Options)}
        if unknown := sorted(set(values) - known):
            raise ValueError(f"Civic Ledger has no option {', '.join(unknown)}.")
        if urlsplit(str(values.get("endpoint", ""))).scheme not in {"http", "https"}:
            raise ValueError("The option endpoint must be a web address.")
        if not isinstance(values.get("key"), str) or not values["key"]:
            raise ValueError("The option key must be the name of a secret.")
        seconds = values.get("timeout_seconds", 4.0)
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise ValueError("The option timeout_seconds must be a number.")
        if not 0 < seconds <= LONGEST_TIMEOUT:
            raise ValueError(f"The option timeout_seconds must be at most {LONGEST_TIMEOUT}.")
        return Options(
            endpoint=str(values["endpoint"]).rstrip("/"),
            key=values["key"],
            timeout_seconds=float(seconds),
        )
