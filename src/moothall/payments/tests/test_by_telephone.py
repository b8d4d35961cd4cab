"""A caller pays without an agent; the carrier of the call asks us, and no card is keyed here."""

from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from moothall.kernel.scope import acting_for
from moothall.kernel.secrets import secret
from moothall.notifications.models import CarrierChoice, Message
from moothall.payments.by_telephone.calls import Call, read, written
from moothall.payments.by_telephone.ports import HandOver, KeyedAccount, accounts_by_keypad
from moothall.payments.by_telephone.signatures import HEADER, is_signed, signature
from moothall.payments.gateways.fake.adapter import FakeGateway
from moothall.payments.models import Basket, BasketLine, PayLink, Payment
from moothall.payments.ports import gateways

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

CARD = "4242424242424242"
PATH = "/machine/pay-by-telephone/"


class CouncilTax:
    key = "council-tax"

    def kinds(self, council_id, language, /, *, on):
        return {"bill": {"en": "council tax", "cy": "treth gyngor"}[language]}

    def find(self, council_id, kind, digits, /, *, on):
        if (kind, digits) != ("bill", "12345678"):
            return None
        words = {"en": "Council tax", "cy": "Treth gyngor"}
        return KeyedAccount(fund="garden", description=words, reference=digits)


@pytest.fixture(autouse=True)
def accounts(monkeypatch):
    monkeypatch.setattr(accounts_by_keypad, "_parts", {"council-tax": CouncilTax()})


@pytest.fixture(autouse=True)
def token(monkeypatch):
    monkeypatch.setenv("MOOTHALL_SECRET_TELEPHONE_NORTHVALE", "a-token")


class VoiceGateway(FakeGateway):
    """A gateway that takes cards in calls, too."""

    def hand_over(self, reference, language, options, /):
        return HandOver(number="+441632960001", keys="77")


class Phone:
    """A carrier with one call on the line."""

    def __init__(self, host="northvale.test", sid="CA1", caller="+447700900982"):
        self.client, self.host = Client(headers={"host": host}), host
        self.sid, self.caller, self.next = sid, caller, PATH
        self.answer = None

    def key(self, digits=None, *, path=None, token="a-token"):
        posted = {"CallSid": self.sid, "From": self.caller}
        if digits is not None:
            posted["Digits"] = digits
        path = path or self.next
        made = signature(token, f"http://{self.host}{path}", posted)
        self.answer = self.client.post(path, posted, headers={HEADER: made})
        if self.answer.status_code == 200:
            gather = self.tree.find("Gather")
            self.next = None
            if gather is not None:
                self.next = gather.get("action").removeprefix(f"http://{self.host}")
        return self

    @property
    def tree(self):
        return ET.fromstring(self.answer.content)

    @property
    def heard(self):
        return " ".join(one.text for one in self.tree.iter("Say"))

    @property
    def has_ended(self):
        return self.tree.find("Hangup") is not None


@pytest.fixture
def texts(northvale):
    with acting_for(northvale.id):
        CarrierChoice.objects.create(council_id=northvale.id, channel="text", carrier="fake")


@pytest.fixture
def confirmed(shop):
    """A call that has said what it pays."""
    phone = Phone().key()
    return phone.key("12345678").key("12*50")


def counts():
    return Basket.objects.count(), BasketLine.objects.count(), Payment.objects.count()


