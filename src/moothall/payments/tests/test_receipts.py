"""Receipts: what they say, that they can be read by everybody, and who may have one."""

import io
from dataclasses import replace

import pikepdf
import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from moothall.documents.models import StoredFile
from moothall.eforms.tests.test_printing import claims_pdf_ua, tags
from moothall.kernel.scope import acting_for
from moothall.kernel.tests.kit import sign_in_resident
from moothall.notifications.models import Message
from moothall.payments.models import Payment, PaymentLine, PaymentReceipt
from moothall.payments.ports import Outcome
from moothall.payments.queries import payment_row
from moothall.payments.receipts import writing
from moothall.payments.receipts.writing import make_receipt, rate_words
from moothall.payments.returning import token_of

pytestmark = pytest.mark.usefixtures("queue")


@pytest.fixture
def paid(shop, rhian):
    """A payment of Rhian's for a garden bin with VAT and a permit without."""
    basket = shop.basket(
        shop.item(reference="GW-1"),
        shop.item(fund="permits", description={"en": "Permit", "cy": "Trwydded"}, unit_pence=4500),
        person_id=rhian.pk,
    )
    payment = shop.begin(basket)
    shop.gateway.become(payment.pk, Outcome.PAID)
    shop.check(payment)
    return payment


def made(payment, shop, language="en"):
    return make_receipt(payment_id=payment.pk, language=language, now=shop.now)


def content(file_id):
    from moothall.documents.queries import content_of, stored_file

    with content_of(stored_file(file_id)) as file:
        return file.read()


@pytest.fixture
def told(monkeypatch):
    """What the page is set from, in place of setting it."""
    kept = []
    monkeypatch.setattr(
        writing, "typeset", lambda template, name, data, moment: kept.append(data) or b"%PDF-"
    )
    return kept


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "cy"])
def test_it_is_a_tagged_pdf_by_the_standard(paid, shop, language):
    pdf = pikepdf.open(io.BytesIO(content(made(paid, shop, language))))

    found = tags(pdf)
    assert claims_pdf_ua(pdf)
    assert str(pdf.Root.Lang) == language
    assert found.count("/Table") == 2
    assert "/TH" in found
    assert found.count("/Figure") == 0


def test_it_says_vat_by_line_and_by_rate_and_the_councils_number(paid, shop, told):
    from moothall.payments import actions
    from moothall.payments.tests.kit import SETUP

    actions.apply_seller(actor=SETUP, council_id=shop.council.id, vat_number="GB 1", now=shop.now)

    made(paid, shop)

    (data,) = told
    assert data["council"] == "Northvale Borough Council"
    assert ("VAT number", "GB 1") in data["facts"]
    assert data["tables"][0]["rows"] == [
        ["Garden waste (GW-1)", "20%", "£10", "£60"], ["Permit", "no VAT", "£0", "£45"],
    ]  # fmt: skip
    assert data["tables"][1]["rows"] == [
        ["20%", "£50", "£10", "£60"], ["no VAT", "£45", "£0", "£45"],
    ]  # fmt: skip
    assert data["notice"] == ""


def test_a_part_refunded_payment_gets_a_new_one_that_says_so(paid, shop, told):
    first = made(paid, shop)
    PaymentLine.objects.filter(reference="GW-1").update(refunded_pence=2000)
    Payment.objects.update(refunded_pence=F("refunded_pence") + 2000)

    second = made(paid, shop)

    assert first != second
    assert told[1]["notice"] == "Part of this payment was given back: £20."
    assert ("What is left", "£85") in told[1]["facts"]
    assert told[1]["tables"][0]["columns"][-1] == "Given back"
    assert told[1]["tables"][0]["rows"][0][-1] == "£20"
    assert PaymentReceipt.objects.count() == 2


def test_made_twice_it_is_one(paid, shop, told):
    assert made(paid, shop) == made(paid, shop)

    assert len(told) == StoredFile.objects.count() == PaymentReceipt.objects.count() == 1


def test_there_is_none_for_what_was_not_paid(shop, told):
    payment = shop.begin(shop.basket(shop.item()))

    assert made(payment, shop) is None
    assert StoredFile.objects.count() == 0


def test_another_council_makes_and_finds_none(paid, shop, told, southmere):
    from moothall.payments.receipts.finding import OwnReceipts, receipt_file

    file_id = made(paid, shop)

    with acting_for(southmere.id):
        assert receipt_file(paid.pk, "en", 0) is None
        own = OwnReceipts()
        assert not own.has(paid.person_id, council_id=southmere.id, file_id=file_id)
        with pytest.raises(Payment.DoesNotExist):
            make_receipt(payment_id=paid.pk, language="en", now=shop.now)


def test_whoever_comes_back_from_paying_downloads_it_and_the_mail_says_where(paid, shop, told):
    browser = Client(HTTP_HOST=shop.council.hostname)
    address = reverse("public:payment-receipt", kwargs={"token": token_of(paid.pk)})

    waiting = browser.get(address)
    made(paid, shop)
    answer = browser.get(address)

    assert waiting.status_code == 202
    assert "It is here in a few seconds" in waiting.text
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    assert address in browser.get(address.removesuffix("receipt/")).text
    (mail,) = Message.objects.filter(template="payments.receipt")
    assert address in mail.body


def test_a_guessed_or_other_councils_receipt_is_not_found(paid, shop, told, southmere):
    made(paid, shop)
    browser = Client(HTTP_HOST=shop.council.hostname)
    address = reverse("public:payment-receipt", kwargs={"token": token_of(paid.pk)})

    assert browser.get("/payment/nonsense/receipt/").status_code == 404
    assert browser.get(address, HTTP_HOST=southmere.hostname).status_code == 404


def test_it_is_in_the_account_of_who_paid_and_of_nobody_else(paid, shop, told, rhian, tomos):
    file_id = made(paid, shop)
    own, other, nobody = (Client(HTTP_HOST=shop.council.hostname) for _ in range(3))
    sign_in_resident(own, rhian)
    sign_in_resident(other, tomos)
    address = f"/account/payments/{paid.pk}/receipt/"
    document = f"/account/documents/{file_id}/"

    assert own.get(address)["Content-Type"] == "application/pdf"
    assert address in own.get("/account/payments/").text
    assert str(file_id) in own.get("/account/documents/").text
    assert other.get(address).status_code == 404
    assert str(file_id) not in other.get("/account/documents/").text
    assert other.get(document).status_code == 404
    assert nobody.get(address).status_code == 302


def test_rates_are_written_as_people_write_them():
    assert [rate_words(rate) for rate in (0, 500, 2000, 1750)] == ["no VAT", "5%", "20%", "17.5%"]


def test_a_receipt_can_be_set_from_any_words(paid, shop, told):
    row = payment_row(paid.pk)
    line = replace(row.lines[0], description='#panic() <x> "', quantity=3)

    writing.as_pdf(replace(row, lines=(line,)), shop.council, "en", vat_number="", now=shop.now)

    assert told[0]["tables"][0]["rows"][0][0] == '#panic() <x> " (GW-1) × 3'
