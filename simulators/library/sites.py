"""The library websites that are played, as a file tells."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Site:
    """One library website, and by what the sign-in host knows it."""

    key: str
    name: str
    issuer: str
    client_id: str
    secret: str
    scope: str


@dataclass(frozen=True)
class Sites:
    """
    The file that lists them.

    It may be written after the program has started, so it is read at each request.
    """

    file: Path

    def all(self) -> Mapping[str, Site]:
        """Return the sites by key; none as long as there is no file."""
        if not self.file.exists():
            return {}
        listed = json.loads(self.file.read_text(encoding="utf-8"))
        return {one["key"]: Site(**one) for one in listed}
