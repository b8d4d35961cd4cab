"""The catalogue in the workspace: changed, tried and written down by who sets a council up."""

import pytest
from django.test import Client

from moothall.eforms.tests.test_managing import HOST as WORKSPACE
from moothall.eforms.tests.test_managing import carol as carol  # noqa: PLC0414 - a fixture
from moothall.kernel.tests import kit
from moothall.payments.models import FeeVersion, Payable
from moothall.payments.tests.catalogue_kit import stock_catalogue

LIST = "/workspace/what-can-be-paid/northvale/"
PRICES = f"{LIST}garden/prices/"
TYPED = {
    "key": "bulky",
    "name_en": "Bulky waste",
    "name_cy": "Gwastraff swmpus",
    "other_words_en": "sofa, fridge",
    "group": "bins",
    "fund": "garden",
    "price_kind": "fee",
    "least": "1",
    "most": "£500",
}
NEW = {
    "valid_from": "2027-04-01",
    "most": "5",
    "prices": "31.50 for help\n63",
    "concessions": "help: I get help",
    "examples": "2 on 2027-05-01 costs 126",
}


@pytest.fixture
def sold(shop):
    return stock_catalogue(shop)


@pytest.fixture
def desk(carol, sold):
    """The browser of who sets the council up."""
    carol.defaults.update(HTTP_HOST=WORKSPACE["host"])
    return carol


def test_all_of_it_is_listed_with_a_way_to_each(desk):
    page = desk.get(LIST)

    assert all(f"{LIST}{key}/" in page.text for key in ("trade-waste", "council-tax", "garden"))
    assert page["Cache-Control"] == "no-store"


def test_a_thing_is_added_and_leads_to_its_prices(desk):
    answer = desk.post(f"{LIST}add/", TYPED)

    row = Payable.objects.get(key="bulky")
    assert answer.headers["Location"] == f"{LIST}bulky/prices/"
    assert (row.name["cy"], row.other_words, row.most_pence) == (
        "Gwastraff swmpus", {"en": ["sofa", "fridge"]}, 50000,
    )  # fmt: skip
    again = desk.post(f"{LIST}add/", TYPED)
    assert "of this short name already" in again.text


def test_its_form_begins_with_what_is_said_of_it(desk):
    page = desk.get(f"{LIST}trade-waste/")
    answer = desk.post(
        f"{LIST}trade-waste/",
        TYPED | {
            "price_kind": "bill", "reference_name_en": "Invoice", "reference_shapes": "AA999999",
            "reference_example": "TR123456",
        },
    )  # fmt: skip

    assert 'value="AA999999"' in page.text
    assert answer.headers["Location"] == f"{LIST}trade-waste/"
    assert Payable.objects.get(key="trade-waste").name["en"] == "Bulky waste"


def test_what_cannot_be_is_told_and_nothing_typed_is_lost(desk):
    page = desk.post(
        f"{LIST}trade-waste/",
        TYPED | {"price_kind": "bill", "reference_name_en": "No", "reference_shapes": "99"},
    )

    assert page.status_code == 422
    assert "at least 3 signs" in page.text
    assert 'value="99"' in page.text
    assert Payable.objects.get(key="trade-waste").name["en"] == "Trade waste invoice"


def test_withdrawn_it_is_offered_no_more(desk):
    desk.post(f"{LIST}garden/withdraw/")

    assert Payable.objects.get(key="garden").withdrawn_at is not None


def test_prices_are_tried_before_they_are_written_down(desk):
    tried = desk.post(PRICES, NEW | {"try": "1"})
    assert FeeVersion.objects.count() == 1
    assert "Right" in tried.text

    answer = desk.post(PRICES, NEW | {"write": "1"})

    assert answer.headers["Location"] == PRICES
    version = FeeVersion.objects.order_by("-valid_from").first()
    assert version.rules["prices"] == [{"pence": 3150, "concession": "help"}, {"pence": 6300}]
    assert version.written_by == "Alice"
    assert "to come" in desk.get(PRICES).text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"examples": "2 on 2027-05-01 costs 125"}, "example 1 comes out as"),
        ({"examples": ""}, "This field is required"),
        ({"prices": "63 for nobody"}, "not listed"),
        ({"prices": "lots"}, "is not an amount"),
        ({"valid_from": "2020-04-01"}, "has prices already"),
        ({"valid_from": "tomorrow"}, "Enter a day"),
    ],
)
def test_prices_that_cannot_be_are_not_written_down(desk, changes, said):
    page = desk.post(PRICES, NEW | changes | {"write": "1"})

    assert page.status_code == 422
    assert said in page.text
    assert FeeVersion.objects.count() == 1


def test_nobody_else_comes_here(desk, bob, carys, mallory, rhian):
    for user in (bob, carys, mallory):
        other = Client()
        kit.sign_in(other, user)
        assert other.get(LIST, headers=WORKSPACE).status_code in {403, 404}
        assert other.post(f"{LIST}garden/withdraw/", headers=WORKSPACE).status_code in {403, 404}
    resident = Client()
    kit.sign_in_resident(resident, rhian)
    assert resident.get(LIST, headers=WORKSPACE).status_code == 302
    assert Payable.objects.get(key="garden").withdrawn_at is None
    assert desk.get(LIST.replace("northvale", "southmere")).status_code == 404
