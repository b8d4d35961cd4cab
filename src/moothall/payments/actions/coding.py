"""Funds and their codes, and how many there are of what runs out."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.payments.models import Fund, FundVersion, Stock


@transaction.atomic
def apply_fund(
    *,
    actor: Actor,
    council_id: int,
    key: str,
    name: Mapping[str, str],
    valid_from: date,
    fund_code: str,
    gl_code: str,
    vat_code: str,
    vat_rate: int,
    now: datetime,
) -> Fund:
    """
    Code a fund from a day on; the same again changes nothing, and what was booked stays as it is.

    :raises ValueError: if that day has other codes already: payments may have been booked by them
    """
    fund, _ = Fund.objects.get_or_create(
        council_id=council_id, key=key, defaults={"name": dict(name)}
    )
    if fund.name != dict(name):
        fund.name = dict(name)
        fund.save(update_fields=["name"])
    codes = {
        "fund_code": fund_code,
        "gl_code": gl_code,
        "vat_code": vat_code,
        "vat_rate": vat_rate,
    }
    version, is_new = FundVersion.objects.get_or_create(
        council_id=council_id,
        fund_id=fund.pk,
        valid_from=valid_from,
        defaults={**codes, "written_at": now},
    )
    if not is_new:
        if any(getattr(version, name) != value for name, value in codes.items()):
            raise ValueError(f"the fund {key} has other codes from {valid_from} on: give a new day")
        return fund
    audit.record(
        actor=actor, verb="fund.coded", subject=fund, now=now,
        detail={"version": str(version.pk), "valid_from": valid_from.isoformat()},
    )  # fmt: skip
    return fund


@transaction.atomic
def set_stock(*, actor: Actor, council_id: int, key: str, left: int, now: datetime) -> Stock:
    """Say how many are left of something, what is held for payments under way not counted."""
    Stock.objects.get_or_create(council_id=council_id, key=key, defaults={"left": 0})
    stock = Stock.objects.select_for_update().get(council_id=council_id, key=key)
    before, stock.left = stock.left, left
    stock.save(update_fields=["left"])
    audit.record(actor=actor, verb="stock.set", subject=stock, now=now,
                 detail={"from": before, "to": left})  # fmt: skip
    return stock
