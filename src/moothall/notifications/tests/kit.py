"""What these tests repeat."""

from uuid import UUID

from moothall.kernel.actors import system
from moothall.notifications import actions
from moothall.notifications.models import Message

ABOUT = UUID("0192f3a0-0000-7000-8000-00000000000a")


def ask_for(council, now, **changed) -> Message:
    """Ask for a message in the words of a trial, with whatever is to be different."""
    wanted = {
        "actor": system("tests"),
        "council_id": council.id,
        "template": "notifications.trial",
        "channel": "email",
        "to": "sian@example.org",
        "language": "en",
        "context": {"reference": "NOR-1", "note": ""},
        "dedupe_key": "case:1:received",
        "about_type": "cases.case",
        "about_id": ABOUT,
        "now": now,
    }
    return actions.send_message(**{**wanted, **changed})
