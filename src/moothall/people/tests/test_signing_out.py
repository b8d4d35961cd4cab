"""Signing out in one place ends it in all, and websites are told."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlencode

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as django_settings

from moothall.kernel import clock
from moothall.kernel.errors import GiveUp, Retry
from moothall.kernel.scope import acting_for, crossing_councils
from moothall.kernel.tests import kit
from moothall.people import actions, tasks
from moothall.people.holding.sign_in import sections_of_sign_in
from moothall.people.models import (
    Account,
    Joining,
    PairwiseSubject,
    ResidentSession,
    SiteConsent,
    SiteSession,
)
from moothall.people.sign_in import keys
from moothall.people.tests.satellite import HOST, OUT, claims, website
from moothall.people.tests.test_provider import sign_in

pytestmark = pytest.mark.django_db
COUNCIL = {"host": "northvale.test"}


class Listener:
    """A website's back-channel: notes what it is sent and answers as it is told to."""

    def __init__(self):
        outer, self.heard, self.status = self, [], 200

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.heard.append((self.path, dict(self.headers), parse_qs(body)))
                self.send_response(outer.status)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/logout"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def listener():
    made = Listener()
    yield made
    made.server.shutdown()


@pytest.fixture
def library(client, rhian, northvale, listener):
    sign_in(client, "rhian")
    return website(client, northvale, logout_address=listener.address)


def is_signed_in(client):
    return told_or_page(client).startswith("200")


def told_or_page(client):
    page = client.get("/sign-in/", headers=HOST)
    return f"{page.status_code}"


