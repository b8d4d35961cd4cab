"""The pages of the books: a finance officer's day, and nobody else's."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.payments.actions.reconciling import reconcile
from moothall.payments.books_setup import apply_books
from moothall.payments.ledger.booking import PAYMENT
from moothall.payments.ledger.proof import prove_ledger
from moothall.payments.models import (
    BankFile,
    Basket,
    Difference,
    GatewayChoice,
    LedgerTransaction,
    Payment,
)
from moothall.payments.tests.ledger_scenery import PARKING, line, pay
from moothall.payments.tests.test_exporting import layouts
from moothall.payments.tests.test_reconciling import settled
from moothall.people.actions import give_role
from moothall.people.models import Role

pytestmark = pytest.mark.django_db
HOST = {"host": "northvale.test"}
BOOKS = "/workspace/books/northvale/"


@pytest.fixture
def as_role(northvale, now, client):
    def sign_in(role, council=northvale):
        user = kit.staff_user("mallory", now)
        with acting_for(council.id):
            give_role(
                actor=system("tests"), user=user, role=role, council_id=council.id,
                partnership_id=None, now=now,
            )  # fmt: skip
        kit.sign_in(client, user)
        return user

    return sign_in


@pytest.fixture
def a_payment(northvale, clock_stands):
    """A payment of £12 that the gateway says was £11.88."""
    now = clock_stands
    then = now - timedelta(days=2)
    with acting_for(northvale.id):
        apply_books(council_id=northvale.id, data=layouts(), now=now)
        choice = GatewayChoice.objects.create(
            council_id=northvale.id, entry="online", gateway="fake", chosen_at=then
        )
        basket = Basket.objects.create(
            council_id=northvale.id, secret_digest=b"x", language="en", channel="web",
            actor_kind="resident", opened_at=then, touched_at=then, expires_at=then,
        )  # fmt: skip
        row = Payment.objects.create(
            council_id=northvale.id, basket=basket, choice=choice, reference="NOR-7K2-9QX",
            description="Parking permit", amount_pence=1_200, state="paid", entry="online",
            language="en", actor_kind="resident", gateway_reference="gw-881", created_at=then,
            paid_at=then,
        )  # fmt: skip
        pay(
            northvale, then, line(1_200, PARKING, 200), payment_id=row.pk,
            gateway_reference="gw-881",
        )  # fmt: skip
        reconcile(
            actor=system("tests"), council_id=northvale.id, gateway="fake",
            first=then.date(), last=now.date(),
            report=[settled(1_188, "gw-881", now.date())], now=now,
        )  # fmt: skip
        prove_ledger(council_id=northvale.id, now=now)
    return row


def text_of(client, path="", **query):
    response = client.get(BOOKS + path, query, headers=HOST)
    assert response.status_code == 200, path
    return response.content.decode()


def test_a_finance_officer_explains_twelve_pence(client, as_role, northvale, a_payment):
    as_role(Role.FINANCE)
    home = text_of(client)
    assert "All adds up" in home
    assert "1 to look at" in home
    listed = text_of(client, "differences/")
    assert "−£0.12" in listed
    with acting_for(northvale.id):
        row = Difference.objects.get()
    page = f"{BOOKS}differences/{row.pk}/"
    assert "£11.88" in client.get(page, headers=HOST).content.decode()

    empty = client.post(page, {"outcome": "corrected"}, headers=HOST).content.decode()
    assert "There is a problem" in empty
    assert "Write what you found out" in empty
    with acting_for(northvale.id):
        row.refresh_from_db()
        assert row.state == "open"
    client.post(page, {"outcome": "corrected", "note": "Rounded."}, headers=HOST)

    with acting_for(northvale.id):
        row.refresh_from_db()
    assert (row.state, row.note, row.changed_by) == ("corrected", "Rounded.", "Mallory")
    assert "0 differences" in text_of(client, "differences/")
    assert "Rounded." in client.get(page, headers=HOST).content.decode()


@pytest.mark.parametrize("half", ["7k2-9", "w-88", "NOR-7K2-9QX"])
def test_a_payment_is_found_by_half_a_reference(client, as_role, a_payment, half):
    as_role(Role.FINANCE)

    assert "NOR-7K2-9QX" in text_of(client, "find/", reference=half)
    assert "NOR-7K2-9QX" not in text_of(client, "find/", reference="zzz")
    assert "NOR-7K2-9QX" not in text_of(client, "find/", reference="7k")


def test_a_figure_leads_to_the_payment(client, as_role, northvale, a_payment):
    as_role(Role.FINANCE)
    day = a_payment.paid_at.date()

    taken = text_of(client, "takings/")
    assert f"figure/?day={day}&amp;fund=PARK" in taken
    assert "Online" in taken
    with acting_for(northvale.id):
        booked = LedgerTransaction.objects.get(about_type=PAYMENT)
    assert str(booked.pk) in text_of(client, "figure/", day=str(day), fund="PARK")
    assert str(a_payment.pk) in text_of(client, f"ledger/{booked.pk}/")
    assert "Parking permit" in text_of(client, f"payments/{a_payment.pk}/")
    assert client.get(f"{BOOKS}figure/", {"day": "x"}, headers=HOST).status_code == 404


def test_the_books_are_reached_from_every_page_by_who_may_see_them(client, as_role, a_payment):
    as_role(Role.FINANCE)

    led = client.get("/workspace/books/", headers=HOST)

    assert (led.status_code, led["Location"]) == (302, BOOKS)
    assert 'href="/workspace/books/"' in text_of(client)


def test_who_keeps_the_books_of_several_councils_chooses(client, as_role, southmere, a_payment):
    as_role(Role.FINANCE)
    as_role(Role.FINANCE, southmere)

    page = client.get("/workspace/books/", headers=HOST).content.decode()

    assert "/workspace/books/northvale/" in page
    assert "/workspace/books/southmere/" in page


def test_reports_are_files_too(client, as_role, a_payment):
    as_role(Role.FINANCE)

    vat = client.get(f"{BOOKS}vat/", {"file": "1"}, headers=HOST)
    taken = client.get(f"{BOOKS}takings/", {"file": "1"}, headers=HOST)

    assert '"STD","20","10.00","2.00","1"' in vat.content.decode()
    assert '"PARK","web","12.00","1"' in taken.content.decode()
    assert "attachment" in vat["Content-Disposition"]
    assert "£10" in text_of(client, "vat/")
    wrong = {"first": "2026-11-10", "last": "2026-11-01"}
    assert "must not be before" in text_of(client, "vat/", **wrong)


def test_files_are_handed_over_and_fetched_again(client, as_role, a_payment):
    as_role(Role.FINANCE)
    typed = {"layout": "piped-income", "until": "2026-11-18"}

    made = client.post(f"{BOOKS}exports/", typed, headers=HOST, follow=True).content.decode()
    again = client.post(f"{BOOKS}exports/", typed, headers=HOST, follow=True).content.decode()

    assert "The files are ready." in made
    assert "There is nothing new to hand over." in again
    link = made.split("/books/northvale/exports/")[-1].split('"')[0]
    file = client.get(f"{BOOKS}exports/{link}", headers=HOST)
    assert file.content.startswith(b"MH000001|PARK|")


def test_the_banks_file_is_read_or_refused(client, as_role, northvale, a_payment, queue):
    as_role(Role.FINANCE)

    def send(content):
        file = SimpleUploadedFile("bank.csv", content)
        return client.post(f"{BOOKS}bank/", {"file": file}, headers=HOST, follow=True)

    refused = send(b"Nothing,Known\n1,2\n").content.decode()
    good = send(b"Date,Amount,Narrative\n18/11/2026,11.88,FAKEPAY\n").content.decode()

    assert "There is a problem" in refused
    assert "1 line of the card companies was kept" in good
    with acting_for(northvale.id):
        assert BankFile.objects.count() == 1
    assert len(queue.jobs("payments.reconcile")) == 1


@pytest.mark.parametrize("role", [Role.AGENT, Role.OFFICER, Role.SUPERVISOR, Role.EDITOR])
def test_nobody_else_sees_the_books(client, as_role, a_payment, northvale, role):
    as_role(role)
    with acting_for(northvale.id):
        row = Difference.objects.get()
    paths = ["", "takings/", "vat/", "find/", "differences/", "bank/", "exports/"]
    for path in [*paths, f"differences/{row.pk}/", f"payments/{a_payment.pk}/"]:
        assert client.get(BOOKS + path, headers=HOST).status_code == 403, path


def test_another_councils_finance_officer_sees_nothing(
    client, as_role, northvale, southmere, a_payment
):
    as_role(Role.FINANCE, southmere)
    with acting_for(northvale.id):
        row = Difference.objects.get()

    there = {"host": "southmere.test"}
    assert client.get(BOOKS, headers=HOST).status_code == 403
    assert client.get(BOOKS, headers=there).status_code == 404
    for path in (f"differences/{row.pk}/", f"payments/{a_payment.pk}/"):
        ours = f"/workspace/books/southmere/{path}"
        assert client.get(ours, headers=there).status_code == 404
    found = client.get("/workspace/books/southmere/find/", {"reference": "NOR-7K2"}, headers=there)
    assert found.status_code == 200
    assert "NOR-7K2-9QX" not in found.content.decode()


def test_every_night_the_gateways_of_every_council_are_compared(northvale, a_payment, queue):
    from moothall.payments.tasks import reconcile_every_gateway

    reconcile_every_gateway()

    assert [job["gateway"] for _, job in queue.jobs("payments.reconcile")] == ["fake"]
