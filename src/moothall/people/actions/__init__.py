"""All writes to persons, their rights, residents and staff; each file holds some verbs."""

from moothall.people.actions.accepting import (
    accept_invitation,
    decline_invitation,
)
from moothall.people.actions.accesses import (
    note_access,
)
from moothall.people.actions.acting import (
    act_for,
    stop_acting,
)
from moothall.people.actions.administering import (
    end_role_held,
)
from moothall.people.actions.asking import (
    ask_council_for_grant,
    ask_person_for_grant,
    attach_evidence,
    offer_grant,
)
from moothall.people.actions.changing_accounts import (
    ask_for_change,
    count_attempt,
    settle_change,
)
from moothall.people.actions.claims import (
    answer_for_imported_user,
    take_back_answer,
)
from moothall.people.actions.closing import (
    COOLING_OFF,
    ask_to_close,
    carry_out_closing,
    close_if_nothing_is_joined,
    close_what_is_due,
    undo_closing,
)
from moothall.people.actions.consents import (
    give_consent,
    withdraw_consent,
)
from moothall.people.actions.details import (
    ask_to_prove,
    can_prove,
    prove,
    remove_contact_point,
)
from moothall.people.actions.downloads import (
    ask_for_download,
    fetch_download,
    forget_downloads,
    make_download,
)
from moothall.people.actions.elsewhere import (
    ProviderSettings,
    connect_elsewhere,
    disconnect_elsewhere,
    set_up_provider,
    stop_provider,
)
from moothall.people.actions.ending_grants import (
    end_grants_with_sign_in,
    forget_grant_papers,
    forget_grants_of,
)
from moothall.people.actions.erasing import (
    ask_for_erasure,
    carry_out_erasure,
    fates_of,
    review_erasures,
    undo_erasure,
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
from moothall.people.actions.helping import (
    begin_help,
    end_help,
    note_that_help_is_used,
)
from moothall.people.actions.identities import (
    connect_identity,
    disconnect_identity,
    hear_logout,
    open_account_for_identity,
)
from moothall.people.actions.keeping import (
    set_keeping,
)
from moothall.people.actions.kept_words import (
    forget_kept_words,
    forget_old_words,
    keep_words,
)
from moothall.people.actions.linking import (
    choose_account_system,
    end_liability,
    link_account,
    record_failed_try,
    unlink_account,
)
from moothall.people.actions.needs import (
    set_needs,
)
from moothall.people.actions.organisations import (
    create_organisation,
    end_membership,
    invite_member,
    make_owner,
)
from moothall.people.actions.own_roles import (
    RoleWords,
    end_own_role,
    give_own_role,
    save_own_role,
)
from moothall.people.actions.persons import (
    add_contact_point,
    record_person,
    update_person,
)
from moothall.people.actions.posting_codes import (
    CodeNotRight,
    ask_for_code,
    confirm_posted_code,
    forget_old_codes,
    settle_code,
)
from moothall.people.actions.protecting import (
    look_at_protected,
    protect_person,
    stop_protecting,
)
from moothall.people.actions.proven_facts import (
    forget_proven_facts,
    join_council_with_proof,
    keep_proven_facts,
    take_proven_name,
)
from moothall.people.actions.recovery import (
    ask_for_recovery,
    cancel_recovery,
    carry_out_recoveries,
)
from moothall.people.actions.residences import (
    move_in,
    move_out,
)
from moothall.people.actions.residents import (
    begin_resident_session,
    end_resident_session,
    join_council,
    leave_council,
    note_that_session_is_used,
)
from moothall.people.actions.satellite_sites import (
    SiteSettings,
    change_site,
    change_site_secret,
    register_site,
    stop_site,
)
from moothall.people.actions.shortcuts import (
    choose_shortcuts,
)
from moothall.people.actions.site_sign_ins import (
    allow_site,
    end_sessions_without_stay,
    end_stay,
    forget_old_sign_ins,
    take_back_from_site,
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
    "COOLING_OFF",
    "CodeNotRight",
    "ProviderSettings",
    "RoleWords",
    "SiteSettings",
    "accept_invitation",
    "act_for",
    "add_contact_point",
    "add_staff_user",
    "allow_site",
    "answer_for_imported_user",
    "approve_grant",
    "ask_council_for_grant",
    "ask_for_change",
    "ask_for_code",
    "ask_for_download",
    "ask_for_erasure",
    "ask_for_recovery",
    "ask_person_for_grant",
    "ask_to_close",
    "ask_to_prove",
    "attach_evidence",
    "begin_help",
    "begin_resident_session",
    "bring_in_user_list",
    "can_prove",
    "cancel_recovery",
    "carry_out_closing",
    "carry_out_erasure",
    "carry_out_recoveries",
    "change_grant",
    "change_site",
    "change_site_secret",
    "choose_account_system",
    "choose_shortcuts",
    "close_if_nothing_is_joined",
    "close_what_is_due",
    "confirm_posted_code",
    "connect_elsewhere",
    "connect_identity",
    "count_attempt",
    "create_organisation",
    "decide_pair",
    "decline_invitation",
    "disconnect_elsewhere",
    "disconnect_identity",
    "end_grant",
    "end_grants_with_sign_in",
    "end_help",
    "end_liability",
    "end_membership",
    "end_own_role",
    "end_resident_session",
    "end_role_held",
    "end_sessions_without_stay",
    "end_stay",
    "expire_grants",
    "fates_of",
    "fetch_download",
    "forget_downloads",
    "forget_grant_papers",
    "forget_grants_of",
    "forget_kept_words",
    "forget_old_codes",
    "forget_old_sign_ins",
    "forget_old_words",
    "forget_proven_facts",
    "give_consent",
    "give_own_role",
    "give_role",
    "hear_logout",
    "invite_member",
    "join_council",
    "join_council_with_proof",
    "keep_proven_facts",
    "keep_user_list",
    "keep_words",
    "leave_council",
    "link_account",
    "look_at_protected",
    "make_download",
    "make_owner",
    "move_in",
    "move_out",
    "note_access",
    "note_that_help_is_used",
    "note_that_session_is_used",
    "offer_grant",
    "open_account_for_identity",
    "protect_person",
    "prove",
    "record_failed_try",
    "record_person",
    "refuse_grant",
    "register_site",
    "remove_contact_point",
    "reopen_pair",
    "review_erasures",
    "save_own_role",
    "set_keeping",
    "set_needs",
    "set_password",
    "set_up_provider",
    "set_up_second_factor",
    "settle_change",
    "settle_code",
    "stop_acting",
    "stop_protecting",
    "stop_provider",
    "stop_site",
    "take_back_answer",
    "take_back_from_site",
    "take_proven_name",
    "tell_of_act",
    "tell_of_use",
    "undo_closing",
    "undo_erasure",
    "unlink_account",
    "update_person",
    "withdraw_consent",
]
