from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from moothall.cases import actions as case_actions
from moothall.cases.contact import actions, queries
from moothall.cases.models import Case, Interaction
from moothall.cases.tests.factories import case_of, person_of
from moothall.eforms.tests.factories import document, page, publish, question
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.errors import Conflict
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.people.queries import person_detail
from moothall.surfaces.workspace.tests.conftest import Desk
from moothall.surfaces.workspace.tests.test_desk_statements import MOST, asked

FORM = document(page("words", question("words", "textarea")))
ANSWERS = {"postcode": "QX1 1AA", "born_on": "27 3 1980"}


def begin(desk, council, user, person=None, **changes):
    with acting_for(council.id):
        return actions.begin_contact(
            actor=kit.actor_of(user), council_id=council.id,
            person_id=person.pk if person else None,
            **{"channel": "phone", "now": clock.now(), **changes},
        )  # fmt: skip


def at(contact, more=""):
    return f"/workspace/contacts/{contact.pk}/{more}"


def again(council, contact):
    with acting_for(council.id):
        return Interaction.objects.select_related("service_type").get(pk=contact.pk)


def wrapped(**changes):
    return {
        "channel": "phone", "summary": "About bins", "service": "", "outcome": "answered",
        "avoidable": "not_avoidable", **changes,
    }  # fmt: skip


@pytest.fixture
def contact(northvale, southmere, caller, bob, desk_of_bob):
    return begin(desk_of_bob, northvale, bob, caller)


def test_a_contact_stays_open_on_every_page_until_it_is_wrapped_up(
    northvale, caller, contact, desk_of_bob, clock_stands
):
    opened = desk_of_bob.get(at(contact))
    elsewhere = desk_of_bob.get("/workspace/people/")
    ended = desk_of_bob.post(at(contact, "end/"))
    finished = desk_of_bob.post(at(contact, "wrap-up/"), **wrapped(service="missed-bin"))
    after = desk_of_bob.get("/workspace/calls/")

    assert opened.one("caller") == caller.name
    for shown in (opened, elsewhere):
        assert shown.one("contact-open") == f"On a call with {caller.name}"
        assert shown.one("contact-council") == "Northvale"
    assert ended.location == at(contact, "wrap-up/")
    assert finished.location == "/workspace/calls/"
    assert after.all("contact-strip") == after.all("unfinished-contact") == []
    kept = again(northvale, contact)
    assert (kept.outcome, kept.avoidable_reason, kept.service_type.slug) == (
        "answered", "not_avoidable", "missed-bin",
    )  # fmt: skip
    assert (kept.summary, kept.finished_at) == ("About bins", clock_stands)


def test_the_times_of_a_contact_are_counted(northvale, caller, bob, contact, now):
    actor = kit.actor_of(bob)
    with acting_for(northvale.id):
        Interaction.objects.filter(pk=contact.pk).update(began_at=now)
        actions.end_contact(
            actor=actor, contact_id=contact.pk, now=now + timedelta(minutes=3, seconds=12)
        )
        actions.end_contact(actor=actor, contact_id=contact.pk, now=now + timedelta(minutes=9))
        actions.wrap_up(
            actor=actor, contact_id=contact.pk, now=now + timedelta(minutes=4), **wrapped()
        )

    kept = again(northvale, contact)
    assert (kept.handling_seconds, kept.wrap_up_seconds) == (192, 48)


def test_what_is_typed_is_kept_while_it_is_typed(northvale, contact, desk_of_bob):
    kept = desk_of_bob.post(at(contact, "words/"), summary="All ab", channel="visit")
    shown = desk_of_bob.get(at(contact))

    assert kept.status == 204
    assert shown.value("summary") == "All ab"
    assert shown.one("contact-open").startswith("With ")
    desk_of_bob.post(at(contact, "wrap-up/"), **wrapped())
    assert desk_of_bob.post(at(contact, "words/"), summary="Too late").status == 409
    assert again(northvale, contact).summary == "About bins"


