"""Acting for somebody over HTTP: chosen, shown on every page, checked with every request."""

from datetime import timedelta

import pytest
from django.test import Client

from moothall.kernel import clock
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import actions, scopes
from moothall.people.invitations import token_of
from moothall.people.models import Grant, GrantKind, Invitation, ResidentSession
from moothall.people.tests.granting import actor_of_person, claimed_grant, live_grant, offered

ACTING, HELPERS, HOME = "/account/acting/", "/account/helpers/", "/account/"


class Resident:
    """A browser in which a resident has signed in on their council's site."""

    def __init__(self, person=None, host="northvale.test"):
        self.client = Client(headers={"host": host})
        if person is not None:
            kit.sign_in_resident(self.client, person)

    def get(self, path):
        return self.client.get(path)

    def post(self, path, **fields):
        return self.client.post(path, fields)

    def acts_for(self, grant):
        return self.post(ACTING, **{"for": f"grant:{grant.pk}"})


@pytest.fixture
def granted(in_northvale, rhian, tomos):
    """Tomos may deal with Rhian's requests."""
    return live_grant(rhian, tomos, clock.now())


@pytest.fixture
def helper(granted, tomos):
    """Tomos's browser."""
    return Resident(tomos)


def text_of(response):
    return " ".join(response.content.decode().split())


def test_every_page_says_for_whom_one_acts_and_how_to_stop(helper, granted):
    assert "You are acting for" not in text_of(helper.get(HOME))

    assert helper.acts_for(granted).status_code == 302

    for page in (HOME, ACTING):
        assert "You are acting for Rhian Evans" in text_of(helper.get(page))
    helper.post(ACTING, **{"for": "myself"})
    assert "You are acting for" not in text_of(helper.get(HOME))


def test_who_began_to_act_is_written_down_with_both_people(helper, granted, rhian, tomos):
    helper.acts_for(granted)

    row = AuditEntry.objects.get(verb="acting.began")
    assert (row.actor_identifier, row.on_behalf_of) == (str(tomos.pk), str(rhian.pk))
    assert row.subject_id == str(rhian.pk)


def test_the_request_after_a_revocation_is_refused_and_a_post_too(helper, granted, rhian):
    helper.acts_for(granted)
    assert helper.get(HOME).status_code == 200

    actions.end_grant(actor=actor_of_person(rhian), grant_id=granted.pk, now=clock.now())

    for refused in (helper.get(HOME), helper.post("/account/leave/"), helper.get(HELPERS)):
        assert refused.status_code == 403
        assert "You cannot act for them any more" in text_of(refused)
    with acting_for(rhian.council_id):
        assert AuditEntry.objects.filter(verb="person.left").count() == 0
    assert helper.post(ACTING, **{"for": "myself"}).status_code == 302
    assert helper.get(HOME).status_code == 200


def test_a_grant_that_runs_out_is_refused_by_the_clock(helper, granted):
    helper.acts_for(granted)

    Grant.objects.update(expires_at=clock.now() - timedelta(seconds=1))

    assert helper.get(HOME).status_code == 403


def test_a_narrowed_grant_counts_at_once(helper, granted, rhian):
    helper.acts_for(granted)

    actions.change_grant(
        actor=actor_of_person(rhian), grant_id=granted.pk, scopes=[scopes.MONEY],
        expires_at=None, now=clock.now(),
    )  # fmt: skip

    assert helper.get("/account/requests/").status_code == 403  # no longer part of it
    assert "Open requests" not in text_of(helper.get(HOME))
    assert helper.get(ACTING).status_code == 200


def test_how_somebody_signs_in_and_who_helps_them_stay_theirs_alone(helper, granted):
    Grant.objects.update(scopes=sorted(scopes.ALL))
    helper.acts_for(granted)

    for path in (
        HELPERS, "/account/helpers/offer/", "/account/helpers/ask/", "/account/helpers/claim/",
        f"/account/helpers/{granted.pk}/change/", "/account/leave/",
        "/account/organisations/new/",
    ):  # fmt: skip
        assert helper.get(path).status_code == 403
        assert helper.post(path).status_code == 403
    assert helper.post(f"/account/helpers/{granted.pk}/end/").status_code == 403
    granted.refresh_from_db()
    assert granted.state == "live"


