"""How long residents stay signed in, where, and that one end ends all; over HTTP."""

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail

from moothall.kernel.scope import crossing_councils
from moothall.people.models import Account, ResidentSession
from moothall.people.tests.browser import (
    COUNCIL,
    HOST,
    OTHER_COUNCIL,
    Browser,
    code_in,
    create_account,
    join,
    sign_in,
)


def is_in(browser, council=COUNCIL):
    answer, _, _ = browser.step("get", f"http://{council}/account/")
    return answer.status_code == 200


def test_a_new_account_is_not_told_of_a_new_browser(rhian_signed_in, queue):
    queue.run_all()

    assert [one.subject for one in mail.outbox if "browser" in one.subject] == []


def test_another_browser_is_told_of_by_mail_and_the_same_one_is_not(rhian_signed_in, queue):
    laptop = Browser(**{"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    sign_in(laptop, queue)
    queue.run_all()

    notices = [
        one for one in mail.outbox if one.subject == "Your account was used in a new browser"
    ]
    assert [one.to for one in notices] == [["rhian@home.test"]]
    assert "Firefox on Windows" in notices[0].body

    laptop.get(f"http://{COUNCIL}/account/sign-out/")
    laptop.post("/account/sign-out/")
    sign_in(laptop, queue)
    queue.run_all()

    assert len([one for one in mail.outbox if "new browser" in one.subject]) == 1


def test_a_known_browser_of_one_account_is_new_to_another(rhian_signed_in, queue):
    other = Browser()
    create_account(other, queue, email="tomos@home.test")
    rhian_signed_in.get(f"http://{COUNCIL}/account/sign-out/")
    rhian_signed_in.post("/account/sign-out/")
    sign_in(rhian_signed_in, queue, email="tomos@home.test")
    queue.run_all()

    told = [one.to for one in mail.outbox if "new browser" in one.subject]
    assert told == [["tomos@home.test"]]


def test_signing_out_on_one_site_signs_out_on_every_site_and_at_the_host(
    rhian_signed_in, queue, southmere
):
    rhian_signed_in.get(f"http://{OTHER_COUNCIL}/account/")
    join(rhian_signed_in)
    assert is_in(rhian_signed_in, OTHER_COUNCIL)

    rhian_signed_in.get(f"http://{COUNCIL}/account/sign-out/")
    rhian_signed_in.post("/account/sign-out/")

    assert rhian_signed_in.address == f"http://{COUNCIL}/account/signed-out/"
    assert not is_in(rhian_signed_in)
    assert not is_in(rhian_signed_in, OTHER_COUNCIL)
    rhian_signed_in.get(f"http://{COUNCIL}/account/")
    assert rhian_signed_in.path == "/sign-in/login/"
    assert UserSession.objects.count() == 0


def test_every_place_is_listed_and_one_can_be_ended_with_all_its_sites_at_once(
    rhian_signed_in, queue, southmere
):
    laptop = Browser(**{"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    sign_in(laptop, queue)
    laptop.get(f"http://{OTHER_COUNCIL}/account/")
    join(laptop)
    assert is_in(laptop)
    assert is_in(laptop, OTHER_COUNCIL)

    rhian_signed_in.get(f"http://{HOST}/sign-in/where/")
    assert "Firefox on Windows" in rhian_signed_in.text
    assert "Safari on iPhone" in rhian_signed_in.text
    stay = UserSession.objects.get(user_agent__contains="Firefox")
    rhian_signed_in.post("/sign-in/where/", {"session": stay.pk})

    assert not is_in(laptop)
    assert not is_in(laptop, OTHER_COUNCIL)
    assert is_in(rhian_signed_in)
    assert "Firefox" not in rhian_signed_in.text


def test_everywhere_else_ends_all_but_this_one(rhian_signed_in, queue):
    others = [Browser(), Browser()]
    for other in others:
        sign_in(other, queue)

    rhian_signed_in.get(f"http://{HOST}/sign-in/where/")
    rhian_signed_in.post("/sign-in/where/")

    assert [is_in(other) for other in others] == [False, False]
    assert is_in(rhian_signed_in)


def test_nobody_ends_the_stay_of_another(rhian_signed_in, queue):
    other = Browser()
    create_account(other, queue, email="tomos@home.test")
    stay = UserSession.objects.get(user__email="rhian@home.test")

    other.get(f"http://{HOST}/sign-in/where/")
    other.post("/sign-in/where/", {"session": stay.pk})

    assert is_in(rhian_signed_in)


def test_a_council_site_ends_after_half_an_hour_and_is_opened_again_by_the_host(
    rhian_signed_in, later
):
    later(minutes=31)

    assert not is_in(rhian_signed_in)
    rhian_signed_in.get(f"http://{COUNCIL}/account/")
    assert rhian_signed_in.address == f"http://{COUNCIL}/account/"


def test_the_stay_at_the_host_ends_after_two_quiet_hours(rhian_signed_in, later):
    later(hours=2, minutes=1)

    rhian_signed_in.get(f"http://{COUNCIL}/account/")

    assert rhian_signed_in.path == "/sign-in/login/"
    assert UserSession.objects.count() == 0


def test_the_stay_at_the_host_ends_after_twelve_hours_whatever_is_done(rhian_signed_in, later):
    for _ in range(8):
        later(minutes=85)
        rhian_signed_in.get(f"http://{HOST}/sign-in/")
        assert rhian_signed_in.path == "/sign-in/"

    later(minutes=85)
    rhian_signed_in.get(f"http://{HOST}/sign-in/")

    assert rhian_signed_in.path == "/sign-in/login/"


@pytest.mark.slow
def test_a_council_site_ends_after_twelve_hours_whatever_is_done(rhian_signed_in, later):
    with crossing_councils():
        session = ResidentSession.all_councils.get()
    for _ in range(28):
        later(minutes=25)
        assert is_in(rhian_signed_in)

    later(minutes=25)

    assert not is_in(rhian_signed_in)
    with crossing_councils():
        assert ResidentSession.all_councils.get().pk == session.pk


def test_a_closed_account_is_out_everywhere_at_once_and_cannot_come_back(rhian_signed_in, queue):
    Account.objects.filter(email="rhian@home.test").update(is_active=False)

    assert not is_in(rhian_signed_in)
    answer = sign_in_with_nothing_to_enter(rhian_signed_in, queue)

    assert answer == "Your council account is closed"
    other = Browser()
    other.get(f"http://{HOST}/sign-in/new/")
    other.post("/sign-in/new/", {"email": "rhian@home.test"})
    queue.run_all()
    assert mail.outbox[-1].subject == "Your council account is closed"


def sign_in_with_nothing_to_enter(browser, queue):
    browser.get(f"http://{COUNCIL}/account/")
    assert browser.path == "/sign-in/login/"
    browser.post("/sign-in/login/", {"email": "rhian@home.test"})
    assert browser.path == "/sign-in/login/code/"
    code_in(queue)
    return mail.outbox[-1].subject


def test_a_new_password_ends_all_other_stays(rhian_signed_in, queue):
    laptop = Browser()
    sign_in(laptop, queue)

    rhian_signed_in.get(f"http://{HOST}/sign-in/password/set/")
    rhian_signed_in.post(
        "/sign-in/password/set/",
        {"password1": "correct horse battery", "password2": "correct horse battery"},
    )

    assert not is_in(laptop)
    laptop.get(f"http://{HOST}/sign-in/")
    assert laptop.path == "/sign-in/login/"
    rhian_signed_in.get(f"http://{COUNCIL}/account/")
    assert rhian_signed_in.address == f"http://{COUNCIL}/account/"
