"""What attackers try at the residents' door, over HTTP; each attempt changes nothing."""

from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings as conf
from django.core import mail

from moothall.kernel.scope import crossing_councils
from moothall.people.models import Account, ResidentSession
from moothall.people.tests.browser import (
    COUNCIL,
    HOST,
    OTHER_COUNCIL,
    Browser,
    ask_for_code,
    code_in,
    create_account,
    join,
    sign_in,
)

PASSWORD = "correct horse battery"

pytestmark = pytest.mark.usefixtures("no_tries_yet")


def is_in(browser, council=COUNCIL):
    return browser.step("get", f"http://{council}/account/")[0].status_code == 200


def give_password(email="rhian@home.test"):
    account = Account.objects.get(email=email)
    account.set_password(PASSWORD)
    account.save()


def by_password(browser, email, password=PASSWORD):
    browser.get(f"http://{HOST}/sign-in/login/password/")
    return browser.post("/sign-in/login/password/", {"login": email, "password": password})


# --- Sessions -----------------------------------------------------------------------------------


def test_a_session_key_given_by_somebody_else_becomes_nobodys(rhian_signed_in, queue):
    attacker, victim = Browser(), Browser()
    ask_for_code(attacker)
    planted = attacker.at(HOST).cookies["session"].value
    victim.get(f"http://{HOST}/sign-in/login/")
    victim.at(HOST).cookies["session"] = planted

    sign_in(victim, queue)

    assert is_in(victim)
    assert victim.at(HOST).cookies["session"].value != planted
    attacker.get(f"http://{HOST}/sign-in/")
    assert attacker.path == "/sign-in/login/"


def test_a_secret_planted_on_a_council_site_is_not_kept(rhian_signed_in, queue):
    victim = Browser()
    victim.at(COUNCIL).cookies[conf.RESIDENT_COOKIE_NAME] = "planted"

    sign_in(victim, queue)

    assert victim.at(COUNCIL).cookies[conf.RESIDENT_COOKIE_NAME].value != "planted"


def test_a_session_of_one_council_opens_nothing_at_another(rhian_signed_in, southmere):
    secret = rhian_signed_in.at(COUNCIL).cookies[conf.RESIDENT_COOKIE_NAME].value
    thief = Browser()
    thief.at(OTHER_COUNCIL).cookies[conf.RESIDENT_COOKIE_NAME] = secret
    thief.at(COUNCIL).cookies[conf.RESIDENT_COOKIE_NAME] = secret

    assert not is_in(thief, OTHER_COUNCIL)
    assert is_in(thief, COUNCIL)


def test_a_session_of_a_council_is_none_at_the_host_or_in_the_workspace(rhian_signed_in):
    secret = rhian_signed_in.at(COUNCIL).cookies[conf.RESIDENT_COOKIE_NAME].value
    thief = Browser()
    for host in (HOST, COUNCIL):
        thief.at(host).cookies["session"] = secret

    thief.get(f"http://{HOST}/sign-in/")
    assert thief.path == "/sign-in/login/"
    for door in ("/workspace/", "/cms/"):
        thief.get(f"http://{COUNCIL}{door}")
        assert thief.path.startswith("/workspace/sign-in/login/")


def test_the_stay_of_a_resident_opens_no_employees_door(rhian_signed_in, alice):
    key = rhian_signed_in.at(HOST).cookies["session"].value
    thief = Browser()
    thief.at(COUNCIL).cookies["session"] = key

    for door in ("/workspace/", "/cms/"):
        thief.get(f"http://{COUNCIL}{door}")
        assert thief.path.startswith("/workspace/sign-in/login/")


def test_the_session_of_an_employee_opens_no_residents_door(rhian_signed_in, client, alice):
    client.force_login(alice)
    key = client.cookies["session"].value
    thief = Browser()
    thief.at(HOST).cookies["session"] = key

    thief.get(f"http://{HOST}/sign-in/")

    assert thief.path == "/sign-in/login/"


def test_back_after_signing_out_shows_nothing(rhian_signed_in):
    for address in (f"http://{COUNCIL}/account/", f"http://{HOST}/sign-in/"):
        rhian_signed_in.get(address)
        assert "no-store" in rhian_signed_in.page["Cache-Control"]
    rhian_signed_in.get(f"http://{COUNCIL}/account/sign-out/")
    rhian_signed_in.post("/account/sign-out/")

    for address in (f"http://{COUNCIL}/account/", f"http://{HOST}/sign-in/"):
        rhian_signed_in.get(address)
        assert rhian_signed_in.path == "/sign-in/login/"


# --- The way from and to the council's site -------------------------------------------------------


@pytest.fixture
def callback(rhian_signed_in):
    """The address at which somebody signed in at the host comes back to a council's site."""
    browser = rhian_signed_in
    departure, _, _ = browser.step("get", f"http://{COUNCIL}/account/sign-in/")
    answer, _, _ = browser.step("get", departure["Location"])
    return answer["Location"]