def test_guessed_and_others_grants_lead_nowhere(granted, in_northvale, rhian):
    sian = Resident(kit.resident("sian", in_northvale, clock.now()))

    for value in (f"grant:{granted.pk}", "grant:", "grant:x", "membership:" + str(granted.pk), ""):
        assert sian.post(ACTING, **{"for": value}).status_code == 404

    assert ResidentSession.objects.filter(grant__isnull=False).count() == 0
    assert "Rhian Evans" not in text_of(sian.get(ACTING))


def test_a_choice_is_of_one_session_and_ends_with_it(helper, granted, tomos):
    helper.acts_for(granted)

    other = Resident(tomos)

    assert "You are acting for" not in text_of(other.get(HOME))
    helper.post("/account/sign-out/")
    assert helper.get(HOME).status_code == 302


def test_a_stranger_and_another_council_are_sent_to_sign_in(granted, southmere, tomos):
    nobody = Resident()
    elsewhere = Resident(tomos, host="southmere.test")

    for browser in (nobody, elsewhere):
        for path in (ACTING, HELPERS, f"/account/helpers/{granted.pk}/papers/"):
            response = browser.get(path)
            assert response.status_code == 302
            assert response["Location"].startswith("/account/sign-in/")
        assert browser.acts_for(granted).status_code == 302
    with acting_for(tomos.council_id):
        assert ResidentSession.objects.filter(grant__isnull=False).count() == 0


def test_an_invitation_is_answered_on_its_page_by_its_address_alone(in_northvale, rhian, tomos):
    offered(rhian, "tomos@home.test", clock.now())
    path = f"/account/invitations/{token_of(Invitation.objects.get())}/"

    stranger = Resident(kit.resident("sian", in_northvale, clock.now()))
    assert stranger.get(path).status_code == 404
    assert stranger.post(path, answer="yes").status_code == 404
    invited = Resident(tomos)
    assert "Act for Rhian Evans" in text_of(invited.get(path))
    assert invited.post(path, answer="yes").status_code == 302

    assert invited.post(path, answer="yes").status_code == 404
    assert Grant.objects.get().delegate_id == tomos.pk


def test_saying_no_ends_it(in_northvale, rhian, tomos):
    offered(rhian, "tomos@home.test", clock.now())
    path = f"/account/invitations/{token_of(Invitation.objects.get())}/"

    Resident(tomos).post(path, answer="no")

    assert Grant.objects.get().state == "refused"


def test_a_person_offers_changes_and_ends_on_their_page(in_northvale, rhian, tomos):
    mine = Resident(rhian)

    wrong = mine.post("/account/helpers/offer/", email="x", lasts="30")
    assert (wrong.status_code, Grant.objects.count()) == (422, 0)
    mine.post(
        "/account/helpers/offer/", email="tomos@home.test", kind="carer", scopes=[scopes.MONEY],
        lasts="30",
    )  # fmt: skip
    grant = Grant.objects.get()
    assert grant.scopes == [scopes.MONEY]
    assert "Waiting for an answer" in text_of(mine.get(HELPERS))

    assert mine.post(f"/account/helpers/{grant.pk}/end/").status_code == 302
    grant.refresh_from_db()
    assert grant.state == "revoked"


def test_offering_asks_for_a_recent_sign_in(in_northvale, rhian):
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in_resident(client, rhian, authenticated_at=clock.now() - timedelta(hours=2))

    response = client.post("/account/helpers/offer/", {"email": "tomos@home.test"})

    assert response.status_code == 302
    assert "again=1" in response["Location"]


def test_papers_are_handed_in_for_ones_own_claim_alone(in_northvale, rhian, tomos):
    from django.core.files.uploadedfile import SimpleUploadedFile

    grant = claimed_grant(tomos, clock.now())
    path = f"/account/helpers/{grant.pk}/papers/"
    file = SimpleUploadedFile("lpa.txt", b"Registered", content_type="text/plain")

    assert Resident(rhian).client.post(path, {"papers": file}).status_code == 404
    file.seek(0)
    assert Resident(tomos).client.post(path, {"papers": file}).status_code == 302

    grant.refresh_from_db()
    assert len(grant.evidence) == 36


