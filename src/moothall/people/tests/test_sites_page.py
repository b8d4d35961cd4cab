"""The screens on which a council says which websites sign people in, and with what companies."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from moothall.eforms.tests.test_managing import HOST as WORKSPACE
from moothall.eforms.tests.test_managing import carol as carol  # noqa: PLC0414 - a fixture
from moothall.kernel import clock
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.models import SatelliteSite, SignInProvider, SiteClient, SiteConsent
from moothall.people.tests.satellite import BACK, HOST, OUT, Website, website
from moothall.people.tests.test_provider import sign_in
from moothall.people.websites import allowed_websites, satellite_sites

pytestmark = pytest.mark.django_db
PAGE = "/workspace/sites/northvale/"
TYPED = {
    "name": "Northvale Library",
    "name_cy": "",
    "redirect_addresses": f"{BACK}\n\n https://library.test/other \n",
    "sign_out_addresses": OUT,
    "logout_address": "https://library.test/logout",
    "scopes": ["email", "offline_access"],
    "keeps_secret": "yes",
}


def register(client, **changed):
    answer = client.post(PAGE, {**TYPED, **changed}, headers=WORKSPACE)
    html = answer.content.decode()
    found = [re.search(rf'data-testid="{name}">([^<]+)<', html) for name in ("client-id", "secret")]
    return answer, *(match[1] if match else "" for match in found)


def test_a_website_is_registered_and_its_secret_shown_once(carol, northvale, client, rhian):
    answer, client_id, secret = register(carol)

    assert answer["Cache-Control"] == "no-store"
    with acting_for(northvale.id):
        (row,) = satellite_sites(northvale.id)
        assert AuditEntry.objects.filter(verb="site.registered").count() == 1
    assert row.redirect_addresses == (BACK, "https://library.test/other")
    assert row.scopes == ("openid", "email", "offline_access")
    html = carol.get(PAGE, headers=WORKSPACE).content.decode()
    assert client_id in html
    assert secret not in html
    assert secret not in SiteClient.objects.get(pk=client_id).secret
    sign_in(client, "rhian")
    assert "access_token" in Website(client, client_id, secret).tokens()


def test_a_program_without_a_secret_gets_none(carol):
    _, client_id, secret = register(carol, keeps_secret="no")

    assert (SiteClient.objects.get(pk=client_id).type, secret) == ("public", "")


@pytest.mark.parametrize(
    "address",
    [
        "https://*.library.test/back",
        "http://library.test/back",
        "ftp://library.test/",
        "https://me@library.test/",
        "https://library.test/#part",
        "https://Library.test/",
        "javascript:alert(1)",
        "//library.test/",
        "https://library.test/a b",
    ],
)
def test_addresses_that_are_not_plain_are_refused(carol, northvale, settings, address):
    settings.INSECURE_HTTP = False

    answer, client_id, _ = register(carol, redirect_addresses=address)

    assert client_id == ""
    assert "is not a full address" in answer.content.decode()
    with acting_for(northvale.id):
        assert not SatelliteSite.objects.exists()


def test_a_name_is_given_once(carol, northvale):
    register(carol)
    answer, client_id, _ = register(carol)

    assert client_id == ""
    assert "There is a website of this name already." in answer.content.decode()


def test_a_website_is_changed(carol, northvale):
    _, client_id, _ = register(carol)
    with acting_for(northvale.id):
        site = SatelliteSite.objects.get()

    carol.post(
        f"{PAGE}{site.pk}/",
        {**TYPED, "name": "Libraries", "redirect_addresses": OUT, "scopes": []},
        headers=WORKSPACE,
    )

    known = SiteClient.objects.get(pk=client_id)
    assert (known.name, known.get_redirect_uris(), known.get_scopes()) == (
        "Libraries",
        [OUT],
        ["openid"],
    )
    assert known.type == "confidential"


def test_a_new_secret_works_and_the_old_one_for_a_day(carol, northvale, client, rhian, monkeypatch):
    _, client_id, old = register(carol)
    with acting_for(northvale.id):
        site = SatelliteSite.objects.get()

    page = carol.post(f"{PAGE}{site.pk}/secret/", headers=WORKSPACE).content.decode()
    new = re.search(r'data-testid="secret">([^<]+)<', page)[1]

    sign_in(client, "rhian")
    assert Website(client, client_id, new).exchange("none").status_code == 400
    assert Website(client, client_id, old).exchange("none").status_code == 400
    assert Website(client, client_id, "guessed").exchange("none").status_code == 401
    later = clock.now() + timedelta(days=1, seconds=1)
    monkeypatch.setattr("moothall.kernel.clock.now", lambda: later)
    assert Website(client, client_id, new).exchange("none").status_code == 400
    assert Website(client, client_id, old).exchange("none").status_code == 401


def test_two_new_secrets_stop_the_first_at_once(carol, northvale, client):
    _, client_id, old = register(carol)
    with acting_for(northvale.id):
        site = SatelliteSite.objects.get()

    for _ in range(2):
        carol.post(f"{PAGE}{site.pk}/secret/", headers=WORKSPACE)

    assert Website(client, client_id, old).exchange("none").status_code == 401


def test_a_website_that_is_stopped_signs_nobody_in(carol, northvale, rhian):
    browser = Client()
    sign_in(browser, "rhian")
    library = website(browser, northvale)
    tokens = library.tokens(scope="openid offline_access")

    carol.post(f"{PAGE}{library.site_id}/stop/", headers=WORKSPACE)

    assert library.authorize().status_code == 400
    assert library.userinfo(tokens["access_token"]).status_code == 401
    assert library.refresh(tokens["refresh_token"]).status_code == 401
    assert "Northvale Library" not in carol.get(PAGE, headers=WORKSPACE).content.decode()
    assert SiteConsent.objects.get().withdrawn_at is not None
    assert register(carol)[1], "the name is free again"


def test_others_see_and_change_nothing(carol, client, northvale, southmere, now):
    _, client_id, _ = register(carol)
    with acting_for(northvale.id):
        site = SatelliteSite.objects.get()
    before = SiteClient.objects.get(pk=client_id).secret
    for path in ("", "secret/", "stop/"):
        there = f"/workspace/sites/southmere/{site.pk}/{path}"
        assert carol.post(there, TYPED, headers=WORKSPACE).status_code == 404
    assert carol.get("/workspace/sites/southmere/", headers=WORKSPACE).status_code == 404
    with acting_for(southmere.id):
        assert satellite_sites(southmere.id) == []
        assert satellite_sites(northvale.id) == []
    client.logout()
    assert client.get(PAGE, headers=WORKSPACE).status_code == 302
    kit.sign_in(client, kit.staff_user("bob", now))
    for path in ("", f"{site.pk}/", f"{site.pk}/secret/", f"{site.pk}/stop/"):
        assert client.post(f"{PAGE}{path}", TYPED, headers=WORKSPACE).status_code in (403, 404)

    with acting_for(northvale.id):
        site.refresh_from_db()
    assert site.stopped_at is None
    assert SiteClient.objects.get(pk=client_id).secret == before


def test_the_list_of_websites_asks_once(carol, northvale, django_assert_num_queries):
    for number in range(5):
        register(carol, name=f"Website {number}")

    with acting_for(northvale.id), django_assert_num_queries(1):
        assert len(satellite_sites(northvale.id)) == 5


# What residents see of it


def test_somebody_sees_and_withdraws_what_they_allowed(client, northvale, rhian, tomos):
    sign_in(client, "rhian")
    library = website(client, northvale)
    tokens = library.tokens(scope="openid email offline_access")
    page = client.get("/sign-in/websites/", headers=HOST).content.decode()
    assert "Northvale Library" in page
    assert "Northvale Borough Council" in page
    assert "your email address" in page
    consent = SiteConsent.objects.get()

    sign_in(client, "tomos")
    assert (
        "Northvale Library" not in client.get("/sign-in/websites/", headers=HOST).content.decode()
    )
    path = f"/sign-in/websites/{consent.pk}/withdraw/"
    assert client.post(path, headers=HOST).status_code == 404
    assert library.userinfo(tokens["access_token"]).status_code == 200

    sign_in(client, "rhian")
    client.post(path, headers=HOST)

    assert library.userinfo(tokens["access_token"]).status_code == 401
    assert library.refresh(tokens["refresh_token"]).status_code == 400
    assert library.authorize()["Location"].startswith("/sign-in/allow/")
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None


def test_what_was_allowed_is_shown_in_welsh(client, southmere, northvale, rhian):
    sign_in(client, "rhian")
    library = website(client, southmere)
    library.tokens()

    page = client.get("/cy/sign-in/websites/", headers=HOST).content.decode()

    assert "Llyfrgell Northvale" in page
    assert "Cyngor Sir Merllyn y De" in page


def test_the_list_of_what_somebody_allows_asks_once(
    client, northvale, rhian, django_assert_num_queries
):
    account = sign_in(client, "rhian")
    for number in range(4):
        website(client, northvale, name=f"Website {number}").tokens()
    allowed_websites(account.pk)  # remembers the council

    with django_assert_num_queries(1):
        assert len(allowed_websites(account.pk)) == 4


# Companies

COMPANIES = "/workspace/sign-in-providers/northvale/"
GOOGLE = {"kind": "google", "name": "Google", "client_id": "abc.apps", "secret_name": "google"}


def test_a_company_is_set_up_and_stopped(carol, northvale, settings):
    settings.SECRETS_DIR.mkdir()
    carol.post(COMPANIES, GOOGLE, headers=WORKSPACE)

    page = carol.get(COMPANIES, headers=WORKSPACE).content.decode()
    assert "http://id.test/sign-in/back/google" in page
    assert "Its secret is not in place" in page
    (settings.SECRETS_DIR / "google").write_text("s")
    assert "not in place" not in carol.get(COMPANIES, headers=WORKSPACE).content.decode()
    with acting_for(northvale.id):
        row = SignInProvider.objects.get()
    assert row.key == f"c{northvale.id}-google"
    again = carol.post(COMPANIES, GOOGLE, headers=WORKSPACE).content.decode()
    assert "This is set up already." in again

    carol.post(f"{COMPANIES}{row.pk}/stop/", headers=WORKSPACE)
    assert "abc.apps" not in carol.get(COMPANIES, headers=WORKSPACE).content.decode()


def test_another_provider_of_a_name_does_not_inherit_connections(carol, northvale):
    def key_of(**changed):
        carol.post(COMPANIES, {**GOOGLE, **changed}, headers=WORKSPACE)
        with acting_for(northvale.id):
            row = SignInProvider.objects.get(stopped_at__isnull=True)
        carol.post(f"{COMPANIES}{row.pk}/stop/", headers=WORKSPACE)
        return row.key

    first = key_of()

    assert key_of(client_id="other.apps") == f"{first}-2"
    assert key_of() == first, "the same one again"


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "openid_connect", "address": ""},
        {"kind": "openid_connect", "address": "ftp://x.test"},
        {"kind": "apple"},
        {"secret_name": "Not A Name"},
        {"sign_in_origin": "nowhere"},
        {"kind": "twitter"},
    ],
)
def test_what_a_company_needs_is_asked_for(carol, northvale, changed):
    answer = carol.post(COMPANIES, {**GOOGLE, **changed}, headers=WORKSPACE)

    assert answer.status_code == 200
    assert "Error:" in answer.content.decode()
    with acting_for(northvale.id):
        assert not SignInProvider.objects.exists()


def test_others_set_up_no_company(carol, client, northvale, southmere, now):
    carol.post(COMPANIES, GOOGLE, headers=WORKSPACE)
    with acting_for(northvale.id):
        row = SignInProvider.objects.get()
    there = "/workspace/sign-in-providers/southmere/"
    assert carol.post(there, GOOGLE, headers=WORKSPACE).status_code == 404
    assert carol.post(f"{there}{row.pk}/stop/", headers=WORKSPACE).status_code == 404
    client.logout()
    kit.sign_in(client, kit.staff_user("bob", now))
    assert client.post(f"{COMPANIES}{row.pk}/stop/", headers=WORKSPACE).status_code in (403, 404)
    assert client.post(COMPANIES, GOOGLE, headers=WORKSPACE).status_code in (403, 404)

    with acting_for(northvale.id):
        row.refresh_from_db()
    assert row.stopped_at is None
