"""What schools do once something of theirs is paid."""

from moothall.kernel.actors import system
from moothall.payments.events import LinePaid
from moothall.verticals.schools import actions
from moothall.verticals.schools.actions.activities import INSTALMENT


def on_line_paid_give_place(event: LinePaid) -> None:
    """Write down that a part of a place is paid."""
    if event.about_type == INSTALMENT:
        actions.mark_paid(
            actor=system("schools"), instalment_id=event.about_id, now=event.occurred_at
        )
