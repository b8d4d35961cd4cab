"""Direct Debits for council tax that the council collects itself, as its ledger says."""

import pytest

from moothall.kernel import clock
from moothall.kernel.errors import Retry
from moothall.kernel.tests import kit
from moothall.payments.direct_debit import actions, queries
from moothall.payments.direct_debit.models import Collection, Mandate
from moothall.payments.direct_debit.ports import schedule_owners
from moothall.payments.direct_debit.tests import factories
from moothall.payments.direct_debit.tests.test_views import TYPED
from moothall.payments.tests.catalogue_kit import stock_catalogue
from moothall.payments.tests.kit import Shop
from moothall.people.models import AccountSystem, LinkedAccount
from moothall.verticals.revenues.tests.people_who_link import link

pytestmark = [pytest.mark.usefixtures("queue"), pytest.mark.slow]
HOST = {"headers": {"host": "northvale.test"}}


@pytest.fixture
def account(northvale_keeps, rhian, named, now):
    """Rhian's council tax, which the council collects by its own Direct Debits."""
    stock_catalogue(Shop(northvale_keeps, now).open())
    factories.service(northvale_keeps, now)
    AccountSystem.objects.filter(kind="council_tax").update(is_collected_here=True)
    return link(rhian, named(102), now)


def schedule(council, reference):
    return schedule_owners.get("council_tax").schedule(council.id, reference)


def test_the_ledger_says_what_is_still_due(account, northvale_keeps, rhian, ledger):
    due = schedule(northvale_keeps, account.reference)

    assert due.instalments
    assert due.days_are_fixed
    assert (due.fund_key, due.description["en"]) == ("permits", "Council Tax")
    keys = [one.key for one in due.instalments]
    assert keys == sorted({one.due_on.isoformat() for one in due.instalments})
    assert all(one.pence > 0 for one in due.instalments)
    assert [(one.owner, one.account) for one in queries.offers_to(rhian.council_id, rhian.pk)] == [
        ("council_tax", account.reference)
    ]
    ledger.control(down=True)
    with pytest.raises(Retry):
        schedule(northvale_keeps, account.reference)


def test_a_resident_sets_one_up_from_the_account_and_it_follows_the_bill(
    client, account, northvale_keeps, rhian
):
    kit.sign_in_resident(client, rhian)
    where = f"/account/linked-accounts/{account.pk}/direct-debit/"
    here = client.get(where, **HOST).url
    assert here == f"/account/direct-debits/set-up/council_tax/{account.reference}/"
    confirm = client.post(here, {key: TYPED[key] for key in TYPED if key != "day"}, **HOST)
    assert confirm.status_code == 302
    assert client.post(confirm.url, **HOST).status_code == 302

    mandate = Mandate.objects.get()
    actions.plan_mandate(actor=factories.PAYMENTS, mandate_id=mandate.pk, now=clock.now())

    due = schedule(northvale_keeps, account.reference).instalments
    planned = Collection.objects.filter(mandate=mandate, state="notified")
    assert dict(planned.values_list("instalment", "amount_pence")) == {
        one.key: one.pence for one in due
    }
    assert client.get(where, **HOST).url == "/account/direct-debits/"


def test_where_the_ledger_collects_nothing_is_offered_here(
    client, account, northvale_keeps, rhian, tomos
):
    AccountSystem.objects.update(is_collected_here=False)

    assert queries.offers_to(rhian.council_id, rhian.pk) == []
    assert schedule(northvale_keeps, account.reference) is None
    kit.sign_in_resident(client, rhian)
    answer = client.get(f"/account/linked-accounts/{account.pk}/direct-debit/", **HOST)
    assert answer.status_code == 200


def test_an_account_is_nobody_elses(account, northvale_keeps, rhian, tomos, southmere):
    owner = schedule_owners.get("council_tax")

    assert list(owner.accounts_of(northvale_keeps.id, tomos.pk)) == []
    assert owner.schedule(southmere.id, account.reference) is None
    LinkedAccount.objects.update(strength="details")
    assert list(owner.accounts_of(northvale_keeps.id, rhian.pk)) == []
    assert schedule(northvale_keeps, "700000000") is None
