"""A payer gives the bank account at GoCardless's own pages, and comes back, or does not."""

import re
from datetime import timedelta

import pytest

from moothall.kernel import clock
from moothall.kernel.tests import kit
from moothall.payments.direct_debit import actions, queries
from moothall.payments.direct_debit.models import Collection, DebitLink, Mandate
from moothall.payments.direct_debit.suppliers.tests.conftest import (  # noqa: F401 - fixtures
    gocardless,
    running_gocardless,
)
from moothall.payments.direct_debit.tests import factories
from simulators.tests.program import CLIENT

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOST = {"headers": {"host": "northvale.test"}}
HERE = "/account/direct-debits/set-up/arrangements/INV-1/"
ACCOUNT = {"name": "Rhian Evans", "branch": "20-00-00", "number": "55779911"}


@pytest.fixture
def hosted(in_northvale, gocardless, rhian, client):  # noqa: F811
    now = clock.now()
    options = {
        "token_secret": "gc-token",
        "webhook_secret": "gc-webhook",
        "base_url": gocardless.url,
        "pages": "hosted",
    }
    factories.service(in_northvale, now, collector="gocardless", options=options)
    first = now.date() + timedelta(days=60)
    factories.plan_of(rhian, now, (first, 4000), (first + timedelta(days=31), 4100))
    kit.sign_in_resident(client, rhian)
    return client


def leave(client, here=HERE, **typed):
    answer = client.post(here, {"day": "15", **typed}, **HOST)
    assert answer.status_code == 200, answer.content.decode()
    return re.search(r'href="(http://127[^"]*/flow/[^"]*)"', answer.content.decode())[1]


def at_gocardless(url):
    answer = CLIENT.post(url, data=ACCOUNT)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removeprefix("http://northvale.test")


def test_agreed_to_there_it_is_set_up_here_and_collected(hosted, gocardless, in_northvale):  # noqa: F811
    page = hosted.get(HERE, **HOST).content.decode()
    assert "The Direct Debit Guarantee" in page
    assert "sort_code" not in page

    back = at_gocardless(leave(hosted))
    done = hosted.get(back, **HOST)

    assert done.url.endswith("?done=set-up")
    mandate = Mandate.objects.get()
    assert (mandate.state, mandate.account_ending, mandate.sealed_details) == (
        "submitted", "11", "",
    )  # fmt: skip
    assert mandate.reference.startswith("GC-")
    assert hosted.get(back, **HOST).url == done.url
    actions.plan_mandate(actor=factories.PAYMENTS, mandate_id=mandate.pk, now=clock.now())
    first = Collection.objects.order_by("collects_on").first()
    day = factories.at(first.collects_on - timedelta(days=7))
    factories.run(mandate.service, day)
    assert [one["amount"] for one in gocardless.get("/_things.json").json()["payments"]] == [4000]
    actions.cancel_mandate(actor=factories.PAYMENTS, mandate_id=mandate.pk, now=day)
    factories.run(mandate.service, day + timedelta(days=1))
    [ended] = gocardless.get("/_things.json").json()["mandates"]
    assert ended["status"] == "cancelled"


def test_with_the_browser_closed_it_is_found(hosted, gocardless):  # noqa: F811
    at_gocardless(leave(hosted))
    now = clock.now()
    [job] = queries.hosted_drafts(now)

    for _ in range(2):
        actions.settle_hosted(mandate_id=job["mandate_id"], now=now)

    assert Mandate.objects.get().state == "submitted"
    assert queries.hosted_drafts(now) == []


def test_who_goes_back_without_agreeing_has_none(hosted, in_northvale):
    leave(hosted)
    mandate = Mandate.objects.get()

    waits = hosted.get(f"/account/direct-debits/{mandate.pk}/confirm/", **HOST)

    assert "not set up yet" in waits.content.decode()
    assert mandate.state == "draft"
    later = clock.now() + timedelta(days=2)
    assert actions.forget_drafts(council_id=in_northvale.id, now=later) == 0
    later = clock.now() + timedelta(days=9)
    assert actions.forget_drafts(council_id=in_northvale.id, now=later) == 1


def test_if_gocardless_is_away_nothing_is_set_up_and_it_is_said(hosted, gocardless):  # noqa: F811
    gocardless.control(down=True)

    answer = hosted.post(HERE, {"day": "15"}, **HOST)

    assert answer.status_code == 422
    assert "does not answer" in answer.content.decode()
    assert Mandate.objects.filter(state="submitted").count() == 0


def test_whoever_holds_a_link_sets_up_one(hosted, in_northvale, client):
    secret = actions.send_link(
        actor=factories.PAYMENTS, council_id=in_northvale.id, owner="arrangements",
        schedule=factories.schedule(in_northvale), email="p@home.test", language="en",
        now=clock.now(),
    )  # fmt: skip
    here = f"/direct-debit/{secret}/"
    client.logout()
    wrong = client.post(here, {"day": "15", "email": "x"}, **HOST)
    assert wrong.status_code == 422

    back = at_gocardless(leave(client, here, email="p@home.test"))
    client.get(back, **HOST)

    assert DebitLink.objects.get().used_at is not None
    assert Mandate.objects.get(state="submitted").email == "p@home.test"


def test_others_come_no_further(hosted, tomos, client):
    at_gocardless(leave(hosted))
    mandate = Mandate.objects.get()
    kit.sign_in_resident(client, tomos)

    assert client.get(f"/account/direct-debits/{mandate.pk}/confirm/", **HOST).status_code == 404
    assert client.post(HERE, {"day": "15"}, **HOST).status_code == 404
