"""A browser between the sign-in host, councils' sites and One Login's simulator over real HTTP."""

import re
from dataclasses import asdict
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from moothall.kernel.tests.kit import NOW
from moothall.people.identity_providers.one_login import keys
from moothall.people.identity_providers.one_login.tests.scenery import CLIENT_ID, set_scene
from moothall.people.models import Account, ExternalIdentity
from moothall.people.sign_in.identity_proofs import Proof
from simulators.tests.program import CLIENT, Program

COUNCIL, OTHER_COUNCIL, HOST = "northvale.test", "southmere.test", "id.test"
BACK = f"http://{HOST}/sign-in/identity/back"
SIGNED_OUT = f"http://{HOST}/sign-in/identity/signed-out"
LOGOUT = "/sign-in/identity/logout"
MAIL = "rhian.pritchard@example.org"
MOST_REDIRECTS = 15

PROOF = Proof(
    provider="one_login",
    issuer="https://identity.test/",
    subject="rhian",
    email="rhian@example.org",
    email_verified=True,
    strength=2,
    level="P2",
    authenticated_at=NOW.timestamp(),
    proven_at=NOW.timestamp(),
    id_token="",
    name="Rhian Mair Pritchard",
    birth_date="1984-03-09",
)


class Browser:
    """Keeps a jar of cookies for each host; sends forms' tokens; goes to the simulator, too."""

    def __init__(self):
        self._clients, self.address, self.page = {}, "", None

    def at(self, host):
        if host not in self._clients:
            self._clients[host] = Client(enforce_csrf_checks=host == HOST)
        return self._clients[host]

    def get(self, address, *, until=""):
        return self._go("get", address, None, until)

    def post(self, address, until="", **values):
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.text)
        return self._go(
            "post", address, values | ({"csrfmiddlewaretoken": token[1]} if token else {}), until
        )

    def click(self, testid, *, until=""):
        """Follow a link by its test id."""
        found = re.search(rf'href="([^"]+)"[^>]*data-testid="{testid}"', self.text)
        assert found, f"there is no {testid} on {self.address}"
        return self.get(unescape(found[1]), until=until)

    def _go(self, method, address, values, until):
        for _ in range(MOST_REDIRECTS):
            parts = urlsplit(address)
            host = parts.netloc or urlsplit(self.address).netloc
            path = (parts.path or urlsplit(self.address).path) + (
                f"?{parts.query}" if parts.query else ""
            )
            self.address = f"http://{host}{path}"
            if until and self.address.startswith(until):
                return self.page  # stops before it asks
            if host.startswith("127.0.0.1:"):
                answer = CLIENT.get(self.address)
                assert answer.status_code == 302, answer.text
                address = answer.headers["Location"]
                continue
            call = getattr(self.at(host), method)
            self.page = call(
                path, *([values] if values is not None else []), headers={"host": host}
            )
            if self.page.status_code not in {302, 303}:
                return self.page
            method, values, address = "get", None, self.page["Location"]
        raise AssertionError("It leads round in circles.")

    @property
    def text(self):
        return self.page.content.decode() if self.page is not None else ""

    @property
    def status(self):
        return self.page.status_code

    @property
    def path(self):
        return urlsplit(self.address).path

    @property
    def session(self):
        return self.at(HOST).session

    # What residents do

    def arrive(self, council=COUNCIL, path="/account/"):
        """Go to a council's account, which leads to the page of signing in."""
        return self.get(f"http://{council}{path}")

    def one_login(self, *, council=COUNCIL, path="/account/", until=""):
        """Sign in with One Login on a council's site, as whoever the simulator plays."""
        self.arrive(council, path)
        if 'data-testid="identity-start"' in self.text:
            self.click("identity-start", until=until)
        return self.page

    def by_code(self, queue, email=MAIL, *, following=""):
        """Sign in with a code by e-mail, from the page of signing in."""
        values = {"next": following or self.waiting}
        self.post("/sign-in/login/", email=email, **values)
        queue.run_all()
        code = mail.outbox[-1].subject.split()[-1]
        return self.post("/sign-in/login/code/", code=code, **values)

    @property
    def waiting(self):
        found = re.search(r'name="next" value="([^"]*)"', self.text)
        return unescape(found[1]) if found else ""


@pytest.fixture(scope="session")
def running_one_login(tmp_path_factory):
    program = Program("one_login", tmp_path_factory.mktemp("one_login")).start()
    yield program
    program.end()


@pytest.fixture
def one_login(running_one_login, settings):
    """One Login, with the installation registered; it plays Rhian."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    keys.forget_all()
    scene = set_scene(running_one_login, settings.SECRETS_DIR)
    scene.config(
        clientConfiguration={
            "clientId": CLIENT_ID,
            "redirectUrls": [BACK],
            "postLogoutRedirectUrls": [SIGNED_OUT],
        },
        errorConfiguration={"idTokenErrors": [], "coreIdentityErrors": [], "authoriseErrors": []},
    )
    options = {name: value for name, value in asdict(scene.options).items() if value}
    settings.IDENTITY_PROVIDER = {"supplier": "one_login", "options": options}
    yield scene
    keys.forget_all()


@pytest.fixture
def browser():
    return Browser()


def identities() -> dict[str, str]:
    """Return which address of One Login is connected to which account."""
    return {
        row.shown: row.account.email for row in ExternalIdentity.objects.select_related("account")
    }


def residents() -> list[str]:
    return sorted(Account.objects.filter(kind="resident").values_list("email", flat=True))
