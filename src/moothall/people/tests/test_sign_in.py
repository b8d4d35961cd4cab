import re
import time
from datetime import timedelta
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from moothall.councils import actions as councils
from moothall.kernel import clock, short_memory
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests.kit import TOTP_SECRET, sign_in
from moothall.people.models import StaffUser
from moothall.people.sign_in import encryption
from moothall.people.urls import sign_in as addresses

PASSWORD = "correct horse battery"
LOGIN = "/workspace/sign-in/login/"


@pytest.fixture(autouse=True)
def _no_tries_yet(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def alice_with_password(alice):
    alice.set_password(PASSWORD)
    alice.save()
    return alice


@pytest.fixture
def alice_with_app(alice_with_password):
    TOTP.activate(alice_with_password, TOTP_SECRET)
    return alice_with_password


SEEN_BEFORE_SIGN_IN = {
    "account_login",
    "account_request_login_code",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}


def code(secret=TOTP_SECRET, *, steps=0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def get(client, path, host="northvale.test", **options):
    return client.get(path, headers={"host": host}, **options)


def post(client, path, data, host="northvale.test"):
    return client.post(path, data, headers={"host": host})


def log_in(client, password=PASSWORD, email="alice@northvale.test", **more):
    return post(client, LOGIN, {"login": email, "password": password, **more})


def test_staff_who_are_not_signed_in_are_sent_to_the_page(client, northvale):
    from django.test import RequestFactory

    from moothall.kernel.access import staff

    request = RequestFactory().get("/workspace/cases/?page=2")
    request.actor = None
    answer = staff("case.view")(lambda request: None)(request)

    assert answer.url == f"{LOGIN}?next=/workspace/cases/%3Fpage%3D2"
    page = get(client, LOGIN).content.decode()
    assert "moothall-workspace" in page
    assert "Northvale Borough Council" in page


def test_a_password_and_a_code_open_the_workspace(client, alice_with_app, in_northvale):
    get(client, LOGIN)
    first = log_in(client, email=" Alice@Northvale.test ")
    assert first.url == "/workspace/sign-in/second-factor/authenticate/"
    assert SESSION_KEY not in client.session
    before = client.session.session_key

    answer = post(client, first.url, {"code": code()})

    assert (answer.status_code, answer.url) == (302, "/workspace/")
    assert client.session[SESSION_KEY] == str(alice_with_app.pk)
    assert client.session.session_key != before
    assert get(client, "/workspace/nowhere/").status_code == 404
    entry = AuditEntry.objects.get(verb="staff.signed-in")
    assert (entry.council_id, entry.actor_name) == (in_northvale.id, "Alice")


def test_a_code_works_once_and_a_wrong_one_never(client, alice_with_app):
    for wrong in ("000000", ""):
        log_in(client)
        answer = post(client, reverse("mfa_authenticate"), {"code": wrong})
        assert answer.status_code == 200
        assert "error-summary" in answer.content.decode()
        assert SESSION_KEY not in client.session
    used = code()
    post(client, reverse("mfa_authenticate"), {"code": used})
    assert SESSION_KEY in client.session
    post(client, reverse("account_logout"), {})

    log_in(client)
    answer = post(client, reverse("mfa_authenticate"), {"code": used})

    assert answer.status_code == 200
    assert SESSION_KEY not in client.session


def test_a_session_key_given_by_somebody_else_is_not_kept(client, alice_with_app):
    client.cookies["session"] = "a" * 32
    log_in(client)
    post(client, reverse("mfa_authenticate"), {"code": code()})

    assert client.session.session_key != "a" * 32


def test_who_has_no_second_factor_sets_one_up_before_anything_else(client, alice_with_password):
    log_in(client)
    step = get(client, "/workspace/anything/")
    assert step.url == reverse("mfa_activate_totp")
    page = get(client, step.url).content.decode()
    secret = re.search(r'data-testid="totp-secret">(\w+)<', page)[1]
    assert 'src="data:image/svg+xml;base64,' in page

    answer = post(client, step.url, {"code": code(secret)})

    assert answer.url == reverse("mfa_view_recovery_codes")
    codes = get(client, answer.url).content.decode()
    assert codes.count("<li><code>") == 10
    assert get(client, "/workspace/anything/").status_code == 404


def test_secrets_of_second_factors_are_encrypted_at_rest(alice_with_app, settings):
    kept = Authenticator.objects.get(user=alice_with_app).data["secret"]

    assert TOTP_SECRET not in kept
    assert encryption.decrypt(kept) == TOTP_SECRET
    settings.SECOND_FACTOR_KEYS = f"a-newer-key {settings.SECRET_KEY}"
    assert encryption.decrypt(kept) == TOTP_SECRET
    assert encryption.decrypt(encryption.encrypt("x")) == "x"


def test_a_recovery_code_stands_in_for_the_app(client, alice_with_app):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    (first, *_) = RecoveryCodes.activate(alice_with_app).get_unused_codes()
    log_in(client)

    post(client, reverse("mfa_authenticate"), {"code": first})

    assert SESSION_KEY in client.session


def test_the_same_answer_for_a_wrong_password_and_no_account(client, alice_with_password):
    answers = [
        log_in(client, password="wrong wrong wrong"),
        log_in(client, email="nobody@northvale.test"),
    ]

    pages = [re.sub(r"[0-9A-Za-z]{64}|value=\S+", "", a.content.decode()) for a in answers]
    assert [a.status_code for a in answers] == [200, 200]
    assert pages[0] == pages[1]


def test_guessing_is_stopped(client, alice_with_app):
    for _ in range(6):
        log_in(client, password="wrong wrong wrong")

    answer = log_in(client)

    assert answer.status_code == 200
    assert "Too many" in answer.content.decode()


def test_guessing_from_everywhere_is_stopped_too(client, alice_with_app, settings, monkeypatch):
    settings.ACCOUNT_RATE_LIMITS = False
    monkeypatch.setattr("moothall.people.sign_in.staff.TRIES_OF_ONE", 3)
    for number in range(4):
        client.post(
            LOGIN,
            {"login": "alice@northvale.test", "password": "wrong wrong wrong"},
            headers={"host": "northvale.test"},
            REMOTE_ADDR=f"192.0.2.{number}",
        )

    assert "Too many" in log_in(client).content.decode()


def test_guessing_codes_is_stopped(client, alice_with_app):
    log_in(client)
    for _ in range(6):
        post(client, reverse("mfa_authenticate"), {"code": "000000"})

    answer = post(client, reverse("mfa_authenticate"), {"code": code()})

    assert answer.status_code in {200, 429}
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http://southmere.test/workspace/",
    ],
)
def test_nobody_is_sent_to_another_site(client, alice_with_app, southmere, target):
    log_in(client, next=target)
    answer = post(client, reverse("mfa_authenticate"), {"code": code()})

    assert answer.url == "/workspace/"