def test_the_first_words_begin_a_contact_and_only_one(northvale, southmere, caller, desk_of_bob):
    path = f"/workspace/calls/log/?person={caller.pk}"
    opened = desk_of_bob.get(path).value("opened")

    for words in ("Bi", "Bins"):
        kept = desk_of_bob.post(
            f"/workspace/calls/keep/?person={caller.pk}", summary=words, opened=opened
        )
        assert kept.status == 204
    answer = desk_of_bob.post(
        path, summary="Bins again", channel="phone", outcome="answered", opened=opened
    )
    forged = desk_of_bob.post(
        f"/workspace/calls/keep/?person={caller.pk}", summary="x", opened="made-up"
    )

    with acting_for(northvale.id):
        [logged] = Interaction.objects.filter(began_at__isnull=False)
    assert answer.location == at(logged, "wrap-up/")
    assert (logged.summary, logged.person_id) == ("Bins again", caller.pk)
    assert forged.status == 404


def test_asking_how_it_stands_is_suggested_as_progress_chasing(
    northvale, caller, contact, desk_of_bob
):
    with acting_for(northvale.id):
        case = Case.objects.get(person_id=caller.pk)

    went = desk_of_bob.post(at(contact), channel="phone", summary="", outcome=f"case:{case.pk}")
    shown = desk_of_bob.get(at(contact, "wrap-up/"))

    assert went.location == f"/workspace/cases/{case.reference}/"
    assert chosen(shown) == ("progress", "chasing", "missed-bin")
    assert shown.one("why") == (
        f"We chose it because of {case.reference}: they asked how it stands."
    )
    assert again(northvale, contact).case_id == case.pk


@pytest.mark.parametrize(
    ("days", "expected"), [(3, "closure"), (14, "closure"), (30, "not_avoidable")]
)
def test_asking_about_what_was_closed_lately_is_premature_closure(
    days, expected, northvale, caller, contact, desk_of_bob
):
    with acting_for(northvale.id):
        case = Case.objects.get(person_id=caller.pk)
        closed = clock.now() - timedelta(days=days)
        Case.objects.filter(pk=case.pk).update(
            status="resolved", closed_at=closed, next_due_at=None
        )

    desk_of_bob.post(at(contact), channel="phone", summary="", outcome=f"case:{case.pk}")
    shown = desk_of_bob.get(at(contact, "wrap-up/"))

    assert chosen(shown)[1] == expected


def test_telling_us_the_same_again_is_repeat_notification(
    northvale, caller, contact, desk_of_bob, bob
):
    same = {"service_type": "missed-bin", "summary": "A bin"}
    form = document(page("words", question("words", "textarea")), outcome=same)
    publish(northvale, form, clock.now())
    desk_of_bob.post(at(contact), channel="phone", summary="", outcome="form:trial")

    shown = desk_of_bob.get(at(contact, "wrap-up/"))

    assert chosen(shown) == ("request", "repeat", "missed-bin")


def chosen(shown):
    def of(name):
        return shown.tree.xpath(f"//input[@name='{name}'][@checked]/@value")

    [service] = shown.tree.xpath("//select[@name='service']/option[@selected]/@value")
    [outcome], [avoidable] = of("outcome"), of("avoidable")
    return outcome, avoidable, service


def test_levels_are_clear_and_the_words_wait_for_them(northvale, caller, contact, desk_of_bob):
    before = desk_of_bob.get(at(contact))
    checked = desk_of_bob.post(at(contact, "check/"), **ANSWERS)
    after = desk_of_bob.get(at(contact))

    assert before.one("level") == "Level 0 of 2"
    assert before.all("read-out-words") == []
    assert before.one("ask-first").startswith("Ask who it is first.")
    assert checked.location == at(contact)
    assert after.one("level") == "Level 1 of 2"
    [words] = after.all("read-out-words")
    assert "We have it and will look at it next." in words
    kept = again(northvale, contact)
    assert kept.verified_level == 1
    assert kept.done[0]["asked"] == ["postcode", "born_on"]
    assert "QX1" not in str(kept.done)


