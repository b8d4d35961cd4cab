"""What is left of linked accounts, and of their bills, when the ledger is in trouble."""

import pytest

from moothall.kernel.errors import NotFound
from moothall.people import linking
from moothall.people.linked_queries import (
    linked_accounts_of,
)
from moothall.people.linking import NoMatch, SystemAway
from moothall.people.models import LinkedAccount
from moothall.verticals.revenues.tests.people_who_link import link, resident


@pytest.mark.slow
@pytest.mark.parametrize(
    "trouble",
    [{"slow": {"seconds": 2}}, {"down": True}, {"fail": True}, {"html": True}, {"garble": True}],
)
def test_trouble_costs_no_try_and_links_nothing(rhian, named, now, ledger, trouble):
    ledger.control(**trouble)

    for _ in range(2):
        with pytest.raises(SystemAway):
            link(rhian, named(100), now)

    assert LinkedAccount.objects.count() == 0
    ledger.control(calm=True)
    for _ in range(4):
        with pytest.raises(NoMatch):
            link(rhian, named(100), now, surname="Wrong")
    assert link(rhian, named(100), now).pk


@pytest.mark.slow
@pytest.mark.parametrize(
    "trouble",
    [
        {"slow": {"seconds": 2}},
        {"down": True},
        {"fail": True},
        {"refuse": True},
        {"html": True},
        {"garble": True},
    ],
)
def test_trouble_while_reading_says_so_and_keeps_the_link(rhian, named, now, ledger, trouble):
    made = link(rhian, named(100), now)
    ledger.control(**trouble)

    with pytest.raises(SystemAway):
        linking.summary_of(actor=resident(rhian), linked_account_id=made.pk, now=now)
    whole = linking.whole_account(actor=resident(rhian), linked_account_id=made.pk, now=now)

    assert (whole.summary, whole.bills) == (None, None)
    assert [one.id for one in linked_accounts_of(rhian.pk)] == [made.pk]


def test_a_missing_secret_counts_as_away(rhian, named, now, settings):
    for file in settings.SECRETS_DIR.iterdir():
        file.unlink()

    with pytest.raises(SystemAway):
        link(rhian, named(100), now)


def test_bills_are_listed_and_opened(rhian, named, now):
    made = link(rhian, named(100), now)

    whole = linking.whole_account(actor=resident(rhian), linked_account_id=made.pk, now=now)
    bills = whole.bills
    pdf = linking.bill_pdf(actor=resident(rhian), linked_account_id=made.pk, bill_id=bills[0].id)

    assert bills[0].pence == named(100)["last_bill_pence"]
    assert pdf.startswith(b"%PDF-")
    for missing in ("1999-1", "../../other"):
        with pytest.raises(NotFound):
            linking.bill_pdf(actor=resident(rhian), linked_account_id=made.pk, bill_id=missing)


def test_what_can_be_asked_for_is_shown_though_the_rest_is_away(rhian, named, now, ledger):
    made = link(rhian, named(100), now)
    ledger.control(fail={"only": "get_bills"})

    whole = linking.whole_account(actor=resident(rhian), linked_account_id=made.pk, now=now)

    assert whole.summary.status == "open"
    assert whole.bills is None
