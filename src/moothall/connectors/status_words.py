"""
The statuses of Open311 and of its British extensions, in our words.

The standard has OPEN and CLOSED; British systems say more (see the extensions by mySociety).
"""

from collections.abc import Mapping

#: A status that is no news to the resident.
NOTHING_TO_SAY = ""

_OUR_STATUS: Mapping[str, str] = {
    "OPEN": NOTHING_TO_SAY,
    "FOR_TRIAGE": NOTHING_TO_SAY,
    "INTERNAL_REFERRAL": "in_progress",
    "INVESTIGATING": "in_progress",
    "IN_PROGRESS": "in_progress",
    "REOPEN": "in_progress",
    "ACTION_SCHEDULED": "scheduled",
    "FIXED": "resolved",
    "FIXED_COUNCIL": "resolved",
    "CLOSED": "resolved",
    "NO_FURTHER_ACTION": "closed_no_action",
    "NOT_COUNCILS_RESPONSIBILITY": "closed_no_action",
    "UNABLE_TO_FIX": "closed_no_action",
    "DUPLICATE": "duplicate",
    "CANCELLED": "cancelled",
}

_THEIR_STATUS: Mapping[str, str] = {
    "received": "open",
    "in_progress": "open",
    "scheduled": "open",
    "awaiting_resident": "open",
    "resolved": "closed",
    "closed_no_action": "closed",
    "duplicate": "closed",
    "cancelled": "closed",
}

_THEIR_EXTENDED_STATUS: Mapping[str, str] = {
    "received": "OPEN",
    "in_progress": "IN_PROGRESS",
    "scheduled": "ACTION_SCHEDULED",
    "awaiting_resident": "INVESTIGATING",
    "resolved": "FIXED",
    "closed_no_action": "NO_FURTHER_ACTION",
    "duplicate": "DUPLICATE",
    "cancelled": "CANCELLED",
}


def our_status(theirs: str) -> str | None:
    """Return our status for one of theirs, empty if it says nothing, None if it is unknown."""
    return _OUR_STATUS.get(theirs.strip().upper().replace(" ", "_").replace("-", "_"))


def standard_status(ours: str) -> str:
    """Return the standard's open or closed for one of our statuses."""
    return _THEIR_STATUS[ours]


def extended_status(ours: str) -> str:
    """Return the British extension's word for one of our statuses."""
    return _THEIR_EXTENDED_STATUS[ours]
