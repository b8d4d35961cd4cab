"""What is paid stands in the books, once, by the codes that it was frozen with."""

from moothall.payments.models import LedgerEntry, LedgerTransaction, Payment
from moothall.payments.ports import Outcome


def test_what_is_paid_stands_in_the_books_once_by_the_codes_of_its_lines(shop):
    payment = shop.begin(shop.basket(shop.item(), shop.item(fund="permits", unit_pence=2500)))
    shop.gateway.become(payment.pk, Outcome.PAID)
    for _ in range(2):
        shop.check(payment)

    (transaction,) = LedgerTransaction.objects.all()
    entries = LedgerEntry.objects.filter(transaction=transaction).select_related("account")
    booked = {(one.account.kind, one.account.gl_code): one.amount_pence for one in entries}
    assert booked == {
        ("income", "GL-31"): 5000,
        ("vat", "GL-31"): 1000,
        ("income", "GL-77"): 2500,
        ("gateway", ""): -8500,
    }


def test_surplus_money_is_owed_and_not_earned(shop):
    basket = shop.basket(shop.item())
    first = shop.begin(basket)
    shop.gateway.become(first.pk, Outcome.FAILED)
    shop.check(first)
    shop.gateway.become(shop.begin(basket).pk, Outcome.PAID)
    shop.check(Payment.objects.get(state="started"))
    shop.gateway.become(first.pk, Outcome.PAID)
    shop.check(first)

    owed = LedgerEntry.objects.filter(account__kind="surplus")
    assert [entry.amount_pence for entry in owed] == [6000]
