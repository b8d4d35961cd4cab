"""All writes to persons and staff; each file holds one aggregate's verbs."""

from moothall.people.actions.elsewhere import (
    ProviderSettings,
    connect_elsewhere,
    disconnect_elsewhere,
    set_up_provider,
    stop_provider,
)
from moothall.people.actions.persons import add_contact_point, record_person, update_person
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
    "ProviderSettings",
    "SiteSettings",
    "add_contact_point",
    "add_staff_user",
    "begin_resident_session",
    "change_site",
    "change_site_secret",
    "connect_elsewhere",
    "disconnect_elsewhere",
    "end_resident_session",
    "end_sessions_without_stay",
    "end_stay",
    "forget_old_sign_ins",
    "give_consent",
    "give_role",
    "join_council",
    "leave_council",
    "note_that_session_is_used",
    "record_person",
    "register_site",
    "set_password",
    "set_up_provider",
    "set_up_second_factor",
    "stop_provider",
    "stop_site",
    "update_person",
    "withdraw_consent",
]
