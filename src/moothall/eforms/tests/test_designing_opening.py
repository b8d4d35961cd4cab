"""When a form is open and how many may be sent, among the settings of its design."""

from datetime import timedelta

import pytest

from moothall.eforms.models import Form
from moothall.eforms.tests.factories import document, publish
from moothall.eforms.tests.test_designing_screens import (
    HERE,
    HOST,
    TRIAL,
    get,
    post,
    seen_in,
    staff,
)
from moothall.eforms.tests.test_designing_screens import (
    designer as designer,  # noqa: PLC0414 - a fixture
)
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.people.models import Role

pytestmark = pytest.mark.django_db
OPEN = f"{TRIAL}open/"


def said(client):
    html = get(client, OPEN).content.decode()
    return html.partition('data-testid="opening">')[2].partition("</p>")[0]


def form_of(council):
    with acting_for(council.id):
        return Form.objects.get(slug="trial")


def test_first_and_last_day_and_a_limit_are_set_at_once(designer, northvale, now):
    publish(northvale, document(), now)
    assert said(designer) == "The form is open. It was sent 0 times."

    html = get(designer, OPEN).content.decode()
    saved = post(designer, OPEN, opens_on="2036-03-01", closes_on="2036-03-31",
                 most_submissions="50", seen=seen_in(html))  # fmt: skip

    assert saved.url == OPEN
    assert form_of(northvale).most_submissions == 50
    assert said(designer) == (
        "The form is closed. It opens on 1 March 2036. Its last day is 31 March 2036. "
        "0 of 50 that may be sent were sent."
    )
    with acting_for(northvale.id):
        assert Form.objects.get().current.number == 1


def test_a_form_that_is_over_or_full_is_said_to_be(designer, northvale, now):
    publish(northvale, document(), now)
    with acting_for(northvale.id):
        Form.objects.update(closes_at=clock.now() - timedelta(days=2), most_submissions=0)

    words = said(designer)

    assert words.startswith("The form is closed. Its last day was")
    assert words.endswith("No more can be sent.")


def test_what_was_typed_is_kept_with_what_is_wrong(designer, northvale, now):
    publish(northvale, document(), now)

    answer = post(designer, OPEN, opens_on="2036-03-31", closes_on="2036-03-01", seen="")
    html = answer.content.decode()

    assert answer.status_code == 422
    assert "The last day must not be before the first day." in html
    assert 'value="2036-03-31"' in html
    assert form_of(northvale).opens_at is None


def test_two_people_do_not_overwrite_each_other(designer, northvale, now):
    publish(northvale, document(), now)
    seen = seen_in(get(designer, OPEN).content.decode())
    post(designer, OPEN, most_submissions="10", seen=seen)

    late = post(designer, OPEN, most_submissions="20", seen=seen)

    assert late.status_code == 422
    assert "Somebody else changed this" in late.content.decode()
    assert form_of(northvale).most_submissions == 10
    post(designer, OPEN, most_submissions="20", seen=seen_in(late.content.decode()))
    assert form_of(northvale).most_submissions == 20


def test_a_form_that_is_not_published_yet_has_them_too(designer, northvale):
    post(designer, HERE, title="New one", service_type="general-enquiry")
    there = f"{HERE}new-one/open/"

    html = get(designer, there).content.decode()
    assert "Nobody can fill in the form yet" in html
    assert post(designer, there, most_submissions="5", seen=seen_in(html)).status_code == 302


def test_an_author_sees_and_does_not_change_it(northvale, southmere, now, client):
    publish(northvale, document(), now)
    publish(southmere, document(slug="theirs"), now)
    staff(northvale, client, now, Role.FORM_AUTHOR, "mallory")

    html = get(client, OPEN).content.decode()
    assert "A supervisor or an administrator can change it." in html
    assert 'name="seen"' not in html
    assert post(client, OPEN, most_submissions="5", seen="").status_code == 403
    assert form_of(northvale).most_submissions is None
    there = "/workspace/form-design/southmere/theirs/open/"
    assert client.post(there, {"most_submissions": "5"}, headers=HOST).status_code == 404
    client.logout()
    assert get(client, OPEN).status_code == 302
