"""What is counted: where people stand, how long they take, with what they come."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.eforms.actions.tallying import TALLIES_KEPT, forget_tallies, write_tallies
from moothall.eforms.journey import relevant
from moothall.eforms.measuring import (
    CHECK,
    Circumstances,
    Fact,
    Gathered,
    middle_time,
    moved,
    standing,
    time_taken,
)
from moothall.eforms.models import Measure, Tally
from moothall.eforms.tests.factories import document, publish
from moothall.eforms.tests.test_journey import branching
from moothall.eforms.views.counting import device_of
from moothall.kernel.scope import acting_for

FORM = branching()
VERSION = UUID("0192f3a0-0000-7000-8000-00000000000a")
ANSWERS = {
    "kind": ["dog", "cat", "fish"],
    "lead": ["leather", "rope"],
    "name": [None, "Rex"],
    "claws": ["long"],
    "leather": ["brown"],
    "thanks": [True],
}
CHANGE = st.sampled_from([(key, one) for key, all_of in ANSWERS.items() for one in all_of])


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(CHANGE, st.sampled_from([(key, ...) for key in ANSWERS])), max_size=15))
def test_whoever_reached_a_page_and_did_not_fill_it_in_stands_there(changes):
    answers = {}
    before = relevant(FORM, answers)
    counts = Counter({Fact(standing(before), Measure.REACHED): 1})
    for key, answer in changes:
        answers = {one: value for one, value in answers.items() if one != key}
        if answer is not ...:
            answers[key] = answer
        after = relevant(FORM, answers)
        counts.update(moved(before, after))
        before = after

    pages = {fact.page for fact in counts}
    stands = {
        page: counts[Fact(page, Measure.REACHED)] - counts[Fact(page, Measure.DONE)]
        for page in pages
    }
    assert {page: n for page, n in stands.items() if n} == {standing(before): 1}


def test_changing_an_answer_takes_back_from_the_end():
    done = {"kind": "dog", "lead": "rope", "name": None, "thanks": True}
    before, after = relevant(FORM, done), relevant(FORM, {**done, "lead": "leather"})

    assert standing(before) == CHECK
    assert moved(before, after) == {
        Fact(CHECK, Measure.REACHED): -1,
        Fact("leather", Measure.REACHED): 1,
    }


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(-1, ""), (0, "00005"), (5, "00005"), (5.1, "00010"), (1801, "14400"), (14401, "")],
)
def test_times_are_told_apart_roughly(seconds, told):
    assert time_taken(seconds) == told


def test_the_middle_time_is_that_which_half_stayed_below():
    assert middle_time({}) is None
    assert middle_time({"00005": 1, "00010": 2, "00300": 1}) == 10
    assert middle_time({"00300": 1}) == 300


@pytest.mark.parametrize(
    ("browser", "width", "device"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148", "", "phone"),
        ("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140 Mobile Safari/537.36", "", "phone"),
        ("Mozilla/5.0 (Linux; Android 14; SM-X710) Chrome/140 Safari/537.36", "", "tablet"),
        ("Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) Mobile/15E148", "", "tablet"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140", "", "computer"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140", "400", "phone"),
        ("", "", "computer"),
        ("", "nonsense", "computer"),
    ],
)
def test_devices_are_told_apart_by_width_or_family(browser, width, device):
    headers = {"user-agent": browser, **({"sec-ch-viewport-width": width} if width else {})}

    assert device_of(RequestFactory().get("/", headers=headers)) == device


def about(council, version, **more):
    found = {
        "council_id": council.id, "version_id": version.pk, "day": date(2026, 11, 18),
        "device": "phone", "language": "en", "channel": "web", **more,
    }  # fmt: skip
    return Circumstances(**found)


@pytest.mark.django_db
def test_counts_are_added_to_those_of_the_day_and_council(northvale, southmere, now):
    ours, theirs = publish(northvale, document(), now), publish(southmere, document(), now)
    fact = Fact("colour", Measure.VIEWED)
    counts = Counter({(about(northvale, ours), fact): 2, (about(southmere, theirs), fact): 7})

    write_tallies(counts)
    write_tallies(counts + Counter({(about(northvale, ours, day=date(2026, 11, 19)), fact): 1}))

    with acting_for(northvale.id):
        assert list(Tally.objects.order_by("day").values_list("count", flat=True)) == [4, 1]
    with acting_for(southmere.id):
        assert Tally.objects.get().count == 14


@pytest.mark.django_db
def test_writing_counts_down_costs_one_statement_a_council(
    northvale, now, django_assert_max_num_queries
):
    version = publish(northvale, document(), now)
    counts = Counter(
        {(about(northvale, version), Fact(f"page-{n}", Measure.VIEWED)): n + 1 for n in range(200)}
    )

    with django_assert_max_num_queries(5) as asked:  # its savepoint and its scope beside it
        write_tallies(counts)

    assert sum("INSERT" in one["sql"] for one in asked.captured_queries) == 1


def test_what_the_database_does_not_take_is_kept_for_the_next_time(caplog):
    taken, is_down = [], [True]

    def write(counts):
        if is_down[0]:
            raise OSError("down")
        taken.append(counts)

    gathered = Gathered(write)
    northvale = Circumstances(1, VERSION, date(2026, 11, 18), "phone", "en", "web")
    gathered.add(northvale, {Fact("a", Measure.VIEWED): 1})
    gathered.write_down()
    is_down[0] = False
    gathered.add(northvale, {Fact("a", Measure.VIEWED): 1})
    gathered.write_down()
    gathered.write_down()

    assert taken == [{(northvale, Fact("a", Measure.VIEWED)): 2}]


def test_counts_are_written_by_themselves_in_some_seconds(monkeypatch):
    monkeypatch.setattr("moothall.eforms.measuring.PAUSE", 0.01)
    taken = []
    gathered = Gathered(taken.append)
    northvale = Circumstances(1, VERSION, date(2026, 11, 18), "phone", "en", "web")
    gathered.add(northvale, {Fact("a", Measure.VIEWED): 1})

    gathered.write_soon()
    gathered._timer.join(timeout=timedelta(seconds=10).total_seconds())

    assert len(taken) == 1


@pytest.mark.django_db
def test_counts_too_old_to_compare_with_are_forgotten(northvale, southmere, now):
    day, fact = date(2026, 11, 18), Fact("colour", Measure.VIEWED)
    for council in (northvale, southmere):
        version = publish(council, document(), now)
        write_tallies(Counter({(about(council, version, day=day), fact): 1}))

    with acting_for(northvale.id):
        assert forget_tallies(today=day + TALLIES_KEPT) == 0
        assert forget_tallies(today=day + TALLIES_KEPT + timedelta(days=1)) == 1
    with acting_for(southmere.id):
        assert Tally.objects.count() == 1
