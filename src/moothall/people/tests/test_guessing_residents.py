"""What attackers can learn or guess about residents' accounts, over HTTP: as little as can be."""

import time
from statistics import median

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings as conf
from django.core import mail

from moothall.kernel.tests.kit import TOTP_SECRET
from moothall.people.models import Account
from moothall.people.sign_in import encryption
from moothall.people.tests.browser import (
    COUNCIL,
    HOST,
    Browser,
    ask_for_code,
    code_in,
    create_account,
    sign_in,
)
from moothall.people.tests.passkey import add_passkey

pytestmark = pytest.mark.usefixtures("no_tries_yet")

PASSWORD = "correct horse battery"


def wrong(code):
    return "000000" if code != "000000" else "111111"


def plain(text, email):
    """Return a page without what differs between any two: tokens and the address typed."""
    lines = (line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)
    return "\n".join(lines).replace(email, "…")


PAGES = [
    ("/sign-in/login/", "email"),
    ("/sign-in/new/", "email"),
    ("/sign-in/password/reset/", "email"),
]


@pytest.mark.parametrize(("page", "field"), PAGES)
def test_known_unknown_closed_and_staff_addresses_get_the_same_page(
    rhian_signed_in, queue, alice, page, field
):
    create_account(Browser(), queue, email="gone@home.test")
    Account.objects.filter(email="gone@home.test").update(is_active=False)
    seen = set()
    for email in ("rhian@home.test", "nobody@home.test", "gone@home.test", alice.email):
        browser = Browser()
        browser.get(f"http://{HOST}{page}")
        answer, _, _ = browser.step(
            "post", f"http://{HOST}{page}", {field: email, "csrfmiddlewaretoken": browser._token()}
        )
        browser.get(f"http://{HOST}{answer['Location']}")
        seen.add((answer.status_code, answer["Location"], plain(browser.text, email)))

    assert len(seen) == 1


def test_a_wrong_password_gets_the_same_page_whoever_it_is(rhian_signed_in, alice):
    for email in ("rhian@home.test", alice.email):
        account = Account.objects.get(email=email)
        account.set_password(PASSWORD)
        account.save()
    seen = set()
    for email in ("rhian@home.test", "nobody@home.test", alice.email):
        browser = Browser()
        browser.get(f"http://{HOST}/sign-in/login/password/")
        browser.post("/sign-in/login/password/", {"login": email, "password": "not the password"})
        seen.add((browser.page.status_code, plain(browser.text, email)))

    assert len(seen) == 1


@pytest.mark.slow
def test_the_time_of_an_answer_does_not_tell_who_has_a_password(rhian_signed_in, alice):
    for email in ("rhian@home.test", alice.email):
        account = Account.objects.get(email=email)
        account.set_password(PASSWORD)
        account.save()
    times = {}
    for email in ("rhian@home.test", "nobody@home.test", alice.email):
        browser = Browser()
        browser.get(f"http://{HOST}/sign-in/login/password/")
        token = browser._token()
        spans = []
        for _ in range(4):
            began = time.process_time()
            browser.step(
                "post",
                f"http://{HOST}/sign-in/login/password/",
                {"login": email, "password": "wrong", "csrfmiddlewaretoken": token},
            )
            spans.append(time.process_time() - began)
        times[email] = median(spans)

    assert max(times.values()) < 1.6 * min(times.values()), times


def test_the_same_work_is_done_for_a_known_and_an_unknown_address(
    rhian_signed_in, django_assert_max_num_queries
):
    counts = {}
    for email in ("rhian@home.test", "nobody@home.test"):
        browser = Browser()
        browser.get(f"http://{HOST}/sign-in/login/")
        token = browser._token()
        with django_assert_max_num_queries(60) as counted:
            browser.step(
                "post",
                f"http://{HOST}/sign-in/login/",
                {"email": email, "csrfmiddlewaretoken": token},
            )
        counts[email] = len(counted)

    assert abs(counts["rhian@home.test"] - counts["nobody@home.test"]) <= 1


