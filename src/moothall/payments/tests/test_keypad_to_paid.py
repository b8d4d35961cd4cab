"""From the first key to paid: the catalogue says what can be keyed, the card is keyed elsewhere."""

from dataclasses import replace

import pytest

from moothall.kernel import clock
from moothall.payments import actions
from moothall.payments.actions import apply_payable
from moothall.payments.by_telephone.from_catalogue import CatalogueByKeypad
from moothall.payments.catalogue.references import ReferenceFormat
from moothall.payments.models import BasketLine, Payment, PriceKind
from moothall.payments.ports import CardEntry
from moothall.payments.tests.catalogue_kit import BILL, TAX, stock_catalogue
from moothall.payments.tests.kit import SETUP
from moothall.payments.tests.test_by_telephone import Phone
from simulators.tests.program import CLIENT, Program

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PAY_KEY = "api_test_everything_t5v0e7w2o9k4m1x6"
RENT = replace(
    TAX,
    name={"en": "Rent", "cy": "Rhent"},
    reference_name={"en": "Rent number", "cy": "Rhif rhent"},
    reference=ReferenceFormat(shapes=("RN9999999",), check="modulus_97", example="RN4187250"),
    price_kind=PriceKind.BILL,
    lookup="",
    lookup_kind="",
    least_pence=500,
)


@pytest.fixture(autouse=True)
def secrets(monkeypatch):
    monkeypatch.setenv("MOOTHALL_SECRET_TELEPHONE_NORTHVALE", "a-token")
    monkeypatch.setenv("MOOTHALL_SECRET_PAY_KEY", PAY_KEY)
    monkeypatch.setenv("MOOTHALL_SECRET_VOICE_PAGE", "voice-page-token")


@pytest.fixture
def pay(tmp_path):
    program = Program("govuk_pay", tmp_path / "pay", ("--pace", "0", "--lag", "0")).start()
    yield program
    program.end()


@pytest.fixture
def voice_page(tmp_path):
    program = Program("voice_page", tmp_path / "voice", ("--pay-key", PAY_KEY)).start()
    yield program
    program.end()


@pytest.fixture
def catalogue(shop):
    return stock_catalogue(shop)


@pytest.fixture
def answered(shop, catalogue, pay, voice_page, settings):
    """A council whose calls are handed over to the voice page."""
    settings.INSECURE_HTTP = True
    actions.choose_gateway(
        actor=SETUP,
        council_id=shop.council.id,
        entry=CardEntry.VOICE,
        gateway="govuk_pay",
        options={
            "api_key_secret": "pay-key",
            "base_url": pay.url,
            "voice_page_url": voice_page.url,
            "voice_page_secret": "voice-page",
        },
        now=shop.now,
    )
    return shop


def confirmed():
    return Phone().key().key("12345678").key("12*50").key("1")


@pytest.mark.parametrize(
    ("card", "state"), [("4242424242424242", "paid"), ("4000000000000002", "failed")]
)
def test_a_caller_keys_account_amount_and_card_and_it_is_paid(answered, voice_page, card, state):
    phone = confirmed()
    number = phone.tree.find("Dial/Number")
    assert number.text == "+441632960777"
    call = {"keys": number.get("sendDigits"), "card": card}

    CLIENT.post(f"{voice_page.url}/_call", json=call)
    actions.check_payment(payment_id=Payment.objects.get().pk, now=clock.now())

    payment = Payment.objects.get()
    assert (payment.state, payment.entry, payment.amount_pence) == (state, "voice", 1250)
    line = BasketLine.objects.get()
    assert (line.reference, line.payable_key) == ("12345678", "council-tax")
    assert (line.paid_at is not None) == (state == "paid")
    assert card not in str(voice_page.received())


def test_handed_over_twice_it_is_one_payment_at_the_company(answered, voice_page, pay):
    phone = Phone().key().key("12345678").key("12*50")
    address = phone.next
    keys = {
        phone.key("1", path=address).tree.find("Dial/Number").get("sendDigits") for _ in range(2)
    }

    assert len(keys) == 1
    assert Payment.objects.count() == pay.get("/_payments.json").json()["count"] == 1


@pytest.mark.parametrize("trouble", ["down", "refuse"])
def test_a_voice_page_that_does_not_answer_takes_nothing(answered, voice_page, trouble):
    wish = {"down": 1} if trouble == "down" else {"refuse": {"status": 503, "times": 1}}
    voice_page.control(**wish)

    assert "Nothing was taken" in confirmed().heard


def test_only_what_can_be_keyed_is_offered(shop, catalogue):
    keypad = CatalogueByKeypad()
    on = shop.now.date()
    given = {"actor": SETUP, "council_id": shop.council.id, "now": shop.now}
    apply_payable(**given, key="rent", settings=RENT)
    named = replace(BILL, reference=ReferenceFormat(shapes=("999999",), example="123456"))
    apply_payable(**given, key="named", settings=named)

    assert keypad.kinds(shop.council.id, "cy", on=on) == {
        "council-tax": "Treth y cyngor",
        "rent": "Rhent",
    }
    assert keypad.find(shop.council.id, "rent", "4187250", on=on).reference == "RN4187250"
    for kind, digits in (
        ("rent", "4187251"), ("rent", "418725"), ("rent", "41872500"), ("trade-waste", "123456"),
        ("council-tax", "1234567"), ("garden", "1"), ("none", "1"),
    ):  # fmt: skip
        assert keypad.find(shop.council.id, kind, digits, on=on) is None


def test_a_long_menu_is_read_out_in_parts(shop, catalogue):
    for number in range(6):
        apply_payable(
            actor=SETUP, council_id=shop.council.id, now=shop.now, key=f"rent-{number}",
            settings=replace(RENT, name={"en": f"Rent {number}"}),
        )  # fmt: skip
    phone = Phone().key()
    first = phone.heard
    assert first.count("press") == 6
    assert "For something else, press 9" in first

    second = phone.key("9").heard
    assert second.count("press") == 3
    assert not set(first.split(". ")) & set(second.split(". ")[:-1])
    assert phone.key("9").heard in first
    phone.key("9").key("2").key("4187250")
    assert "how much" in phone.heard
    assert "not an amount" in phone.key("4").heard
    assert "£5 for Rent" in phone.key("5").heard
