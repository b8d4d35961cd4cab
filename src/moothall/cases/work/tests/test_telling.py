from datetime import timedelta

import pytest
from django.db import transaction

from moothall.cases.actions import add_note, change_status
from moothall.cases.models import CaseDraft, StaffNotice, TimelineEntry
from moothall.cases.tests.factories import case_of
from moothall.cases.work import actions
from moothall.cases.work.errors import CannotBeMentioned, MeansSeveral
from moothall.cases.work.models import RoutingRule
from moothall.cases.work.queries import draft_of, notices_for, unread_count, watched_cases
from moothall.councils.models import Team
from moothall.kernel.actors import system
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.models import Role, StaffRole, StaffUser

pytestmark = pytest.mark.django_db
SYSTEM = system("tests")


@pytest.fixture
def case(in_northvale, now):
    return case_of(in_northvale, now)


def note(case, user, text, now, *, is_public=False):
    with transaction.atomic():
        add_note(actor=kit.actor_of(user), case_id=case.pk, text=text, is_public=is_public, now=now)


def test_a_colleague_who_is_named_in_a_note_is_told(case, alice, bob, now):
    note(case, alice, "Can you look, @bob? Not @alice.", now)

    [told] = StaffNotice.objects.all()
    assert (told.employee_id, told.kind, told.by_name) == (bob.pk, "mention", "Alice")


def test_a_note_with_a_change_of_status_names_colleagues_too(case, alice, bob, now):
    change_status(
        actor=kit.actor_of(alice), case_id=case.pk, status="in_progress",
        internal_note="@bob@twin-towns.test please", now=now,
    )  # fmt: skip

    assert StaffNotice.objects.get(kind="mention").employee_id == bob.pk


@pytest.mark.parametrize("name", ["carys", "carys@southmere.test", "mallory", "nobody"])
def test_who_may_not_see_the_case_cannot_be_named_and_nothing_is_written(
    case, alice, carys, mallory, name, now
):
    with pytest.raises(CannotBeMentioned) as refused:
        note(case, alice, f"Ask @{name} about it", now)

    assert f"@{name}" in refused.value.words
    assert StaffNotice.objects.count() == 0
    assert not TimelineEntry.objects.filter(kind="note").exists()


def test_who_shares_a_name_is_named_by_the_whole_address(case, alice, bob, now):
    other = StaffUser.objects.create_user("bob@northvale.test", name="Bob Other")
    StaffRole.objects.create(user=other, council_id=case.council_id, role=Role.OFFICER)

    with pytest.raises(MeansSeveral) as refused:
        note(case, alice, "@bob", now)

    assert "@bob@northvale.test" in refused.value.words
    note(case, alice, "@bob@northvale.test", now)
    assert StaffNotice.objects.get().employee_id == other.pk


def test_addresses_and_words_for_the_resident_name_nobody(case, alice, bob, now):
    note(case, alice, "She wrote from dilys@carys.example, mail to bob@twin-towns.test", now)
    note(case, alice, "Ask @carys", now, is_public=True)

    assert StaffNotice.objects.count() == 0


def test_who_watches_is_told_by_a_handler_once_and_not_of_their_own_acts(
    case, alice, bob, queue, now
):
    queue.run_all()
    for user in (alice, bob):
        actions.watch_case(actor=kit.actor_of(user), case_id=case.pk, now=now)
        actions.watch_case(actor=kit.actor_of(user), case_id=case.pk, now=now)
    note(case, alice, "The crew was there", now)

    queue.run_all()
    entry = TimelineEntry.objects.get(kind="note")
    actions.tell_of_news(case_id=case.pk, source_key=str(entry.pk), by=kit.actor_of(alice), now=now)

    [told] = StaffNotice.objects.all()
    assert (told.employee_id, told.kind) == (bob.pk, "news")
    assert [one.news for one in watched_cases([case.council_id], bob.pk)] == [1]
    actions.unwatch_case(actor=kit.actor_of(bob), case_id=case.pk, now=now)
    assert watched_cases([case.council_id], bob.pk) == []


def test_who_may_see_the_cases_no_more_is_told_nothing(case, alice, bob, now):
    actions.watch_case(actor=kit.actor_of(bob), case_id=case.pk, now=now)
    StaffRole.objects.filter(user=bob).delete()

    actions.tell_of_news(case_id=case.pk, source_key="1", by=kit.actor_of(alice), now=now)

    assert StaffNotice.objects.count() == 0


