"""All writes to persons and staff; each file holds one aggregate's verbs."""

from moothall.people.actions.claims import answer_for_imported_user, take_back_answer
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
from moothall.people.actions.user_lists import (
    bring_in_user_list,
    decide_pair,
    keep_user_list,
    reopen_pair,
)

__all__ = [
    "add_contact_point",
    "add_staff_user",
    "answer_for_imported_user",
    "ask_for_recovery",
    "begin_resident_session",
    "bring_in_user_list",
    "cancel_recovery",
    "carry_out_recoveries",
    "decide_pair",
    "end_resident_session",
    "give_role",
    "join_council",
    "keep_user_list",
    "leave_council",
    "note_that_session_is_used",
    "record_person",
    "reopen_pair",
    "set_password",
    "set_up_second_factor",
    "take_back_answer",
    "update_person",
]
