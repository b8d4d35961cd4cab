"""How people want to be written to and spoken with."""

import pytest
from django.core import mail
from django.test import Client

from moothall.kernel.actors import Actor, ActorKind, anonymous_resident
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.kernel.tests.kit import actor_of
from moothall.people import actions, scopes
from moothall.people.models import CommunicationNeeds, ContactKind, Person
from moothall.people.needs import NO_NEEDS, Needs, needs_at, needs_of
from moothall.people.sign_in import resident_mail

HOST = {"host": "northvale.test"}
MANY = Needs(
    language="en",
    formats=("large_print", "braille"),
    interpreter="other",
    interpreter_language="Polish",
)


def themselves(person, *, permissions=frozenset({scopes.PREFERENCES})):
    return Actor(
        kind=ActorKind.RESIDENT,
        identifier=str(person.pk),
        subject=str(person.pk),
        permissions={person.council_id: permissions},
    )


def set_needs(person, needs, now, *, actor=None):
    return actions.set_needs(
        actor=actor or themselves(person), person_id=person.pk, needs=needs, now=now
    )


def test_what_a_resident_needs_is_kept_and_accounted_for_without_saying_what(
    northvale, rhian, now, django_assert_num_queries
):
    with acting_for(northvale.id):
        set_needs(rhian, MANY, now)

        with django_assert_num_queries(1):
            kept = needs_of(rhian.pk)
        entry = AuditEntry.objects.get(verb="person.needs-changed")
    assert kept == MANY
    assert kept.codes == ("large_print", "braille", "interpreter")
    assert kept.in_words == ("Large print", "Braille", "Interpreter: Polish")
    assert (entry.subject_id, entry.detail) == (str(rhian.pk), {})


def test_later_needs_take_the_place_of_earlier_ones(northvale, rhian, now):
    with acting_for(northvale.id):
        set_needs(rhian, MANY, now)
        set_needs(rhian, Needs(formats=("audio",)), now)

        assert needs_of(rhian.pk) == Needs(formats=("audio",))
        assert CommunicationNeeds.objects.count() == 1


def test_a_language_that_the_council_does_not_speak_is_not_kept(northvale, southmere, rhian, now):
    dilys = kit.resident("dilys", southmere, now)
    with acting_for(northvale.id):
        assert set_needs(rhian, Needs(language="cy"), now).language == ""
        assert Person.objects.get(pk=rhian.pk).language == "en"
    with acting_for(southmere.id):
        assert set_needs(dilys, Needs(language="cy"), now).language == "cy"
        assert Person.objects.get(pk=dilys.pk).language == "cy"


def test_what_staff_correct_is_not_contradicted_by_what_was_chosen_before(southmere, carys, now):
    dilys = kit.resident("dilys", southmere, now)
    with acting_for(southmere.id):
        set_needs(dilys, Needs(language="cy"), now)
        actions.update_person(
            actor=actor_of(carys), person_id=dilys.pk, name="Dilys", language="en", now=now
        )

        assert needs_of(dilys.pk).language == "en"


@pytest.mark.parametrize(
    "wrong",
    [
        Needs(formats=("gold_leaf",)),
        Needs(interpreter="latin"),
        Needs(interpreter="other", interpreter_language="  "),
    ],
)
def test_what_nobody_could_honour_is_refused(northvale, rhian, now, wrong):
    with acting_for(northvale.id):
        with pytest.raises(ValueError, match=r"\w"):
            set_needs(rhian, wrong, now)

        assert not CommunicationNeeds.objects.exists()


def test_neither_another_resident_nor_nobody_nor_a_delegate_without_the_scope_may(
    northvale, rhian, tomos, now
):
    others = [
        themselves(tomos),
        anonymous_resident(),
        themselves(rhian, permissions=frozenset({scopes.REQUESTS})),
    ]
    with acting_for(northvale.id):
        for actor in others:
            with pytest.raises(NotPermitted):
                set_needs(rhian, MANY, now, actor=actor)

        assert needs_of(rhian.pk) == NO_NEEDS
        assert not AuditEntry.objects.filter(verb="person.needs-changed").exists()