def test_signing_out_at_the_sign_in_host_ends_everything(library, client, queue, listener, rhian):
    tokens = library.tokens()
    stay = UserSession.objects.get()
    with acting_for(rhian.council_id):
        secret = actions.begin_resident_session(
            account_id=stay.user_id,
            subject="s",
            sign_in=stay.pk,
            strength=1,
            identity="",
            methods=["otp"],
            authenticated_at=clock.now(),
            now=clock.now(),
        )
    client.cookies[django_settings.RESIDENT_COOKIE_NAME] = secret
    assert client.get("/account/", headers=COUNCIL).status_code == 200

    client.post("/sign-in/logout/", headers=HOST)

    assert client.get("/account/", headers=COUNCIL).status_code == 302
    assert library.userinfo(tokens["access_token"]).status_code == 401
    assert not UserSession.objects.exists()
    queue.run_all()
    ((path, headers, body),) = listener.heard
    assert (path, headers["Content-Type"]) == ("/logout", "application/x-www-form-urlencoded")
    (token,) = body["logout_token"]
    said = keys.claims_in(token)
    before = claims(tokens["id_token"])
    assert said["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
    assert (said["iss"], said["aud"]) == ("http://id.test", library.client_id)
    assert (said["sub"], said["sid"]) == (before["sub"], before["sid"])
    assert said["exp"] - said["iat"] == 120
    assert "nonce" not in said
    assert json.loads(_header(token))["typ"] == "logout+jwt"


def _header(token):
    from base64 import urlsafe_b64decode

    return urlsafe_b64decode(token.split(".")[0] + "==")


def test_what_may_look_in_while_nobody_is_there_goes_on(library, client, queue):
    tokens = library.tokens(scope="openid offline_access")

    client.post("/sign-in/logout/", headers=HOST)

    assert library.refresh(tokens["refresh_token"]).status_code == 200


def test_a_code_that_was_not_exchanged_is_worth_nothing_after(library, client):
    code = library.code()

    client.post("/sign-in/logout/", headers=HOST)

    assert library.exchange(code).json()["error"] == "invalid_grant"


def test_signing_out_on_a_councils_site_tells_the_websites(library, client, queue, listener, rhian):
    library.tokens()
    stay = UserSession.objects.get()
    client.get("/account/sign-in/", headers=COUNCIL)
    kit.sign_in_resident(client, rhian)
    with acting_for(rhian.council_id):
        ResidentSession.objects.update(sign_in=stay.pk)

    leaves = client.post("/account/sign-out/", headers=COUNCIL)
    assert leaves["Location"].startswith("http://id.test/sign-in/end?client_id=council-northvale")
    ends = client.get(leaves["Location"].removeprefix("http://id.test"), headers=HOST)

    assert ends["Location"] == "http://northvale.test/account/signed-out/"
    assert not UserSession.objects.filter(pk=stay.pk).exists()
    queue.run_all()
    assert len(listener.heard) == 1


def test_another_page_cannot_sign_somebody_out_without_asking(library, client):
    asked = {
        "client_id": "council-northvale",
        "post_logout_redirect_uri": "http://northvale.test/account/signed-out/",
    }
    client.get("/account/", headers=COUNCIL)
    client.get("/account/sign-in/", headers=COUNCIL)

    answer = client.get(f"/sign-in/end?{urlencode(asked)}", headers=HOST)

    assert answer["Location"].startswith("/sign-in/leave/?client_id=council-northvale")
    page = client.get(answer["Location"], headers=HOST)
    assert "Do you want to sign out?" in page.content.decode()
    assert is_signed_in(client)
    done = client.post(answer["Location"], headers=HOST)
    assert done["Location"] == asked["post_logout_redirect_uri"]
    assert not is_signed_in(client)


def test_a_website_signs_its_own_visitor_out(library, client):
    token = library.tokens()["id_token"]
    asked = {"id_token_hint": token, "post_logout_redirect_uri": OUT, "state": "z 1"}

    answer = client.get(f"/sign-in/end?{urlencode(asked)}", headers=HOST)

    assert answer["Location"] == f"{OUT}?state=z+1"
    assert not is_signed_in(client)


def test_a_form_from_a_website_becomes_an_address(library, client):
    answer = client.post("/sign-in/end", {"client_id": library.client_id}, headers=HOST)

    assert (answer.status_code, answer["Location"]) == (
        303,
        f"/sign-in/end?client_id={library.client_id}",
    )


def test_an_old_token_is_a_hint_still(library, client, monkeypatch):
    token = library.tokens()["id_token"]
    monkeypatch.setattr("time.time", lambda: clock.now().timestamp() + 3600)

    answer = client.get(f"/sign-in/end?id_token_hint={token}", headers=HOST)

    assert answer["Location"] == "/sign-in/login/"
    assert not SiteSession.objects.filter(ended_at__isnull=True).exists()


def test_a_token_of_somebody_else_asks_first(library, client, tomos):
    token = library.tokens()["id_token"]
    sign_in(client, "tomos")

    answer = client.get(f"/sign-in/end?id_token_hint={token}", headers=HOST)

    assert answer["Location"].startswith("/sign-in/leave/")
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "changed",
    [
        {"post_logout_redirect_uri": "https://evil.test/"},
        {"post_logout_redirect_uri": f"{OUT}?more"},
        {"client_id": "site-unknown"},
        {"client_id": None},
    ],
)
def test_nobody_is_led_where_the_website_did_not_say(library, client, changed):
    asked = {"client_id": library.client_id, "post_logout_redirect_uri": OUT, **changed}
    address = urlencode({name: value for name, value in asked.items() if value})

    assert client.get(f"/sign-in/end?{address}", headers=HOST).status_code == 400
    assert is_signed_in(client)


def test_a_token_and_another_name_do_not_go_together(library, client):
    token = library.tokens()["id_token"]
    asked = urlencode({"id_token_hint": token, "client_id": "council-northvale"})

    assert client.get(f"/sign-in/end?{asked}", headers=HOST).status_code == 400
    assert is_signed_in(client)


def test_signing_out_elsewhere_tells_the_websites_of_that_stay(library, client, queue, listener):
    from django.test import Client

    library.tokens()
    second = Client()
    sign_in(second, "rhian")
    second.get("/sign-in/", headers=HOST)

    second.post("/sign-in/where/", headers=HOST)
    queue.run_all()

    assert len(listener.heard) == 1
    assert not is_signed_in(client)
    assert is_signed_in(second)


