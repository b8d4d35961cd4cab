"""Direct Debits come into the books, and go out again when they come back, each time once."""

from uuid import uuid4

import pytest
from django.db.models import Sum

from moothall.payments import handlers
from moothall.payments.direct_debit import events
from moothall.payments.direct_debit.tests import factories
from moothall.payments.errors import CannotPay
from moothall.payments.models import Collection, Fund, LedgerEntry, LedgerTransaction, Mandate


@pytest.fixture
def collection(shop, rhian, now):
    """One collection of £40 under a mandate whose money goes to garden waste, with 20% VAT."""
    factories.service(shop.council, now)
    factories.plan_of(rhian, now)
    mandate = factories.mandate(rhian, now)
    Mandate.objects.update(fund=Fund.objects.get(key="garden"))
    return Collection.objects.filter(mandate_id=mandate.pk).order_by("falls_on").first()


def told(kind, collection, now, **more):
    base = {"council_id": collection.council_id, "occurred_at": now, "amount_pence": 4000}
    return kind(**{**base, "collection_id": collection.pk, **more})


def collected(collection, now, attempt=1):
    handlers.on_debit_collected_book_it(
        told(events.DebitCollected, collection, now, attempt=attempt, on="2027-01-15")
    )


def standing():
    rows = LedgerEntry.objects.values_list("account__kind").annotate(Sum("amount_pence"))
    return {kind: pence for kind, pence in rows if pence}


def test_what_is_collected_is_income_and_vat_told_twice_once(collection, now):
    for _ in range(2):
        collected(collection, now)

    assert standing() == {"income": 3333, "vat": 667, "direct_debit": -4000}
    assert LedgerTransaction.objects.count() == 1


def test_what_comes_back_and_is_presented_again_is_booked_each_time(collection, now):
    collected(collection, now)
    failed = told(events.DebitFailed, collection, now, attempt=1, was_collected=True, code="0")
    for _ in range(2):
        handlers.on_debit_failed_book_it_back(failed)
    assert standing() == {}

    collected(collection, now, attempt=2)

    assert standing() == {"income": 3333, "vat": 667, "direct_debit": -4000}
    assert LedgerTransaction.objects.count() == 3


def test_what_was_never_told_as_collected_is_not_booked_back(collection, now):
    handlers.on_debit_failed_book_it_back(
        told(events.DebitFailed, collection, now, attempt=1, was_collected=False, code="0")
    )

    assert LedgerTransaction.objects.count() == 0


def test_a_claim_under_the_guarantee_takes_it_out_and_taken_back_puts_it_in(collection, now):
    collected(collection, now)
    claim = uuid4()

    handlers.on_debit_indemnified_book_it_back(
        told(events.DebitIndemnified, collection, now, claim_id=claim, on="2027-03-01")
    )
    assert standing() == {}
    handlers.on_debit_reinstated_book_it_again(
        told(events.DebitReinstated, collection, now, claim_id=claim)
    )

    assert standing() == {"income": 3333, "vat": 667, "direct_debit": -4000}


def test_a_claim_for_nobody_knows_what_is_left_to_staff(collection, now):
    event = told(events.DebitIndemnified, collection, now, claim_id=uuid4(), on="2027-03-01")
    handlers.on_debit_indemnified_book_it_back(
        type(event)(**{**event.__dict__, "collection_id": None})
    )

    assert LedgerTransaction.objects.count() == 0


def test_without_a_fund_the_work_stays_undone_and_visible(collection, now):
    Mandate.objects.update(fund=None)

    with pytest.raises(CannotPay, match="names no fund"):
        collected(collection, now)
    assert LedgerTransaction.objects.count() == 0
