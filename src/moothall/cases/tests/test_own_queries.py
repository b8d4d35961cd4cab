"""What residents see of their own cases, and that nobody else sees any of it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from moothall.cases import actions
from moothall.cases.models import Case
from moothall.cases.queries import (
    RequestFilters,
    newest_requests,
    own_messages,
    own_reference,
    own_request,
    own_requests,
    unread_of_person,
    waiting_for_person,
)
from moothall.cases.queries.talk import files_of_person, is_file_of_person
from moothall.cases.tests.factories import case_of, person_of, staff_of
from moothall.cases.tests.test_own_acts import a_file
from moothall.kernel import actors
from moothall.kernel.errors import NotFound
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import protection
from moothall.people.actions import protect_person

OFFICE = actors.system("connectors")


@pytest.fixture
def me(rhian):
    return kit.actor_of_resident_person(rhian)


@pytest.fixture
def alice_at_work(in_northvale):
    return staff_of(in_northvale)


def mine(council, rhian, now, **changes):
    return case_of(council, now, person_id=rhian.pk, **changes)


def listed(rhian, council, **filters):
    page = own_requests(
        rhian.pk, council_id=council.id, filters=RequestFilters(**filters), language="en"
    )
    return [row.reference for row in page.rows]


def detail(rhian, council, reference, now):
    return own_request(rhian.pk, council_id=council.id, reference=reference, language="en", now=now)


def test_own_cases_are_listed_newest_first_and_narrowed(in_northvale, rhian, now):
    old = mine(in_northvale, rhian, now - timedelta(days=2), summary="The Green bin")
    closed = mine(in_northvale, rhian, now - timedelta(days=1), service_type="street-fault")
    new = mine(in_northvale, rhian, now, service_type="general-enquiry", summary="100% sure?")
    actions.change_status(actor=OFFICE, case_id=closed.pk, status="resolved", now=now)

    references = [new.reference, closed.reference, old.reference]
    assert listed(rhian, in_northvale) == references
    assert listed(rhian, in_northvale, state="open") == [new.reference, old.reference]
    assert listed(rhian, in_northvale, state="closed") == [closed.reference]
    assert listed(rhian, in_northvale, kind="enquiry") == [new.reference]
    assert listed(rhian, in_northvale, text="green") == [old.reference]
    assert listed(rhian, in_northvale, text="STREET") == [closed.reference]
    assert listed(rhian, in_northvale, text="0%") == [new.reference]
    assert listed(rhian, in_northvale, text=old.reference.lower().replace("-", " ")) == [
        old.reference
    ]
    newest = newest_requests(
        rhian.pk, council_id=in_northvale.id, most_open=1, most_closed=1, language="en"
    )
    assert [row.reference for row in (*newest.open, *newest.closed)] == references[:2]
    assert (newest.open_count, newest.closed_count, newest.count) == (2, 1, 3)


def test_the_pages_of_the_list_follow_each_other_without_gaps(in_northvale, rhian, now):
    for _ in range(5):
        mine(in_northvale, rhian, now)  # all of the same moment
    seen, after = [], ""
    while True:
        page = own_requests(
            rhian.pk, council_id=in_northvale.id, after=after, limit=2, language="en"
        )
        seen += [row.id for row in page.rows]
        after = page.next_after
        if not after:
            break

    assert sorted(seen) == sorted(Case.objects.values_list("pk", flat=True))
    with pytest.raises(NotFound):
        own_requests(rhian.pk, council_id=in_northvale.id, after="x|y", language="en")


def test_the_page_of_a_case_tells_its_story_without_names_of_staff(
    in_northvale, rhian, me, alice_at_work, now
):
    case = mine(in_northvale, rhian, now)
    minute = timedelta(minutes=1)
    actions.add_note(
        actor=alice_at_work, case_id=case.pk, text="Secret", is_public=False, now=now + minute
    )
    actions.ask_resident(
        actor=alice_at_work, case_id=case.pk, text="Which bin?", now=now + 2 * minute
    )
    [question] = detail(rhian, in_northvale, case.reference, now).open_questions
    actions.answer_question(
        actor=me, case_id=case.pk, question_id=question.id, text="Blue", now=now + 3 * minute
    )
    actions.change_status(
        actor=alice_at_work, case_id=case.pk, status="resolved", public_note="Emptied",
        now=now + 4 * minute,
    )  # fmt: skip
    actions.reopen_case(actor=me, case_id=case.pk, text="It is not", now=now + 5 * minute)

    found = detail(rhian, in_northvale, case.reference, now + 6 * minute)

    assert [(one.title, one.text, one.is_new) for one in found.story] == [
        ("You opened this again", "It is not", False),
        ("Done", "Emptied", True),
        ("You answered", "Blue", False),
        ("We asked you a question", "Which bin?", True),
        ("You told us about this", "", False),
    ]
    assert "Alice" not in repr(found)
    assert [act.value for act in found.acts] == ["add", "write", "complain", "withdraw"]


def test_looking_at_a_case_is_what_makes_it_read(in_northvale, rhian, me, alice_at_work, now):
    case = mine(in_northvale, rhian, now)
    unread = {"council_id": in_northvale.id, "language": "en"}
    actions.write_to_resident(actor=alice_at_work, case_id=case.pk, text="Hello", now=now)
    assert [row.reference for row in unread_of_person(rhian.pk, **unread)] == [case.reference]
    assert own_requests(rhian.pk, **unread).rows[0].has_news is True

    actions.note_that_resident_looked(actor=me, case_id=case.pk, now=now)
    actions.write_to_team(actor=me, case_id=case.pk, text="Thanks", now=now + timedelta(hours=1))

    assert unread_of_person(rhian.pk, **unread) == []
    assert own_requests(rhian.pk, **unread).rows[0].has_news is False


def test_every_question_is_one_thing_that_waits(in_northvale, rhian, alice_at_work, now):
    asked = mine(in_northvale, rhian, now)
    for text in ("One?", "Two?"):
        actions.ask_resident(
            actor=alice_at_work, case_id=asked.pk, text=text, due_on=now.date(), now=now
        )
    plain = mine(in_northvale, rhian, now)
    later = now + timedelta(hours=1)
    actions.change_status(
        actor=OFFICE, case_id=plain.pk, status="awaiting_resident", public_note="x", now=later
    )

    waiting = waiting_for_person(rhian.pk, council_id=in_northvale.id, language="en")

    assert [(row.reference, row.text, row.due_on) for row in waiting[2:]] == [
        (plain.reference, "", None)
    ]
    assert {row.text for row in waiting[:2]} == {"One?", "Two?"}


def test_messages_are_listed_with_both_sides(in_northvale, rhian, me, alice_at_work, now):
    case = mine(in_northvale, rhian, now)
    actions.write_to_team(actor=me, case_id=case.pk, text="When?", now=now)
    actions.write_to_resident(
        actor=alice_at_work, case_id=case.pk, text="Soon", now=now + timedelta(hours=1)
    )

    first = own_messages(rhian.pk, council_id=in_northvale.id, limit=1, language="en")
    rest = own_messages(rhian.pk, council_id=in_northvale.id, after=first.next_after, language="en")

    assert [(row.title, row.text, row.is_new) for row in (*first.rows, *rest.rows)] == [
        ("We wrote to you", "Soon", True), ("You wrote to us", "When?", False),
    ]  # fmt: skip
    assert rest.next_after == ""


def everything(person, council, case, now):
    """Ask every question that there is about a person's cases."""
    on = {"council_id": council.id}
    spoken = {**on, "language": "en"}
    with pytest.raises(NotFound):
        own_request(person.pk, reference=case.reference, now=now, **spoken)
    with pytest.raises(NotFound):
        own_reference(person.pk, text=case.reference, **on)
    return [
        *own_requests(person.pk, **spoken).rows,
        *own_requests(person.pk, filters=RequestFilters(text=case.reference), **spoken).rows,
        *own_messages(person.pk, **spoken).rows,
        *unread_of_person(person.pk, **spoken),
        *waiting_for_person(person.pk, **spoken),
        *files_of_person(person.pk, after=None, limit=5, **on),
        *([1] if newest_requests(person.pk, most_open=9, most_closed=9, **spoken).count else []),
    ]


