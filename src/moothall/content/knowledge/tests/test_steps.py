"""Scripts that lead on, and never back."""

import pytest

from moothall.content.knowledge.steps import NOT_ASKED, THE_END, Step, steps_from, where_wrong


def test_a_step_is_said_in_its_language_or_in_english():
    step = Step(1, "How many bins?", "Faint o finiau?")
    alone = Step(1, "How many bins?")

    assert (step.said_in("cy"), alone.said_in("cy")) == ("Faint o finiau?", "How many bins?")


@pytest.mark.parametrize(
    ("yes", "no", "how"),
    [
        (NOT_ASKED, NOT_ASKED, None),
        (2, THE_END, None),
        (3, 2, None),
        (2, NOT_ASKED, "half"),
        (1, 2, "back"),
        (2, 4, "missing"),
    ],
)
def test_answers_lead_to_later_steps_or_the_end(yes, no, how):
    steps = [Step(1, "Over 65?", yes=yes, no=no), Step(2, "They can."), Step(3, "They cannot.")]

    assert where_wrong(steps) == ({1: how} if how else {})


def test_steps_are_numbered_by_their_place():
    steps = (Step(1, "One", yes=2, no=THE_END), Step(2, "Two"))

    assert steps_from([step.as_json() for step in steps]) == steps
