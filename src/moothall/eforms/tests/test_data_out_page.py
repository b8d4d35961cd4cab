"""The page on which staff take away what was handed in, and who may."""

import csv
import io
import re

import pytest

from moothall.eforms import actions
from moothall.eforms.data_out.exports import Layout
from moothall.eforms.models import Submission
from moothall.eforms.tests.factories import document, page, publish, question
from moothall.eforms.tests.test_data_out import FORM, hand_in, multiply, wanted
from moothall.eforms.views import data_out
from moothall.kernel.actors import Actor, ActorKind, anonymous_resident, system
from moothall.kernel.errors import NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.actions import give_role
from moothall.people.models import Role
from moothall.people.roles import PERMISSIONS

pytestmark = pytest.mark.django_db

HOST = {"host": "northvale.test"}
FORM_PAGE = "/workspace/form-settings/northvale/form/trial/"
PAGE = f"{FORM_PAGE}data-out/"
TYPED = {
    "since-day": "1", "since-month": "11", "since-year": "2026",
    "until-day": "30", "until-month": "Nov", "until-year": "2026", "layout": "csv",
}  # fmt: skip


@pytest.fixture
def as_role(northvale, now, client):
    """Let somebody of this role at Northvale sign in."""

    def sign_in(role):
        user = kit.staff_user("mallory", now)
        with acting_for(northvale.id):
            give_role(
                actor=system("tests"), user=user, role=role, council_id=northvale.id,
                partnership_id=None, now=now,
            )  # fmt: skip
        kit.sign_in(client, user)
        return user

    return sign_in


@pytest.fixture
def supervisor(as_role, northvale, clock_stands):
    """Northvale's supervisor, with one form handed in."""
    publish(northvale, FORM, clock_stands)
    hand_in(northvale, clock_stands)
    return as_role(Role.SUPERVISOR)


def entries(council):
    with acting_for(council.id):
        return list(AuditEntry.objects.filter(verb="submissions.exported"))


def get(client):
    return client.get(PAGE, headers=HOST).content.decode()


def post(client, **typed):
    return client.post(PAGE, {**TYPED, **typed}, headers=HOST)


def test_the_forms_page_leads_to_it(client, supervisor):
    html = client.get(FORM_PAGE, headers=HOST).content.decode()

    assert f'href="{PAGE}"' in html


def test_the_last_thirty_days_are_offered(client, supervisor):
    html = get(client)

    assert 'name="since-day" type="text" inputmode="numeric" value="20"' in html
    assert 'name="since-month" type="text" inputmode="numeric" value="10"' in html
    assert 'name="until-day" type="text" inputmode="numeric" value="18"' in html
    assert "Which versions" not in html
    assert "Include answers marked sensitive" in html


def test_a_file_is_sent_and_who_took_it_is_written_down(client, supervisor, northvale):
    reply = post(client)

    assert reply.status_code == 200
    assert reply.streaming
    assert reply["Content-Type"] == "text/csv; charset=utf-8"
    assert reply["Cache-Control"] == "no-store"
    assert reply["Content-Disposition"] == (
        'attachment; filename="trial-2026-11-01-to-2026-11-30.csv"'
    )
    content = b"".join(reply.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content, newline=""))
    assert row["problem"] == "Pothole"
    (entry,) = entries(northvale)
    assert (entry.actor_kind, entry.actor_identifier) == ("staff", str(supervisor.pk))
    assert entry.subject_type == "eforms.form"
    assert entry.detail == {
        "form": "trial", "since": "2026-11-01", "until": "2026-11-30", "format": "csv",
        "versions": [], "sensitive": False, "count": 1,
    }  # fmt: skip


def test_what_was_asked_for_besides_is_written_down_too(client, supervisor, northvale, now):
    publish(northvale, document(page("other", question("other"))), now)

    reply = post(client, layout="jsonl", versions=["1"], with_sensitive="on")

    assert b'"key": "phone"' in b"".join(reply.streaming_content)
    (entry,) = entries(northvale)
    detail = entry.detail
    assert (detail["format"], detail["versions"], detail["sensitive"]) == ("jsonl", [1], True)


def test_it_is_written_down_before_anything_leaves(client, supervisor, northvale):
    post(client)  # and nobody reads the answer

    assert len(entries(northvale)) == 1