def test_nobody_else_sees_anything(northvale, southmere, rhian, tomos, now):
    with acting_for(northvale.id):
        alice = staff_of(northvale)
        file = a_file(northvale, now)
        case = mine(northvale, rhian, now, attachment_ids=[file.pk])
        actions.ask_resident(actor=alice, case_id=case.pk, text="Which?", now=now)
        actions.write_to_resident(actor=alice, case_id=case.pk, text="Hello", now=now)
        nobody = person_of(northvale, now)
        for stranger in (tomos, nobody):
            assert everything(stranger, northvale, case, now) == []
            assert not is_file_of_person(stranger.pk, council_id=northvale.id, file_id=file.pk)
        assert is_file_of_person(rhian.pk, council_id=northvale.id, file_id=file.pk)
    there = kit.resident("rhian", southmere, now)
    with acting_for(southmere.id):
        for person in (there, rhian):
            assert everything(person, southmere, case, now) == []
            assert everything(person, northvale, case, now) == []


def test_searching_finds_nothing_that_is_not_shown(northvale, southmere, rhian, tomos, now):
    with acting_for(northvale.id):
        own = mine(northvale, rhian, now, summary="Broken lamp")
        mine(northvale, tomos, now, summary="Broken swing")
        actions.add_note(
            actor=staff_of(northvale), case_id=own.pk, text="Broken promise", is_public=False,
            now=now,
        )  # fmt: skip
    there = kit.resident("rhian", southmere, now)
    with acting_for(southmere.id):
        elsewhere = mine(southmere, there, now, summary="Broken bridge")

    with acting_for(northvale.id):
        assert listed(rhian, northvale, text="broken") == [own.reference]
        for hidden in ("swing", "promise", "bridge", elsewhere.reference):
            assert listed(rhian, northvale, text=hidden) == []
        protect_person(
            actor=OFFICE, person_id=rhian.pk, hides_email=False, hides_phone=False,
            refuses_joining=False, reason="Police", now=now,
        )  # fmt: skip
        assert listed(rhian, northvale, text="lamp") == []  # as a helper asks
        with protection.opened(rhian.pk):
            assert listed(rhian, northvale, text="lamp") == [own.reference]


