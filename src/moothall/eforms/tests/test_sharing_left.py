"""Improvements that a council did not take, and the parts that it keeps as its own."""

import re

import pytest

from moothall.eforms import actions, library, versions
from moothall.eforms.models import Form, LeftImprovement, LibraryAdoption
from moothall.eforms.sharing import shelf as shelves
from moothall.eforms.tests.factories import document, page, question
from moothall.kernel.actors import system
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.actions import give_role
from moothall.people.models import Role

pytestmark = pytest.mark.django_db
TITLE, FEE = "changed:title/en", "changed:figures/#fee/value"
HOST = {"host": "northvale.test"}
HERE = "/workspace/forms/northvale/trial/"


def form(title="A form", fee=100, *more):
    figures = [{"key": "fee", "label": {"en": "Fee", "cy": "Ffi"}, "as": "money", "value": fee}]
    one = page("one", question("name"))
    return document(one, *more, title={"en": title, "cy": "Ffurflen"}, figures=figures)


@pytest.fixture
def shelf(monkeypatch):
    """A library of one form, which a test may alter."""
    forms = {"trial": form()}
    monkeypatch.setattr(library, "form", lambda name: forms[name])
    monkeypatch.setattr(shelves, "shelf", lambda: ())
    return forms


@pytest.fixture
def adopted(shelf, northvale, now):
    """The form as Northvale took it, with its fee as Northvale's own."""
    with acting_for(northvale.id):
        return actions.adopt_form(
            actor=system("t"), council_id=northvale.id, library_slug="trial",
            service_type="street-fault", local_paths=["figures/#fee/value"], now=now,
        )  # fmt: skip


def decide(council, now, accepted=(), after_all=(), actor=None):
    found = versions.improvements_of(council.id, "trial")
    return actions.take_improvements(
        actor=actor or system("Ann"), council_id=council.id, form="trial", accepted=accepted,
        after_all=after_all, seen=found.seen, now=now,
    )  # fmt: skip


def left(council):
    found = versions.improvements_of(council.id, "trial").left
    return [(one.offer.change.key, one.why) for one in found]


def mark(council, now, own, actor=None):
    return actions.mark_own_parts(
        actor=actor or system("Ann"), council_id=council.id, form="trial", own=own, now=now
    )


def title_now():
    return Form.objects.get().current.document["title"]["en"]


def test_what_was_declined_can_be_taken_after_all(adopted, shelf, northvale, now):
    shelf["trial"] = form("A better form")

    with acting_for(northvale.id):
        decide(northvale, now)
        declined = versions.improvements_of(northvale.id, "trial")
        number = Form.objects.get().current.number
        decide(northvale, now, after_all=[TITLE])

        assert (declined.offers, left(northvale)) == ((), [])
        assert [(one.why, one.left_at, one.left_by) for one in declined.left] == [
            ("declined", now, "Ann")
        ]
        assert (title_now(), Form.objects.get().current.number) == ("A better form", number + 1)
        assert not LeftImprovement.objects.exists()


def test_to_decline_publishes_nothing(adopted, shelf, northvale, now):
    shelf["trial"] = form("A better form")

    with acting_for(northvale.id):
        decide(northvale, now)

        assert (title_now(), Form.objects.get().current.number) == ("A form", 1)


def test_what_is_improved_again_is_offered_anew_and_not_twice(adopted, shelf, northvale, now):
    with acting_for(northvale.id):
        shelf["trial"] = form("A better form")
        decide(northvale, now)
        shelf["trial"] = form("The best form")

        found = versions.improvements_of(northvale.id, "trial")
        assert [one.change.now for one in found.offers] == ["The best form"]
        assert found.left == ()
        decide(northvale, now)
        assert [one.offer.change.now for one in versions.improvements_of(
            northvale.id, "trial").left] == ["The best form"]  # fmt: skip


def test_what_the_library_takes_back_is_not_offered_any_more(adopted, shelf, northvale, now):
    extra = page("extra", question("more"))

    with acting_for(northvale.id):
        shelf["trial"] = form("A form", 100, extra)
        decide(northvale, now)
        before = left(northvale)
        shelf["trial"] = form()
        decide(northvale, now)

        assert before == [("added:pages/#extra", "declined")]
        assert left(northvale) == []


def test_a_page_that_was_declined_comes_as_the_library_has_it_now(adopted, shelf, northvale, now):
    with acting_for(northvale.id):
        shelf["trial"] = form("A form", 100, page("extra", question("more")))
        decide(northvale, now)
        shelf["trial"] = form("A form", 100, page("extra", question("more"), question("still")))
        decide(northvale, now, after_all=["added:pages/#extra"])

        pages = Form.objects.get().current.document["pages"]
        assert [[one["key"] for one in page["questions"]] for page in pages] == [
            ["name"], ["more", "still"],
        ]  # fmt: skip


