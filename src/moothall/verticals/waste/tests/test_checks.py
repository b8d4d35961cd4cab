from datetime import UTC, date, datetime, time

import pytest

from moothall.eforms.ports import CheckRequest
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.verticals.waste.actions import RoundInput, replace_rounds
from moothall.verticals.waste.checks import CollectionDueOn, CollectionMissed
from moothall.verticals.waste.models import CollectionRound, PropertyRound
from moothall.verticals.waste.queries import last_collections, next_collections, rounds_at

pytestmark = pytest.mark.django_db

UPRN = 100
#: Refuse is collected on Monday 16 November 2026, in the test's week; food every Wednesday.
ROUNDS = [
    RoundInput(
        slug=container, name=container, container=container, anchor_on=anchor, every_weeks=weeks,
        ends_at=time(17), report_days=2, moved={},
    )
    for container, anchor, weeks in (
        ("refuse", date(2026, 11, 16), 2), ("food", date(2026, 11, 18), 1),
    )
]  # fmt: skip


def at(day, hour):
    return datetime(2026, 11, day, hour, 0, tzinfo=UTC)


@pytest.fixture
def on_rounds(in_northvale, now):
    replace_rounds(
        actor=system("tests"), council_id=in_northvale.id, rounds=ROUNDS,
        by_property=[(UPRN, "refuse"), (UPRN, "food")], now=now,
    )  # fmt: skip
    return in_northvale


def refusal(council, moment, container="refuse", uprn=UPRN, day=None):
    answers = {"address": {"uprn": uprn}, "container": container}
    check = CollectionMissed()
    if day:
        answers["day"], check = day, CollectionDueOn()
    return check.refusal(CheckRequest(council_id=council.id, now=moment, answers=answers))


@pytest.mark.parametrize(
    ("moment", "is_taken"),
    [
        (at(16, 9), False),
        (at(16, 16), False),
        (at(16, 17), True),
        (at(17, 0), True),
        (at(18, 23), True),
        (at(19, 0), False),
        (at(23, 12), False),
    ],
)
def test_a_bin_is_missed_from_the_crews_end_for_two_working_days(on_rounds, moment, is_taken):
    assert (refusal(on_rounds, moment) is None) is is_taken


def test_on_the_day_itself_the_refusal_says_when_to_come_back(on_rounds):
    no = refusal(on_rounds, at(16, 9))

    assert no.title.en == "We may still be on our way"
    assert "until 5pm" in no.body.en


def test_afterwards_the_refusal_says_when_the_bin_was_and_will_be_collected(on_rounds):
    no = refusal(on_rounds, at(20, 12))

    assert "Monday 16 November" in no.body.en
    assert "until Wednesday 18 November" in no.body.en
    assert "next on Monday 30 November" in no.body.en
    assert no.body.cy


def test_summer_time_counts_in_the_end_of_the_crews_day(on_rounds, now):
    summer = [RoundInput(
        slug="refuse", name="refuse", container="refuse", anchor_on=date(2026, 7, 6),
        every_weeks=1, ends_at=time(17), report_days=2, moved={},
    )]  # fmt: skip
    replace_rounds(
        actor=system("tests"), council_id=on_rounds.id, rounds=summer,
        by_property=[(UPRN, "refuse")], now=now,
    )  # fmt: skip

    assert refusal(on_rounds, datetime(2026, 7, 6, 15, 59, tzinfo=UTC)) is not None
    assert refusal(on_rounds, datetime(2026, 7, 6, 16, 0, tzinfo=UTC)) is None


def test_a_day_on_which_nothing_was_due_is_refused_with_the_day_that_was(on_rounds):
    no = refusal(on_rounds, at(18, 12), day="2026-11-17")

    assert no.title.en == "We did not collect this bin on Tuesday 17 November"
    assert "was on Monday 16 November" in no.body.en
    assert refusal(on_rounds, at(18, 12), day="2026-11-16") is None


@pytest.mark.parametrize("uprn", [None, 999])
def test_an_address_that_no_round_knows_is_not_refused(on_rounds, uprn):
    assert refusal(on_rounds, at(20, 12), uprn=uprn) is None
    assert refusal(on_rounds, at(20, 12), uprn=uprn, day="2026-11-01") is None


def test_a_container_that_is_not_collected_there_is_not_refused(on_rounds):
    assert refusal(on_rounds, at(20, 12), container="garden") is None


def test_next_and_last_collections_take_one_query(on_rounds, django_assert_num_queries):
    with django_assert_num_queries(1):
        coming = next_collections(on_rounds.id, UPRN, on=date(2026, 11, 18))

    assert [(one.container, one.day) for one in coming] == [
        ("food", date(2026, 11, 18)), ("refuse", date(2026, 11, 30)),
    ]  # fmt: skip
    before = last_collections(on_rounds.id, UPRN, on=date(2026, 11, 17))
    assert [one.container for one in before] == [
        "refuse", "food",
    ]  # fmt: skip


def test_another_councils_rounds_are_not_seen(on_rounds, southmere):
    with acting_for(southmere.id):
        assert rounds_at(southmere.id, UPRN) == []
        assert rounds_at(on_rounds.id, UPRN) == []
        assert CollectionRound.objects.count() == PropertyRound.objects.count() == 0


def test_a_check_costs_one_statement(on_rounds, django_assert_num_queries):
    refusal(on_rounds, at(18, 12))

    with django_assert_num_queries(1):
        refusal(on_rounds, at(20, 12))


def test_a_rule_for_an_unknown_round_changes_nothing(on_rounds, now):
    with pytest.raises(LookupError, match="no round 'garden'"):
        replace_rounds(
            actor=system("tests"), council_id=on_rounds.id, rounds=ROUNDS,
            by_postcode=[("QX1", ["garden"])], now=now,
        )  # fmt: skip

    assert len(rounds_at(on_rounds.id, UPRN)) == 2