def test_wrong_answers_say_not_which_and_are_counted(northvale, caller, contact, desk_of_bob):
    wrong = ANSWERS | {"postcode": "QX9 9ZZ"}

    tries = [desk_of_bob.post(at(contact, "check/"), **wrong) for _ in range(3)]
    too_often = desk_of_bob.post(at(contact, "check/"), **ANSWERS)

    for one in tries:
        assert one.status == 422
        assert "We do not say which of them." in one.one("error-summary")
    assert "tried too often" in too_often.one("error-summary")
    kept = again(northvale, contact)
    assert kept.verified_level == 0
    assert len(kept.done) == 3


def test_nobody_elses_contact_can_be_seen_or_changed(
    northvale, southmere, caller, contact, desk_of_alice, desk_of_carys
):
    for desk in (desk_of_alice, desk_of_carys):
        assert desk.get(at(contact)).status == 404
        assert desk.get(at(contact, "wrap-up/")).status == 404
        for part in ("words/", "end/", "wrap-up/", "check/"):
            assert desk.post(at(contact, part), **wrapped()).status == 404
    kept = again(northvale, contact)
    assert (kept.summary, kept.ended_at, kept.finished_at) == ("", None, None)


def test_somebody_without_a_name_may_turn_out_to_be_known(
    northvale, southmere, caller, bob, desk_of_bob
):
    nameless = begin(desk_of_bob, northvale, bob)
    desk_of_bob.get(at(nameless))
    offered = desk_of_bob.get(f"/workspace/calls/log/?person={caller.pk}")

    answer = desk_of_bob.post(at(nameless, "person/"), person=str(caller.pk))

    assert offered.all("it-is-them") == [f"It is {caller.name}"]
    assert answer.location == at(nameless)
    assert again(northvale, nameless).person_id == caller.pk
    with acting_for(southmere.id):
        stranger = person_of(southmere, clock.now())
    refused = desk_of_bob.post(at(nameless, "person/"), person=str(stranger.pk))
    assert refused.status == 404
    assert again(northvale, nameless).person_id == caller.pk


def test_a_finished_contact_is_finished(northvale, contact, desk_of_bob):
    desk_of_bob.post(at(contact, "wrap-up/"), **wrapped())

    again_wrapped = desk_of_bob.post(at(contact, "wrap-up/"), **wrapped(outcome="paid"))

    assert again_wrapped.location == "/workspace/calls/"
    assert desk_of_bob.get(at(contact)).location == "/workspace/calls/"
    assert again(northvale, contact).outcome == "answered"


def test_mistakes_are_said_beside_the_field_and_nothing_is_lost(contact, northvale, desk_of_bob):
    wrong = desk_of_bob.post(
        at(contact, "wrap-up/"), **wrapped(outcome="", summary="A long story", service="no-such")
    )

    assert wrong.status == 422
    assert wrong.value("summary") == "A long story"
    assert wrong.tree.xpath("//*[@data-testid='error-summary']//a/@href") == [
        "#id_outcome", "#id_service",
    ]  # fmt: skip
    assert again(northvale, contact).finished_at is None


@pytest.mark.parametrize("part", ["", "wrap-up/"])
def test_the_pages_of_a_contact_cost_at_most_twenty_queries(
    part, northvale, caller, contact, desk_of_bob
):
    publish(northvale, FORM, clock.now())
    with acting_for(northvale.id):
        for _ in range(5):
            case_of(northvale, clock.now(), person_id=caller.pk)
    desk_of_bob.post(at(contact, "check/"), **ANSWERS)
    desk_of_bob.get(at(contact, part))

    answer, count = asked(lambda: desk_of_bob.get(at(contact, part)))

    assert answer.status == 200
    assert count <= MOST


def test_wrapping_up_costs_at_most_twenty_queries(
    northvale, contact, desk_of_bob, django_assert_max_num_queries
):
    desk_of_bob.get(at(contact, "wrap-up/"))

    with django_assert_max_num_queries(20):
        answer = desk_of_bob.post(at(contact, "wrap-up/"), **wrapped(service="missed-bin"))
    assert answer.location == "/workspace/calls/"


