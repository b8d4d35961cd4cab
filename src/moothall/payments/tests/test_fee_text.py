"""Fee rules as a council types them."""

from datetime import date

import pytest

from moothall.payments.catalogue.fee_text import (
    LineWrong,
    as_text,
    concessions_in,
    examples_in,
    prices_in,
    properties_in,
)
from moothall.payments.catalogue.fees import FeeRules, PriceRow, Wanted, example_as_json

PRICES = """30 for reduction
50.50 in centre from number 2 if 10 or more from 2026-10-01 until 2027-03-31
60"""
PLACES = "centre: town centre | canol y dref | QX1 1, E05000001, 100023336956"
PEOPLE = "reduction: I get help | Rwy’n cael help"
EXAMPLES = """3 on 2026-05-01 for reduction in QX1 1AB costs 90
1 on 2026-05-01 in ZZ1 1ZZ costs nothing"""


def test_every_condition_is_read_in_any_order():
    first, second, last = prices_in(PRICES)

    assert first == PriceRow(pence=3000, concession="reduction")
    assert second == PriceRow(
        pence=5050, properties="centre", from_nth=2, from_quantity=10,
        from_on=date(2026, 10, 1), until_on=date(2027, 3, 31),
    )  # fmt: skip
    assert last == PriceRow(pence=6000)
    assert prices_in("60 until 2027-03-31 from 2026-10-01")[0].from_on == date(2026, 10, 1)


def test_places_and_people_are_read():
    (place,), (people,) = properties_in(PLACES), concessions_in(PEOPLE)

    assert (place.postcodes, place.wards, place.uprns) == (
        ("QX1 1",), ("E05000001",), (100023336956,),
    )  # fmt: skip
    assert place.name == {"en": "town centre", "cy": "canol y dref"}
    assert people.name["cy"] == "Rwy’n cael help"


def test_examples_are_read():
    one, other = examples_in(EXAMPLES)

    assert one.wanted == Wanted(
        on=date(2026, 5, 1), quantity=3, concession="reduction", postcode="QX1 1AB"
    )
    assert (one.pence, other.pence) == (9000, None)


def test_what_was_typed_comes_back_as_it_was():
    rules = FeeRules(
        prices=prices_in(PRICES),
        properties=properties_in(PLACES),
        concessions=concessions_in(PEOPLE),
    )

    shown = as_text(rules, [example_as_json(one) for one in examples_in(EXAMPLES)])

    assert shown["prices"] == PRICES
    assert (shown["properties"], shown["concessions"]) == (PLACES, PEOPLE)
    assert shown["examples"] == EXAMPLES


@pytest.mark.parametrize(
    ("read", "line", "said"),
    [
        (prices_in, "lots", "is not an amount"),
        (prices_in, "30 for Mondays", "we do not understand “for Mondays”"),
        (prices_in, "30 until 2026-02-31", "is not a day"),
        (concessions_in, "reduction", "a colon"),
        (concessions_in, "reduction:", "what it is called"),
        (properties_in, "centre: town", "say which postcodes"),
        (examples_in, "three bins cost 90", "write it like"),
        (examples_in, "1 on 2026-13-01 costs 1", "is not a day"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(read, line, said):
    with pytest.raises(LineWrong) as wrong:
        read(line)

    assert said in str(wrong.value)
    assert line.split()[0].rstrip(":") in str(wrong.value)
