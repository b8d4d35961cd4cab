"""Answering an e-mail in a real browser: with scripts, and without any."""

import pytest
from playwright.sync_api import expect

from moothall.cases.mail.actions.setting_up import keep_ready_answer
from moothall.cases.mail.models import MailDraft, OutgoingMail
from moothall.cases.mail.tests.conftest import made
from moothall.cases.mail.tests.letters import filed, letter
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.surfaces.workspace.tests.test_in_browser import (
    a_desk,
    cookie_of,
    faults_in,
    is_in_reach,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def arrived(northvale):
    with acting_for(northvale.id):
        bins = made(northvale, "bins", "bins@northvale.test", clock.now(), acknowledges=False)
        keep_ready_answer(
            actor=system("tests"), council_id=northvale.id, answer_id=None, title="Missed bin",
            text="Dear {name}, we will come.", text_cy="", team_id=None, now=clock.now(),
        )  # fmt: skip
        filed(bins, letter(), clock.now())


def held(council, model):
    with acting_for(council.id):
        return list(model.objects.values_list("text", flat=True))


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (390, False)])
def test_a_letter_is_answered(live_server, arrived, alice, northvale, width, scripts):
    with a_desk(live_server, cookie_of(alice), width=width, scripts=scripts) as opened:
        opened.goto("/workspace/mail/")
        assert not scripts or faults_in(opened) == []
        opened.get_by_test_id("letter").get_by_role("link").click()
        text = opened.get_by_label("Your e-mail")
        expect(text).to_have_value(
            "\n\nThe bins team\n\nSiân Price wrote:\n> My bin was not emptied."
        )
        assert not scripts or (faults_in(opened) == [] and is_in_reach(opened))
        text.fill("We come tomorrow.")
        if scripts:
            expect(opened.get_by_test_id("saved")).to_contain_text("Saved")
            opened.reload()
        else:
            opened.get_by_test_id("save-draft").click()
        expect(opened.get_by_label("Your e-mail")).to_have_value("We come tomorrow.")

        opened.get_by_test_id("open-ready").click()
        opened.get_by_test_id("insert").click()
        expect(opened.get_by_label("Your e-mail")).to_have_value(
            "Dear Siân Price, we will come.\nWe come tomorrow."
        )
        opened.get_by_test_id("send").click()
        expect(opened.get_by_test_id("flash")).to_contain_text("Your e-mail is on its way.")

    assert held(northvale, OutgoingMail) == ["Dear Siân Price, we will come.\nWe come tomorrow."]
    assert held(northvale, MailDraft) == []
