import pytest

from moothall.cases.actions import assign_team, change_status
from moothall.cases.models import Case, EntryKind, StaffNotice, TimelineEntry
from moothall.cases.queries import case_detail
from moothall.cases.tests.factories import case_of
from moothall.cases.work import actions
from moothall.cases.work.queries import held_cases, work_of_case
from moothall.councils.models import Team
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(in_northvale, now):
    return case_of(in_northvale, now)


def test_an_employee_takes_a_case_and_its_history_says_so(case, alice, now):
    actions.take_case(actor=kit.actor_of(alice), case_id=case.pk, now=now)

    assert [one.id for one in held_cases([case.council_id], alice.pk, now=now)] == [case.pk]
    newest = case_detail(case.pk, now=now).timeline[0]
    assert (newest.kind, newest.text, newest.is_public) == (EntryKind.HOLDER, "Alice", False)
    assert StaffNotice.objects.count() == 0


def test_of_two_who_take_the_same_case_at_once_the_second_is_told(case, alice, bob, now):
    actions.take_case(actor=kit.actor_of(bob), case_id=case.pk, seen_holder=None, now=now)

    with pytest.raises(Conflict):
        actions.take_case(actor=kit.actor_of(alice), case_id=case.pk, seen_holder=None, now=now)

    case.refresh_from_db()
    assert case.holder_id == bob.pk


def test_a_colleague_is_given_a_case_with_a_word_and_is_told(case, alice, bob, now):
    actions.give_case(
        actor=kit.actor_of(bob), case_id=case.pk, employee_id=alice.pk, note="She rang twice",
        now=now,
    )  # fmt: skip

    [notice] = StaffNotice.objects.all()
    assert (notice.employee_id, notice.kind, notice.by_name) == (alice.pk, "given", "Bob")
    assert TimelineEntry.objects.get(kind="holder").text == "Alice\nShe rang twice"
    assert work_of_case(case.pk, council_id=case.council_id).holder_name == "Alice"


def test_nobody_is_given_a_case_who_may_not_work_on_it(case, alice, carys, mallory, now):
    for nobody in (carys, mallory):
        with pytest.raises(NotFound):
            actions.give_case(
                actor=kit.actor_of(alice), case_id=case.pk, employee_id=nobody.pk, now=now
            )

    case.refresh_from_db()
    assert case.holder_id is None
    assert not TimelineEntry.objects.filter(kind="holder").exists()


def test_nobody_takes_a_case_of_a_council_they_do_not_serve(case, carys, mallory, southmere, now):
    for nobody in (carys, mallory):
        with pytest.raises(NotPermitted):
            actions.take_case(actor=kit.actor_of(nobody), case_id=case.pk, now=now)
    with acting_for(southmere.id), pytest.raises(NotFound):
        actions.take_case(actor=kit.actor_of(carys), case_id=case.pk, now=now)

    case.refresh_from_db()
    assert case.holder_id is None


def test_one_gives_back_what_one_holds_and_not_what_others_hold(case, alice, bob, now):
    actions.take_case(actor=kit.actor_of(bob), case_id=case.pk, now=now)

    with pytest.raises(Conflict):
        actions.give_back(actor=kit.actor_of(alice), case_id=case.pk, now=now)
    case.refresh_from_db()
    assert case.holder_id == bob.pk
    actions.give_back(actor=kit.actor_of(bob), case_id=case.pk, note="Needs an officer", now=now)

    case.refresh_from_db()
    assert case.holder_id is None
    assert held_cases([case.council_id], bob.pk, now=now) == []


def test_another_team_gets_a_case_that_nobody_holds_yet(case, in_northvale, alice, now):
    actor = kit.actor_of(alice)
    roads = Team.objects.create(
        council_id=in_northvale.id, slug="roads", name="Roads", email="roads@northvale.test"
    )
    actions.take_case(actor=actor, case_id=case.pk, now=now)

    actions.hand_to_team(
        actor=actor, case_id=case.pk, team_id=roads.pk, note="It is a road", now=now
    )

    case.refresh_from_db()
    assert (case.team_id, case.holder_id) == (roads.pk, None)
    texts = TimelineEntry.objects.filter(case_id=case.pk, is_public=False)
    assert set(texts.values_list("kind", "text")) == {
        ("holder", "Alice"), ("team", "Roads"), ("note", "It is a road")
    }  # fmt: skip
    assign_team(actor=actor, case_id=case.pk, team_id=roads.pk, now=now)
    assert texts.count() == 3


def test_a_closed_case_is_given_to_nobody(case, alice, now):
    actor = kit.actor_of(alice)
    change_status(actor=actor, case_id=case.pk, status="resolved", now=now)

    with pytest.raises(Conflict):
        actions.take_case(actor=actor, case_id=case.pk, now=now)

    assert Case.objects.get(pk=case.pk).holder_id is None


def test_the_work_on_a_case_is_one_query(case, alice, now, django_assert_num_queries):
    actor = kit.actor_of(alice)
    actions.take_case(actor=actor, case_id=case.pk, now=now)
    actions.watch_case(actor=actor, case_id=case.pk, now=now)
    for title in ("Ring the crew", "Look at the photo"):
        actions.add_task(actor=actor, case_id=case.pk, title=title, hours=8, now=now)

    with django_assert_num_queries(1):
        work = work_of_case(case.pk, council_id=case.council_id)

    assert [one.title for one in work.tasks] == ["Ring the crew", "Look at the photo"]
    assert work.holder_name == "Alice"
    assert work.is_watched_by(alice.pk)
