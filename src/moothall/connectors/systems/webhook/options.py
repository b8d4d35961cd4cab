"""What a council says of a webhook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlsplit

from moothall.kernel.secrets import NAME

#: A key that is being replaced, and its successor.
MOST_SECRETS = 2


@dataclass(frozen=True, kw_only=True)
class Options:
    """
    The typed settings of one webhook.

    `secrets` are names of secrets, the newest first: while a key is being replaced, each message
    is signed with both, so that the receiver can change over at a moment of its own.
    """

    url: str
    secrets: Sequence[str]
    timeout_seconds: float = 15.0

    @staticmethod
    def read(values: Mapping[str, Any]) -> "Options":
        """
        Return the options.

        :raises ValueError: naming what is missing, unknown or unusable
        """
        known = {field.name for field in fields(Options)}
        if unknown := sorted(set(values) - known):
            raise ValueError(f"A webhook has no option {', '.join(unknown)}.")
        url = urlsplit(str(values.get("url", "")))
        if url.scheme not in {"http", "https"} or not url.hostname or url.username or url.fragment:
            raise ValueError("The option url must be a plain web address.")
        names = values.get("secrets")
        if not isinstance(names, list) or not 1 <= len(names) <= MOST_SECRETS:
            raise ValueError("The option secrets must be a list of one name or two.")
        if not all(isinstance(name, str) and NAME.fullmatch(name) for name in names):
            raise ValueError("The option secrets holds names of secrets, not secrets.")
        options = Options(**{**values, "url": url.geturl(), "secrets": tuple(names)})
        if not 0 < float(options.timeout_seconds) <= 60:  # noqa: PLR2004 - a minute
            raise ValueError("The option timeout_seconds must be between 0 and 60.")
        return options
