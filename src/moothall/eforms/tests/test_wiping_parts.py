"""Sensitive answers inside of several things, and those that name a signer, are wiped too."""

from datetime import timedelta

import pytest

from moothall.cases.actions import change_status
from moothall.cases.models import Case
from moothall.cases.workflow import Status
from moothall.eforms.actions import wipe_sensitive_answers
from moothall.eforms.models import Submission
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import document, page, publish, question, text
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for

pytestmark = pytest.mark.django_db


def children(**more):
    return page(
        "children",
        question("child", "name"),
        question("nhs", wipe_after_days=30, **more),
        kind="repeat",
        title=text("The children"),
        repeat={"one": text("child"), "summary": text("{child}"), "least": 1, "most": 3},
    )


def send(client, council):
    publish(council, document(children()), clock.now())
    browser = Browser(client)
    browser.start("trial")
    browser.post({"child": "Ann", "nhs": "485 777 3456"})
    browser.post({"another": "no"})
    browser.post()
    assert browser.page == "done"


def close(council):
    with acting_for(council.id):
        change_status(
            actor=system("tests"), case_id=Case.objects.get().pk, status=Status.RESOLVED.value,
            public_note="Done", now=clock.now(),
        )  # fmt: skip


def test_a_sensitive_answer_of_each_of_several_is_wiped(client, northvale):
    send(client, northvale)
    with acting_for(northvale.id):
        assert Submission.objects.get().is_to_be_wiped
    close(northvale)

    with acting_for(northvale.id):
        assert wipe_sensitive_answers(now=clock.now() + timedelta(days=29)) == 0
        assert wipe_sensitive_answers(now=clock.now() + timedelta(days=31)) == 1
        submission = Submission.objects.get()
        assert submission.answers == {"children": [{"child": "Ann"}]}
        assert not submission.is_to_be_wiped
        assert "485" not in str(Case.objects.get().details)
        assert wipe_sensitive_answers(now=clock.now() + timedelta(days=99)) == 0