@pytest.mark.parametrize(
    ("typed", "said", "href"),
    [
        ({"since-month": "13"}, "First day: Enter a real date, like 27 3 2026", "id_since-day"),
        ({"since-year": ""}, "First day: The date must include a year", "id_since-year"),
        (dict.fromkeys(("until-day", "until-month", "until-year"), ""), "Enter the last day",
         "id_until-day"),
        ({"until-month": "10"}, "The last day must not be before the first day.", "id_until-day"),
        ({"since-year": "2025", "until-year": "2025"},
         "Nothing was sent on these days. Choose other days.", "id_since-day"),
        ({"layout": "xls"}, "Select a valid choice.", "id_layout"),
        ({"layout": ""}, "Choose what kind of file you want", "id_layout"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_twice_and_what_was_typed_stays(
    client, supervisor, northvale, typed, said, href
):
    html = post(client, **typed).content.decode()

    assert "<title>Error: Get what was handed in" in html
    assert f'<a href="#{href}">{said}' in html
    assert f'id="{href}"' in html
    assert html.count(said) == 2
    assert 'value="Nov"' in html or "until-month" in typed


def test_more_than_a_page_may_send_is_refused_and_taken_by_nobody(
    client, supervisor, northvale, monkeypatch
):
    monkeypatch.setattr(data_out, "MOST", 1)
    with acting_for(northvale.id):
        multiply(Submission.objects.get(), 1)

    reply = post(client)

    assert not reply.streaming
    said = "2 were sent on these days. Choose fewer days: you can get 1 at once."
    assert said in reply.content.decode()
    assert entries(northvale) == []


def test_the_page_stays_when_its_file_comes(client, supervisor):
    assert "data-stays" in get(client)


def test_versions_are_offered_where_there_are_several(client, supervisor, northvale, now):
    publish(northvale, document(page("other", question("other"))), now)

    html = get(client)

    assert "Version 2, in use now" in html
    reply = post(client, versions=["3"])
    assert not reply.streaming


def test_the_page_says_which_question_each_column_is(client, supervisor):
    html = get(client)

    table = html[html.index('data-testid="columns"') :]
    assert re.search(r"<th[^>]*>problem</th>\s*<td[^>]*>What is problem\?</td>", table)


def test_nothing_sensitive_is_offered_where_there_is_none(client, as_role, northvale, now):
    publish(northvale, document(), now)
    as_role(Role.ADMINISTRATOR)

    assert "Include answers marked sensitive" not in get(client)


@pytest.mark.parametrize("role", [Role.AGENT, Role.OFFICER, Role.EDITOR, Role.FORM_AUTHOR])
def test_who_has_no_permission_takes_nothing(client, as_role, northvale, now, role):
    publish(northvale, FORM, now)
    hand_in(northvale, now)
    as_role(role)

    assert client.get(PAGE, headers=HOST).status_code == 403
    assert post(client).status_code == 403
    assert entries(northvale) == []


def test_only_supervisors_and_administrators_have_the_permission():
    assert {role for role, held in PERMISSIONS.items() if "form.export" in held} == {
        Role.SUPERVISOR, Role.ADMINISTRATOR,
    }  # fmt: skip


def test_nobody_is_sent_to_sign_in(client, northvale, now):
    publish(northvale, FORM, now)

    assert client.get(PAGE, headers=HOST).status_code == 302
    assert post(client).status_code == 302
    assert entries(northvale) == []


def test_another_councils_form_is_not_there(client, supervisor, southmere, now):
    publish(southmere, FORM, now)
    theirs = PAGE.replace("northvale", "southmere")

    assert client.get(theirs, headers=HOST).status_code == 404
    assert client.post(theirs, TYPED, headers=HOST).status_code == 404
    assert client.get(PAGE.replace("trial", "other"), headers=HOST).status_code == 404
    assert entries(southmere) == []


def test_staff_of_the_other_council_take_nothing(client, northvale, southmere, now, carys):
    publish(northvale, FORM, now)
    kit.sign_in(client, carys)

    for host in ("northvale.test", "southmere.test"):
        reply = client.post(PAGE, TYPED, headers={"host": host})
        assert reply.status_code in {403, 404}
    assert entries(northvale) == []


def test_the_action_itself_refuses(northvale, southmere, now):
    publish(northvale, FORM, now)
    elsewhere = Actor(
        kind=ActorKind.STAFF, permissions={southmere.id: PERMISSIONS[Role.SUPERVISOR]}
    )
    agent = Actor(kind=ActorKind.STAFF, permissions={northvale.id: PERMISSIONS[Role.AGENT]})

    for actor in (elsewhere, agent, anonymous_resident()):
        with acting_for(northvale.id), pytest.raises(NotPermitted):
            actions.export_submissions(
                actor=actor, council_id=northvale.id,
                wanted=wanted(now, layout=Layout.CSV), now=now,
            )  # fmt: skip

    assert entries(northvale) == []


def test_how_many_there_are_costs_the_page_no_statement(
    client, supervisor, northvale, django_assert_max_num_queries, now
):
    get(client)
    with acting_for(northvale.id):
        multiply(Submission.objects.get(), 30)

    with django_assert_max_num_queries(14):
        get(client)
