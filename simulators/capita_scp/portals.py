"""The councils' portals: who may ask, with which key, and how the council codes its income."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Portal:
    """One portal of a council, which takes cards from payers, from employees, or from both."""

    name: str
    site_id: int
    scp_id: int
    entries: frozenset[str]
    keys: Mapping[int, bytes]
    fund_codes: frozenset[str]
    """None at all: every code is taken."""
    vat_codes: Mapping[str, Decimal]
    """Rates in per cent, by code; none at all: every code is taken."""


def load_portals(path: Path | None = None) -> Mapping[int, Portal]:
    """Read the portals from a YAML or JSON file, by their SCP id."""
    written = yaml.safe_load((path or HERE / "portals.yaml").read_text("utf-8"))
    found = [_portal(entry) for entry in written["portals"]]
    return {portal.scp_id: portal for portal in found}


def _portal(entry: dict[str, object]) -> Portal:
    """Read one portal."""
    codes, rates = entry.get("fund_codes"), entry.get("vat_codes")
    entries, keys = entry["entries"], entry["keys"]
    return Portal(
        name=str(entry["name"]),
        site_id=int(str(entry["site_id"])),
        scp_id=int(str(entry["scp_id"])),
        entries=frozenset(map(str, entries)) if isinstance(entries, list) else frozenset(),
        keys={int(one["id"]): base64.b64decode(one["key"]) for one in keys}
        if isinstance(keys, list)
        else {},
        fund_codes=frozenset(map(str, codes)) if isinstance(codes, list) else frozenset(),
        vat_codes={str(code): Decimal(str(rate)) for code, rate in rates.items()}
        if isinstance(rates, dict)
        else {},
    )
