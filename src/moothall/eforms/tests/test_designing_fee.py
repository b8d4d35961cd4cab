"""Where the money of a fee goes, on the designer's screen of the fee."""

from datetime import date

import pytest

from moothall.eforms.tests.factories import document, page, publish, question
from moothall.eforms.tests.test_designing_screens import TRIAL, documented, get, save
from moothall.eforms.tests.test_designing_screens import (
    designer as designer,  # noqa: PLC0414 - a fixture
)
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.payments.actions import apply_fund

pytestmark = pytest.mark.django_db(transaction=True)
FEE = f"{TRIAL}part/fee/"


def with_funds(council, now, *keys):
    with acting_for(council.id):
        for key in keys:
            apply_fund(
                actor=system("tests"), council_id=council.id, key=key,
                name={"en": key.capitalize()}, valid_from=date(2020, 4, 1), fund_code="1",
                gl_code="2", vat_code="OOS", vat_rate=0, now=now,
            )  # fmt: skip


@pytest.fixture
def form(northvale, now):
    publish(northvale, document(page("you", question("size"))), now)


def payment(council):
    return documented(council)["needs"]["payment"]


def test_the_fund_of_a_fee_is_chosen_and_stays(designer, form, northvale, southmere, now):
    with_funds(northvale, now, "forms", "garden")
    with_funds(southmere, now, "harbour")
    html = get(designer, FEE).content.decode()
    assert "The usual fund of forms (Forms)" in html
    assert "Harbour" not in html

    save(designer, FEE, kind="one", for_en="Permit", amount="45", fund="garden")
    assert payment(northvale)["fund"] == "garden"
    save(designer, FEE, kind="one", amount="50")
    assert payment(northvale)["fund"] == "garden"
    save(designer, FEE, kind="one", fund="")
    assert "fund" not in payment(northvale)


def test_a_fund_that_the_council_does_not_have_is_refused(designer, form, northvale, now):
    with_funds(northvale, now, "garden")

    answer = save(designer, FEE, kind="one", for_en="Permit", amount="45", fund="")
    html = answer.content.decode()
    assert "Choose one of the council’s funds" in html
    assert 'value="45"' in html
    assert "needs" not in documented(northvale)
    answer = save(designer, FEE, kind="one", for_en="Permit", amount="45", fund="harbour")
    assert "needs" not in documented(northvale)


def test_a_fund_of_another_council_is_shown_as_missing(designer, northvale, now):
    with_funds(northvale, now, "garden")
    needs = {"payment": {"amount": 100, "for": {"en": "x"}, "fund": "harbour"}}
    publish(northvale, document(page("you", question("size")), needs=needs), now)

    html = get(designer, FEE).content.decode()
    assert "harbour (the council has no such fund)" in html
