"""All writes to persons and staff; each file holds one aggregate's verbs."""

from moothall.people.actions.accepting import accept_invitation, decline_invitation
from moothall.people.actions.acting import act_for, stop_acting
from moothall.people.actions.asking import (
    ask_council_for_grant,
    ask_person_for_grant,
    attach_evidence,
    offer_grant,
)
from moothall.people.actions.grants import (
    approve_grant,
    change_grant,
    end_grant,
    expire_grants,
    refuse_grant,
    tell_of_act,
    tell_of_use,
)
from moothall.people.actions.helping import begin_help, end_help, note_that_help_is_used
from moothall.people.actions.organisations import (
    create_organisation,
    end_membership,
    invite_member,
    make_owner,
)
from moothall.people.actions.persons import add_contact_point, record_person, update_person
from moothall.people.actions.protecting import (
    look_at_protected,
    protect_person,
    stop_protecting,
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
    "accept_invitation",
    "act_for",
    "add_contact_point",
    "add_staff_user",
    "approve_grant",
    "ask_council_for_grant",
    "ask_person_for_grant",
    "attach_evidence",
    "begin_help",
    "begin_resident_session",
    "change_grant",
    "create_organisation",
    "decline_invitation",
    "end_grant",
    "end_help",
    "end_membership",
    "end_resident_session",
    "expire_grants",
    "give_role",
    "invite_member",
    "join_council",
    "leave_council",
    "look_at_protected",
    "make_owner",
    "note_that_help_is_used",
    "note_that_session_is_used",
    "offer_grant",
    "protect_person",
    "record_person",
    "refuse_grant",
    "set_password",
    "set_up_second_factor",
    "stop_acting",
    "stop_protecting",
    "tell_of_act",
    "tell_of_use",
    "update_person",
]
