"""Acting for others in a real browser, on a phone: without scripts, and read by everybody."""

import os

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import actions
from moothall.people.invitations import token_of
from moothall.people.models import Invitation, Organisation
from moothall.people.tests.granting import actor_of_person, claimed_grant, live_grant, offered
from moothall.surfaces.tests.planting import supervisor
from moothall.surfaces.workspace.tests.test_in_browser import (
    a_desk,
    cookie_of,
    faults_in,
    is_in_reach,
)

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]


def cookie_of_resident(person):
    """Return the cookie of somebody who has signed in; before any browser is open."""
    client = Client()
    kit.sign_in_resident(client, person)
    name = settings.RESIDENT_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "domain": "northvale.test"}
    return {**cookie, "path": "/"}


def test_a_helper_agrees_acts_and_stops_without_scripts(northvale, rhian, tomos, live_server):
    with acting_for(northvale.id):
        offered(rhian, "tomos@home.test", clock.now())
        token = token_of(Invitation.objects.get())
    cookie = cookie_of_resident(tomos)

    with a_desk(live_server, "none", scripts=False) as opened:
        opened.context.add_cookies([cookie])
        opened.goto(f"/account/invitations/{token}/")
        opened.get_by_test_id("accept").click()
        opened.goto("/account/acting/")
        opened.get_by_label("Rhian Evans").check()
        opened.get_by_test_id("act").click()
        expect(opened.get_by_test_id("acting-for")).to_contain_text("You are acting for Rhian")
        opened.get_by_test_id("stop-acting").click()
        expect(opened.get_by_test_id("acting-for")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_of_the_account_can_be_read_by_everybody(
    northvale, rhian, tomos, live_server, width
):
    with acting_for(northvale.id):
        now = clock.now()
        over, claim = live_grant(rhian, tomos, now), claimed_grant(rhian, now)
        live_grant(tomos, rhian, now)
        actions.create_organisation(
            actor=actor_of_person(rhian), name="Evans Ltd", number="12", now=now
        )
        offered(tomos, "rhian@home.test", now)
        token = token_of(Invitation.objects.get())
        organisation = Organisation.objects.get()
    pages = [
        "acting/", "helpers/", "helpers/offer/", "helpers/ask/", "helpers/claim/",
        f"helpers/{over.pk}/change/", f"helpers/{claim.pk}/papers/", f"invitations/{token}/",
        "organisations/new/", f"organisations/{organisation.pk}/",
    ]  # fmt: skip

    cookie = cookie_of_resident(rhian)
    with a_desk(live_server, "none", width=width) as opened:
        opened.context.add_cookies([cookie])
        found = {}
        for page in pages:
            opened.goto(f"/account/{page}")
            found[page] = faults_in(opened), is_in_reach(opened)
            picture(opened, f"account-{width}-{page}")

    assert found == {page: ([], True) for page in pages}


@pytest.mark.parametrize("width", [390, 1280])
def test_the_screens_of_staff_can_be_read_by_everybody(northvale, rhian, tomos, live_server, width):
    user = supervisor(northvale)
    with acting_for(northvale.id):
        grant = claimed_grant(tomos, clock.now())
        live_grant(rhian, tomos, clock.now())
        actions.protect_person(
            actor=system("tests"), person_id=tomos.pk, hides_email=True, hides_phone=True,
            refuses_joining=True, reason="x", now=clock.now(),
        )  # fmt: skip
    screens = [
        "grants/", f"grants/{grant.pk}/", f"people/{rhian.pk}/grants/", f"people/{tomos.pk}/",
        f"people/{rhian.pk}/help/", f"people/{tomos.pk}/protection/", "help/",
    ]  # fmt: skip

    with a_desk(live_server, cookie_of(user), width=width) as opened:
        opened.goto(f"/workspace/people/{rhian.pk}/help/")
        opened.get_by_label("Visit").check()
        opened.get_by_label("Why do you help them?").fill("Cannot use the website")
        opened.get_by_label("They are here").check()
        opened.get_by_test_id("begin-help").click()
        expect(opened.get_by_test_id("helping")).to_be_visible()
        found = {}
        for screen in screens:
            opened.goto(f"/workspace/{screen}")
            found[screen] = faults_in(opened), is_in_reach(opened)
            picture(opened, f"workspace-{width}-{screen}")

    assert found == {screen: ([], True) for screen in screens}


def picture(opened, name):
    """Keep a picture where somebody wants to look at it."""
    if folder := os.environ.get("MOOTHALL_PICTURES"):
        opened.screenshot(path=f"{folder}/{name.replace('/', '-')}.png", full_page=True)