def test_what_is_hidden_of_a_protected_person_is_not_asked_or_read_out(
    northvale, caller, contact, bob, desk_of_bob
):
    with acting_for(northvale.id):
        type(caller).objects.filter(pk=caller.pk).update(is_protected=True, hides_phone=True)

    shown = desk_of_bob.get(at(contact))
    refused = desk_of_bob.post(at(contact, "check/"), **ANSWERS)

    assert shown.all("level") == shown.all("read-out-words") == []
    assert shown.one("withheld").startswith("Some details are hidden")
    assert "QX1" not in shown.text
    assert refused.status == 403
    assert again(northvale, contact).verified_level == 0


def test_a_link_to_open_an_account_is_sent_and_seen_to_be_followed(
    northvale, southmere, bob, desk_of_bob
):
    with acting_for(northvale.id):
        newcomer = person_of(northvale, clock.now())
    contact = begin(desk_of_bob, northvale, bob, newcomer)
    [way] = desk_of_bob.get(at(contact)).tree.xpath("//input[@name='to']/@value")

    sent = desk_of_bob.post(at(contact, "invite/"), to=way)
    before = desk_of_bob.get(at(contact, "account/"))
    with acting_for(northvale.id):
        message = Message.objects.get(template="cases.open-account")
    link = next(word for word in message.body.split() if "/account/open/" in word)
    visitor = Desk("northvale.test")
    path = urlsplit(link).path
    looked = visitor.get(path)
    still = desk_of_bob.get(at(contact, "account/"))
    followed = visitor.post(path)
    after = desk_of_bob.get(at(contact, "account/"))

    assert sent.location == at(contact)
    assert message.recipient == "dilys@example.test"
    assert before.one("account-state") == "The link is sent. They have not opened it yet."
    assert looked.status == 200
    assert still.one("account-state") == before.one("account-state")
    assert followed.location == "/account/sign-in/?next=%2Faccount%2Fjoin%2F"
    assert after.one("account-state") == "They have opened the link and are signing in."
    assert visitor.get(f"{path[:-3]}xx/").status == 404


def caller_email(person):
    with acting_for(person.council_id):
        return person_detail(person.pk).email


def test_a_link_goes_only_where_we_know_them_and_never_to_the_protected(
    northvale, southmere, caller, contact, bob, desk_of_bob, desk_of_carys
):
    has_one = desk_of_bob.get(at(contact))
    unknown = desk_of_bob.post(at(contact, "invite/"), to="email:thief@example.test")
    stranger = desk_of_carys.post(at(contact, "invite/"), to=f"email:{caller_email(caller)}")
    own = caller_email(caller)
    with acting_for(northvale.id):
        type(caller).objects.filter(pk=caller.pk).update(is_protected=True)
        actor = kit.actor_of(bob)
        with pytest.raises(Conflict):
            actions.invite_to_account(
                actor=actor, contact_id=contact.pk, kind="email", value=own, now=clock.now()
            )
        assert Message.objects.count() == 0

    assert has_one.one("account-state") == "They have an account."
    assert (unknown.status, stranger.status) == (404, 404)
    assert desk_of_bob.get(at(contact)).all("account-help") == []


def test_a_contact_is_forgotten_with_its_person(northvale, caller, contact):
    from moothall.cases.actions.erasing import erase_interactions

    with acting_for(northvale.id):
        case_actions.log_interaction(
            actor=system("tests"), council_id=northvale.id, person_id=caller.pk,
            channel="letter", summary="Wrote", now=clock.now(),
        )  # fmt: skip
        erase_interactions(interaction_ids=[contact.pk])
        actor = kit.actor_of(kit.staff_user("bob", clock.now()))
        assert queries.unfinished_contacts(actor, [northvale.id]) == []
    kept = again(northvale, contact)
    assert (kept.person_id, kept.done, kept.logged_by_name) == (None, [], "")
