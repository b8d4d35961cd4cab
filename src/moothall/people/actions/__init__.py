"""All writes to persons and staff; each file holds one aggregate's verbs."""

from moothall.people.actions.changing_accounts import ask_for_change, count_attempt, settle_change
from moothall.people.actions.claims import answer_for_imported_user, take_back_answer
from moothall.people.actions.linking import (
    choose_account_system,
    end_liability,
    link_account,
    record_failed_try,
    unlink_account,
)
from moothall.people.actions.persons import add_contact_point, record_person, update_person
from moothall.people.actions.posting_codes import (
    CodeNotRight,
    ask_for_code,
    confirm_posted_code,
    forget_old_codes,
    settle_code,
)
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
    "CodeNotRight",
    "add_contact_point",
    "add_staff_user",
    "answer_for_imported_user",
    "ask_for_change",
    "ask_for_code",
    "ask_for_recovery",
    "begin_resident_session",
    "bring_in_user_list",
    "cancel_recovery",
    "carry_out_recoveries",
    "choose_account_system",
    "confirm_posted_code",
    "count_attempt",
    "decide_pair",
    "end_liability",
    "end_resident_session",
    "forget_old_codes",
    "give_role",
    "join_council",
    "keep_user_list",
    "leave_council",
    "link_account",
    "note_that_session_is_used",
    "record_failed_try",
    "record_person",
    "reopen_pair",
    "set_password",
    "set_up_second_factor",
    "settle_change",
    "settle_code",
    "take_back_answer",
    "unlink_account",
    "update_person",
]
