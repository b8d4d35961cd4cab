"""Every arrow has its reason, and the page of the documentation is drawn from them."""

import pytest

from moothall.kernel.errors import TransitionNotAllowed
from moothall.kernel.tests.kit import NOW
from moothall.payments.direct_debit.models import Collection, Mandate
from moothall.payments.direct_debit.workflow import (
    COLLECTION_ARROWS,
    MANDATE_ARROWS,
    CollectionState,
    MandateState,
    diagram,
)
from moothall.payments.management.commands.draw_direct_debit_workflow import PAGE


def test_every_state_is_in_its_table_and_can_be_reached():
    for states, arrows in ((MandateState, MANDATE_ARROWS), (CollectionState, COLLECTION_ARROWS)):
        assert set(arrows) == set(states)
        reached = {target for targets in arrows.values() for target in targets}
        assert set(states) - reached == {next(iter(states))} - reached
        assert all(why.endswith(".") for targets in arrows.values() for why in targets.values())


@pytest.mark.parametrize("target", list(MandateState))
def test_a_mandate_goes_only_where_an_arrow_leads(target):
    for state in MandateState:
        mandate = Mandate(state=state)
        if target in MANDATE_ARROWS[state]:
            mandate.move_to(target, at=NOW)
            assert mandate.state == target
        else:
            with pytest.raises(TransitionNotAllowed):
                mandate.move_to(target, at=NOW)
            assert mandate.state == state


@pytest.mark.parametrize("target", list(CollectionState))
def test_a_collection_goes_only_where_an_arrow_leads(target):
    for state in CollectionState:
        collection = Collection(state=state)
        if target in COLLECTION_ARROWS[state]:
            collection.move_to(target, at=NOW)
            assert collection.state == target
        else:
            with pytest.raises(TransitionNotAllowed):
                collection.move_to(target, at=NOW)
            assert collection.state == state


def test_the_page_of_states_is_fresh():
    assert PAGE.read_text(encoding="utf-8") == diagram(), "manage.py draw_direct_debit_workflow"
