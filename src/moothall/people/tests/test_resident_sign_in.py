"""A resident signs in at the sign-in host and comes back to a council's site, over HTTP."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.idp.oidc.models import Token
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction

from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.models import Account, Joining, Person, ResidentAccount, ResidentSession

COUNCIL, HOST = "northvale.test", "id.test"


@pytest.fixture(autouse=True)
def _no_tries_yet(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


class Browser:
    """Follows redirects over several hosts, with a jar of cookies for each."""

    def __init__(self, make_client):
        self._make, self._clients, self.address, self.page = make_client, {}, "", None

    def at(self, host):
        if host not in self._clients:
            self._clients[host] = self._make()
        return self._clients[host]

    def get(self, address):
        return self._go("get", address, None)

    def post(self, address, values):
        return self._go("post", address, values)

    def _go(self, method, address, values):
        for _ in range(12):
            parts = urlsplit(address)
            host = parts.netloc or urlsplit(self.address).netloc
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            call = getattr(self.at(host), method)
            self.page = (
                call(path, values, headers={"host": host})
                if values is not None
                else call(path, headers={"host": host})
            )
            self.address = f"http://{host}{path}"
            if self.page.status_code not in {302, 303}:
                return self.page
            method, values, address = "get", None, self.page["Location"]
        raise AssertionError("It leads round in circles.")

    @property
    def text(self):
        return self.page.content.decode()


@pytest.fixture
def browser():
    from django.test import Client

    return Browser(Client)


def code_in(queue) -> str:
    queue.run_all()
    return mail.outbox[-1].subject.split()[-1]


def waiting(browser) -> str:
    return (parse_qs(urlsplit(browser.address).query).get("next") or [""])[0]


def create_account(browser, queue, email="rhian@home.test", council=COUNCIL):
    browser.get(f"http://{council}/account/")
    browser.post("/sign-in/new/", {"email": email, "next": waiting(browser)})
    return browser.post("/sign-in/new/code/", {"code": code_in(queue), "next": waiting(browser)})


def sign_in(browser, queue, email="rhian@home.test", council=COUNCIL):
    browser.get(f"http://{council}/account/")
    browser.post("/sign-in/login/", {"email": email, "next": waiting(browser)})
    return browser.post("/sign-in/login/code/", {"code": code_in(queue), "next": waiting(browser)})


def test_somebody_new_creates_an_account_and_joins_the_council(browser, queue, northvale):
    create_account(browser, queue)

    assert browser.address == f"http://{COUNCIL}/account/join/?next=/account/"
    assert "Join Northvale Borough Council" in browser.text

    browser.post("/account/join/", {"name": "Rhian Evans", "next": "/account/"})

    assert browser.address == f"http://{COUNCIL}/account/"
    assert "Rhian Evans" in browser.text
    with acting_for(northvale.id):
        joined = Joining.objects.get()
        assert Person.objects.get(pk=joined.person_id).name == "Rhian Evans"
        session = ResidentSession.objects.get()
    assert Account.objects.get(email="rhian@home.test").kind == "resident"
    assert (session.strength, session.methods) == (1, ["otp"])
    assert not Token.objects.exists(), "a council's own site needs none"
    assert clock.now() - session.authenticated_at < timedelta(minutes=1)


def test_somebody_who_has_an_account_comes_back_to_what_they_wanted(browser, queue, rhian):
    browser.get(f"http://{COUNCIL}/account/drafts/")
    browser.post("/sign-in/login/", {"email": "rhian@home.test", "next": waiting(browser)})
    browser.post("/sign-in/login/code/", {"code": code_in(queue), "next": waiting(browser)})

    assert browser.address == f"http://{COUNCIL}/account/drafts/"
    assert "Rhian Evans" in browser.text


@pytest.mark.parametrize("email", ["rhian@home.test", "Rhian@Home.TEST"])
def test_one_address_never_has_two_accounts_of_residents(rhian, email):
    with pytest.raises(IntegrityError), transaction.atomic():
        ResidentAccount.objects.create(email=email, name="Somebody else", kind="resident")

    assert ResidentAccount.objects.filter(email__iexact=email).count() == 1


def test_one_sign_in_serves_every_council_but_joins_none(browser, queue, rhian, southmere):
    sign_in(browser, queue)

    browser.get("http://southmere.test/account/")

    assert browser.address == "http://southmere.test/account/join/?next=/account/"
    with acting_for(southmere.id):
        assert not Joining.objects.exists()
        assert not Person.objects.exists()


def test_a_port_that_a_visitor_makes_up_is_no_address_of_the_site(client, northvale):
    from allauth.idp.oidc.models import Client

    client.get("/account/sign-in/", headers={"host": "northvale.test:6666"})

    assert Client.objects.get().get_redirect_uris() == [
        "http://northvale.test/account/sign-in/back/"
    ]


def test_signing_out_at_one_council_signs_out_everywhere(browser, queue, rhian, southmere):
    sign_in(browser, queue)
    browser.get("http://southmere.test/account/")
    browser.post("/account/sign-out/", {})

    assert browser.address == "http://southmere.test/account/signed-out/"
    browser.get(f"http://{COUNCIL}/account/")
    assert browser.address.startswith("http://id.test/sign-in/login/")


def test_the_account_of_an_employee_does_not_open_the_residents_door(browser, queue, alice):
    browser.get(f"http://{COUNCIL}/account/")
    browser.post("/sign-in/login/", {"email": alice.email, "next": waiting(browser)})
    queue.run_all()

    assert mail.outbox[-1].subject == "You have no council account yet"
    with acting_for(kit.northvale(kit.NOW).id):
        assert not ResidentSession.objects.exists()


def test_the_account_of_a_resident_does_not_open_the_employees_door(client, northvale, rhian):
    account = Account.objects.get(email="rhian@home.test")
    account.set_password("correct horse battery")
    account.save()

    response = client.post(
        "/workspace/sign-in/login/",
        {"login": "rhian@home.test", "password": "correct horse battery"},
        headers={"host": COUNCIL},
    )

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session
