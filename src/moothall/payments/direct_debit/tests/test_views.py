"""The pages, by front door: who gets in, what they see, what they never see."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.payments.direct_debit import actions
from moothall.payments.direct_debit.models import Mandate
from moothall.payments.direct_debit.tests import factories
from moothall.people.models import Role

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOST = {"headers": {"host": "northvale.test"}}
TYPED = {
    "account_name": "Rhian Evans",
    "sort_code": "20-00-00",
    "account_number": "55779911",
    "day": "15",
    "is_holder": "on",
}


@pytest.fixture
def planned(in_northvale, rhian):
    now = clock.now()
    factories.service(in_northvale, now)
    first = now.date() + timedelta(days=60)
    factories.plan_of(rhian, now, (first, 4000), (first + timedelta(days=31), 4100))
    return rhian


def supervisor(in_northvale):
    from moothall.kernel.actors import system
    from moothall.people import actions as people
    from moothall.people.models import StaffUser

    user = StaffUser.objects.create_user("boss@northvale.test", name="Boss")
    people.give_role(
        actor=system("tests"), user=user, role=Role.SUPERVISOR, council_id=in_northvale.id,
        partnership_id=None, now=clock.now(),
    )  # fmt: skip
    return user


def set_up(client):
    return client.post("/account/direct-debits/set-up/arrangements/INV-1/", TYPED, **HOST)


def test_a_resident_sets_up_sees_changes_and_cancels(client, planned):
    kit.sign_in_resident(client, planned)

    offers = client.get("/account/direct-debits/", **HOST)
    assert "Set up a Direct Debit for Invoice 1 (INV-1)" in offers.content.decode()
    wrong = client.post(
        "/account/direct-debits/set-up/arrangements/INV-1/", {**TYPED, "sort_code": "2"}, **HOST
    )
    assert wrong.status_code == 422
    assert 'value="Rhian Evans"' in wrong.content.decode()
    answer = set_up(client)
    assert answer.status_code == 302, answer.content.decode()
    confirm = client.get(answer.url, **HOST).content.decode()
    assert "The Direct Debit Guarantee" in confirm
    assert "10 working days in advance" in confirm
    assert "£41" in confirm
    for secret in ("55779911", "200000", "20-00-00"):
        assert secret not in confirm
    agreed = client.post(answer.url, **HOST)
    mandate = Mandate.objects.get()
    assert (agreed.status_code, mandate.state) == (302, "pending_submission")
    actions.plan_mandate(actor=factories.PAYMENTS, mandate_id=mandate.pk, now=clock.now())
    page = client.get(agreed.url, **HOST).content.decode()
    assert "Your Direct Debit is set up" in page
    assert "We have told you" in page
    assert "55779911" not in page
    where = f"/account/direct-debits/{mandate.pk}"
    assert client.post(f"{where}/day/", {"day": "28"}, **HOST).status_code == 302
    assert client.post(f"{where}/day/", {"day": "3"}, **HOST).status_code == 422
    assert client.get(f"{where}/cancel/", **HOST).status_code == 200
    assert client.post(f"{where}/cancel/", **HOST).status_code == 302
    mandate.refresh_from_db()
    assert (mandate.state, mandate.day) == ("cancelled", 28)


def test_others_nobody_and_an_old_sign_in_come_no_further(client, planned, tomos):
    drafted = factories.draft(planned, clock.now())
    where = f"/account/direct-debits/{drafted.pk}/confirm/"

    assert client.post(where, **HOST).status_code == 302
    kit.sign_in_resident(client, tomos)
    assert client.post(where, **HOST).status_code == 404
    assert set_up(client).status_code == 404
    kit.sign_in_resident(client, planned, authenticated_at=clock.now() - timedelta(hours=5))
    old = client.post(where, **HOST)
    assert (old.status_code, "sign-in" in old.url) == (302, True)
    drafted.refresh_from_db()
    assert drafted.state == "draft"


def test_whoever_holds_a_link_sets_up_one(client, planned, in_northvale):
    secret = actions.send_link(
        actor=factories.PAYMENTS, council_id=in_northvale.id, owner="arrangements",
        schedule=factories.schedule(in_northvale), email="p@home.test", language="en",
        now=clock.now(),
    )  # fmt: skip
    here = f"/direct-debit/{secret}/"

    assert client.get("/direct-debit/another/", **HOST).status_code == 404
    assert client.get(here, headers={"host": "southmere.test"}).status_code in {400, 404}
    answer = client.post(here, {**TYPED, "email": "p@home.test"}, **HOST)
    assert answer.url == f"{here}confirm/"
    confirm = client.get(answer.url, **HOST)
    assert confirm["Referrer-Policy"] == "same-origin"
    assert "55779911" not in confirm.content.decode()
    forged = client.post(answer.url, headers={**HOST["headers"], "sec-fetch-site": "cross-site"})
    assert forged.status_code == 403
    assert client.post(answer.url, **HOST).url == here
    assert "Direct Debit set up" in client.get(here, **HOST).content.decode()
    assert Mandate.objects.get().state == "pending_submission"


def test_staff_pages_want_the_permission_in_this_council(client, planned, alice, carys, mallory):
    factories.mandate(planned, clock.now())
    pages = ["", "to-do/", "claims/", "runs/", "plans/new/"]

    for user, expected in (
        (alice, [200, 403, 403, 403, 403]), (carys, [404] * 5), (mallory, [403] * 5),
    ):  # fmt: skip
        kit.sign_in(client, user)
        got = [
            client.get(f"/workspace/debits/northvale/{page}", **HOST).status_code for page in pages
        ]
        assert [
            code in {want, 403, 404} and (code == 200) == (want == 200)
            for code, want in zip(got, expected, strict=True)
        ] == [True] * 5, got


def test_a_supervisor_makes_a_plan_runs_the_day_and_settles(client, planned, in_northvale, queue):
    mandate = factories.mandate(planned, clock.now())
    kit.sign_in(client, supervisor(in_northvale))
    base = "/workspace/debits/northvale/"

    listed = client.get(base, {"text": mandate.reference[:5]}, **HOST).content.decode()
    assert mandate.reference in listed
    assert "55779911" not in listed
    assert client.get(f"{base}{mandate.pk}/", **HOST).status_code == 200
    sent = client.post(
        f"{base}plans/new/",
        {"reference": "INV-9", "what": "Skip", "total": "£100", "count": "4",
         "first_on": "1/3/2028", "email": "x@home.test"},
        **HOST,
    )  # fmt: skip
    assert sent.status_code == 302, sent.content.decode()
    assert client.post(f"{base}plans/new/", {}, **HOST).status_code == 422
    for page in ("to-do/", "claims/", "runs/"):
        assert client.get(base + page, **HOST).status_code == 200
    assert client.post(f"{base}runs/", **HOST).status_code == 302
    assert client.post(f"{base}{mandate.pk}/pause/", **HOST).status_code == 302
    assert client.post(f"{base}{mandate.pk}/cancel/", **HOST).status_code == 302
    mandate.refresh_from_db()
    assert mandate.state == "cancelled"


@pytest.fixture
def hooked(in_northvale, rhian, monkeypatch):
    monkeypatch.setenv("MOOTHALL_SECRET_GC_WEBHOOK", "hush")
    monkeypatch.setenv("MOOTHALL_SECRET_GC_TOKEN", "t")
    factories.service(
        in_northvale, clock.now(), collector="gocardless",
        options={"token_secret": "gc-token", "webhook_secret": "gc-webhook"},
    )  # fmt: skip
    factories.plan_of(rhian, clock.now())
    made = factories.mandate(rhian, clock.now())
    Mandate.objects.filter(pk=made.pk).update(collector_reference="MD1")
    return made


def test_a_hint_has_the_collector_asked_and_is_believed_in_nothing(client, hooked, queue):
    event = {"resource_type": "mandates", "action": "cancelled", "links": {"mandate": "MD1"}}
    other = {"resource_type": "mandates", "action": "active", "links": {"mandate": "MD2"}}
    body = json.dumps({"events": [event, event, other]}).encode()
    signature = hmac.new(b"hush", body, hashlib.sha256).hexdigest()

    def send(signed, host="northvale.test"):
        return client.post(
            "/machine/gocardless/", body, content_type="application/json",
            headers={"host": host, "webhook-signature": signed},
        )  # fmt: skip

    assert send("0" * 64).status_code == 403
    assert queue.jobs("payments.ask_collector") == []
    assert send(signature).status_code == 204
    assert len(queue.jobs("payments.ask_collector")) == 1
    hooked.refresh_from_db()
    assert hooked.state == "pending_submission"


def test_another_councils_host_knows_no_such_secret(client, hooked, southmere, queue):
    body = json.dumps({"events": []}).encode()
    signature = hmac.new(b"hush", body, hashlib.sha256).hexdigest()

    answer = client.post(
        "/machine/gocardless/", body, content_type="application/json",
        headers={"host": "southmere.test", "webhook-signature": signature},
    )  # fmt: skip

    assert answer.status_code == 403
    with acting_for(southmere.id):
        assert Mandate.objects.count() == 0