def test_a_code_and_a_state_work_once(rhian_signed_in, callback):
    first, _, _ = rhian_signed_in.step("get", callback)
    assert first.status_code == 302
    rhian_signed_in.at(COUNCIL).cookies.pop(conf.RESIDENT_COOKIE_NAME)

    again, _, _ = rhian_signed_in.step("get", callback)

    assert again.status_code == 400
    assert not is_in(rhian_signed_in)


def test_back_to_the_callback_while_signed_in_leads_home(rhian_signed_in, callback):
    rhian_signed_in.step("get", callback)

    again, _, _ = rhian_signed_in.step("get", callback)

    assert (again.status_code, again["Location"]) == (302, "/account/")


def test_nobody_is_signed_in_as_somebody_else_by_a_link(rhian_signed_in, callback):
    victim = Browser()
    victim.step("get", f"http://{COUNCIL}/account/sign-in/")  # has a ticket, of another attempt

    answer, _, _ = victim.step("get", callback)

    assert answer.status_code == 400
    assert conf.RESIDENT_COOKIE_NAME not in victim.at(COUNCIL).cookies


def test_a_code_of_one_attempt_does_not_fit_another(rhian_signed_in, callback):
    stolen = parse_qs(urlsplit(callback).query)["code"][0]
    thief = Browser()
    departure, _, _ = thief.step("get", f"http://{COUNCIL}/account/sign-in/")
    state = parse_qs(urlsplit(departure["Location"]).query)["state"][0]

    answer, _, _ = thief.step(
        "get",
        f"http://{COUNCIL}/account/sign-in/back/?{urlencode({'code': stolen, 'state': state})}",
    )

    assert answer.status_code == 400
    assert not is_in(thief)


def test_a_code_for_one_council_is_none_for_another(rhian_signed_in, callback, southmere):
    stolen = parse_qs(urlsplit(callback).query)["code"][0]
    thief = Browser()
    departure, _, _ = thief.step("get", f"http://{OTHER_COUNCIL}/account/sign-in/")
    state = parse_qs(urlsplit(departure["Location"]).query)["state"][0]
    back = f"http://{OTHER_COUNCIL}/account/sign-in/back/"

    answer, _, _ = thief.step("get", f"{back}?{urlencode({'code': stolen, 'state': state})}")

    assert answer.status_code == 400
    assert not is_in(thief, OTHER_COUNCIL)


def test_the_host_sends_nobody_back_to_an_address_that_is_not_registered(rhian_signed_in):
    departure, _, _ = rhian_signed_in.step("get", f"http://{COUNCIL}/account/sign-in/")
    asked = parse_qs(urlsplit(departure["Location"]).query)
    for evil in ("https://evil.test/", f"http://{COUNCIL}.evil.test/account/sign-in/back/"):
        changed = {**{name: one[0] for name, one in asked.items()}, "redirect_uri": evil}
        answer, _, _ = rhian_signed_in.step(
            "get", f"http://{HOST}/sign-in/authorize?{urlencode(changed)}"
        )
        assert "evil.test" not in answer.get("Location", "")


@pytest.mark.slow
def test_two_tabs_both_come_back(rhian_signed_in, queue, northvale):
    browser = Browser()
    tabs = [browser.step("get", f"http://{COUNCIL}/account/sign-in/")[0] for _ in range(2)]
    browser.get(tabs[0]["Location"])
    waiting = browser.waiting
    browser.post("/sign-in/login/", {"email": "rhian@home.test", "next": waiting})
    browser.post("/sign-in/login/code/", {"code": code_in(queue), "next": waiting})
    assert browser.address == f"http://{COUNCIL}/account/"

    browser.get(tabs[1]["Location"])

    assert browser.address == f"http://{COUNCIL}/account/"


ELSEWHERE = [
    "https://evil.test/",
    "//evil.test/",
    "/\\evil.test/",
    "http:///evil.test",
    "javascript:alert(1)",
    " //evil.test",
    "/\t/evil.test/",
]


@pytest.mark.slow
@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_led_to_another_site(rhian_signed_in, queue, target):
    browser = Browser()
    browser.get(f"http://{COUNCIL}/account/sign-in/?next={quote(target)}")
    waiting = browser.waiting
    browser.post("/sign-in/login/", {"email": "rhian@home.test", "next": waiting})
    browser.post("/sign-in/login/code/", {"code": code_in(queue), "next": waiting})
    assert browser.address == f"http://{COUNCIL}/account/"

    other = Browser()
    other.get(f"http://{HOST}/sign-in/login/?next={quote(target)}")
    other.post("/sign-in/login/", {"email": "rhian@home.test", "next": target})
    other.post("/sign-in/login/code/", {"code": code_in(queue), "next": target})
    assert other.address == f"http://{HOST}/sign-in/"

    other.get(f"http://{HOST}/sign-in/second-factor/passkeys/add/?next={quote(target)}")
    other.get(f"http://{HOST}/sign-in/go-on/")
    assert other.address == f"http://{HOST}/sign-in/"


