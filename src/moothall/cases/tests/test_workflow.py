import pytest

from moothall.cases.workflow import (
    ALLOWED,
    ARROWS,
    CLOSED,
    OPEN,
    Status,
    diagram,
    require_transition,
)
from moothall.kernel.errors import TransitionNotAllowed


def test_every_status_has_a_row_in_the_table():
    assert set(ALLOWED) == set(Status)
    assert not OPEN & CLOSED


def test_every_arrow_has_its_reason():
    assert all(reason.endswith(".") for arrows in ARROWS.values() for reason in arrows.values())


def test_nothing_goes_back_to_received():
    assert not any(Status.RECEIVED in after for after in ALLOWED.values())


def test_what_is_closed_may_only_be_reopened():
    for status in CLOSED - {Status.CANCELLED}:
        assert ALLOWED[status] == {Status.IN_PROGRESS}
    assert ALLOWED[Status.CANCELLED] == frozenset()


def test_an_arrow_that_is_not_there_is_refused():
    with pytest.raises(TransitionNotAllowed):
        require_transition(Status.CANCELLED, Status.IN_PROGRESS)


def test_the_drawing_is_fresh():
    from moothall.cases.management.commands.draw_case_workflow import PAGE

    assert PAGE.read_text(encoding="utf-8") == diagram(), "Run manage.py draw_case_workflow."