def test_another_council_sees_and_changes_nothing(northvale, southmere, rhian, carys, now):
    with acting_for(northvale.id):
        set_needs(rhian, MANY, now)
    with acting_for(southmere.id):
        assert needs_of(rhian.pk) == NO_NEEDS
        assert needs_at(southmere.id, ContactKind.EMAIL, "rhian@home.test") == NO_NEEDS
        with pytest.raises(NotFound):
            set_needs(rhian, Needs(), now, actor=actor_of(carys))
    with acting_for(northvale.id):
        assert needs_of(rhian.pk) == MANY


def test_a_shared_address_is_written_to_as_everybody_there_needs(
    northvale, rhian, now, django_assert_num_queries
):
    with acting_for(northvale.id):
        gareth = actions.record_person(
            actor=anonymous_resident(), council_id=northvale.id, name="Gareth",
            email="RHIAN@home.test", now=now,
        )  # fmt: skip
        set_needs(rhian, Needs(language="en", formats=("large_print",)), now)
        set_needs(gareth, Needs(formats=("audio",), interpreter="bsl"), now)

        with django_assert_num_queries(1):
            found = needs_at(northvale.id, ContactKind.EMAIL, "rhian@home.test")

    assert found == Needs(formats=("large_print", "audio"), interpreter="bsl")


def test_the_page_keeps_what_is_chosen_and_asks_for_the_language(northvale, rhian):
    client = Client(headers=HOST)
    kit.sign_in_resident(client, rhian)

    page = client.get("/account/preferences/language/")
    asked = client.post("/account/preferences/language/", {"interpreter": "other"})
    saved = client.post(
        "/account/preferences/language/",
        {"formats": ["easy_read"], "interpreter": "other", "interpreter_language": "Urdu"},
    )

    assert page.status_code == 200
    assert "Easy read" in page.content.decode()
    assert asked.status_code == 422
    assert "Enter the language you speak" in asked.content.decode()
    assert saved["Location"] == "/account/preferences/?saved=needs"
    with acting_for(northvale.id):
        assert needs_of(rhian.pk) == Needs(
            formats=("easy_read",), interpreter="other", interpreter_language="Urdu"
        )


def test_the_page_is_for_those_who_are_signed_in_here(northvale, southmere, rhian):
    stranger, elsewhere = Client(headers=HOST), Client(headers={"host": "southmere.test"})
    kit.sign_in_resident(elsewhere, rhian)

    for client in (stranger, elsewhere):
        answer = client.post("/account/preferences/language/", {"formats": ["braille"]})

        assert answer.status_code == 302
        assert "/account/sign-in/" in answer["Location"]
    with acting_for(northvale.id):
        assert needs_of(rhian.pk) == NO_NEEDS


MAIL = {
    "code": "123456",
    "link": "http://id.test/x",
    "signup_url": "http://id.test/new/",
    "at": "2026-11-18T11:00:00+00:00",
    "due_at": "2026-12-02T11:00:00+00:00",
    "kept": "0",
    "user_agent": "Firefox",
    "change": "password_changed",
}


@pytest.mark.parametrize("name", sorted(resident_mail.TEMPLATES))
def test_every_mail_about_signing_in_is_in_large_print_and_in_the_language_chosen(
    southmere, now, name
):
    dilys = kit.resident("dilys", southmere, now)
    kit.resident("rhian", southmere, now)
    with acting_for(southmere.id):
        set_needs(dilys, Needs(language="cy", formats=("large_print",)), now)

    for email in ("dilys@home.test", "rhian@home.test"):
        resident_mail.send(
            name=name, email=email, language="en", from_council=southmere.id, values=MAIL
        )

    large, usual = mail.outbox
    assert "font: 18pt" in large.alternatives[0].content
    assert '<html lang="cy">' in large.alternatives[0].content
    assert large.from_email.startswith('"Cyngor Sir Merllyn y De"')
    assert usual.alternatives == []
    assert usual.from_email.startswith('"Southmere County Council"')


def test_what_one_council_knows_changes_no_mail_for_another(northvale, southmere, rhian, now):
    with acting_for(northvale.id):
        set_needs(rhian, MANY, now)

    for council_id in (southmere.id, None):
        resident_mail.send(
            name="login_code", email="rhian@home.test", language="en", from_council=council_id,
            values=MAIL,
        )  # fmt: skip

    assert [one.alternatives for one in mail.outbox] == [[], []]
