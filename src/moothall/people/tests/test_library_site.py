"""The library that the demonstration plays signs people in and out at our sign-in host."""

import json
from urllib.parse import urlsplit

import httpx
import pytest
from django.test import Client
from lxml import html

from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.people import actions
from moothall.people.models import ImportedUser, SiteSession
from moothall.people.tests.satellite import claims, website
from moothall.people.tests.test_claims import account_of, bring_in, themselves
from moothall.people.tests.test_provider import sign_in
from simulators.tests.program import Program

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SCOPE = "openid email profile council_name external_id"


@pytest.fixture
def issuer(live_server, settings):
    """The sign-in host by number, which the library reaches too."""
    settings.SIGN_IN_HOST = urlsplit(live_server.url).hostname
    settings.SIGN_IN_URL = live_server.url.rstrip("/")
    return settings.SIGN_IN_URL


class Person:
    """Rhian's browser: one part of it is on the library's website, one at the sign-in host."""

    def __init__(self, library, issuer):
        self.library, self.issuer = library, issuer
        self.there = httpx.Client(base_url=f"{library.url}/northvale", trust_env=False)
        self.here = Client(headers={"host": urlsplit(issuer).netloc})

    def sees(self, testid):
        page = html.fromstring(self.there.get("/").text)
        return [
            " ".join(one.text_content().split())
            for one in page.xpath(f"//*[@data-testid='{testid}']")
        ]

    def begins(self):
        return self.there.post("/sign-in").headers["Location"].removeprefix(self.issuer)

    def answers(self, address, action="grant"):
        """Go on at the sign-in host, and return where the browser is led back to."""
        asked = self.here.get(address)["Location"]
        if asked.startswith("/"):
            answer = self.here.post(asked, {"action": action})["Location"]
            asked = self.here.get(answer)["Location"] if answer.startswith("/") else answer
        return asked

    def signs_in(self, **answer):
        return self.there.get(self.answers(self.begins(), **answer))


@pytest.fixture
def rhian_there(issuer, northvale, rhian, tmp_path):
    """Northvale's library, which knew Rhian before, and her browser."""
    bring_in(northvale, clock.now())
    sites = tmp_path / "sites.json"
    library = Program("library", tmp_path, ("--sites", str(sites))).start()
    person = Person(library, issuer)
    sign_in(person.here, "rhian")
    own = f"{library.url}/northvale/"
    site = website(
        person.here, northvale, redirect_addresses=(f"{own}back",), logout_address=f"{own}logout",
        sign_out_addresses=(f"{own}?signed-out=1",),
    )  # fmt: skip
    told = {"key": "northvale", "name": "Northvale Library", "issuer": issuer, "scope": SCOPE,
            "client_id": site.client_id, "secret": site.secret}  # fmt: skip
    sites.write_text(json.dumps([told]))
    yield person
    person.there.close()
    library.end()


def test_somebody_signs_in_with_their_council_account_and_is_known_by_their_card(
    rhian_there, northvale, rhian
):
    assert rhian_there.signs_in().headers["Location"] == "/northvale/"
    assert rhian_there.sees("welcome") == ["Hello, Rhian Evans"]
    assert len(rhian_there.sees("no-card")) == 1

    with acting_for(northvale.id):
        actions.answer_for_imported_user(
            actor=themselves(rhian), account_id=account_of("rhian"),
            imported_id=ImportedUser.objects.get(external_id="17").pk, is_mine=True,
            now=clock.now(),
        )  # fmt: skip
    rhian_there.signs_in()

    assert rhian_there.sees("card") == ["17"]


def test_whoever_allows_nothing_is_not_signed_in(rhian_there):
    page = rhian_there.signs_in(action="deny")

    assert "Nothing was told to us" in page.text
    assert rhian_there.sees("welcome") == []


def test_signing_out_there_ends_it_here(rhian_there):
    rhian_there.signs_in()

    leaving = rhian_there.there.post("/sign-out").headers["Location"]
    back = rhian_there.here.get(leaving.removeprefix(rhian_there.issuer))["Location"]

    assert "You have signed out" in rhian_there.there.get(back).text
    assert rhian_there.here.get(rhian_there.begins())["Location"].startswith("/sign-in/login/")
    assert rhian_there.sees("welcome") == []


def test_signing_out_here_ends_it_there(rhian_there, queue):
    rhian_there.signs_in()

    rhian_there.here.post("/sign-in/logout/")
    queue.run_all()

    assert SiteSession.objects.filter(ended_at=None).count() == 0
    assert rhian_there.sees("welcome") == []
    assert len(rhian_there.sees("ended-elsewhere")) == 1
    assert rhian_there.sees("facts") == []


def test_nothing_that_does_not_hold_signs_anybody_in_or_out(rhian_there):
    back = rhian_there.answers(rhian_there.begins())
    stranger = httpx.Client(base_url=rhian_there.there.base_url, trust_env=False)
    assert "has not begun" in stranger.get(back).text, "another browser"
    wrong = back.replace("iss=", "iss=http%3A%2F%2Fevil.test&was=")
    assert "another sign-in host" in rhian_there.there.get(wrong).text
    assert "has done so already" in rhian_there.there.get(back).text, "a second time"
    assert rhian_there.sees("welcome") == []

    rhian_there.signs_in()
    kept = rhian_there.library.state / "library.sqlite3"
    id_token = _id_token_in(kept)
    assert claims(id_token)["sid"]
    for token in (id_token, "", "a.b.c"):
        assert rhian_there.there.post("/logout", data={"logout_token": token}).status_code == 400
    assert rhian_there.sees("welcome") == ["Hello, Rhian Evans"]


def _id_token_in(file):
    import sqlite3

    connection = sqlite3.connect(file)
    try:
        return connection.execute("SELECT id_token FROM visit").fetchone()[0]
    finally:
        connection.close()
