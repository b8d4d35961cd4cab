"""Protecting a person, and seeing what is hidden after saying why."""

import pytest
from django.test import Client

from moothall.cases.models import Case
from moothall.cases.queries import reports_near
from moothall.councils.models import ServiceType
from moothall.eforms.actions import save_page, send_return_link, start_draft
from moothall.eforms.queries import draft_of
from moothall.kernel import clock
from moothall.kernel.actors import anonymous_resident, system
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.channels import Channel
from moothall.notifications.reaching import way_by
from moothall.people import actions, protection
from moothall.people.linked_queries import person_of
from moothall.people.models import Joining, Person
from moothall.people.policies import is_linking_blocked
from moothall.people.queries import person_detail, residence_of
from moothall.people.tests.granting import actor_of_person
from moothall.surfaces.tests.planting import (
    ADDRESS,
    EMAIL,
    UPRN,
    leaks_in,
    supervisor,
)


def test_staff_see_it_once_they_have_said_why_and_in_that_session_alone(planted, northvale):
    user = supervisor(northvale)
    client, other = (Client(headers={"host": "northvale.test"}) for _ in range(2))
    kit.sign_in(client, user)
    kit.sign_in(other, user)
    page, look = (f"/workspace/people/{planted.person.pk}/{end}" for end in ("", "look/"))
    case = f"/workspace/cases/{planted.case.reference}/"

    client.post(look, {"reason": " "})
    assert leaks_in(client.get(page)) == []
    client.post(look, {"reason": "She asks us to check it"})

    assert leaks_in(client.get(page)) != []
    assert "zebedee" in leaks_in(client.get(case))
    assert leaks_in(client.get("/workspace/")) == []  # lists never show it
    assert leaks_in(other.get(page)) == []
    row = AuditEntry.objects.get(verb="person.protected-seen")
    assert (row.actor_identifier, row.reason) == (str(user.pk), "She asks us to check it")


def test_a_letter_to_them_is_read_and_posted_by_who_has_said_why(planted, northvale):
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in(client, supervisor(northvale))
    letter = f"/workspace/letters/{planted.letter.pk}/"

    assert b"Hidden to protect this person" in client.get(letter).content
    assert client.post(f"{letter}done/")["Location"].startswith(letter)
    planted.letter.refresh_from_db()
    assert planted.letter.team_done_at is None
    client.post(f"/workspace/people/{planted.person.pk}/look/", {"reason": "A letter to post"})

    assert "zebedee" in leaks_in(client.get(letter))
    assert leaks_in(client.get("/workspace/letters/")) == []
    client.post(f"{letter}done/")
    planted.letter.refresh_from_db()
    assert planted.letter.team_done_at is not None


def test_where_they_live_is_told_to_nobody_but_reaches_the_envelope(planted):
    assert residence_of(planted.person.pk) is None
    assert way_by(planted.council.id, planted.person.pk, Channel.POST, []).startswith(
        "Rhian Evans\n77 Zebedee Hollow"
    )
    with protection.opened(planted.person.pk):
        assert residence_of(planted.person.pk).uprn == UPRN


def test_nothing_is_linked_to_who_refuses_it_and_nothing_shown_nearby(planted):
    ServiceType.objects.update(shown_nearby=True)
    Case.objects.update(easting=323100, northing=289050, uprn=None)

    near = reports_near(planted.council.id, 323100, 289050, limit=5, now=clock.now())
    assert (near, is_linking_blocked(person_of(planted.person.pk))) == ([], True)
    Person.objects.update(is_protected=False, refuses_joining=False)
    near = reports_near(planted.council.id, 323100, 289050, limit=5, now=clock.now())
    assert (len(near), is_linking_blocked(person_of(planted.person.pk))) == (1, False)


def test_a_look_ends_after_a_quarter_of_an_hour_and_with_the_session(planted, northvale):
    from moothall.people.models import ProtectedLook

    client = Client(headers={"host": "northvale.test"})
    kit.sign_in(client, supervisor(northvale))
    page = f"/workspace/people/{planted.person.pk}/"
    client.post(f"{page}look/", {"reason": "A call"})
    assert leaks_in(client.get(page)) != []

    ProtectedLook.objects.update(ends_at=clock.now())
    assert leaks_in(client.get(page)) == []
    client.post(f"{page}look/", {"reason": "A call"})
    client.logout()
    kit.sign_in(client, kit.staff_user("alice", clock.now()))
    assert leaks_in(client.get(page)) == []


