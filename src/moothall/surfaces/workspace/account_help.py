"""Helping whoever is in touch to open their own account: what can be sent, and how far they are."""

from dataclasses import dataclass

from moothall.cases.contact import queries
from moothall.cases.contact.rows import InvitationRow
from moothall.notifications.queries import can_reach_by
from moothall.people.models import ContactKind
from moothall.people.queries import has_account
from moothall.surfaces.workspace.contact_screen import Caller


@dataclass(frozen=True)
class AccountHelp:
    """Whether somebody has an account, the ways to send them a link, and what became of it."""

    is_open: bool
    ways: tuple[tuple[str, str], ...]
    sent: InvitationRow | None

    @property
    def waits(self) -> bool:
        """Tell whether something may still happen that the page should show."""
        return self.sent is not None and not self.is_open


def account_help(caller: Caller) -> AccountHelp | None:
    """
    Return how an employee can help with an account; two queries.

    Nothing for somebody without a name, for one who is protected, or before the contact is begun.
    """
    person, contact = caller.person, caller.contact
    if person is None or contact is None or not caller.may_help or person.is_protected:
        return None
    if has_account(person.id):
        return AccountHelp(is_open=True, ways=(), sent=None)
    may_text = can_reach_by(caller.council.id, "text")
    ways = tuple(
        (f"{point.kind}:{point.value}", point.value)
        for point in person.contact_points
        if point.kind == ContactKind.EMAIL or (point.kind == ContactKind.PHONE and may_text)
    )
    return AccountHelp(is_open=False, ways=ways, sent=queries.invitation_in(contact.id))
