import pytest

from moothall.connectors.workflow import ALLOWED, DeliveryState, require_transition
from moothall.kernel.errors import TransitionNotAllowed


def test_every_state_has_its_arrows():
    assert set(ALLOWED) == set(DeliveryState)


def test_what_was_delivered_stays_delivered():
    for state in DeliveryState:
        with pytest.raises(TransitionNotAllowed):
            require_transition(DeliveryState.DELIVERED, state)


def test_staff_can_send_again_what_gave_up():
    require_transition(DeliveryState.GAVE_UP, DeliveryState.QUEUED)


def test_no_state_is_a_dead_end_but_delivered():
    assert [state for state, after in ALLOWED.items() if not after] == [DeliveryState.DELIVERED]