@pytest.mark.slow
def test_a_helper_whose_look_ends_while_they_type_sees_nothing_and_loses_nothing(
    planted, northvale
):
    from moothall.people.models import ProtectedLook

    secret = _begun_on_the_website(northvale)
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in(client, supervisor(northvale))
    person = f"/workspace/people/{planted.person.pk}/"
    client.post(f"{person}look/", {"reason": "A call"})
    client.post(
        f"{person}help/", {"channel": "visit", "reason": "No internet", "seen_papers": "on"}
    )
    draft = draft_of(northvale.id, secret)
    form = client.post(f"/workspace/help/forms/{draft.pk}/")["Location"]
    assert "zebedee" in leaks_in(client.get(f"{form}home/"))

    ProtectedLook.objects.update(ends_at=clock.now())
    shut = client.get(f"{form}home/")
    late = client.post(f"{form}home/", {"home-address": "Another place"})
    client.post(f"{person}look/", {"reason": "Still the same call"})
    again = client.get(f"{form}home/").content.decode()

    assert (shut.status_code, late.status_code, leaks_in(shut), leaks_in(late)) == (
        403,
        403,
        [],
        [],
    )
    assert "Another place" in again
    draft.refresh_from_db()
    assert draft.answers["home-address"] == ADDRESS


def _begun_on_the_website(council):
    """A form that the person began without signing in; they sent the way back to their mailbox."""
    on = {"actor": anonymous_resident(), "council_id": council.id, "now": clock.now()}
    _, secret = start_draft(**on, form="trial", language="en")
    save_page(
        **on, secret=secret, page="home", typed={"home-address": [ADDRESS]}, revision="",
        language="en",
    )  # fmt: skip
    send_return_link(**on, secret=secret, language="en", email=EMAIL)
    return secret


def test_who_may_not_cannot_look_protect_or_stop_it(planted, alice, carys):
    actor = kit.actor_of(alice)
    words = {"person_id": planted.person.pk, "reason": "x", "now": clock.now()}

    with pytest.raises(NotPermitted):
        actions.look_at_protected(actor=actor, session_digest=b"", **words)
    with pytest.raises(NotPermitted):
        actions.stop_protecting(actor=actor, **words)
    with pytest.raises(NotPermitted):
        actions.stop_protecting(actor=kit.actor_of(carys), **words)
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in(client, alice)
    path = f"/workspace/people/{planted.person.pk}"
    assert client.post(f"{path}/look/", {"reason": "x"}).status_code == 403
    assert client.post(f"{path}/protection/", {"reason": "x", "do": "stop"}).status_code == 403

    assert Person.objects.get(pk=planted.person.pk).is_protected


def test_another_council_cannot_even_name_them(planted, southmere):
    with acting_for(southmere.id), pytest.raises(NotFound):
        actions.look_at_protected(
            actor=system("tests"), person_id=planted.person.pk, session_digest=b"", reason="x",
            now=clock.now(),
        )  # fmt: skip


def test_a_supervisor_protects_with_a_reason(northvale, rhian):
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in(client, supervisor(northvale))
    path = f"/workspace/people/{rhian.pk}/protection/"

    assert client.post(path, {"hides_email": "on", "reason": ""}).status_code == 422
    assert client.post(path, {"hides_email": "on", "reason": "MARAC"}).status_code == 302

    with acting_for(northvale.id):
        row = Person.objects.get(pk=rhian.pk)
        assert (row.is_protected, row.hides_email, row.hides_phone) == (True, True, False)
        assert AuditEntry.objects.get(verb="person.protected").reason == "MARAC"


def test_nobody_joins_a_record_that_refuses_it(planted):
    Joining.objects.all().delete()
    account = kit.resident_account("rhian")

    with pytest.raises(Conflict):
        actions.join_council(
            account_id=account.pk, name="Rhian Evans", email=account.email, now=clock.now()
        )

    assert Joining.objects.count() == 0


def test_staff_without_the_right_put_no_helper_over_them(planted, tomos, alice):
    from moothall.people.tests.granting import claimed_grant

    grant = claimed_grant(tomos, clock.now())

    with pytest.raises(NotPermitted):
        actions.approve_grant(
            actor=kit.actor_of(alice), grant_id=grant.pk, person_id=planted.person.pk,
            reason="Seen", now=clock.now(),
        )  # fmt: skip

    grant.refresh_from_db()
    assert (grant.state, grant.person_id) == ("waiting_for_approval", None)


def test_they_read_their_own_affairs(planted):
    with protection.opened(planted.person.pk):
        assert person_detail(planted.person.pk).first("post") == ADDRESS
    assert person_detail(planted.person.pk).contact_points == ()
    assert actor_of_person(planted.person).may_for(
        planted.person.pk, "own.details", planted.council.id
    )
