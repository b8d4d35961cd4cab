"""All writes to persons and staff; each file holds one aggregate's verbs."""

from moothall.people.actions.changing_accounts import ask_for_change, count_attempt, settle_change
from moothall.people.actions.elsewhere import (
    ProviderSettings,
    connect_elsewhere,
    disconnect_elsewhere,
    set_up_provider,
    stop_provider,
)
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
from moothall.people.actions.site_sign_ins import (
    end_sessions_without_stay,
    end_stay,
    forget_old_sign_ins,
    give_consent,
    withdraw_consent,
)
from moothall.people.actions.staff import (
    add_staff_user,
    give_role,
    set_password,
    set_up_second_factor,
)

__all__ = [
    "CodeNotRight",
    "ProviderSettings",
    "SiteSettings",
    "add_contact_point",
    "add_staff_user",
    "ask_for_change",
    "ask_for_code",
    "begin_resident_session",
    "change_site",
    "change_site_secret",
    "choose_account_system",
    "confirm_posted_code",
    "connect_elsewhere",
    "count_attempt",
    "disconnect_elsewhere",
    "end_liability",
    "end_resident_session",
    "end_sessions_without_stay",
    "end_stay",
    "forget_old_codes",
    "forget_old_sign_ins",
    "give_consent",
    "give_role",
    "join_council",
    "leave_council",
    "link_account",
    "note_that_session_is_used",
    "record_failed_try",
    "record_person",
    "register_site",
    "set_password",
    "set_up_provider",
    "set_up_second_factor",
    "settle_change",
    "settle_code",
    "stop_provider",
    "stop_site",
    "unlink_account",
    "update_person",
    "withdraw_consent",
]