def test_papers_that_came_after_the_session_ran_out_are_sent_by_pressing_send(
    in_northvale, rhian, tomos
):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from moothall.documents.models import LateFile, StoredFile

    grant = claimed_grant(tomos, clock.now())
    path = f"/account/helpers/{grant.pk}/papers/"
    client = Resident(tomos).client
    ResidentSession.objects.update(last_seen_at=clock.now() - timedelta(minutes=31))
    late = client.post(path, {"papers": SimpleUploadedFile("lpa.txt", b"Registered")})
    grant.refresh_from_db()
    assert (late.status_code, grant.evidence, LateFile.objects.count()) == (302, "", 1)
    kit.sign_in_resident(client, tomos)

    page = client.get(path).content.decode()
    sent = client.post(path, {})

    assert "lpa.txt" in page
    assert sent.status_code == 302
    grant.refresh_from_db()
    assert StoredFile.objects.get(pk=grant.evidence).kept_at is not None
    assert not LateFile.objects.exists()
    assert "lpa.txt" not in client.get(path).content.decode()


def test_a_child_is_asked_for_with_a_birth_date(in_northvale, rhian):
    mine = Resident(rhian)
    given = {"kind": "parent", "said_name": "Mali Evans", "scopes": [scopes.REQUESTS]}

    assert mine.post("/account/helpers/claim/", **given).status_code == 422
    day = {"said_born_on-day": "27", "said_born_on-month": "3", "said_born_on-year": "2015"}
    assert mine.post("/account/helpers/claim/", **given, **day).status_code == 302

    grant = Grant.objects.get()
    assert (grant.kind, grant.state) == (GrantKind.PARENT, "waiting_for_approval")


def test_an_organisation_is_added_and_others_cannot_see_it(in_northvale, rhian, tomos):
    mine = Resident(rhian)

    page = mine.post("/account/organisations/new/", name="Evans Ltd", number="")["Location"]

    assert "Evans Ltd" in text_of(mine.get(page))
    assert Resident(tomos).get(page).status_code == 404
    assert Resident(tomos).post(page, email="x@y.test").status_code == 404
    assert mine.post(page, email="tomos@home.test").status_code == 200
    assert Invitation.objects.get().email == "tomos@home.test"


def test_whoever_may_deal_with_documents_alone_has_a_home_without_requests(
    in_northvale, rhian, tomos
):
    granted = live_grant(rhian, tomos, clock.now(), scopes_=["own.documents"])
    helper = Resident(tomos)
    helper.acts_for(granted)

    home = helper.get(HOME)

    assert home.status_code == 200
    assert "Open requests" not in text_of(home)
    assert helper.get("/account/requests/").status_code == 403


def test_acting_costs_at_most_one_more_query_on_a_page(
    helper, granted, django_assert_num_queries, in_northvale
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    helper.get(HOME)
    with CaptureQueriesContext(connection) as alone:
        helper.get(HOME)
    helper.acts_for(granted)
    helper.get(HOME)

    with CaptureQueriesContext(connection) as acting:
        helper.get(HOME)

    assert len(acting) <= len(alone) + 1


def test_forms_carry_what_a_browser_must_send_back(in_northvale, rhian, tomos, granted):
    client = Client(headers={"host": "northvale.test"}, enforce_csrf_checks=True)
    kit.sign_in_resident(client, rhian)
    page = client.get(HELPERS).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    end = f"/account/helpers/{granted.pk}/end/"

    assert client.post(end).status_code == 403
    assert client.post(end, {"csrfmiddlewaretoken": token}).status_code == 302

    granted.refresh_from_db()
    assert granted.state == "revoked"


def test_whoever_leaves_the_council_while_acting_can_join_again(granted, helper, tomos):
    helper.acts_for(granted)
    actions.leave_council(account_id=kit.resident_account("tomos").pk, now=clock.now())

    assert helper.get(HOME)["Location"].startswith("/account/join/")
    assert helper.get("/account/join/").status_code == 200