# --- Forged forms ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "values"),
    [
        ("/sign-in/login/", {"email": "rhian@home.test"}),
        ("/sign-in/login/password/", {"login": "mallory@home.test", "password": PASSWORD}),
        ("/sign-in/new/", {"email": "new@home.test"}),
        ("/sign-in/addresses/", {"email": "evil@home.test", "action_add": "1"}),
        ("/sign-in/where/", {}),
        ("/sign-in/again/", {"action": "send"}),
        ("/sign-in/password/set/", {"password1": PASSWORD, "password2": PASSWORD}),
        ("/sign-in/recover/", {}),
        ("/sign-in/logout/", {}),
    ],
)
def test_a_form_from_another_site_is_refused(rhian_signed_in, queue, address, values):
    queue.run_all()
    sent = len(mail.outbox)

    answer = rhian_signed_in.at(HOST).post(
        address, values, headers={"host": HOST, "origin": "https://evil.test"}
    )

    assert answer.status_code == 403
    queue.run_all()
    assert len(mail.outbox) == sent
    assert is_in(rhian_signed_in)


@pytest.mark.parametrize("address", ["/account/sign-out/", "/account/leave/", "/account/join/"])
def test_a_form_from_another_site_is_refused_by_a_council_too(rhian_signed_in, address):
    answer = rhian_signed_in.at(COUNCIL).post(
        address, {}, headers={"host": COUNCIL, "sec-fetch-site": "cross-site"}
    )

    assert answer.status_code == 403
    assert is_in(rhian_signed_in)


# --- Two doors ------------------------------------------------------------------------------------


def test_an_employee_is_nobody_at_the_residents_door(northvale, alice, queue):
    give_password(alice.email)
    browser = Browser()

    by_password(browser, alice.email)
    assert browser.path == "/sign-in/login/password/"
    assert "The email address or the password is wrong." in browser.text
    ask_for_code(browser, alice.email)
    queue.run_all()

    assert mail.outbox[-1].subject == "You have no council account yet"
    assert UserSession.objects.count() == 0


def test_a_resident_is_nobody_at_the_employees_door(rhian_signed_in):
    give_password()
    browser = Browser()
    browser.get(f"http://{COUNCIL}/workspace/sign-in/login/")

    browser.post("/workspace/sign-in/login/", {"login": "rhian@home.test", "password": PASSWORD})

    assert browser.path == "/workspace/sign-in/login/"
    assert browser.page.status_code == 200
    browser.get(f"http://{COUNCIL}/cms/")
    assert browser.path.startswith("/workspace/sign-in/login/")


@pytest.mark.slow
def test_who_proves_an_employees_address_as_a_resident_does_not_hide_the_employee(
    northvale, alice, queue
):
    give_password(alice.email)
    create_account(Browser(), queue, email=alice.email)
    assert Account.objects.filter(email=alice.email).count() == 2
    browser = Browser()
    browser.get(f"http://{COUNCIL}/workspace/sign-in/login/")

    browser.post("/workspace/sign-in/login/", {"login": alice.email, "password": PASSWORD})
    assert browser.path == "/workspace/sign-in/second-factor/app/activate/"

    other = Browser()
    other.get(f"http://{COUNCIL}/workspace/sign-in/password/reset/")
    other.post("/workspace/sign-in/password/reset/", {"email": alice.email})
    queue.run_all()
    assert "your staff account" in mail.outbox[-1].body


# --- Taking an account before its owner comes ----------------------------------------------------


@pytest.mark.slow
def test_a_password_typed_at_signing_up_opens_nothing_later(northvale, queue):
    attacker, owner = Browser(), Browser()
    attacker.get(f"http://{HOST}/sign-in/new/")
    attacker.post("/sign-in/new/", {"email": "rhian@home.test", "password1": PASSWORD})
    queue.run_all()
    sign_in(owner, queue)
    join(owner)
    assert is_in(owner)

    by_password(attacker, "rhian@home.test")

    assert attacker.path != "/sign-in/"
    attacker.get(f"http://{HOST}/sign-in/")
    assert attacker.path != "/sign-in/"
    assert not is_in(attacker)


def test_an_address_that_is_not_confirmed_brings_nobody_into_that_account(rhian_signed_in, queue):
    rhian_signed_in.get(f"http://{HOST}/sign-in/addresses/")
    rhian_signed_in.post("/sign-in/addresses/", {"email": "victim@home.test", "action_add": "1"})
    queue.run_all()
    assert EmailAddress.objects.filter(email="victim@home.test").count() == 0
    victim = Browser()

    ask_for_code(victim, "victim@home.test")
    queue.run_all()

    assert mail.outbox[-1].subject == "You have no council account yet"


def test_a_kind_sent_along_with_a_new_account_is_ignored(northvale, queue):
    browser = Browser()
    browser.get(f"http://{HOST}/sign-in/new/")
    browser.post(
        "/sign-in/new/",
        {"email": "new@home.test", "kind": "staff", "is_staff": "1", "is_superuser": "1"},
    )

    made = Account.objects.get(email="new@home.test")
    assert (made.kind, made.is_staff, made.is_superuser) == ("resident", False, False)


def test_nothing_is_left_of_sessions_when_nobody_signed_in(northvale, queue):
    create_account(Browser(), queue)

    with crossing_councils():
        assert ResidentSession.all_councils.count() == 1