def test_what_is_told_is_read_under_the_councils_that_one_may_see_now(
    case, southmere, alice, bob, now, django_assert_num_queries
):
    note(case, alice, "@bob", now)

    with django_assert_num_queries(1):
        assert unread_count([case.council_id], bob.pk) == 1
    with django_assert_num_queries(1):
        [told] = notices_for([case.council_id], bob.pk)
    assert told.case_reference == case.reference
    assert unread_count([], bob.pk) == 0
    assert notices_for([], bob.pk) == []
    with acting_for(southmere.id):
        assert unread_count([case.council_id, southmere.id], bob.pk) == 0
        assert notices_for([case.council_id, southmere.id], bob.pk) == []
    assert unread_count([case.council_id], alice.pk) == 0


def test_reading_takes_note_of_ones_own_alone(case, alice, bob, now):
    note(case, alice, "@bob", now)

    assert actions.mark_read(actor=kit.actor_of(alice), council_ids=[case.council_id], now=now) == 0
    assert actions.mark_read(
        actor=kit.actor_of(bob), council_ids=[case.council_id], case_id=case.pk, now=now
    ) == 1  # fmt: skip
    assert unread_count([case.council_id], bob.pk) == 0


def test_nobody_watches_a_case_that_they_may_not_see(case, carys, mallory, now):
    for nobody in (carys, mallory):
        with pytest.raises(NotPermitted):
            actions.watch_case(actor=kit.actor_of(nobody), case_id=case.pk, now=now)


def draft(case, user):
    return draft_of(case.pk, council_id=case.council_id, employee_id=user.pk, form="step")


def keep(case, user, now, **fields):
    return actions.keep_draft(
        actor=kit.actor_of(user), case_id=case.pk, form="step", fields=fields, now=now
    )


def test_what_is_typed_is_kept_for_its_writer_through_other_hands_and_teams(
    case, in_northvale, alice, bob, now
):
    later = now + timedelta(minutes=5)
    keep(case, alice, now, status="resolved", internal_note="The crew", other="x")
    keep(case, alice, later, status="resolved", internal_note="The crew went")
    roads = Team.objects.create(
        council_id=in_northvale.id, slug="roads", name="Roads", email="roads@northvale.test"
    )
    actions.take_case(actor=kit.actor_of(bob), case_id=case.pk, now=now)
    actions.hand_to_team(actor=kit.actor_of(bob), case_id=case.pk, team_id=roads.pk, now=now)

    kept = draft(case, alice)

    assert kept.fields == {
        "status": "resolved", "public_note": "", "public_note_cy": "",
        "internal_note": "The crew went",
    }  # fmt: skip
    assert (kept.begun_at, kept.saved_at) == (now, later)
    assert draft(case, bob) is None


def test_an_empty_or_a_saved_or_an_old_draft_is_forgotten(case, alice, bob, now):
    keep(case, alice, now, internal_note="x")
    assert keep(case, alice, now, status="resolved", internal_note=" ") is False
    assert CaseDraft.objects.count() == 0
    keep(case, alice, now, internal_note="x")
    actions.discard_draft(actor=kit.actor_of(alice), case_id=case.pk, form="step")
    assert CaseDraft.objects.count() == 0
    keep(case, bob, now - timedelta(days=31), internal_note="x")

    assert actions.forget_old(council_id=case.council_id, now=now) == 1


def test_nobody_keeps_a_draft_on_a_case_that_is_not_theirs(case, carys, mallory, now):
    for nobody in (carys, mallory):
        with pytest.raises(NotPermitted):
            keep(case, nobody, now, internal_note="x")
    with pytest.raises(NotFound):
        actions.keep_draft(actor=SYSTEM, case_id=case.pk, form="nonsense", fields={}, now=now)

    assert CaseDraft.objects.count() == 0


def test_a_new_case_goes_to_the_team_of_the_first_rule_that_it_fits(in_northvale, queue, now):
    teams = {
        slug: Team.objects.create(
            council_id=in_northvale.id, slug=slug, name=slug, email=f"{slug}@northvale.test"
        )
        for slug in ("welsh", "bins")
    }
    for team, rule in (("welsh", {"language": "cy"}), ("bins", {"service": "missed-bin"})):
        actions.add_route(
            actor=SYSTEM, council_id=in_northvale.id, team_id=teams[team].pk, now=now, **rule
        )
    in_welsh, bin_case, other = (
        case_of(in_northvale, now, language="cy"),
        case_of(in_northvale, now),
        case_of(in_northvale, now, service_type="street-fault"),
    )

    queue.run_all()

    for case in (in_welsh, bin_case, other):
        case.refresh_from_db()
    assert [one.team.slug for one in (in_welsh, bin_case, other)] == ["welsh", "bins", "streets"]
    assert RoutingRule.objects.count() == 2
