"""The catalogue: what is in it, what may change, and what is refused when somebody pays."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from moothall.kernel.actors import anonymous_resident
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.payments import actions
from moothall.payments.catalogue.items import Chosen, item_of
from moothall.payments.catalogue.queries import (
    fee_versions,
    found_in,
    open_keys,
    payable_of_account,
    payable_row,
    payables_open,
)
from moothall.payments.catalogue.references import ReferenceFormat
from moothall.payments.errors import AmountRefused, CatalogueRefused, LinesRefused
from moothall.payments.models import FeeVersion, Payable
from moothall.payments.tests.catalogue_kit import BILL, GARDEN, stock_catalogue, write_garden_fees
from moothall.payments.tests.kit import SETUP

ON = date(2026, 5, 1)


@pytest.fixture
def sold(shop):
    return stock_catalogue(shop)


def names(groups):
    return [one.key for group in groups for one in group.payables]


def row(shop, key, language="en"):
    return payable_row(shop.council.id, key, on=ON, language=language)


def test_it_is_listed_under_its_headings_in_the_language_that_is_asked_for(shop, sold):
    groups = payables_open(shop.council.id, on=ON, language="cy")

    assert [(group.name, names([group])) for group in groups] == [
        ("Bills", ["trade-waste", "council-tax"]), ("Bins", ["garden"]),
    ]  # fmt: skip
    assert groups[1].payables[0].name == "Gwastraff gardd"


def test_it_is_found_by_other_words_and_without_accents(shop, sold):
    groups = payables_open(shop.council.id, on=ON, language="en")

    assert names(found_in(groups, "REFUSE bill")) == ["trade-waste"]
    assert names(found_in(groups, "tàx council")) == ["council-tax"]
    assert found_in(groups, "helicopter") == []


def test_another_council_has_none_of_it(shop, sold, southmere):
    with acting_for(southmere.id):
        assert payables_open(southmere.id, on=ON, language="en") == []
        assert payables_open(shop.council.id, on=ON, language="en") == []
        assert open_keys(shop.council.id, ["garden"], on=ON) == {}
        assert payable_of_account(shop.council.id, "council_tax", on=ON, language="en") is None
        assert fee_versions(sold["garden"].pk) == []
        with pytest.raises(NotFound):
            payable_row(shop.council.id, "garden", on=ON, language="en")


def test_it_takes_money_from_and_until_its_days_alone(shop):
    stock_catalogue(shop, **{"trade-waste": {"opens_on": ON, "closes_on": ON + timedelta(days=1)}})

    days = [ON + timedelta(days=days) for days in (-1, 0, 1, 2)]

    assert [
        "trade-waste" in open_keys(shop.council.id, ["trade-waste"], on=day) for day in days
    ] == [False, True, True, False]


def test_the_same_again_changes_nothing_and_what_changes_is_accounted_for(shop, sold):
    before = AuditEntry.objects.count()
    stock_catalogue(shop)
    assert AuditEntry.objects.count() == before

    actions.apply_payable(
        actor=SETUP, council_id=shop.council.id, key="trade-waste", now=shop.now,
        settings=replace(BILL, most_pence=1000),
    )  # fmt: skip

    entry = AuditEntry.objects.filter(verb="payable.changed").get()
    assert entry.detail["changed"] == ["most_pence"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"least_pence": 0}, "amounts"),
        ({"most_pence": 99}, "amounts"),
        ({"opens_on": ON, "closes_on": ON - timedelta(days=1)}, "closes before"),
        ({"reference_name": {}}, "name the reference"),
        ({"reference": ReferenceFormat(shapes=("999",), example="x")}, "is none"),
        ({"fund": "none"}, "no fund none"),
        ({"group": "none"}, "no group none"),
    ],
)
def test_what_cannot_be_in_a_catalogue_is_refused(shop, sold, changes, reason):
    with pytest.raises(CatalogueRefused, match=reason):
        actions.apply_payable(
            actor=SETUP, council_id=shop.council.id, key="new", now=shop.now,
            settings=replace(BILL, **changes),
        )  # fmt: skip

    assert not Payable.objects.filter(key="new").exists()


def test_residents_change_nothing_of_it(shop, sold):
    with pytest.raises(NotPermitted):
        actions.withdraw_payable(
            actor=anonymous_resident(), council_id=shop.council.id, key="garden", now=shop.now
        )

    assert Payable.objects.get(key="garden").withdrawn_at is None


def test_fees_change_from_a_day_on_and_never_before(shop, sold):
    write_garden_fees(
        sold["garden"].pk, shop.now, valid_from=date(2026, 6, 1), prices=[{"pence": 6500}]
    )

    may, june = (
        payable_row(shop.council.id, "garden", on=day, language="en").fees
        for day in (ON, date(2026, 6, 1))
    )

    assert (may.prices[-1].pence, june.prices[-1].pence) == (6000, 6500)
    assert [one.written_by for one in fee_versions(sold["garden"].pk)] == ["tests", "tests"]
    with pytest.raises(Conflict):
        write_garden_fees(sold["garden"].pk, shop.now, prices=[{"pence": 1}])
    assert FeeVersion.objects.count() == 2


def test_fees_without_an_example_that_comes_out_are_refused(shop, sold):
    from moothall.payments.catalogue.fees import example_from_json, rules_from_json

    given = {
        "actor": SETUP, "payable_id": sold["garden"].pk, "valid_from": date(2027, 1, 1),
        "rules": rules_from_json({"prices": [{"pence": 100}]}), "now": shop.now,
    }  # fmt: skip
    wrong = example_from_json({"day": "2027-01-01", "pence": 99})

    for examples in ([], [wrong]):
        with pytest.raises(CatalogueRefused):
            actions.write_fees(**given, examples=examples)

    assert FeeVersion.objects.count() == 1


def test_a_thing_for_a_basket_is_priced_by_the_version_of_the_day(shop, sold):
    one = item_of(row(shop, "garden"), Chosen(quantity=2, concession="help"), on=ON)
    uneven = item_of(row(shop, "garden"), Chosen(quantity=2), on=ON)

    assert (one.quantity, one.unit_pence) == (2, 3000)
    assert (uneven.quantity, uneven.unit_pence, uneven.detail["quantity"]) == (1, 10000, 2)
    assert (one.description["en"], uneven.description["en"]) == ("Garden waste", "Garden waste × 2")
    assert one.detail["fee_version"] == str(FeeVersion.objects.get().pk)
    with pytest.raises(AmountRefused):
        item_of(row(shop, "trade-waste"), Chosen(amount_pence=99), on=ON)


@pytest.mark.django_db(transaction=True)
def test_what_is_sold_no_more_or_costs_another_price_is_refused_before_paying(shop, queue):
    sold = stock_catalogue(shop)
    today = shop.now.date()
    bill = item_of(
        payable_row(shop.council.id, "trade-waste", on=today, language="en"),
        Chosen(reference="TR123456", amount_pence=5000), on=today,
    )  # fmt: skip
    bin_ = item_of(
        payable_row(shop.council.id, "garden", on=today, language="en"), Chosen(), on=today
    )
    basket = shop.basket(bill, bin_)
    actions.withdraw_payable(
        actor=SETUP, council_id=shop.council.id, key="trade-waste", now=shop.now
    )
    write_garden_fees(sold["garden"].pk, shop.now, valid_from=today, prices=[{"pence": 6500}])

    with pytest.raises(LinesRefused) as refused:
        shop.begin(basket)

    assert sorted(refused.value.reasons.values()) == [
        "The price has changed. Take it out of your basket and choose it again.",
        "We take no payments for this now. Take it out of your basket.",
    ]


def test_a_name_in_the_catalogue_is_found_again_after_it_was_withdrawn(shop, sold):
    actions.withdraw_payable(actor=SETUP, council_id=shop.council.id, key="garden", now=shop.now)
    assert open_keys(shop.council.id, ["garden"], on=ON) == {}

    actions.apply_payable(
        actor=SETUP, council_id=shop.council.id, key="garden", settings=GARDEN, now=shop.now
    )

    assert "garden" in open_keys(shop.council.id, ["garden"], on=ON)
