"""Fee rules: tiers, days, properties and concessions, and what nobody may buy."""

from datetime import date

import pytest

from moothall.payments.catalogue.fees import (
    NotForSale,
    Wanted,
    example_from_json,
    rules_as_json,
    rules_from_json,
)
from moothall.payments.tests.catalogue_kit import GARDEN_EXAMPLES, GARDEN_FEES

ON = date(2026, 5, 1)


def price(rules, **wanted):
    return rules_from_json(rules).price(Wanted(**{"on": ON, **wanted}))


def test_the_first_row_that_fits_says_what_each_one_costs():
    assert price(GARDEN_FEES) == 6000
    assert price(GARDEN_FEES, quantity=3) == 14000
    assert price(GARDEN_FEES, quantity=3, concession="help") == 9000


def test_a_price_can_hold_for_a_span_of_days():
    rules = {
        "prices": [
            {"pence": 4500, "from_on": "2026-10-01", "until_on": "2027-03-31"},
            {"pence": 6000},
        ]
    }

    days = (date(2026, 9, 30), date(2026, 10, 1), date(2027, 3, 31), date(2027, 4, 1))

    assert [price(rules, on=on) for on in days] == [6000, 4500, 4500, 6000]


def test_a_price_can_hold_for_whoever_takes_many():
    rules = {"most": 20, "prices": [{"pence": 90, "from_quantity": 10}, {"pence": 100}]}

    assert [price(rules, quantity=count) for count in (9, 10)] == [900, 900]


def test_a_price_can_hold_for_some_properties_and_nothing_else_be_sold():
    rules = {
        "properties": [
            {
                "key": "a",
                "name": {"en": "Zone A"},
                "postcodes": ["QX1 1"],
                "uprns": [7],
                "wards": ["E05000001"],
            }
        ],
        "prices": [{"pence": 5000, "properties": "a"}],
    }

    assert price(rules, postcode="qx11ab") == 5000
    assert price(rules, uprn=7) == 5000
    assert price(rules, ward="E05000001") == 5000
    for elsewhere in ({"postcode": "QX2 1AB"}, {"uprn": 8}, {"ward": "E05000002"}, {}):
        with pytest.raises(NotForSale):
            price(rules, **elsewhere)


@pytest.mark.parametrize("quantity", [0, 6])
def test_nobody_buys_none_or_more_than_is_allowed(quantity):
    with pytest.raises(NotForSale):
        price(GARDEN_FEES, quantity=quantity)


def test_rules_come_back_as_they_were_stored():
    rules = rules_from_json(GARDEN_FEES)

    assert rules_from_json(rules_as_json(rules)) == rules
    assert rules_as_json(rules)["prices"][1] == {"pence": 4000, "from_nth": 2}


def test_examples_that_come_out_otherwise_are_told():
    rules = rules_from_json(GARDEN_FEES)
    right = [example_from_json(one) for one in GARDEN_EXAMPLES]
    wrong = example_from_json({"day": "2026-05-01", "quantity": 2, "pence": 12000})

    assert rules.failures(right) == []
    assert rules.failures([right[0], wrong]) == [(2, 10000)]


def test_what_cannot_be_a_rule_is_told():
    assert rules_from_json({"prices": []}).problem() == "there is no price"
    assert "below nothing" in rules_from_json({"prices": [{"pence": -1}]}).problem()
    assert "not listed" in rules_from_json({"prices": [{"pence": 1, "concession": "x"}]}).problem()
    assert "not listed" in rules_from_json({"prices": [{"pence": 1, "properties": "x"}]}).problem()
    with pytest.raises(ValueError, match="cannot be read"):
        rules_from_json({"prices": [{"price": 1}]})