def test_what_was_kept_as_ones_own_is_offered_once_it_is_not_any_more(
    adopted, shelf, northvale, now
):
    shelf["trial"] = form(fee=200)

    with acting_for(northvale.id):
        decide(northvale, now)
        assert left(northvale) == []
        mark(northvale, now, [])
        assert left(northvale) == [(FEE, "local")]
        decide(northvale, now, after_all=[FEE])

        assert Form.objects.get().current.document["figures"][0]["value"] == 200


def test_what_is_marked_as_ones_own_is_not_taken(adopted, shelf, northvale, now):
    with acting_for(northvale.id):
        shelf["trial"] = form("A better form")
        decide(northvale, now, accepted=[TITLE])
        ours = {**Form.objects.get().current.document, "title": {"en": "Ours", "cy": "Ein"}}
        actions.publish_form(actor=system("t"), council_id=northvale.id, document=ours, now=now)

        candidates = versions.own_parts_of(northvale.id, "trial").candidates
        mark(northvale, now, ["title/en"])
        shelf["trial"] = form("The best form")
        decide(northvale, now, accepted=[TITLE])

        assert ("title", "en") in candidates
        assert ("outcome", "service_type") not in candidates
        assert title_now() == "Ours"
        assert LibraryAdoption.objects.get().local_paths == ["title/en"]


def test_a_part_that_is_not_there_cannot_be_marked(adopted, northvale, now):
    with acting_for(northvale.id):
        with pytest.raises(Conflict):
            mark(northvale, now, ["pages/#nowhere"])
        assert LibraryAdoption.objects.get().local_paths == ["figures/#fee/value"]


def test_who_does_not_design_and_who_is_elsewhere_decide_nothing(
    adopted, shelf, northvale, southmere, now
):
    shelf["trial"] = form("A better form")
    alice = kit.actor_of(kit.staff_user("alice", now))

    with acting_for(northvale.id):
        for ask in (lambda: decide(northvale, now, actor=alice),
                    lambda: mark(northvale, now, [], actor=alice)):  # fmt: skip
            with pytest.raises(NotPermitted):
                ask()
        decide(northvale, now)
    with acting_for(southmere.id):
        assert not LeftImprovement.objects.exists()
        for ask in (versions.improvements_of, versions.own_parts_of):
            with pytest.raises(NotFound):
                ask(northvale.id, "trial")
        with pytest.raises(NotFound):
            mark(northvale, now, [])
    with acting_for(northvale.id):
        assert LibraryAdoption.objects.get().local_paths == ["figures/#fee/value"]


@pytest.fixture
def designer(northvale, now, client):
    """Alice, as Northvale's administrator, signed in."""
    user = kit.staff_user("alice", now)
    with acting_for(northvale.id):
        give_role(
            actor=system("t"), user=user, role=Role.ADMINISTRATOR, council_id=northvale.id, now=now
        )
    kit.sign_in(client, user)
    return client


def test_the_page_says_when_one_said_no_and_lets_one_take_it_after_all(
    adopted, shelf, northvale, designer, django_assert_max_num_queries
):
    shelf["trial"] = form("A better form", 100, page("extra", question("more")))
    where = f"{HERE}improvements/"
    seen = dict(
        re.findall(
            r'name="(theirs|ours)" value="([^"]+)"',
            designer.get(where, headers=HOST).content.decode(),
        )
    )

    designer.post(where, seen, headers=HOST)
    with django_assert_max_num_queries(14):
        shown = designer.get(where, headers=HOST).content.decode()
    designer.post(where, {**seen, "after_all": TITLE}, headers=HOST)

    assert "The library has nothing new for this form." in shown
    assert shown.count("You said no to this on") == 2
    assert 'data-testid="left"' in shown
    with acting_for(northvale.id):
        assert title_now() == "A better form"
        assert left(northvale) == [("added:pages/#extra", "declined")]


def test_ones_own_parts_are_chosen_on_a_page(adopted, northvale, designer):
    where = f"{HERE}own-parts/"

    shown = designer.get(where, headers=HOST).content.decode()
    refused = designer.post(where, {"own": "pages/#nowhere"}, headers=HOST)
    saved = designer.post(where, {"own": "confirmation/next_steps"}, headers=HOST)

    assert re.search(r'value="figures/#fee/value"\s+checked', shown)
    assert refused.status_code == 422
    assert saved["Location"] == f"{HERE}improvements/"
    with acting_for(northvale.id):
        assert LibraryAdoption.objects.get().local_paths == ["confirmation/next_steps"]


@pytest.mark.parametrize("name", ["mallory", "carys"])
def test_ones_own_parts_are_nobody_elses(adopted, northvale, now, client, name):
    kit.sign_in(client, kit.staff_user(name, now))

    assert client.get(f"{HERE}own-parts/", headers=HOST).status_code in (403, 404)
    assert client.post(f"{HERE}own-parts/", {"own": []}, headers=HOST).status_code in (403, 404)
    with acting_for(northvale.id):
        assert LibraryAdoption.objects.get().local_paths == ["figures/#fee/value"]
