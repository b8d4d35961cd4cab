"""What is put into a basket, as whoever puts it there says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Item:
    """
    One thing to be paid for.

    `fund` is the key of where the money goes, `description` the payer's words by language,
    `reference` the payer's own at the council. `about_type` and `about_id` are how its owner knows
    it; `stock` is the key of what it is taken from, where there are only so many.
    """

    fund: str
    description: Mapping[str, str]
    unit_pence: int
    about_type: str
    about_id: UUID
    quantity: int = 1
    reference: str = ""
    account_name: str = ""
    payable: str = ""
    stock: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
