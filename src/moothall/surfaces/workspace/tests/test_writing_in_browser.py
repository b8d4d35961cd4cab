"""Choosing notices, answering beside a colleague and merging, in a real browser."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import expect

from moothall.cases import actions
from moothall.cases.linking.actions import follow_case
from moothall.cases.mail.models import Mail, OutgoingMail
from moothall.cases.mail.tests.conftest import made
from moothall.cases.mail.tests.letters import filed, letter
from moothall.cases.models import NoticeChoice, TimelineEntry
from moothall.cases.tests.factories import case_of, person_of
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.models import Consent
from moothall.surfaces.workspace.tests.test_in_browser import (
    a_desk,
    cookie_of,
    faults_in,
    is_in_reach,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
BOTH = pytest.mark.parametrize(("width", "scripts"), [(1280, True), (390, False)])


def meanwhile(act):
    """Do something at the database while a browser is open, which has this thread for itself."""

    def run():
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(run).result()


def answers(council, case, who):
    with acting_for(council.id):
        actions.write_to_resident(actor=who, case_id=case.pk, text="On Tuesday", now=clock.now())


def look(opened, scripts):
    assert is_in_reach(opened) if scripts else True
    assert not scripts or faults_in(opened) == []


@BOTH
def test_notices_by_e_mail_are_chosen(live_server, northvale, alice, width, scripts):
    with a_desk(live_server, cookie_of(alice), width=width, scripts=scripts) as opened:
        opened.goto("/workspace/account/")
        opened.get_by_test_id("notice-choice").click()
        look(opened, scripts)
        opened.get_by_label("Yes, once a day").check()
        opened.get_by_label("If once a day: from which hour?").select_option("16:00")
        opened.get_by_test_id("save").click()
        expect(opened.get_by_label("Yes, once a day")).to_be_checked()

    with acting_for(northvale.id):
        assert NoticeChoice.objects.get().hour == 16


@pytest.fixture
def case(northvale):
    with acting_for(northvale.id):
        person = person_of(northvale, clock.now())
        return case_of(northvale, clock.now(), person_id=person.pk)


@BOTH
def test_a_colleagues_answer_is_read_before_ones_own_is_sent(
    live_server, northvale, alice, bob, case, width, scripts
):
    colleague = kit.actor_of(bob)
    with a_desk(
        live_server, cookie_of(alice), width=width, scripts=scripts, refused=[409]
    ) as opened:
        opened.goto(f"/workspace/cases/{case.reference}/")
        opened.get_by_test_id("open-write").click()
        meanwhile(lambda: answers(northvale, case, colleague))
        opened.get_by_label("Your message").fill("On Monday")
        if scripts:
            expect(opened.get_by_test_id("answered")).to_contain_text("A colleague has answered")
            expect(opened.get_by_label("Your message")).to_have_value("On Monday")
            assert faults_in(opened) == []
        with opened.expect_response(lambda answer: answer.status == 409):
            opened.get_by_test_id("send-message").click()
        expect(opened.get_by_test_id("news-timeline")).to_contain_text("On Tuesday")
        expect(opened.get_by_label("Your message")).to_have_value("On Monday")
        opened.get_by_test_id("send-message").click()
        expect(opened.get_by_test_id("flash")).to_have_text("Sent.")

    with acting_for(northvale.id):
        assert TimelineEntry.objects.filter(kind="message").count() == 2


@BOTH
def test_a_letter_is_answered_after_a_colleagues_words_are_read(
    live_server, northvale, alice, bob, case, width, scripts
):
    colleague = kit.actor_of(bob)
    with acting_for(northvale.id):
        bins = made(northvale, "bins", "bins@northvale.test", clock.now(), smtp_host="localhost")
        mail = filed(bins, letter(), clock.now())
        Mail.objects.update(case=case)
    with a_desk(
        live_server, cookie_of(alice), width=width, scripts=scripts, refused=[409]
    ) as opened:
        opened.goto(f"/workspace/mail/{mail.pk}/")
        meanwhile(lambda: answers(northvale, case, colleague))
        opened.get_by_label("Your e-mail").fill("On Monday")
        with opened.expect_response(lambda answer: answer.status == 409):
            opened.get_by_test_id("send").click()
        expect(opened.get_by_test_id("written-meanwhile")).to_contain_text("On Tuesday")
        expect(opened.get_by_label("Your e-mail")).to_have_value("On Monday")
        assert is_in_reach(opened)
        if scripts:
            assert faults_in(opened) == []
        opened.get_by_test_id("send").click()
        expect(opened.get_by_test_id("flash")).to_have_text("Your e-mail is on its way.")

    with acting_for(northvale.id):
        assert OutgoingMail.objects.get(kind="answer").text == "On Monday"


def test_two_who_write_see_that_of_each_other(live_server, northvale, alice, bob, case):
    address = f"/workspace/cases/{case.reference}/"
    theirs = Client(headers={"host": "northvale.test"})
    kit.sign_in(theirs, bob)
    with a_desk(live_server, cookie_of(alice), width=1280) as opened:
        opened.goto(address)
        [asks] = opened.locator("[data-company]").evaluate_all(
            "places => places.map(place => place.dataset.company)"
        )
        meanwhile(lambda: theirs.get(f"{asks}&writing=1"))
        opened.get_by_test_id("open-write").click()
        opened.get_by_label("Your message").fill("Dear")

        expect(opened.get_by_test_id("others")).to_have_text("Open here too: Bob (is writing)")
        answer = meanwhile(lambda: theirs.get(asks))
        assert "Alice (is writing)" in answer.content.decode()


@BOTH
def test_a_refusal_is_chosen_already_where_consents_contradict(
    live_server, northvale, alice, width, scripts
):
    now = clock.now()
    with acting_for(northvale.id):
        kept = person_of(northvale, now, name="Robert Price", email="rob@example.org")
        gone = person_of(northvale, now, name="Bob Price", email="bob@example.org")
        facts = {
            "council_id": northvale.id, "purpose": "b", "wording_version": 1, "given_how": "phone",
        }  # fmt: skip
        Consent.objects.create(person=kept, given_at=now - timedelta(days=9), **facts)
        Consent.objects.create(
            person=gone, given_at=now - timedelta(days=9), withdrawn_at=now - timedelta(days=1),
            **facts,
        )  # fmt: skip

    with a_desk(live_server, cookie_of(alice), width=width, scripts=scripts) as opened:
        opened.goto(f"/workspace/people/{kept.pk}/merge/{gone.pk}/")
        look(opened, scripts)
        expect(opened.get_by_label("Took it back on")).to_be_checked()
        opened.get_by_label("Robert Price").check()
        opened.get_by_label("I have checked that this is one person").check()
        opened.get_by_test_id("merge-now").click()
        expect(opened.get_by_test_id("person-name")).to_have_text("Robert Price")

    with acting_for(northvale.id):
        assert not Consent.objects.filter(withdrawn_at=None).exists()


def test_the_box_says_who_else_is_told(live_server, northvale, alice, case):
    now = clock.now()
    with acting_for(northvale.id):
        other = case_of(northvale, now)
        follow_case(actor=system("tests"), case_id=other.pk, master_id=case.pk, now=now)

    with a_desk(live_server, cookie_of(alice), width=390) as opened:
        opened.goto(f"/workspace/cases/{case.reference}/")

        expect(opened.locator("#id_public_note-hint")).to_contain_text("it also goes to 1 person")
        look(opened, scripts=True)