def test_a_stay_that_ends_by_itself_is_noticed(library, client, queue, listener):
    library.tokens()
    tasks.end_sessions_without_stay()
    assert SiteSession.objects.get().ended_at is None
    UserSession.objects.all().delete()

    tasks.end_sessions_without_stay()
    tasks.end_sessions_without_stay()
    queue.run_all()

    assert len(listener.heard) == 1


def test_a_website_that_stumbles_is_told_again(library, client, listener):
    library.tokens()
    session = SiteSession.objects.get()
    listener.status = 503
    with pytest.raises(Retry):
        tasks.tell_site_of_sign_out(session_id=session.pk)
    listener.status = 400
    with pytest.raises(GiveUp):
        tasks.tell_site_of_sign_out(session_id=session.pk)
    listener.status = 204
    tasks.tell_site_of_sign_out(session_id=session.pk)

    jtis = {keys.claims_in(body["logout_token"][0])["jti"] for _, _, body in listener.heard}
    assert len(jtis) == 3


def test_a_website_that_is_away_is_told_again(library, listener):
    library.tokens()
    listener.server.server_close()
    with pytest.raises(Retry):
        tasks.tell_site_of_sign_out(session_id=SiteSession.objects.get().pk)


def test_nothing_is_sent_into_our_own_network(library, settings, listener):
    library.tokens()
    settings.INSECURE_HTTP = False
    with pytest.raises(GiveUp):
        tasks.tell_site_of_sign_out(session_id=SiteSession.objects.get().pk)

    assert listener.heard == []


def test_a_website_gets_a_new_session_after_the_old_one_ended(library, client):
    first = claims(library.tokens()["id_token"])["sid"]
    assert claims(library.tokens()["id_token"])["sid"] == first
    client.post("/sign-in/logout/", headers=HOST)
    sign_in(client, "rhian")

    assert claims(library.tokens()["id_token"])["sid"] != first


def test_forms_may_lead_on_to_the_sites_that_wait(library, client, rhian):
    library.authorize()

    page = client.get("/sign-in/", headers=HOST)
    assert _form_action(page) == ["'self'", "https://library.test"]
    kit.sign_in_resident(client, rhian)
    page = client.get("/account/", headers=COUNCIL)
    assert _form_action(page) == ["'self'", "http://id.test"]
    assert _form_action(client.get("/", headers=COUNCIL)) == ["'self'"]


def _form_action(page):
    policy = dict(part.strip().split(" ", 1) for part in page["Content-Security-Policy"].split(";"))
    return policy["form-action"].split()


def test_an_account_that_is_closed_is_signed_out_of_the_websites_too(
    library, client, queue, listener, rhian
):
    tokens = library.tokens(scope="openid offline_access")
    account = Account.objects.get(email="rhian@home.test")

    close_the_account(account)
    queue.run_all()

    ((_, _, body),) = listener.heard
    said = keys.claims_in(body["logout_token"][0])
    assert said["sid"] == claims(tokens["id_token"])["sid"]
    assert "sub" not in said
    assert not SiteConsent.objects.exists()
    assert not PairwiseSubject.objects.filter(account=account).exists()
    assert library.refresh(tokens["refresh_token"]).status_code == 400


def close_the_account(account):
    with crossing_councils():
        Joining.objects.filter(account_id=account.pk).update(ended_at=clock.now())
    assert actions.close_if_nothing_is_joined(account_id=account.pk, now=clock.now())


def test_a_copy_of_what_is_held_names_the_websites(library, client, rhian):
    library.tokens()
    account = Account.objects.get(email="rhian@home.test")

    sections = {one.key: one.rows for one in sections_of_sign_in(account.pk)}

    (allowed,) = sections["sign-in.sites"]
    assert "Northvale Library" in allowed.values()
    assert allowed["withdrawn_at"] is None
    assert len(sections["sign-in.site-sessions"]) == 1
