from datetime import UTC, datetime

import pytest
from django.utils import translation

from moothall.cases.workflow import Status
from moothall.surfaces.workspace.words import TONES, short_moment, spelled

NOW = datetime(2026, 11, 18, 11, 0, tzinfo=UTC)


def test_a_reference_is_spelled_as_telephones_spell():
    assert spelled("ald-4k7-9xm") == [
        ["Alfa", "Lima", "Delta"], ["4", "Kilo", "7"], ["9", "X-ray", "Mike"],
    ]  # fmt: skip


def test_each_status_has_a_colour():
    assert set(TONES) == set(Status)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 18, 14, 15, tzinfo=UTC), "today at 2:15pm"),
        (datetime(2026, 11, 17, 9, 0, tzinfo=UTC), "yesterday at 9:00am"),
        (datetime(2026, 11, 19, 17, 0, tzinfo=UTC), "tomorrow at 5:00pm"),
        (datetime(2026, 7, 1, 11, 0, tzinfo=UTC), "1 July at 12:00pm"),
        (datetime(2025, 11, 18, 11, 0, tzinfo=UTC), "18 November 2025 at 11:00am"),
    ],
)
def test_moments_are_as_short_as_they_can_be_understood(moment, words):
    with translation.override("en"):
        assert short_moment(moment, now=NOW) == words
