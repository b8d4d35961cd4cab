"""People sign in here with accounts of oidc-provider, a certified provider from npm."""

import re
import subprocess
import time
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.people import actions
from moothall.people.models import Account, SignInProvider
from moothall.people.tests.satellite import HOST
from moothall.people.tests.test_provider import sign_in

HERE = Path(__file__).parent
KEY = "c{}-town-id"
COUNCIL = {"host": "northvale.test"}

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def provider():
    """The address of a running provider, to which every council of these tests is known."""
    process = subprocess.Popen(
        ["node", str(HERE / "outside_provider.mjs")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    yield process.stdout.readline().strip()
    process.kill()
    process.wait(timeout=10)
    process.stdout.close()


@pytest.fixture(autouse=True)
def _no_tries_yet(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.SECRETS_DIR.mkdir(exist_ok=True)
    (settings.SECRETS_DIR / "town-id").write_text("outside-secret")
    cache.clear()


@pytest.fixture
def company(provider, northvale):
    """Town ID, which Northvale offers."""
    key = KEY.format(northvale.id)
    with acting_for(northvale.id):
        row = actions.set_up_provider(
            actor=system("tests"),
            council_id=northvale.id,
            settings=actions.ProviderSettings(
                kind="openid_connect",
                name="Town ID",
                client_id="moothall",
                secret_name="town-id",
                address=provider,
            ),
            now=clock.now(),
        )
    assert row.key == key
    return row


@pytest.fixture
def arrives(client, northvale):
    """Somebody who came from Northvale's site, before the page of signing in."""
    return _from(client, COUNCIL)


def _from(client, council):
    leaves = client.get("/account/sign-in/", headers=council)
    asks = client.get(leaves["Location"].removeprefix("http://id.test"), headers=HOST)
    return asks["Location"]


def waiting(address):
    return parse_qs(urlsplit(address).query)["next"][0]


def leave_for(client, company, following="/sign-in/"):
    return client.post(f"/sign-in/elsewhere/with/{company.key}/", {"next": following}, headers=HOST)


def at_the_company(answer, name):
    """Sign in there and return the address by which the browser comes back."""
    with httpx.Client(trust_env=False) as browser:
        address = answer["Location"]
        for _ in range(12):
            page = browser.get(address)
            if page.is_redirect:
                address = str(page.url.join(page.headers["location"]))
                if address.startswith("http://id.test"):
                    return address.removeprefix("http://id.test")
                continue
            form = re.search(r'action="([^"]+)"', page.text)[1]
            values = {"prompt": "login", "login": name, "password": "x"}
            if 'value="consent"' in page.text:
                values = {"prompt": "consent"}
            page = browser.post(form, data=values)
            address = str(page.url.join(page.headers["location"]))
    raise AssertionError("It leads round in circles.")


def come_back(client, company, name, following="/sign-in/"):
    return client.get(at_the_company(leave_for(client, company, following), name), headers=HOST)


def sign_in_by_code(client, address, email, queue, mailoutbox):
    following = waiting(address)
    client.post("/sign-in/login/", {"email": email, "next": following}, headers=HOST)
    queue.run_all()
    return client.post(
        "/sign-in/login/code/",
        {"code": mailoutbox[-1].subject.split()[-1], "next": following},
        headers=HOST,
    )


def test_somebody_connects_once_and_signs_in_from_then_on(
    client, arrives, company, rhian, queue, mailoutbox
):
    page = client.get(arrives, headers=HOST)
    assert "Continue with Town ID" in page.content.decode()
    assert company.address in page["Content-Security-Policy"]

    back = come_back(client, company, "rhian", waiting(arrives))
    assert back["Location"].startswith("/sign-in/elsewhere/connect/?next=")
    asked = client.get(back["Location"], headers=HOST)
    assert asked["Location"].startswith("/sign-in/login/?next=")
    done = sign_in_by_code(client, asked["Location"], "rhian@home.test", queue, mailoutbox)
    page = client.get(done["Location"], headers=HOST).content.decode()
    assert "Sign in with Town ID from now on?" in page
    assert SocialAccount.objects.count() == 0

    following = waiting(back["Location"])
    connected = client.post(
        "/sign-in/elsewhere/connect/", {"action": "connect", "next": following}, headers=HOST
    )

    assert connected["Location"] == following
    arrived = client.get(following, headers=HOST)
    assert arrived["Location"].startswith("http://northvale.test/account/sign-in/back/?code=")
    kept = SocialAccount.objects.get()
    assert (kept.provider, kept.uid) == (company.key, "rhian")
    assert kept.extra_data == {"shown": "rhian@home.test"}
    queue.run_all()
    assert "connected" in mailoutbox[-1].body

    other = Client()
    back = come_back(other, company, "rhian", waiting(_from(other, COUNCIL)))
    assert back["Location"].startswith("/sign-in/authorize?")
    arrived = other.get(back["Location"], headers=HOST)
    other.get(arrived["Location"].removeprefix("http://northvale.test"), headers=COUNCIL)
    from moothall.people.models import ResidentSession

    with acting_for(rhian.council_id):
        session = ResidentSession.objects.latest("began_at")
    assert (session.account_id, session.strength, session.methods) == (kept.user_id, 1, ["fed"])
    assert SocialAccount.objects.get().extra_data == {"shown": "rhian@home.test"}


def test_a_companys_word_alone_opens_no_account(client, arrives, company, rhian):
    back = come_back(client, company, "rhian")

    assert client.get(back["Location"], headers=HOST)["Location"].startswith("/sign-in/login/")
    assert client.get("/sign-in/", headers=HOST).status_code == 302
    posted = client.post("/sign-in/elsewhere/connect/", {"action": "connect"}, headers=HOST)
    assert posted["Location"].startswith("/sign-in/login/")
    assert not SocialAccount.objects.exists()


def test_a_companys_word_makes_no_account_to_wait_in_for_somebody(client, arrives, company):
    come_back(client, company, "nobody-yet")

    assert not Account.objects.filter(email="nobody-yet@home.test").exists()
    assert not SocialAccount.objects.exists()


def test_the_address_at_the_company_need_not_be_the_one_here(
    client, arrives, company, tomos, queue, mailoutbox
):
    back = come_back(client, company, "someone-else")
    asked = client.get(back["Location"], headers=HOST)
    sign_in_by_code(client, asked["Location"], "tomos@home.test", queue, mailoutbox)

    client.post("/sign-in/elsewhere/connect/", {"action": "connect"}, headers=HOST)

    assert SocialAccount.objects.get().user.email == "tomos@home.test"


def test_what_is_not_wanted_is_not_connected(client, arrives, company, rhian):
    come_back(client, company, "rhian")
    sign_in(client, "rhian")
    _fresh(client)

    client.post("/sign-in/elsewhere/connect/", {"action": "leave"}, headers=HOST)
    client.post("/sign-in/elsewhere/connect/", {"action": "connect"}, headers=HOST)

    assert not SocialAccount.objects.exists()


def _fresh(client, *, ago=0):
    session = client.session
    session["signed_in_at"] = time.time() - ago
    session.save()


def test_whoever_signed_in_long_ago_proves_it_again_before_connecting(
    client, arrives, company, rhian
):
    sign_in(client, "rhian")
    _fresh(client, ago=3600)

    back = come_back(client, company, "rhian")

    assert client.get(back["Location"], headers=HOST)["Location"].startswith("/sign-in/login/")


def test_an_account_elsewhere_opens_one_account_alone(client, arrives, company, rhian, tomos):
    tomos_account = Account.objects.get(email="tomos@home.test")
    SocialAccount.objects.create(user=tomos_account, provider=company.key, uid="shared")
    sign_in(client, "rhian")
    _fresh(client)
    session = client.session
    session["waits_to_be_connected"] = {
        "provider": company.key,
        "uid": "shared",
        "shown": "",
        "name": "Town ID",
        "until": time.time() + 60,
    }
    session.save()

    client.post("/sign-in/elsewhere/connect/", {"action": "connect"}, headers=HOST)

    assert SocialAccount.objects.get().user_id == tomos_account.pk


def test_an_employee_is_not_let_in(client, arrives, company, alice, rhian):
    SocialAccount.objects.create(user=alice, provider=company.key, uid="alice")

    back = come_back(client, company, "alice")

    assert client.get(back["Location"], headers=HOST)["Location"].startswith("/sign-in/login/")
    assert client.get("/sign-in/", headers=HOST).status_code == 302
    sign_in(client, "rhian")
    _fresh(client)
    client.post("/sign-in/elsewhere/connect/", {"action": "connect"}, headers=HOST)
    assert SocialAccount.objects.get().user_id == alice.pk


def test_an_answer_to_another_attempt_is_refused(client, arrives, company, rhian):
    away = leave_for(client, company)
    session = client.session
    (state,) = session["socialaccount_states"]
    session["socialaccount_states"][state][0]["nonce"] = "another"
    session.modified = True
    session.save()

    back = client.get(at_the_company(away, "rhian"), headers=HOST)

    assert back.status_code == 400
    assert "waits_to_be_connected" not in client.session


def test_an_answer_that_this_browser_did_not_ask_for_is_refused(client, arrives, company, rhian):
    address = at_the_company(leave_for(client, company), "rhian")
    stranger = Client()
    _from(stranger, COUNCIL)

    assert stranger.get(address, headers=HOST).status_code == 400
    assert "waits_to_be_connected" not in stranger.session


def test_whoever_turns_back_at_the_company_sees_the_other_ways(client, arrives, company):
    away = leave_for(client, company)
    state = parse_qs(urlsplit(away["Location"]).query)["state"][0]
    asked = urlencode({"state": state, "error": "access_denied"})

    back = client.get(f"/sign-in/back/{company.key}?{asked}", headers=HOST)

    assert back.status_code == 400
    assert "Sign in another way" in back.content.decode()


def _moves(company, address):
    with acting_for(company.council_id):
        SignInProvider.objects.update(address=address)


def test_a_company_that_does_not_answer_is_no_error_of_ours(client, arrives, company):
    _moves(company, "http://127.0.0.1:9")

    away = leave_for(client, company)

    assert away.status_code == 400
    assert "That did not work" in away.content.decode()


def test_nothing_is_fetched_from_our_own_network(client, arrives, company, settings):
    _moves(company, "http://10.0.0.8")

    assert leave_for(client, company).status_code == 400


def test_what_one_council_offers_is_not_for_another(client, company, southmere):
    login = _from(client, {"host": "southmere.test"})

    assert "Town ID" not in client.get(login, headers=HOST).content.decode()
    assert leave_for(client, company).status_code == 400


def test_what_is_stopped_or_has_no_secret_is_not_offered(client, arrives, company, settings):
    (settings.SECRETS_DIR / "town-id").unlink()
    assert "Town ID" not in client.get(arrives, headers=HOST).content.decode()
    (settings.SECRETS_DIR / "town-id").write_text("outside-secret")
    assert "Town ID" in client.get(arrives, headers=HOST).content.decode()

    with acting_for(company.council_id):
        actions.stop_provider(
            actor=system("tests"),
            council_id=company.council_id,
            provider_id=company.pk,
            now=clock.now(),
        )

    assert "Town ID" not in client.get(arrives, headers=HOST).content.decode()
    assert leave_for(client, company).status_code == 400


def test_a_connection_is_taken_off_by_whose_it_is(client, arrives, company, rhian, tomos):
    account = Account.objects.get(email="rhian@home.test")
    mine = SocialAccount.objects.create(user=account, provider=company.key, uid="rhian")
    sign_in(client, "tomos")
    theirs = client.post(f"/sign-in/elsewhere/{mine.pk}/disconnect/", headers=HOST)
    assert theirs.status_code == 404
    assert SocialAccount.objects.exists()

    sign_in(client, "rhian")
    _from(client, COUNCIL)
    assert "Disconnect Town ID" in client.get("/sign-in/elsewhere/", headers=HOST).content.decode()
    client.post(f"/sign-in/elsewhere/{mine.pk}/disconnect/", headers=HOST)

    assert not SocialAccount.objects.exists()


def test_a_form_of_another_website_starts_nothing(company, rhian):
    strict = Client(enforce_csrf_checks=True)
    _from(strict, COUNCIL)

    assert leave_for(strict, company).status_code == 403
    assert strict.get(f"/sign-in/elsewhere/with/{company.key}/", headers=HOST).status_code == 405