def test_one_is_sent_where_one_wanted_to_go(client, alice_with_app):
    log_in(client, next="/workspace/cases/?page=2")
    answer = post(client, reverse("mfa_authenticate"), {"code": code()})

    assert answer.url == "/workspace/cases/?page=2"


def test_a_closed_account_stays_out(client, alice_with_app):
    alice_with_app.is_active = False
    alice_with_app.save()

    log_in(client)

    assert SESSION_KEY not in client.session


def test_signing_out_asks_forgets_and_is_written_down(client, alice_with_app, in_northvale):
    log_in(client)
    post(client, reverse("mfa_authenticate"), {"code": code()})
    assert get(client, reverse("account_logout")).status_code == 200
    assert SESSION_KEY in client.session

    answer = post(client, reverse("account_logout"), {})

    assert answer.url == LOGIN
    assert SESSION_KEY not in client.session
    assert AuditEntry.objects.filter(verb="staff.signed-out").count() == 1


def test_later_one_is_asked_again_before_one_changes_how_one_signs_in(
    client, alice_with_app, monkeypatch
):
    log_in(client)
    post(client, reverse("mfa_authenticate"), {"code": code()})
    later = clock.now() + timedelta(minutes=20)
    monkeypatch.setattr(clock, "now", lambda: later)
    path = reverse("mfa_deactivate_totp")

    asked = get(client, path)
    assert asked.url == f"{reverse('account_reauthenticate')}?next={quote(path, safe='')}"
    wrong = post(client, asked.url, {"password": "wrong wrong wrong", "next": path})
    assert wrong.status_code == 200
    answer = post(client, asked.url, {"password": PASSWORD, "next": path})

    assert answer.url == path
    assert get(client, path).status_code == 200


def test_there_is_no_sign_up(client, northvale):
    for path in ("signup/", "email/", "login/code/", "second-factor/passkeys/login/"):
        assert get(client, f"/workspace/sign-in/{path}").status_code == 404


