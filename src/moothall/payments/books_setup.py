"""The parts of a council's file that say how its books are kept."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from moothall.payments.books_settings import BANK, EXPORT, OFFICE, write_setting
from moothall.payments.finance.layouts import Batch, make_files
from moothall.payments.finance.rows import ExportRow

#: A row by which every layout is tried before it is believed.
_TRIAL = ExportRow(
    transaction_ids=(), kind="payment", day=date(2026, 4, 1), gateway_reference="", reference="",
    fund_code="", gl_code="", vat_code="", vat_rate=0, net_pence=1, vat_pence=0, channel="",
    gateway="",
)  # fmt: skip


def apply_books(*, council_id: int, data: Mapping[str, Any], now: datetime) -> None:
    """
    Write down how the bank's file looks, who is told, and how the books are handed over.

    :raises ValueError: if an export names what there is not
    """
    if "bank" in data:
        write_setting(council_id=council_id, key=BANK, document=data["bank"], now=now)
    if "office" in data:
        write_setting(council_id=council_id, key=OFFICE, document=data["office"], now=now)
    for layout in data.get("exports", ()):
        try:
            make_files(layout, [_TRIAL], Batch(number=1, made_at=now, until=now.date()))
        except (KeyError, AttributeError, TypeError, ValueError) as error:
            raise ValueError(f"the export {layout['key']} cannot be made: {error}") from error
        write_setting(council_id=council_id, key=EXPORT + layout["key"], document=layout, now=now)
