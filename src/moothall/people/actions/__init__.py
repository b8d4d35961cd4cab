"""All writes to persons and staff; each file holds one aggregate's verbs."""

from moothall.people.actions.persons import add_contact_point, record_person, update_person
from moothall.people.actions.recovery import (
    ask_for_recovery,
    cancel_recovery,
    carry_out_recoveries,
)
from moothall.people.actions.residents import (
    begin_resident_session,
    end_resident_session,
    join_council,
    leave_council,
    note_that_session_is_used,
)
from moothall.people.actions.staff import (
    add_staff_user,
    give_role,
    set_password,
    set_up_second_factor,
)

__all__ = [
    "add_contact_point",
    "add_staff_user",
    "ask_for_recovery",
    "begin_resident_session",
    "cancel_recovery",
    "carry_out_recoveries",
    "end_resident_session",
    "give_role",
    "join_council",
    "leave_council",
    "note_that_session_is_used",
    "record_person",
    "set_password",
    "set_up_second_factor",
    "update_person",
]