def test_a_new_password_is_chosen_by_a_link_sent_by_a_worker(client, alice, queue):
    answer = post(client, reverse("account_reset_password"), {"email": alice.email})
    assert answer.url == reverse("account_reset_password_done")
    assert "/reset/key/" not in str(queue.jobs())

    queue.run_all()

    (sent,) = mail.outbox
    assert sent.to == [alice.email]
    link = re.search(r"http://northvale\.test(\S+)", sent.body)[1]
    step = get(client, link)
    done = post(client, step.url, {"password1": PASSWORD, "password2": PASSWORD})
    assert done.url == reverse("account_reset_password_from_key_done")
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)
    assert "does not work" in get(client, link, follow=True).content.decode()
    queue.run_all()
    assert [m.subject for m in mail.outbox][1:] == ["Your staff account was changed"]


def test_asking_for_a_link_tells_nobody_who_has_an_account(client, northvale, queue):
    answer = post(client, reverse("account_reset_password"), {"email": "nobody@northvale.test"})

    assert answer.url == reverse("account_reset_password_done")
    assert queue.jobs() == []


def test_weak_passwords_are_refused(client, alice, queue):
    post(client, reverse("account_reset_password"), {"email": alice.email})
    queue.run_all()
    link = re.search(r"http://northvale\.test(\S+)", mail.outbox[0].body)[1]
    step = get(client, link)

    for weak in ("short", "password1234", "alice@northvale.test"):
        answer = post(client, step.url, {"password1": weak, "password2": weak})
        assert "error-summary" in answer.content.decode()
    alice.refresh_from_db()
    assert not alice.has_usable_password()


def test_the_last_second_factor_stays_on_where_the_council_asks_for_one(
    client, alice_with_app, northvale
):
    log_in(client)
    post(client, reverse("mfa_authenticate"), {"code": code()})

    refused = post(client, reverse("mfa_deactivate_totp"), {})

    assert refused.status_code == 200
    assert "Add a passkey" in refused.content.decode()
    assert Authenticator.objects.filter(user=alice_with_app).exists()
    with acting_for(northvale.id):
        councils.apply_features(northvale.id, {"staff-second-factor-required": False})
    short_memory.forget_all()
    post(client, reverse("mfa_deactivate_totp"), {})
    assert not Authenticator.objects.filter(user=alice_with_app, type="totp").exists()


@pytest.mark.parametrize("name", [route.name for route in addresses.urlpatterns])
def test_every_page_is_ours_and_holds_no_inline_script_or_style(client, alice_with_app, name):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    RecoveryCodes.activate(alice_with_app)
    if name not in SEEN_BEFORE_SIGN_IN:
        log_in(client)
    if name not in SEEN_BEFORE_SIGN_IN | {"mfa_authenticate"}:
        post(client, reverse("mfa_authenticate"), {"code": code()})
        assert SESSION_KEY in client.session
    passkey = Authenticator(user=alice_with_app, type="webauthn", data={"name": "Key"})
    if name in {"mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_list_webauthn", "mfa_index"}:
        passkey.save()
    if name == "mfa_activate_totp":
        Authenticator.objects.filter(user=alice_with_app).delete()
    if name == "account_set_password":
        StaffUser.objects.filter(pk=alice_with_app.pk).update(password="!")
        client.force_login(StaffUser.objects.get(pk=alice_with_app.pk))
    arguments = {
        "account_reset_password_from_key": {"uidb36": "1", "key": "x-y"},
        "mfa_edit_webauthn": {"pk": passkey.pk},
        "mfa_remove_webauthn": {"pk": passkey.pk},
    }

    answer = get(client, reverse(name, kwargs=arguments.get(name)))

    page = answer.content.decode()
    if name == "mfa_reauthenticate_webauthn":
        assert answer.url == reverse("account_reauthenticate")  # who has no passkey is not asked
        return
    if name == "mfa_download_recovery_codes":
        assert re.fullmatch(r"(\d{8}\n)+\s*", page)
        return
    assert answer.status_code == 200
    assert "moothall-workspace" in page
    assert "<style" not in page
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*(?:src=|application/json))", page)
    assert not re.search(r" on\w+=", page)
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_wagtails_own_sign_in_is_ours(client, northvale):
    answer = get(client, "/cms/")

    assert answer.status_code in {302, 404}
    if answer.status_code == 302:
        assert answer.url.startswith(LOGIN)


def test_the_kit_signs_people_in(client, alice):
    sign_in(client, alice)

    assert get(client, "/workspace/nowhere/").status_code == 404
