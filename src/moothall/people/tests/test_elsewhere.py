"""One account at two councils: what comes along, and that nothing else does."""

import pytest
from django.test import Client

from moothall.kernel import clock
from moothall.kernel.errors import NotFound
from moothall.kernel.scope import acting_for, councils_in_force
from moothall.kernel.tests import kit
from moothall.people import actions
from moothall.people.elsewhere import Brought, at_own_council, brought_from, own_joinings
from moothall.people.models import ContactPoint, Joining, Person, ResidentSession
from moothall.people.needs import NO_NEEDS, Needs, needs_of

NEEDS = Needs(language="en", formats=("braille",), interpreter="bsl")


@pytest.fixture
def at_northvale(northvale, southmere, now):
    """Rhian at Northvale, who has a number and needs there."""
    account = kit.resident_account("rhian")
    with acting_for(northvale.id):
        return actions.join_council(
            account_id=account.pk,
            name="Rhian Mark-of-Northvale",
            email=account.email,
            phone="01632 960111",
            needs=NEEDS,
            now=now,
        )


def at_southmere(account, southmere) -> Client:
    """Return a browser that is signed in at Southmere and has not joined it."""
    from allauth.usersessions.models import UserSession
    from django.conf import settings

    from moothall.kernel.ids import new_id

    now = clock.now()
    with acting_for(southmere.id):
        stay = UserSession.objects.create(
            user_id=account.pk, ip="127.0.0.1", session_key=new_id().hex, user_agent="Test"
        )
        secret = actions.begin_resident_session(
            account_id=account.pk, subject="s", sign_in=stay.pk, strength=1, identity="",
            methods=["otp"], authenticated_at=now, now=now,
        )  # fmt: skip
    client = Client(headers={"host": "southmere.test"})
    client.cookies[settings.RESIDENT_COOKIE_NAME] = secret
    return client


def kept_at(council, account):
    """Return name, numbers and needs that a council has of an account."""
    with acting_for(council.id):
        person = Person.objects.get(pk=Joining.objects.get(account=account).person_id)
        numbers = ContactPoint.objects.filter(person_id=person.pk, kind="phone")
        return person.name, [one.value for one in numbers], needs_of(person.pk)


def test_the_page_offers_what_may_come_and_ticks_the_name_alone(at_northvale, southmere):
    page = at_southmere(kit.resident_account("rhian"), southmere).get("/account/join/")

    text = page.content.decode()
    assert "My phone number from Northvale Borough Council" in text
    assert text.count("checked") == 2  # the name, and that no interpreter is needed
    assert 'value="northvale:name" checked' in " ".join(text.split())
    assert "Mark-of-Northvale" not in text
    assert "960111" not in text


@pytest.mark.parametrize(
    ("ticked", "typed", "expected"),
    [
        (["name"], {}, ("Rhian Mark-of-Northvale", [], NO_NEEDS)),
        ([], {"name": "Rhian Evans"}, ("Rhian Evans", [], NO_NEEDS)),
        (["phone"], {"name": "Rhian"}, ("Rhian", ["01632 960111"], NO_NEEDS)),
        (["needs"], {"name": "Rhian"}, ("Rhian", [], NEEDS)),
        (
            ["name", "phone", "needs"],
            {"phone": "01632 960222", "formats": ["audio"]},
            ("Rhian Mark-of-Northvale", ["01632 960222"], Needs(formats=("audio",))),
        ),
    ],
)
def test_only_what_was_ticked_comes_along_and_what_was_typed_comes_first(
    at_northvale, southmere, ticked, typed, expected
):
    account = kit.resident_account("rhian")
    client = at_southmere(account, southmere)

    answer = client.post(
        "/account/join/", {**typed, "bring": [f"northvale:{one}" for one in ticked]}
    )

    assert answer["Location"] == "/account/"
    assert kept_at(southmere, account) == expected


def test_without_a_name_typed_or_ticked_nobody_joins(at_northvale, southmere):
    client = at_southmere(kit.resident_account("rhian"), southmere)

    answer = client.post("/account/join/", {"bring": ["northvale:phone"]})

    assert "Enter your full name" in answer.content.decode()
    with acting_for(southmere.id):
        assert not Joining.objects.exists()


def test_what_is_not_offered_cannot_be_brought(at_northvale, southmere, tomos):
    client = at_southmere(kit.resident_account("dilys"), southmere)

    page = client.get("/account/join/")
    answer = client.post("/account/join/", {"name": "Dilys", "bring": ["northvale:phone"]})

    assert "Northvale" not in page.content.decode()
    assert answer.status_code == 200
    with acting_for(southmere.id):
        assert not Joining.objects.exists()


def test_another_account_has_no_way_to_what_is_not_its_own(at_northvale, northvale, southmere):
    dilys = kit.resident_account("dilys")

    with pytest.raises(NotFound):
        brought_from(account_id=dilys.pk, council_id=northvale.id, things=["name", "phone"])
    with (
        pytest.raises(NotFound),
        at_own_council(account_id=dilys.pk, council_id=northvale.id),
    ):
        raise AssertionError("It is not hers.")
    assert own_joinings(dilys.pk) == []


def test_a_council_that_was_left_is_no_way_in(at_northvale, northvale, now):
    account = kit.resident_account("rhian")
    with acting_for(northvale.id):
        actions.leave_council(account_id=account.pk, now=now)

    assert own_joinings(account.pk) == []
    with pytest.raises(NotFound):
        brought_from(account_id=account.pk, council_id=northvale.id, things=["name"])


def test_nothing_but_what_was_asked_for_is_read_and_the_scope_is_given_back(
    at_northvale, northvale, southmere, django_assert_num_queries
):
    account = kit.resident_account("rhian")
    with acting_for(southmere.id):
        brought = brought_from(account_id=account.pk, council_id=northvale.id, things=["phone"])

        assert brought == Brought(phone="01632 960111")
        assert councils_in_force() == (southmere.id,)
        assert not Person.objects.exists()
    with django_assert_num_queries(4):  # which councils there are, put in force, ask, take back
        assert [one.council_id for one in own_joinings(account.pk)] == [northvale.id]
    assert own_joinings(account.pk, besides=northvale.id) == []


def test_the_sign_in_host_names_councils_and_says_nothing_that_they_know(
    at_northvale, northvale, southmere
):
    account = kit.resident_account("rhian")
    client = Client(headers={"host": "id.test"})
    client.force_login(account, backend="moothall.people.sign_in.backend.AccountsOfThisDoor")

    answer = client.get("/sign-in/councils/")
    assert answer.status_code == 200, answer.get("Location")
    text = answer.content.decode()

    assert f'href="{northvale.url}/account/"' in text
    assert "Northvale Borough Council" in text
    for known in ("Mark-of-Northvale", "960111", "Braille", "Southmere"):
        assert known not in text
    stranger = Client(headers={"host": "id.test"}).get("/sign-in/councils/")
    assert stranger.status_code == 302
    assert ResidentSession.all_councils.count() == 0
