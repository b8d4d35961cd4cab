"""Supplies that say only what has changed since the last one."""

import pytest

from moothall.kernel.tests.kit import NOW
from moothall.places import actions, queries
from moothall.places.gazetteers.record import SupplyRefused
from moothall.places.models import Address
from moothall.places.tests import factories
from moothall.places.tests.factories import high_street, premium_file

pytestmark = pytest.mark.django_db


def load(*paths, **options):
    return actions.load_addresses(paths=paths, now=NOW, **options)


def lines():
    return list(Address.objects.order_by("uprn").values_list("line", flat=True))


def change(tmp_path, records, day="2026-02-01"):
    return load(premium_file(tmp_path / f"change-{day}.csv", records, kind="C", day=day))


def test_change_only_supply_inserts_updates_and_deletes(tmp_path) -> None:
    load(premium_file(tmp_path / "a.csv", high_street(3)))

    loaded = change(
        tmp_path,
        [
            *factories.house(150, 1001, 50),
            factories.lpi(102, 1001, change="U", number=2, suffix="A"),
            factories.blpu(103, change="D"),
            factories.lpi(103, 1001, change="D"),
            factories.classification(103, change="D"),
        ],
    )

    assert lines() == [
        "1 High Street, Northvale, QX1 1AA",
        "2A High Street, Northvale, QX1 1AA",
        "50 High Street, Northvale, QX1 1AA",
    ]
    results = loaded.load.report["results"]
    assert [results[f"Addresses {what}"] for what in ("added", "changed", "removed")] == [1, 1, 1]


def test_renamed_street_renames_the_addresses_on_it(tmp_path) -> None:
    load(premium_file(tmp_path / "a.csv", high_street(2)))

    change(tmp_path, [factories.descriptor(1001, "KING STREET", change="U")])

    assert lines() == ["1 King Street, Northvale, QX1 1AA", "2 King Street, Northvale, QX1 1AA"]
    assert queries.find_addresses("1 king st", custodian_code=9991)[0].uprn == 101
    assert queries.find_addresses("1 high st", custodian_code=9991) == []


def test_changes_within_a_file_are_applied_in_order(tmp_path) -> None:
    load(premium_file(tmp_path / "a.csv", high_street(1)))

    change(
        tmp_path,
        [
            factories.lpi(101, 1001, change="D"),
            factories.lpi(101, 1001, change="I", number=8),
            factories.lpi(101, 1001, change="U", number=9),
        ],
    )

    assert lines() == ["9 High Street, Northvale, QX1 1AA"]


def test_changes_are_not_applied_twice_nor_out_of_order(tmp_path) -> None:
    load(premium_file(tmp_path / "a.csv", high_street(1)))
    february = [factories.lpi(101, 1001, change="U", number=2)]
    change(tmp_path, february, day="2026-02-01")
    change(tmp_path, [factories.lpi(101, 1001, change="U", number=3)], day="2026-03-01")

    again = change(tmp_path, february, day="2026-02-01")
    assert again.was_loaded_before
    with pytest.raises(SupplyRefused, match="must be applied in order"):
        change(tmp_path, [factories.lpi(101, 1001, change="U", number=4)], day="2026-02-15")

    assert lines() == ["3 High Street, Northvale, QX1 1AA"]


def test_address_without_any_name_is_noted_and_waits_for_one(tmp_path) -> None:
    load(premium_file(tmp_path / "a.csv", [*high_street(1), factories.blpu(300)]))
    assert len(lines()) == 1

    load(
        premium_file(
            tmp_path / "b.csv", [factories.lpi(300, 1001, number=30)], kind="C", day="2026-02-01"
        )
    )

    assert lines() == ["1 High Street, Northvale, QX1 1AA", "30 High Street, Northvale, QX1 1AA"]
