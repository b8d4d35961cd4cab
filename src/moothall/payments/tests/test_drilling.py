"""From every figure to its transactions, to the payment, to what was paid for."""

import pytest
from django.urls import reverse

from moothall.kernel.scope import acting_for
from moothall.payments.books_links import page_of, pages_of_lines
from moothall.payments.models import BasketLine, LedgerTransaction, PaymentLine
from moothall.payments.owners import StaffPage, booked_things, line_owners
from moothall.payments.ports import Outcome
from moothall.payments.tests.kit import Shop
from moothall.payments.tests.test_books_pages import (  # noqa: F401 - fixtures
    BOOKS,
    HOST,
    as_role,
)
from moothall.people.models import Role

pytestmark = pytest.mark.django_db


class Things:
    """An owner above payments, as a vertical is one."""

    key = "tests.thing"

    def for_staff(self, about_ids, /, *, council):
        page = f"/workspace/things/{council}"
        return {one: StaffPage("The thing", f"{page}/{one}/") for one in about_ids}

    def refusals(self, about_ids, /, *, language, now):
        return {}

    def left_basket(self, about_id, /, *, actor, now):
        pass

    def addresses(self, about_ids, /, *, language):
        return {}


@pytest.fixture
def paid(northvale, clock_stands):
    """A payment of two lines of an owner above payments."""
    with acting_for(northvale.id):
        shop = Shop(northvale, clock_stands).open()
        payment = shop.begin(shop.basket(shop.item(), shop.item(fund="permits")))
        shop.gateway.become(payment.pk, Outcome.PAID)
        shop.check(payment)
    return payment


def seen(client, path, **query):
    answer = client.get(f"{BOOKS}{path}", query, headers=HOST)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_every_line_leads_to_what_it_was_for(
    client,
    as_role,  # noqa: F811
    northvale,
    paid,
    monkeypatch,
):
    monkeypatch.setitem(line_owners._parts, Things.key, Things())
    as_role(Role.FINANCE)
    with acting_for(northvale.id):
        booked = LedgerTransaction.objects.get()
        lines = list(PaymentLine.objects.all())
    pages = [f"/workspace/things/northvale/{line.about_id}/" for line in lines]

    of_payment = seen(client, f"payments/{paid.pk}/")
    of_booked = seen(client, f"ledger/{booked.pk}/")

    for page in pages:
        assert page in of_payment
        assert page in of_booked
    assert reverse("workspace:books-payment", args=["northvale", paid.pk]) in of_booked


def test_vat_balances_and_exports_lead_to_their_transactions(client, as_role, northvale, paid):  # noqa: F811
    as_role(Role.FINANCE)
    with acting_for(northvale.id):
        booked = LedgerTransaction.objects.get()
    day = booked.booked_on

    assert f"first={day}" in seen(client, "vat/", first=day, last=day)
    assert "kind=gateway" in seen(client, "")
    leads = str(booked.pk)
    assert leads in seen(client, "figure/", first=day, last=day, vat="STD", rate=2000)
    assert leads in seen(client, "figure/", kind="gateway", code="fake")
    assert leads not in seen(client, "figure/", kind="gateway", code="other")
    assert leads not in seen(client, "figure/", first=day, last=day, vat="STD", rate=500)
    assert "What STD 20% is made of" in seen(
        client, "figure/", first=day, last=day, vat="STD", rate=2000
    )
    for wrong in ({"first": "x"}, {}, {"first": day, "last": day, "rate": "x"}):
        assert client.get(f"{BOOKS}figure/", wrong, headers=HOST).status_code == 404


def test_a_line_whose_owner_knows_it_no_more_leads_nowhere(in_northvale, paid):
    PaymentLine.objects.update(about_type="tests.gone")

    assert pages_of_lines(PaymentLine.objects.all(), council="northvale") == {}
    assert page_of(LedgerTransaction(about_type="tests.gone"), council="northvale") is None


def test_every_owner_answers_for_staff_with_nothing_for_what_is_not_there(in_northvale, paid):
    gone = {line.pk for line in BasketLine.objects.all()}  # ids of lines, not of things

    for owner in [*line_owners, *booked_things]:
        assert owner.for_staff(gone, council="northvale") == {}, owner.key