def test_five_wrong_codes_end_the_attempt_and_the_right_one_is_too_late(rhian_signed_in, queue):
    thief = Browser()
    ask_for_code(thief)
    right = code_in(queue)
    for _ in range(5):
        assert thief.path == "/sign-in/login/code/"
        thief.post("/sign-in/login/code/", {"code": wrong(right)})
    assert thief.path == "/sign-in/login/"

    thief.post("/sign-in/login/code/", {"code": right})

    assert thief.path == "/sign-in/login/"


def test_asking_for_another_code_gives_no_more_tries(rhian_signed_in, queue):
    thief = Browser()
    ask_for_code(thief)
    for _ in range(4):
        thief.post("/sign-in/login/code/", {"code": "000000"})
    thief.post("/sign-in/login/code/", {"action": "resend"})
    assert thief.path == "/sign-in/login/code/"

    thief.post("/sign-in/login/code/", {"code": wrong(code_in(queue))})

    assert thief.path == "/sign-in/login/"


def test_an_address_gets_five_codes_in_a_quarter_of_an_hour_from_wherever(rhian_signed_in, queue):
    queue.run_all()
    mail.outbox.clear()
    for number in range(7):
        browser = Browser(**{"X-Forwarded-For": f"192.0.2.{number}"})
        ask_for_code(browser)
    queue.run_all()

    assert len(mail.outbox) == 5
    assert "You have tried too often" in browser.text


def test_a_code_is_too_old_after_a_quarter_of_an_hour(rhian_signed_in, queue, later):
    browser = Browser()
    ask_for_code(browser)
    code = code_in(queue)
    later(minutes=16)

    browser.post("/sign-in/login/code/", {"code": code})

    assert browser.path == "/sign-in/login/"
    browser.get(f"http://{HOST}/sign-in/")
    assert browser.path == "/sign-in/login/"


def test_sending_a_code_twice_signs_in_once_and_breaks_nothing(rhian_signed_in, queue):
    browser = Browser()
    ask_for_code(browser)
    values = {"code": code_in(queue), "next": "", "csrfmiddlewaretoken": browser._token()}
    first, _, _ = browser.step("post", f"http://{HOST}/sign-in/login/code/", values)

    second, _, _ = browser.step("post", f"http://{HOST}/sign-in/login/code/", values)

    assert first.status_code == 302
    assert second.status_code in {302, 403}  # the token changed with the session
    browser.get(f"http://{HOST}/sign-in/")
    assert "rhian@home.test" in browser.text


LOOK_ALIKES = [
    "rh\u0131an@home.test",  # i without its dot
    "\uff52hian@home.test",  # a wide r
    "rhian@hom\u0435.test",  # a Cyrillic e
    "rhian@home.test\u200b",
    "RHIAN@\u210ame.test",
]


@pytest.mark.parametrize("email", LOOK_ALIKES)
def test_an_address_that_looks_like_anothers_gets_no_code_of_theirs(rhian_signed_in, queue, email):
    queue.run_all()
    mail.outbox.clear()
    browser = Browser()

    ask_for_code(browser, email)
    queue.run_all()

    assert [one for one in mail.outbox if "Your code" in one.subject] == []


def test_capitals_are_the_same_address_and_the_code_goes_to_the_one_on_record(
    rhian_signed_in, queue
):
    browser = Browser()

    sign_in(browser, queue, email="Rhian@Home.TEST")

    assert browser.address == f"http://{COUNCIL}/account/"
    assert Account.objects.filter(kind="resident").count() == 1


@pytest.mark.parametrize(
    "email",
    ["rhian@home.test\nBcc: all@home.test", "rhian@home.test\r\nSubject: x", "a@b.test,c@d.test"],
)
def test_no_line_is_smuggled_into_a_mail(rhian_signed_in, queue, email):
    queue.run_all()
    mail.outbox.clear()
    for page in ("/sign-in/login/", "/sign-in/new/"):
        browser = Browser()
        browser.get(f"http://{HOST}{page}")
        browser.post(page, {"email": email})
        assert "Enter an email address like name@example.com" in browser.text
    queue.run_all()

    assert mail.outbox == []


def test_a_browser_cannot_write_into_the_notice_of_it(rhian_signed_in, queue):
    evil = Browser(**{"User-Agent": "Visit https://evil.test now\u2028to keep your account"})
    sign_in(evil, queue)
    queue.run_all()

    notice = next(one for one in mail.outbox if "new browser" in one.subject)
    assert "https://" not in notice.body