def test_the_signature_is_the_carriers_own():
    posted = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"

    assert signature("12345", url, posted) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert not is_signed("12346", url, posted, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
    assert not is_signed("12345", url, {**posted, "Digits": "1"}, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")


def test_unsigned_and_wrongly_signed_calls_are_refused(shop):
    assert Phone().key(token="another").answer.status_code == 403
    assert Client(headers={"host": "northvale.test"}).post(PATH).status_code == 403
    assert Client(headers={"host": "northvale.test"}).get(PATH).status_code in {403, 405}
    assert counts() == (0, 0, 0)


def test_a_council_without_a_token_answers_no_call(shop, southmere):
    assert Phone(host="southmere.test").key().answer.status_code == 403


def test_the_amount_is_read_back_before_anything_is_done(confirmed):
    assert "£12.50 for council tax, number 1 2 3 4 5 6 7 8" in confirmed.heard
    assert counts() == (0, 0, 0)

    assert "Key the number of your account" in confirmed.key("2").heard
    assert counts() == (0, 0, 0)


def test_the_link_is_texted_to_the_number_that_rings_once(confirmed, texts):
    assert "For the link, press 1" in confirmed.key("1").heard
    address = confirmed.next

    assert "on its way" in confirmed.key("1").heard
    assert confirmed.has_ended
    confirmed.key("1", path=address)

    assert counts() == (1, 1, 0)
    line = BasketLine.objects.get()
    assert (line.unit_pence, line.reference, line.basket.channel) == (1250, "12345678", "voice")
    assert PayLink.objects.get().sent_to == "+447700900982"
    assert Message.objects.get().channel == "text"


def test_a_repeated_confirmation_makes_one_basket(confirmed, texts):
    address = confirmed.next
    for _ in range(3):
        confirmed.key("1", path=address)

    assert counts() == (1, 1, 0)


def test_without_texts_the_caller_is_told_where_to_pay(confirmed):
    assert "go to our website" in confirmed.key("1").heard
    assert PayLink.objects.count() == 0


def test_a_gateway_that_answers_calls_is_handed_the_call(confirmed, monkeypatch, shop):
    monkeypatch.setitem(gateways._parts, "fake", VoiceGateway())
    address = confirmed.next

    for _ in range(2):
        confirmed.key("1", path=address)

    number = confirmed.tree.find("Dial/Number")
    assert (number.text, number.get("sendDigits")) == ("+441632960001", "77")
    payment = Payment.objects.get()
    assert (payment.entry, payment.state, payment.amount_pence) == ("voice", "started", 1250)
    assert counts() == (1, 1, 1)


@pytest.mark.parametrize("step", ["reference", "amount"])
def test_a_card_number_is_refused_and_never_kept(shop, step, capfd):
    phone = Phone().key()
    if step == "amount":
        phone.key("12345678")

    phone.key(CARD)

    assert "looks like a card number" in phone.heard
    assert CARD not in phone.answer.content.decode()
    assert CARD not in str(read(phone.next.partition("call=")[2], "CA1"))
    assert CARD not in "".join(capfd.readouterr())
    assert counts() == (0, 0, 0)


@pytest.mark.parametrize("keys", ["", "999", "x", "*"])
def test_three_wrong_keys_or_silences_end_the_call(shop, keys):
    phone = Phone().key()

    assert "do not know this number" in phone.key(keys).heard
    phone.key(keys)
    assert not phone.has_ended
    phone.key(keys)

    assert phone.has_ended
    assert "Nothing was taken" in phone.heard
    assert counts() == (0, 0, 0)


@pytest.mark.parametrize("keys", ["0", "12*5*0", "*50", "99999999999", "12*505"])
def test_what_is_no_amount_is_asked_again(shop, keys):
    phone = Phone().key().key("12345678").key(keys)

    assert "not an amount" in phone.heard
    assert not phone.has_ended


def test_where_welsh_is_spoken_the_caller_chooses(southmere, now, monkeypatch):
    monkeypatch.setenv("MOOTHALL_SECRET_TELEPHONE_SOUTHMERE", "a-token")
    phone = Phone(host="southmere.test").key()
    assert "pwyswch 2" in phone.heard

    phone.key("2")

    languages = {one.get("language") for one in phone.tree.iter("Say")}
    assert languages == {"cy-GB"}
    assert phone.next


def test_the_address_of_another_call_begins_anew():
    call = Call("CA1", reference="12345678", pence=1250)

    assert read(written(call), "CA1") == call
    assert read(written(call), "CA2") == Call("CA2")
    assert read(written(call)[:-1] + "x", "CA1") == Call("CA1")


def test_hanging_up_leaves_what_was_begun_to_the_schedule(confirmed, texts):
    confirmed.key("1")

    done = confirmed.key(path=f"{PATH}ended/")

    assert done.answer.status_code == 204
    assert counts() == (1, 1, 0)
    assert Phone().key(path=f"{PATH}ended/", token="x").answer.status_code == 403


def test_the_token_is_a_secret_of_its_own():
    assert secret("telephone-northvale") == "a-token"
