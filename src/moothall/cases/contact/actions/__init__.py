"""All writes to calls, contacts and employees' states."""

from moothall.cases.contact.actions.agents import claim_extension, note_call_state, set_state
from moothall.cases.contact.actions.contacts import (
    begin_contact,
    end_contact,
    keep_words,
    note_check,
    note_deed,
    set_person,
    wrap_up,
)
from moothall.cases.contact.actions.forgetting import forget_numbers, forget_old_calls
from moothall.cases.contact.actions.inviting import follow_invitation, invite_to_account
from moothall.cases.contact.actions.lines import set_line, stop_line
from moothall.cases.contact.actions.receiving import keep_event, take_in, take_in_waiting

__all__ = [
    "begin_contact",
    "claim_extension",
    "end_contact",
    "follow_invitation",
    "forget_numbers",
    "forget_old_calls",
    "invite_to_account",
    "keep_event",
    "keep_words",
    "note_call_state",
    "note_check",
    "note_deed",
    "set_line",
    "set_person",
    "set_state",
    "stop_line",
    "take_in",
    "take_in_waiting",
    "wrap_up",
]
