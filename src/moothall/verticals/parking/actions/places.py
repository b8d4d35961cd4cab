"""Writing down places, their tariffs and how a council runs parking."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.policies import require
from moothall.payments.models import Fund, FundVersion
from moothall.payments.wallets.models import WalletScheme
from moothall.verticals.parking.models import ParkingPlace, ParkingRules, TariffVersion
from moothall.verticals.parking.models.place import PlaceKind
from moothall.verticals.parking.policies import can_manage_parking
from moothall.verticals.parking.tariff_rules import TariffWrong, read_tariff


@transaction.atomic
def apply_rules(
    *, actor: Actor, council_id: int, rules: Mapping[str, Any], now: datetime
) -> ParkingRules:
    """
    Write down how the council runs parking, or change it.

    :raises TariffWrong: if it names a scheme of wallets that there is not
    """
    require(can_manage_parking(actor, council_id))
    scheme = WalletScheme.objects.filter(council_id=council_id, key=rules["scheme"]).first()
    if scheme is None or not scheme.is_for_people or scheme.least_pence:
        raise TariffWrong(
            f"scheme: {rules['scheme']!r} is no scheme of wallets that people open for themselves "
            "and that never fall below nothing"
        )
    found, _ = ParkingRules.objects.update_or_create(council_id=council_id, defaults=dict(rules))
    audit.record(actor=actor, verb="parking.ruled", subject=found, now=now)
    return found


@transaction.atomic
def apply_place(
    *, actor: Actor, council_id: int, code: str, fund: str, kind: str, facts: Mapping[str, Any],
    tariffs: Mapping[date, Mapping[str, Any]], now: datetime,
) -> ParkingPlace:  # fmt: skip
    """
    Write down a place with its tariffs by the day from which each holds, or change it.

    A tariff that has begun is never changed: people were charged by it.

    :raises TariffWrong: naming what cannot be
    """
    require(can_manage_parking(actor, council_id))
    found = Fund.objects.filter(council_id=council_id, key=fund).first()
    if found is None:
        raise TariffWrong(f"{code}: there is no fund {fund!r}")
    _vat_is_right(code, PlaceKind(kind), found)
    place, is_new = ParkingPlace.objects.update_or_create(
        council_id=council_id, code=code, defaults={"fund": found, "kind": kind, **facts}
    )
    for valid_from, rules in sorted(tariffs.items()):
        read_tariff(rules)
        _apply_tariff(place, valid_from, rules, now=now)
    audit.record(
        actor=actor, verb="parking-place.added" if is_new else "parking-place.changed",
        subject=place, now=now,
    )  # fmt: skip
    return place


def _vat_is_right(code: str, kind: PlaceKind, fund: Fund) -> None:
    """
    Look that VAT is right by where the place lies.

    Parking on the street is outside the scope of VAT, off it standard rated, for councils too
    (VAT Notice 742; Isle of Wight Council [2015] EWCA Civ 1303).
    """
    rates = set(FundVersion.objects.filter(fund_id=fund.pk).values_list("vat_rate", flat=True))
    if kind is PlaceKind.ON_STREET and rates != {0}:
        raise TariffWrong(f"{code}: parking on the street has no VAT, but the fund {fund.key} has")
    if kind is PlaceKind.CAR_PARK and 0 in rates:
        raise TariffWrong(f"{code}: a car park is standard rated, but the fund {fund.key} is not")


def _apply_tariff(
    place: ParkingPlace, valid_from: date, rules: Mapping[str, Any], *, now: datetime
) -> None:
    version, is_new = TariffVersion.objects.get_or_create(
        council_id=place.council_id,
        place_id=place.pk,
        valid_from=valid_from,
        defaults={"rules": dict(rules), "written_at": now},
    )
    if is_new or version.rules == rules:
        return
    if valid_from <= now.date():
        raise TariffWrong(
            f"{place.code}: the tariff from {valid_from} has begun: give a new one a later day"
        )
    version.rules, version.written_at = dict(rules), now
    version.save(update_fields=["rules", "written_at"])
