"""The authorities whose books are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Authority:
    """One council, its key, and what its books are made from."""

    slug: str
    name: str
    key: str
    seed: str
    town: str
    postcode_area: str
    streets: tuple[str, ...]


def load_authorities(path: Path | None = None) -> Mapping[str, Authority]:
    """Read the authorities, by slug, from a YAML or JSON file."""
    written = yaml.safe_load((path or HERE / "authorities.yaml").read_text("utf-8"))
    found = [
        Authority(**{**entry, "streets": tuple(entry["streets"])})
        for entry in written["authorities"]
    ]
    return {authority.slug: authority for authority in found}
