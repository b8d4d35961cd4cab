"""Where people are sent who sign in with an account at another company."""

from urllib.parse import parse_qs, urlsplit

import pytest

from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.people import actions
from moothall.people.sign_in.elsewhere import ORIGINS
from moothall.people.tests.satellite import HOST

pytestmark = pytest.mark.django_db
COUNCIL = {"host": "northvale.test"}


@pytest.fixture
def offer(client, northvale, settings):
    """Let Northvale offer a company, and somebody come from its site."""

    def make(kind, **more):
        settings.SECRETS_DIR.mkdir(exist_ok=True)
        (settings.SECRETS_DIR / "its-secret").write_text("s3cret")
        told = {
            "kind": kind,
            "name": kind.title(),
            "client_id": "ours",
            "secret_name": "its-secret",
            **more,
        }
        with acting_for(northvale.id):
            row = actions.set_up_provider(
                actor=system("tests"),
                council_id=northvale.id,
                settings=actions.ProviderSettings(**told),
                now=clock.now(),
            )
        leaves = client.get("/account/sign-in/", headers=COUNCIL)
        asks = client.get(leaves["Location"].removeprefix("http://id.test"), headers=HOST)
        return row, asks["Location"]

    return make


@pytest.mark.parametrize(
    ("kind", "more", "address"),
    [
        ("google", {}, "https://accounts.google.com/o/oauth2/v2/auth"),
        ("facebook", {}, "https://www.facebook.com/"),
        (
            "microsoft",
            {"address": "town-directory"},
            "https://login.microsoftonline.com/town-directory/oauth2/v2.0/authorize",
        ),
        ("apple", {"team": "T1", "key_id": "K1"}, "https://appleid.apple.com/auth/authorize"),
    ],
)
def test_somebody_is_sent_to_the_company(client, offer, kind, more, address):
    row, login = offer(kind, **more)

    page = client.get(login, headers=HOST)
    away = client.post(f"/sign-in/elsewhere/with/{row.key}/", {"next": "/sign-in/"}, headers=HOST)

    assert f"Continue with {kind.title()}" in page.content.decode()
    assert ORIGINS[kind] in page["Content-Security-Policy"]
    assert away["Location"].startswith(address)
    assert away["Location"].startswith(f"{ORIGINS[kind]}/")
    asked = parse_qs(urlsplit(away["Location"]).query)
    assert asked["client_id"] == ["ours"]
    assert asked["redirect_uri"] == [f"http://id.test/sign-in/back/{kind}"]
    assert len(asked["state"][0]) >= 16
    assert ("code_challenge" in asked) is (kind != "facebook")
    assert "s3cret" not in away["Location"]


def test_the_address_to_come_back_to_is_the_same_in_welsh(client, offer):
    row, _ = offer("google")

    away = client.post(f"/cy/sign-in/elsewhere/with/{row.key}/", headers=HOST)

    asked = parse_qs(urlsplit(away["Location"]).query)
    assert asked["redirect_uri"] == ["http://id.test/sign-in/back/google"]
    refused = client.get("/sign-in/back/google?state=unknown&code=1", headers=HOST)
    assert refused.status_code == 400
    assert 'lang="cy"' in refused.content.decode()


def test_apples_own_form_is_led_on_to_where_the_browser_has_its_cookies(client, offer):
    offer("apple", team="T1", key_id="K1")

    posted = client.post("/sign-in/back/apple", {"code": "c", "state": "unknown"}, headers=HOST)

    assert posted["Location"].startswith("http://id.test/sign-in/back/apple/done?")
    back = posted["Location"].removeprefix("http://id.test")
    assert client.get(back, headers=HOST).status_code == 400


def test_somebody_who_came_from_nowhere_is_offered_nothing(client, northvale):
    page = client.get("/sign-in/login/", headers=HOST).content.decode()

    assert "Continue with" not in page
    for kind in ("google", "facebook", "microsoft"):
        assert client.get(f"/sign-in/back/{kind}?state=x", headers=HOST).status_code == 400