# --- Second factors -------------------------------------------------------------------------------


def totp_code():
    return format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30))


@pytest.fixture
def rhian_with_app(rhian_signed_in):
    TOTP.activate(Account.objects.get(email="rhian@home.test"), encryption.encrypt(TOTP_SECRET))
    authenticator = Authenticator.objects.get()
    authenticator.data = {"secret": encryption.encrypt(TOTP_SECRET)}
    authenticator.save()
    return rhian_signed_in


def test_a_code_of_an_app_works_once(rhian_with_app, queue):
    first, second = Browser(), Browser()
    used = totp_code()
    sign_in(first, queue)
    first.post("/sign-in/second-factor/authenticate/", {"code": used})
    assert first.address != f"http://{HOST}/sign-in/second-factor/authenticate/"
    sign_in(second, queue)

    second.post("/sign-in/second-factor/authenticate/", {"code": used})

    assert second.path == "/sign-in/second-factor/authenticate/"
    assert "The code is wrong" in second.text


def test_codes_of_an_app_are_not_guessed_for_ever(rhian_with_app, queue):
    thief = Browser()
    sign_in(thief, queue)
    for _ in range(6):
        thief.post("/sign-in/second-factor/authenticate/", {"code": "000000"})

    thief.post("/sign-in/second-factor/authenticate/", {"code": totp_code()})

    assert thief.path == "/sign-in/second-factor/authenticate/"


def test_secrets_lie_encrypted(rhian_signed_in):
    passkey = add_passkey(rhian_signed_in)
    rhian_signed_in.get(f"http://{HOST}/sign-in/second-factor/app/activate/")
    secret = rhian_signed_in.text.split('data-testid="totp-secret">', 1)[1].split("<", 1)[0]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    rhian_signed_in.post("/sign-in/second-factor/app/activate/", {"code": code})
    rhian_signed_in.get(f"http://{HOST}/sign-in/second-factor/recovery-codes/")
    recovery = rhian_signed_in.text.split("<li><code>", 1)[1].split("</code>", 1)[0]

    rows = {one.type: str(one.data) for one in Authenticator.objects.all()}

    assert set(rows) == {"totp", "webauthn", "recovery_codes"}
    assert all(secret not in row and recovery not in row for row in rows.values())
    assert encryption.decrypt(Authenticator.objects.get(type="totp").data["secret"]) == secret
    assert passkey.id  # the public half is all that is kept of it


# --- Cookies --------------------------------------------------------------------------------------


def test_cookies_are_for_one_host_alone_and_unseen_by_scripts(rhian_signed_in):
    jars = {host: rhian_signed_in.at(host).cookies for host in (HOST, COUNCIL)}
    found = {name: one for jar in jars.values() for name, one in jar.items() if one.value}

    assert {conf.RESIDENT_COOKIE_NAME, "session", conf.KNOWN_DEVICE_COOKIE_NAME} <= set(found)
    for name, cookie in found.items():
        assert cookie["httponly"] is True, name
        assert cookie["samesite"] == "Lax", name
        assert (cookie["domain"], cookie["path"]) == ("", "/"), name


@pytest.mark.slow
def test_over_https_every_cookie_is_bound_to_its_host():
    """Settings are read once: a process of its own reads them as they are in earnest."""
    import os
    import subprocess
    import sys

    script = """
import django; django.setup()
from django.conf import settings as s
names = [s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.RESIDENT_COOKIE_NAME,
         s.SIGN_IN_TICKET_COOKIE_NAME, s.KNOWN_DEVICE_COOKIE_NAME]
assert all(name.startswith("__Host-") for name in names), names
assert s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.CSRF_COOKIE_HTTPONLY
assert s.SESSION_COOKIE_DOMAIN is None and s.SESSION_COOKIE_PATH == "/"
assert not s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN and s.SECURE_HSTS_SECONDS
"""
    environment = {
        **os.environ,
        "MOOTHALL_INSECURE_HTTP": "0",
        "DJANGO_SETTINGS_MODULE": "moothall.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
