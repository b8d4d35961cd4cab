"""What a council says of its Open311 system."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlsplit

#: Where the system reads our key so that a repeated request makes one record.
IDEMPOTENCY = ("header", "attribute", "both")


@dataclass(frozen=True, kw_only=True)
class Options:
    """
    The typed settings of one system.

    `endpoint` is the address up to and with the version (`https://…/open311/v2`). `api_key` is
    the name of a secret. `description_limit` is in characters; the whole text stays with us.
    """

    endpoint: str
    jurisdiction_id: str = ""
    api_key: str = ""
    format: str = "json"
    idempotency: str = "both"
    external_id_attribute: str = "external_id"
    description_limit: int = 4000
    email_required: str = ""
    timeout_seconds: float = 20.0

    @staticmethod
    def read(values: Mapping[str, Any]) -> "Options":
        """
        Return the options.

        :raises ValueError: naming what is missing, unknown or unusable
        """
        known = {field.name for field in fields(Options)}
        if unknown := sorted(set(values) - known):
            raise ValueError(f"Open311 has no option {', '.join(unknown)}.")
        if urlsplit(str(values.get("endpoint", ""))).scheme not in {"http", "https"}:
            raise ValueError("The option endpoint must be a web address.")
        options = Options(**{**values, "endpoint": str(values["endpoint"]).rstrip("/")})
        if options.format not in {"json", "xml"}:
            raise ValueError("The option format must be json or xml.")
        if options.idempotency not in IDEMPOTENCY:
            raise ValueError(f"The option idempotency must be one of {', '.join(IDEMPOTENCY)}.")
        return options
