"""Disputes are asked for, booked, told to finance, listed with their day, and compared."""

from dataclasses import replace
from datetime import timedelta

import pytest

from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.notifications.models import Message
from moothall.payments.actions.reconciling import reconcile
from moothall.payments.books_settings import OFFICE, write_setting
from moothall.payments.disputes.actions import hear_disputes
from moothall.payments.disputes.models import Dispute
from moothall.payments.disputes.ports import DisputeOutcome, DisputeStatus
from moothall.payments.disputes.queries import decided_disputes, open_disputes
from moothall.payments.ledger.balances import balances
from moothall.payments.ledger.proof import prove_ledger
from moothall.payments.models import Difference, LedgerTransaction
from moothall.payments.ports import Outcome, SettledKind
from moothall.payments.tests.kit import Shop
from moothall.payments.tests.test_books_pages import HOST, as_role  # noqa: F401 - a fixture
from moothall.payments.tests.test_reconciling import settled
from moothall.people.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(in_northvale, now):
    """A payment of £60 that was paid, and the dispute about it as the gateway tells of it."""
    shop = Shop(in_northvale, now - timedelta(days=3)).open()
    payment = shop.begin(shop.basket(shop.item()))
    status = shop.gateway.become(payment.pk, Outcome.PAID)
    shop.check(payment)
    payment.refresh_from_db()
    write_setting(
        council_id=in_northvale.id, key=OFFICE, document={"email": "finance@north.test"}, now=now
    )
    return DisputeStatus(
        dispute_reference="dsp1", gateway_reference=status.gateway_reference,
        outcome=DisputeOutcome.NEEDS_RESPONSE, amount_pence=6_000, fee_pence=1_500,
        reason="fraudulent", raised_at=now - timedelta(days=1),
        respond_by=now + timedelta(days=6),
    )  # fmt: skip


def hear(council, now, *told):
    gateway = Shop(council, now).gateway
    gateway.disputed = list(told)
    from moothall.payments.models import GatewayChoice

    choice = GatewayChoice.objects.filter(entry="online").get()
    return hear_disputes(choice_id=choice.pk, now=now)


def standing(council):
    return {
        one.account.kind: one.pence
        for one in balances(council.id)
        if one.pence and one.account.kind not in ("income", "vat")
    }


def test_a_dispute_is_held_apart_told_once_and_listed_with_its_day(in_northvale, now, told):
    assert hear(in_northvale, now, told) == 1
    assert hear(in_northvale, now, told) == 0

    row = Dispute.objects.get()
    assert (row.state, row.respond_by, row.payment.amount_pence) == (
        "needs_response", told.respond_by, 6_000,
    )  # fmt: skip
    assert standing(in_northvale) == {"disputes": -6_000}
    message = Message.objects.get(template="payments.dispute")
    assert message.recipient == "finance@north.test"
    assert open_disputes(in_northvale.id) == [row]
    assert prove_ledger(council_id=in_northvale.id, now=now).findings == []


@pytest.mark.parametrize(
    ("outcome", "left"),
    [
        (DisputeOutcome.WON, {"gateway": -6_000}),
        (DisputeOutcome.LOST, {"dispute_losses": -6_000}),
    ],
)
def test_what_is_decided_is_booked_once_and_stays_decided(in_northvale, now, told, outcome, left):
    hear(in_northvale, now, told)
    review = replace(told, outcome=DisputeOutcome.UNDER_REVIEW)
    hear(in_northvale, now, review)
    for _ in range(2):
        hear(in_northvale, now, replace(told, outcome=outcome))
    hear(in_northvale, now, review)

    assert standing(in_northvale) == left
    [row] = decided_disputes(in_northvale.id, limit=5)
    assert (row.state, row.decided_at) == (outcome.value, now)
    assert Message.objects.filter(template="payments.dispute").count() == 3


def test_one_that_is_heard_of_when_it_is_lost_is_booked_whole(in_northvale, now, told):
    hear(in_northvale, now, replace(told, outcome=DisputeOutcome.LOST, gateway_reference="other"))

    assert Dispute.objects.get().payment is None
    kinds = LedgerTransaction.objects.filter(about_type="payments.dispute")
    assert sorted(kinds.values_list("kind", flat=True)) == ["dispute", "dispute_lost"]


def test_lost_disputes_agree_with_the_gateways_report_and_open_ones_are_no_difference(
    in_northvale, now, told
):
    hear(in_northvale, now, told)
    paid = settled(6_000, told.gateway_reference, now.date())
    taken = settled(
        -6_000, told.gateway_reference, now.date(), 1_500, SettledKind.DISPUTE, own="dsp1"
    )

    def compare(*report, days=0):
        later = now + timedelta(days=days)
        reconcile(
            actor=system("tests"), council_id=in_northvale.id, gateway="fake",
            first=now.date() - timedelta(days=30), last=later.date(), report=report, now=later,
        )  # fmt: skip
        rows = Difference.objects.filter(state="open").exclude(kind="not_in_bank")
        return sorted(rows.values_list("kind", flat=True))

    assert compare(paid, days=20) == []
    hear(in_northvale, now, replace(told, outcome=DisputeOutcome.LOST))
    assert compare(paid, taken, days=21) == []
    assert compare(paid, replace(taken, pence=-5_000), days=22) == ["amount"]


def test_finance_sees_disputes_and_nobody_else_does(in_northvale, now, told, client, as_role):  # noqa: F811
    hear(in_northvale, now, told)
    address = "/workspace/books/northvale/disputes/"
    as_role(Role.SUPERVISOR)
    assert client.get(address, headers=HOST).status_code in (403, 404)
    as_role(Role.FINANCE)
    page = client.get(address, headers=HOST).content.decode()
    assert "Not paid by the holder of the card" in page
    assert "£60" in page
    books = client.get("/workspace/books/northvale/", headers=HOST).content.decode()
    assert "1 to be decided" in books


def test_the_other_council_has_none(northvale, southmere, now, told):
    hear(northvale, now, told)

    with acting_for(southmere.id):
        assert open_disputes(southmere.id) == []
        assert Dispute.objects.count() == 0


def test_every_gateway_is_asked_every_hour(in_northvale, now, told, queue):
    from moothall.payments.disputes.tasks import hear_every_dispute

    hear_every_dispute()

    assert queue.jobs("payments.hear_disputes")
