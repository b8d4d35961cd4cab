"""Before what is delicate residents prove once more who they are; over HTTP."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.http import HttpResponse
from django.urls import path

from moothall.config import urls
from moothall.kernel.access import resident
from moothall.kernel.scope import crossing_councils
from moothall.people.models import Account, ResidentSession
from moothall.people.tests.browser import (
    COUNCIL,
    HOST,
    Browser,
    ask_for_code,
    code_in,
    create_account,
    sign_in,
)
from moothall.people.tests.passkey import add_passkey, request_options, sign_in_with

DELICATE = [
    ("get", "/sign-in/second-factor/passkeys/add/", {}),
    ("get", "/sign-in/second-factor/app/activate/", {}),
    ("get", "/sign-in/password/set/", {}),
    ("post", "/sign-in/addresses/", {"email": "new@home.test", "action_add": "1"}),
]


@pytest.mark.parametrize(("method", "address", "values"), DELICATE)
def test_what_is_delicate_asks_again_after_ten_minutes(
    rhian_signed_in, later, method, address, values
):
    rhian_signed_in.get(f"http://{HOST}/sign-in/addresses/")
    later(minutes=11)

    if method == "get":
        rhian_signed_in.get(f"http://{HOST}{address}")
    else:
        rhian_signed_in.post(address, values)

    assert rhian_signed_in.path == "/sign-in/again/"
    assert "Confirm that it is you" in rhian_signed_in.text


@pytest.mark.parametrize(("method", "address", "values"), DELICATE)
def test_what_is_delicate_does_not_ask_again_at_once(rhian_signed_in, method, address, values):
    rhian_signed_in.get(f"http://{HOST}/sign-in/addresses/")

    if method == "get":
        rhian_signed_in.get(f"http://{HOST}{address}")
    else:
        rhian_signed_in.post(address, values)

    assert rhian_signed_in.path != "/sign-in/again/"
    assert rhian_signed_in.page.status_code == 200


def test_a_code_by_mail_proves_it_and_what_was_begun_goes_on(rhian_signed_in, later, queue):
    rhian_signed_in.get(f"http://{HOST}/sign-in/addresses/")
    later(minutes=11)
    rhian_signed_in.post("/sign-in/addresses/", {"email": "new@home.test", "action_add": "1"})
    rhian_signed_in.post("/sign-in/again/", {"action": "send", "next": "/sign-in/addresses/"})
    assert mail.outbox == [] or "new@home.test" not in mail.outbox[-1].to

    rhian_signed_in.post("/sign-in/again/", {"code": code_in(queue), "next": "/sign-in/addresses/"})

    queue.run_all()
    assert mail.outbox[-1].to == ["new@home.test"]


def test_a_wrong_code_proves_nothing_and_five_end_it(rhian_signed_in, later, queue):
    later(minutes=11)
    rhian_signed_in.get(f"http://{HOST}/sign-in/password/set/")
    rhian_signed_in.post("/sign-in/again/", {"action": "send", "next": "/sign-in/password/set/"})
    right = code_in(queue)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        rhian_signed_in.post("/sign-in/again/", {"code": wrong, "next": "/sign-in/password/set/"})
        assert "The code is wrong" in rhian_signed_in.text

    rhian_signed_in.post("/sign-in/again/", {"code": right, "next": "/sign-in/password/set/"})

    assert rhian_signed_in.path == "/sign-in/again/"
    rhian_signed_in.get(f"http://{HOST}/sign-in/password/set/")
    assert rhian_signed_in.path == "/sign-in/again/"


def test_no_more_than_five_codes_are_sent_in_a_quarter_of_an_hour(rhian_signed_in, later, queue):
    queue.run_all()
    before = len(mail.outbox)
    later(minutes=11)
    rhian_signed_in.get(f"http://{HOST}/sign-in/password/set/")
    for _ in range(6):
        rhian_signed_in.post("/sign-in/again/", {"action": "send", "next": "/sign-in/"})
    queue.run_all()

    assert len(mail.outbox) - before == 5
    assert "You have tried too often" in rhian_signed_in.text


def test_with_a_passkey_a_code_by_mail_is_no_proof(rhian_signed_in, later):
    passkey = add_passkey(rhian_signed_in)
    assert "recovery codes" in rhian_signed_in.text
    later(minutes=11)

    rhian_signed_in.get(f"http://{HOST}/sign-in/second-factor/app/activate/")
    assert rhian_signed_in.path == "/sign-in/second-factor/passkeys/reauthenticate/"
    credential = passkey.show(request_options(rhian_signed_in))
    rhian_signed_in.get(f"http://{HOST}/sign-in/again/")
    assert rhian_signed_in.path == "/sign-in/second-factor/passkeys/reauthenticate/"
    rhian_signed_in.post("/sign-in/again/", {"action": "send"})
    assert rhian_signed_in.path == "/sign-in/second-factor/passkeys/reauthenticate/"
    credential = passkey.show(request_options(rhian_signed_in))

    rhian_signed_in.post(
        "/sign-in/second-factor/passkeys/reauthenticate/",
        {"credential": credential, "next": "/sign-in/second-factor/app/activate/"},
    )

    assert rhian_signed_in.path == "/sign-in/second-factor/app/activate/"


def test_a_passkey_alone_signs_in_and_is_strong(rhian_signed_in, queue):
    passkey = add_passkey(rhian_signed_in)
    other = Browser()
    other.get(f"http://{COUNCIL}/account/")
    waiting = other.waiting

    sign_in_with(other, passkey, waiting)

    assert other.address == f"http://{COUNCIL}/account/"
    with crossing_councils():
        strengths = list(
            ResidentSession.all_councils.order_by("began_at").values_list("strength", "methods")
        )
    assert strengths == [(1, ["otp"]), (2, ["hwk"])]


def test_a_passkey_of_another_account_does_not_pass_the_second_step(rhian_signed_in, queue):
    add_passkey(rhian_signed_in)
    tomos = Browser()
    create_account(tomos, queue, email="tomos@home.test")
    his = add_passkey(tomos)
    attacker = Browser()
    sign_in(attacker, queue)  # reads Rhian's mail
    assert attacker.path == "/sign-in/second-factor/authenticate/"

    attacker.post(
        "/sign-in/second-factor/authenticate/",
        {"credential": his.show(request_options(attacker))},
    )

    assert attacker.path == "/sign-in/second-factor/authenticate/"
    attacker.get(f"http://{HOST}/sign-in/")
    assert "rhian@home.test" not in attacker.text


def test_what_a_passkey_said_once_does_not_work_again(rhian_signed_in):
    passkey = add_passkey(rhian_signed_in)
    other = Browser()
    other.get(f"http://{HOST}/sign-in/login/")
    answer, _, _ = other.step(
        "get", f"http://{HOST}/sign-in/login/passkey/", accept="application/json",
        **{"X-Requested-With": "XMLHttpRequest"},
    )  # fmt: skip
    said = passkey.show(answer.json()["request_options"])
    thief = Browser()
    thief.get(f"http://{HOST}/sign-in/login/")
    thief.step(
        "get", f"http://{HOST}/sign-in/login/passkey/", accept="application/json",
        **{"X-Requested-With": "XMLHttpRequest"},
    )  # fmt: skip

    thief.post("/sign-in/login/passkey/", {"credential": said})

    assert thief.path == "/sign-in/login/"
    thief.get(f"http://{HOST}/sign-in/")
    assert thief.path == "/sign-in/login/"


def test_a_page_that_wants_a_fresh_sign_in_gets_one(rhian_signed_in, later, queue, settings):
    class Delicate:
        urlpatterns = [
            path(
                "account/bank/",
                resident("own.money", recent=True)(lambda request: HttpResponse("bank details")),
            ),
            *urls.urlpatterns,
        ]

    settings.ROOT_URLCONF = Delicate
    rhian_signed_in.get(f"http://{COUNCIL}/account/bank/")
    assert rhian_signed_in.text == "bank details"
    later(minutes=16)

    rhian_signed_in.get(f"http://{COUNCIL}/account/bank/")
    assert rhian_signed_in.path == "/sign-in/login/"
    waiting = rhian_signed_in.waiting
    rhian_signed_in.post("/sign-in/login/", {"email": "rhian@home.test", "next": waiting})
    rhian_signed_in.post("/sign-in/login/code/", {"code": code_in(queue), "next": waiting})

    assert rhian_signed_in.address == f"http://{COUNCIL}/account/bank/"
    assert rhian_signed_in.text == "bank details"


def test_the_old_address_is_told_of_a_new_main_address(rhian_signed_in, queue):
    rhian_signed_in.get(f"http://{HOST}/sign-in/addresses/")
    rhian_signed_in.post("/sign-in/addresses/", {"email": "new@home.test", "action_add": "1"})
    rhian_signed_in.post("/sign-in/new/code/", {"code": code_in(queue)})
    rhian_signed_in.get(f"http://{HOST}/sign-in/addresses/")
    rhian_signed_in.post("/sign-in/addresses/", {"email": "new@home.test", "action_primary": "1"})
    mail.outbox.clear()
    queue.run_all()

    assert [(one.to, one.subject) for one in mail.outbox] == [
        (["rhian@home.test"], "How you sign in was changed")
    ]
    assert "main email address of your account was changed" in mail.outbox[0].body
    assert Account.objects.get().email == "new@home.test"


def test_adding_the_address_of_another_account_shows_what_a_free_one_shows(rhian_signed_in, queue):
    create_account(Browser(), queue, email="tomos@home.test")
    pages = {}
    for email in ("tomos@home.test", "nobody@home.test"):
        rhian_signed_in.get(f"http://{HOST}/sign-in/addresses/")
        rhian_signed_in.post("/sign-in/addresses/", {"email": email, "action_add": "1"})
        pages[email] = (rhian_signed_in.page.status_code, rhian_signed_in.path)

    assert pages["tomos@home.test"] == pages["nobody@home.test"]
    assert EmailAddress.objects.filter(user__email="rhian@home.test").count() == 1


def test_codes_come_to_the_browser_that_asked_alone(rhian_signed_in, queue):
    owner, thief = Browser(), Browser()
    ask_for_code(owner)
    code = code_in(queue)
    ask_for_code(thief)
    queue.run_all()

    thief.post("/sign-in/login/code/", {"code": code})

    assert thief.path == "/sign-in/login/code/"
    assert "The code is wrong" in thief.text