def test_files_for_staff_alone_are_not_among_ones_own(in_northvale, rhian, alice_at_work, now):
    case = mine(in_northvale, rhian, now)
    file = a_file(in_northvale, now)
    actions.attach_files(actor=alice_at_work, case_id=case.pk, file_ids=[file.pk], now=now)

    assert files_of_person(rhian.pk, council_id=in_northvale.id, after=None, limit=5) == []
    assert not is_file_of_person(rhian.pk, council_id=in_northvale.id, file_id=file.pk)
    assert detail(rhian, in_northvale, case.reference, now).files == ()


@pytest.mark.slow
def test_queries_do_not_grow(in_northvale, rhian, alice_at_work, now, django_assert_num_queries):
    for number in range(12):
        case = mine(in_northvale, rhian, now, submission_key=uuid4().hex)
        if number % 2:
            actions.ask_resident(actor=alice_at_work, case_id=case.pk, text="Which?", now=now)
            actions.write_to_resident(actor=alice_at_work, case_id=case.pk, text="x", now=now)
    on = {"council_id": in_northvale.id, "language": "en"}
    own_requests(rhian.pk, **on)

    with django_assert_num_queries(1):
        assert len(own_requests(rhian.pk, **on).rows) == 12
    with django_assert_num_queries(1):
        assert len(waiting_for_person(rhian.pk, **on)) == 6
    with django_assert_num_queries(1):
        assert newest_requests(rhian.pk, most_open=5, most_closed=5, **on).count == 12
    with django_assert_num_queries(1):
        assert len(unread_of_person(rhian.pk, **on)) == 6
    with django_assert_num_queries(1):
        assert len(own_messages(rhian.pk, **on).rows) == 12
    with django_assert_num_queries(6):
        detail(rhian, in_northvale, case.reference, now)
