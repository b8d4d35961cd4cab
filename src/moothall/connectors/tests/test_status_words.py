import pytest

from moothall.cases.workflow import Status
from moothall.connectors.status_words import (
    NOTHING_TO_SAY,
    extended_status,
    our_status,
    standard_status,
)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("OPEN", NOTHING_TO_SAY),
        ("closed", "resolved"),
        ("Action Scheduled", "scheduled"),
        ("action-scheduled", "scheduled"),
        ("NOT_COUNCILS_RESPONSIBILITY", "closed_no_action"),
        ("BANANA", None),
    ],
)
def test_their_words_become_ours(theirs, ours):
    assert our_status(theirs) == ours


def test_every_status_of_ours_has_their_words():
    for status in Status:
        assert standard_status(status) in {"open", "closed"}
        assert our_status(extended_status(status)) in {status, NOTHING_TO_SAY, "in_progress"}
