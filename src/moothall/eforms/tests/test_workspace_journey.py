import re

import pytest

from moothall.cases.models import Case
from moothall.eforms import actions
from moothall.eforms.models import Draft, Submission
from moothall.eforms.tests.factories import document, page, publish, question
from moothall.kernel.actors import anonymous_resident
from moothall.kernel.errors import NotFound
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.actions import record_person

pytestmark = pytest.mark.django_db

FORM = document(
    page("words", question("words", "textarea")),
    page(
        "contact",
        question("name", "name", name="person.name"),
        question("email", "email", name="person.email", required=False),
        title={"en": "You", "cy": "Chi"},
    ),
)
HOST = {"host": "northvale.test"}


@pytest.fixture
def bob(northvale, southmere, now, client):
    """The partnership's agent, signed in at Northvale's address."""
    for council in (northvale, southmere):
        publish(council, FORM, now)
    user = kit.staff_user("bob", now)
    kit.sign_in(client, user)
    return user


def test_an_agent_fills_in_the_same_form_for_a_caller_of_the_other_council(
    bob, southmere, now, client
):
    with acting_for(southmere.id):
        caller = record_person(
            actor=anonymous_resident(), council_id=southmere.id, name="Cai Caller",
            email="cai@example.test", language="cy", now=now,
        )  # fmt: skip
    start = f"/workspace/forms/southmere/trial/?person={caller.pk}"
    assert "Southmere" in client.get(start, headers=HOST).content.decode()

    response = client.post(
        start, {"person": str(caller.pk), "channel": "visit", "interaction": "", "language": "cy"},
        headers=HOST, follow=True,
    )  # fmt: skip
    path = response.redirect_chain[-1][0]
    client.post(path, {"words": "The lamp is out"}, headers=HOST)
    contact = client.get(path.replace("words", "contact"), headers=HOST).content.decode()
    assert 'value="Cai Caller"' in contact
    client.post(
        path.replace("words", "contact"), {"name": "Cai Caller", "email": "cai@example.test"},
        headers=HOST,
    )  # fmt: skip
    done = client.post(path.replace("words", "check"), headers=HOST, follow=True)

    with acting_for(southmere.id):
        submission, case = Submission.objects.get(), Case.objects.get()
    reference = re.search(r'data-testid="reference">([^<]+)<', done.content.decode())[1]
    assert reference == case.reference == submission.reference
    assert submission.actor_kind == "staff"
    assert submission.actor_identifier == str(bob.pk)
    assert submission.subject_id == case.person_id == caller.pk
    assert case.channel == submission.channel == "visit"
    assert case.language == "cy"


def test_an_officer_cannot_reach_another_councils_forms(northvale, southmere, now, client):
    publish(southmere, FORM, now)
    kit.sign_in(client, kit.staff_user("alice", now))

    response = client.get("/workspace/forms/southmere/trial/", headers=HOST)

    assert response.status_code == 404


def test_without_a_role_nobody_reaches_the_forms(northvale, now, client):
    publish(northvale, FORM, now)
    kit.sign_in(client, kit.staff_user("mallory", now))

    response = client.get("/workspace/forms/northvale/trial/", headers=HOST)

    assert response.status_code == 403


def test_nobody_signed_in_is_sent_to_sign_in(northvale, now, client):
    publish(northvale, FORM, now)

    response = client.get("/workspace/forms/northvale/trial/", headers=HOST)

    assert response.status_code == 302
    assert "/sign-in/" in response["Location"]


def test_residents_and_staff_do_not_open_each_others_drafts(bob, northvale, now, client):
    with acting_for(northvale.id):
        _, theirs = actions.start_draft(
            actor=anonymous_resident(), council_id=northvale.id, form="trial", language="en",
            now=now,
        )  # fmt: skip
        _, ours = actions.start_draft(
            actor=kit.actor_of(bob), council_id=northvale.id, form="trial", language="en",
            channel="phone", now=now,
        )  # fmt: skip

    staff = client.get(f"/workspace/forms/northvale/trial/{theirs}/words/", headers=HOST)
    resident = client.get(f"/forms/trial/{ours}/words/", headers=HOST)

    assert staff.status_code == resident.status_code == 404
    own = client.get(f"/workspace/forms/northvale/trial/{ours}/words/", headers=HOST)
    assert own.status_code == 200


def test_a_subject_of_another_council_is_refused(bob, northvale, southmere, now):
    with acting_for(southmere.id):
        stranger = record_person(
            actor=anonymous_resident(), council_id=southmere.id, name="Cai", email="c@example.test",
            now=now,
        )  # fmt: skip

    with acting_for(northvale.id):
        with pytest.raises(NotFound):
            actions.start_draft(
                actor=kit.actor_of(bob), council_id=northvale.id, form="trial", language="en",
                channel="phone", subject_id=stranger.pk, now=now,
            )  # fmt: skip
        assert Draft.objects.count() == 0


def test_the_list_shows_the_forms_of_the_councils_one_serves(bob, client):
    html = client.get("/workspace/forms/", headers=HOST).content.decode()

    assert 'href="/workspace/forms/northvale/trial/"' in html
    assert 'href="/workspace/forms/southmere/trial/"' in html
