"""Running a council's forms: which there are, and when they are open."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from moothall.eforms.models import Form, FormVersion, InFlight
from moothall.eforms.tests.factories import document, publish, text
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.actions import give_role
from moothall.people.models import Role

pytestmark = pytest.mark.django_db

HOST = {"host": "northvale.test"}
SETTINGS = "/workspace/form-settings/northvale/"


@pytest.fixture
def carol(northvale, southmere, now, client):
    """Northvale's supervisor, signed in."""
    publish(northvale, document(), now)
    publish(southmere, document(), now)
    user = kit.staff_user("alice", now)
    with acting_for(northvale.id):
        give_role(
            actor=system("tests"), user=user, role=Role.SUPERVISOR, council_id=northvale.id,
            partnership_id=None, now=now,
        )  # fmt: skip
    kit.sign_in(client, user)
    return client


def _get(client, path):
    return client.get(path, headers=HOST).content.decode()


def test_the_overview_lists_what_is_published_and_leads_to_more(carol):
    html = _get(carol, SETTINGS)

    assert "A trial form" in html
    assert 'href="/workspace/form-library/northvale/"' in html


def test_using_an_older_version_again_asks_what_becomes_of_drafts(carol, northvale, now):
    publish(northvale, document(title=text("Another title")), now)
    path = "/workspace/forms/northvale/trial/versions/1/restore/"
    assert "What shall happen to forms that people have started?" in _get(carol, path)

    carol.post(path, {"in_flight": "closed"}, headers=HOST)

    with acting_for(northvale.id):
        said = FormVersion.objects.order_by("number").values_list("drafts_in_flight", flat=True)
        assert list(said) == [InFlight.FINISH, InFlight.FINISH, InFlight.CLOSED]
    html = _get(carol, f"{SETTINGS}form/trial/")
    assert "Stop people from sending an older version" in html


def test_a_form_opens_and_closes_with_the_councils_days(carol, northvale):
    days = {"opens_on": "2027-03-01", "closes_on": "2027-03-31", "most_submissions": "50"}

    carol.post(f"{SETTINGS}form/trial/", days, headers=HOST)

    london = ZoneInfo("Europe/London")
    with acting_for(northvale.id):
        form = Form.objects.get(slug="trial")
    assert form.opens_at == datetime(2027, 3, 1, tzinfo=london)
    assert form.closes_at == datetime(2027, 4, 1, tzinfo=london)
    assert form.most_submissions == 50
    html = _get(carol, f"{SETTINGS}form/trial/")
    assert 'value="2027-03-31"' in html
    assert "Closed" in html


def test_a_last_day_before_the_first_is_said(carol, northvale):
    days = {"opens_on": "2027-03-02", "closes_on": "2027-03-01"}

    reply = carol.post(f"{SETTINGS}form/trial/", days, headers=HOST)

    assert "The last day must not be before the first day." in reply.content.decode()
    with acting_for(northvale.id):
        assert Form.objects.get(slug="trial").opens_at is None


@pytest.mark.parametrize(
    "path",
    [
        "/workspace/form-settings/southmere/",
        "/workspace/form-settings/southmere/form/trial/",
        "/workspace/form-settings/northvale/form/other/",
    ],
)
def test_what_is_another_councils_or_nobodys_is_not_there(carol, southmere, path):
    for reply in (carol.get(path, headers=HOST), carol.post(path, headers=HOST)):
        assert reply.status_code == 404
    with acting_for(southmere.id):
        assert FormVersion.objects.count() == 1


def test_an_agent_runs_no_forms(northvale, now, client):
    kit.sign_in(client, kit.staff_user("bob", now))

    assert client.get(SETTINGS, headers=HOST).status_code == 403
    assert "Manage the forms" not in _get(client, "/workspace/forms/")
